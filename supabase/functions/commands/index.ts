import { createRequireCron, createSigningKeys } from "../_shared/auth/mod.ts";
import { inBackground } from "../_shared/background.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createHttpSidecarClient, ticketOfEpoch } from "../_shared/sidecar/mod.ts";
import { createCredentials, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { createCommandDatabase } from "./database.ts";
import { createCommandsHandler } from "./handler.ts";
import { createQuarantineDatabase } from "./quarantine.ts";

const SETTINGS = [...MACHINE_SETTINGS, "CRON_SECRET", "GENESIS_SIGNING_KEYS", "ENCRYPTION_MASTER_KEY"];

Deno.serve(
  startHandler(
    "commands",
    (name) => Deno.env.get(name),
    SETTINGS,
    (settings) => {
      const rpc = createMachineRpc(settings);
      const keys = createSigningKeys(settings);
      return createCommandsHandler({
        db: createCommandDatabase(rpc, createCredentials(rpc, createVault(readMasterKeys(settings)))),
        quarantine: createQuarantineDatabase(rpc),
        sidecarFor: ({ epoch }) => createHttpSidecarClient({ keys, ticket: ticketOfEpoch(rpc, epoch) }),
        clock: { now: Date.now, sleep: (ms) => new Promise((done) => setTimeout(done, ms)) },
        cron: createRequireCron(settings),
        background: inBackground,
      });
    },
  ),
);
