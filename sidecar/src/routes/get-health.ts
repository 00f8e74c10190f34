import type { Context } from "hono";
import type { Enroller } from "../genesis/enrolment.ts";
import type { Engine } from "../n8n/engine.ts";
import { SIDECAR_VERSION } from "../version.ts";

/** GET /api/health: public, so no names, addresses or counts. `ok`: enrolled, and the engine takes commands. */
export const getHealth = (enroller: Enroller, engine: Engine) => async (c: Context) => {
  const enrolment = enroller.current();
  const known = engine.status();
  // Ignition polls this: an n8n that came up a moment ago is not to wait for the next heartbeat.
  const status = known.ready ? known : await engine.prepare();
  return c.json({
    ok: enrolment !== undefined && status.ready,
    workspace_id: enrolment?.workspaceId ?? null,
    enrolled: enrolment !== undefined,
    engine: status,
    version: SIDECAR_VERSION,
    problem: enroller.problem() ?? status.problem,
  });
};
