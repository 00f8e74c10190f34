import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createClerkWebhookHandler } from "./handler.ts";
import { createVerifyWebhook, SECRET } from "./verify.ts";

Deno.serve(
  startHandler(
    "clerk-webhook",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, SECRET],
    (settings) =>
      createClerkWebhookHandler({ rpc: createMachineRpc(settings), verify: createVerifyWebhook(settings) }),
  ),
);
