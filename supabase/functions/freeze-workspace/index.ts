import { createRequireSession } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createVault, readMasterKeys, type Vault } from "../_shared/vault/mod.ts";
import { createFreezeHandler } from "./handler.ts";

// Not the master key: without it nothing can be unfrozen, but everything can be stopped.
const SETTINGS = [...MACHINE_SETTINGS, "CLERK_ISSUER", "CLERK_AUTHORIZED_PARTIES"];

Deno.serve(
  startHandler(
    "freeze-workspace",
    (name) => Deno.env.get(name),
    SETTINGS,
    (settings) => {
      let vault: Vault | undefined;
      return createFreezeHandler({
        rpc: createMachineRpc(settings),
        session: createRequireSession(settings),
        vault: () => {
          vault ??= createVault(readMasterKeys(settings));
          return vault;
        },
      });
    },
  ),
);
