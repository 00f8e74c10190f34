import { createSigningKeys } from "../_shared/auth/mod.ts";
import { inBackground } from "../_shared/background.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { createClientAddress, MACHINE_SETTINGS } from "../_shared/ingest/mod.ts";
import { createTrackHandler } from "./handler.ts";

const SETTINGS = [...MACHINE_SETTINGS, "GENESIS_SIGNING_KEYS"];

Deno.serve(
  startHandler(
    "track",
    (name) => Deno.env.get(name),
    SETTINGS,
    (settings) =>
      createTrackHandler({
        rpc: createMachineRpc(settings),
        keys: createSigningKeys(settings),
        client: createClientAddress(settings),
        background: inBackground,
      }),
  ),
);
