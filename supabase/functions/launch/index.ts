import { createRequireSession } from "../_shared/auth/mod.ts";
import { createUserRpc } from "../_shared/db/client.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { MACHINE_SETTINGS, SESSION_SETTINGS } from "../_shared/ingest/mod.ts";
import { createLaunchHandler } from "./handler.ts";

Deno.serve(
  startHandler(
    "launch",
    (name) => Deno.env.get(name),
    [...MACHINE_SETTINGS, ...SESSION_SETTINGS],
    (settings) =>
      createLaunchHandler({
        settings,
        session: createRequireSession(settings),
        userRpc: createUserRpc(settings),
      }),
  ),
);
