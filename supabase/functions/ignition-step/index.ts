import { createRequireCron, createSigningKeys } from "../_shared/auth/mod.ts";
import { inBackground } from "../_shared/background.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { createFactories } from "../_shared/droplets/mod.ts";
import type { Settings } from "../_shared/env.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createHandshake, createHttpSidecarClient, takeTicket } from "../_shared/sidecar/mod.ts";
import { RESEARCH_SETTINGS } from "../_shared/templates/mod.ts";
import { createCredentials, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { createCompile } from "./compile.ts";
import { createDatabase } from "./database.ts";
import { createIgnitionHandler } from "./handler.ts";
import { createSecrets } from "./secrets.ts";

const SETTINGS = [...MACHINE_SETTINGS, "CRON_SECRET", "GENESIS_SIGNING_KEYS", "ENCRYPTION_MASTER_KEY"];
const N8N_PORT = 5678;

const surroundings = (settings: Settings) => ({
  functionsUrl: `${settings.required("SUPABASE_URL").replace(/\/+$/, "")}/functions/v1`,
  n8nUrl:
    settings.optional("N8N_PUBLIC_URL") ??
    `http://${settings.optional("LOCAL_N8N_IP") ?? "127.0.0.1"}:${N8N_PORT}`,
  research: Object.fromEntries(RESEARCH_SETTINGS.map((name) => [name, settings.optional(name)])),
});

Deno.serve(
  startHandler(
    "ignition-step",
    (name) => Deno.env.get(name),
    SETTINGS,
    (settings) => {
      const rpc = createMachineRpc(settings);
      const keys = createSigningKeys(settings);
      return createIgnitionHandler({
        db: createDatabase(rpc),
        secrets: createSecrets(createCredentials(rpc, createVault(readMasterKeys(settings)))),
        sidecarFor: ({ run_id: runId, step }) =>
          createHttpSidecarClient({
            keys,
            ticket: (workspaceId, removing) => takeTicket(rpc, workspaceId, removing, { runId, step }),
          }),
        handshake: createHandshake(),
        droplets: createFactories(settings),
        compile: createCompile(surroundings(settings)),
        clock: { now: Date.now, sleep: (ms) => new Promise((done) => setTimeout(done, ms)) },
        cron: createRequireCron(settings),
        background: inBackground,
      });
    },
  ),
);
