import { createRequireCron, createSigningKeys } from "../_shared/auth/mod.ts";
import { inBackground } from "../_shared/background.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createAuditHandler } from "./handler.ts";

const SETTINGS = [...MACHINE_SETTINGS, "CRON_SECRET", "GENESIS_SIGNING_KEYS"];

Deno.serve(
  startHandler(
    "audit",
    (name) => Deno.env.get(name),
    SETTINGS,
    (settings) =>
      createAuditHandler({
        rpc: createMachineRpc(settings),
        keys: createSigningKeys(settings),
        cron: createRequireCron(settings),
        background: inBackground,
        receiver: settings.optional("AUDIT_CHECKPOINT_URL"),
        send: fetch,
      }),
  ),
);
