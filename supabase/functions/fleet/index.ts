import { createSigningKeys } from "../_shared/auth/mod.ts";
import { createRequireSidecar } from "../_shared/auth/sidecar-signature.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { createClientAddress, MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createFleetHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "fleet",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, "GENESIS_SIGNING_KEYS"],
    (settings) => {
      const rpc = createMachineRpc(settings);
      return createFleetHandler({
        rpc,
        keys: createSigningKeys(settings),
        sidecar: createRequireSidecar(rpc),
        client: createClientAddress(settings),
      });
    },
  ),
);
