import { createWebhookCredential } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { createClientAddress, MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createEventsHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "events",
    (name) => Deno.env.get(name),
    MACHINE_SETTINGS,
    (settings) =>
      createEventsHandler({
        rpc: createMachineRpc(settings),
        credential: createWebhookCredential(settings),
        client: createClientAddress(settings),
      }),
  ),
);
