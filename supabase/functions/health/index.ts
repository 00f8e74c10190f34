import { createRequireSession } from "../_shared/auth/mod.ts";
import { createRequireMonitor } from "../_shared/auth/monitor.ts";
import { createMachineRpc, createUserRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS, SESSION_SETTINGS } from "../_shared/ingest/mod.ts";
import { checkCanary, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { createHealthHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "health",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, ...SESSION_SETTINGS, "ENCRYPTION_MASTER_KEY"],
    (settings) => {
      const rpc = createMachineRpc(settings);
      const vault = createVault(readMasterKeys(settings));
      return createHealthHandler({
        rpc,
        monitor: createRequireMonitor(settings, createRequireSession(settings), createUserRpc(settings)),
        canary: () => checkCanary(rpc, vault),
      });
    },
  ),
);
