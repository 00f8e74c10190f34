import { createRequireSession } from "../_shared/auth/mod.ts";
import { createRequireMonitor } from "../_shared/auth/monitor.ts";
import { createMachineRpc, createUserRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS, SESSION_SETTINGS } from "../_shared/ingest/mod.ts";
import { createMetricsHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "metrics",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, ...SESSION_SETTINGS],
    (settings) =>
      createMetricsHandler({
        rpc: createMachineRpc(settings),
        monitor: createRequireMonitor(settings, createRequireSession(settings), createUserRpc(settings)),
      }),
  ),
);
