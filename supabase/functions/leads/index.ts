import { createSigningKeys, createWebhookCredential } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { createClientAddress, MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createLeadsHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "leads",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, "GENESIS_SIGNING_KEYS"],
    (settings) =>
      createLeadsHandler({
        rpc: createMachineRpc(settings),
        credential: createWebhookCredential(settings),
        keys: createSigningKeys(settings),
        client: createClientAddress(settings),
      }),
  ),
);
