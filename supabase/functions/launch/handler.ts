// /functions/v1/launch: GET /plan (dry run), POST (start), GET /status, POST /cancel, POST /retry.
import { z } from "zod";
import type { Settings } from "../_shared/env.ts";
import { createHandler, type Handler } from "../_shared/http/handler.ts";
import { json, withCors } from "../_shared/http/reply.ts";
import { createRouter } from "../_shared/http/router.ts";
import { asked, posted, type SessionDeps } from "../_shared/http/session-route.ts";
import { type ItemOutcome, itemError } from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { createAssembleIgnitionConfig } from "./assemble.ts";
import { planOf } from "./plan.ts";
import { start } from "./start.ts";
import { pickStatus, type StoredStatus } from "./state.ts";

export interface LaunchDeps extends SessionDeps {
  settings: Settings;
  log?: Log;
}

const nothing = z.object({});

export function createLaunchHandler(deps: LaunchDeps): Handler {
  const { settings } = deps;
  const assembleIgnitionConfig = createAssembleIgnitionConfig(settings);
  return createHandler(
    "launch",
    createRouter("launch", {
      "": { POST: posted(deps, nothing, (call) => start(assembleIgnitionConfig, settings, call, false)) },
      "/retry": {
        POST: posted(deps, nothing, (call) => start(assembleIgnitionConfig, settings, call, true)),
      },
      "/plan": {
        GET: asked(deps, async ({ rpc, workspaceId }) =>
          json(planOf(await assembleIgnitionConfig(rpc, workspaceId), settings)),
        ),
      },
      "/status": {
        GET: asked(deps, async ({ rpc, workspaceId }) => {
          const status = await rpc<StoredStatus>("launch_standing", { p_workspace_id: workspaceId });
          return json(pickStatus(status));
        }),
      },
      "/cancel": {
        POST: posted(deps, nothing, async ({ rpc, workspaceId }) => {
          const outcome = await rpc<ItemOutcome>("cancel_ignition", { p_workspace_id: workspaceId });
          // Never launched, or over: either way there is nothing to cancel.
          if (outcome.status !== 202) throw itemError({ ...outcome, status: 409, code: "not_running" });
          return json({ success: true, run_id: outcome.run_id }, 202);
        }),
      },
    }),
    deps.log,
    withCors,
  );
}
