import { createSigningKeys, createWebhookCredential } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { createClientAddress, functionsUrl, MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createSendPermitHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "send-permit",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, "GENESIS_SIGNING_KEYS"],
    (settings) =>
      createSendPermitHandler({
        rpc: createMachineRpc(settings),
        credential: createWebhookCredential(settings),
        keys: createSigningKeys(settings),
        unsubscribeUrl: `${functionsUrl(settings)}/unsubscribe`,
        client: createClientAddress(settings),
      }),
  ),
);
