import { createRequireSidecar } from "../_shared/auth/sidecar-signature.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createExecutionEventsHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "execution-events",
    (name) => Deno.env.get(name),
    MACHINE_SETTINGS,
    (settings) => {
      const rpc = createMachineRpc(settings);
      return createExecutionEventsHandler({ rpc, sidecar: createRequireSidecar(rpc) });
    },
  ),
);
