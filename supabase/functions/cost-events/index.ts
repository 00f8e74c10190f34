import { createRequireSession, createWebhookCredential } from "../_shared/auth/mod.ts";
import { createMachineRpc, createUserRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { createClientAddress, MACHINE_SETTINGS, SESSION_SETTINGS } from "../_shared/ingest/mod.ts";
import { createCostEventsHandler } from "./handler.ts";

const SETTINGS = [...MACHINE_SETTINGS, ...SESSION_SETTINGS];

Deno.serve(
  startHandler(
    "cost-events",
    (name) => Deno.env.get(name),
    SETTINGS,
    (settings) =>
      createCostEventsHandler({
        rpc: createMachineRpc(settings),
        userRpc: createUserRpc(settings),
        session: createRequireSession(settings),
        credential: createWebhookCredential(settings),
        client: createClientAddress(settings),
      }),
  ),
);
