import { createSigningKeys } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { createClientAddress, MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createUnsubscribeHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "unsubscribe",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, "GENESIS_SIGNING_KEYS"],
    (settings) =>
      createUnsubscribeHandler({
        rpc: createMachineRpc(settings),
        keys: createSigningKeys(settings),
        client: createClientAddress(settings),
        webUrl: settings.optional("WEB_URL")?.replace(/\/+$/, ""),
      }),
  ),
);
