import type { Context } from "hono";
import { z } from "zod";
import type { Keys } from "../auth/keys.ts";
import type { Enroller } from "../genesis/enrolment.ts";
import type { Engine } from "../n8n/engine.ts";
import { refuse } from "./reply.ts";

const schema = z.object({ nonce: z.string().regex(/^[\w-]{16,256}$/) });

/** POST /api/challenge: proves by the enrolled key whose sidecar this is, and that its engine answers now. */
export const postChallenge = (enroller: Enroller, keys: Keys, engine: Engine) => async (c: Context) => {
  const enrolment = enroller.current();
  if (!enrolment) return refuse(c, 503, "not_enrolled", "This sidecar belongs to no workspace yet");
  const body = schema.safeParse(await c.req.json().catch(() => undefined));
  if (!body.success)
    return refuse(c, 400, "invalid_body", "A nonce of 16 to 256 letters, digits, - and _ is needed");
  const said = { workspace_id: enrolment.workspaceId, nonce: body.data.nonce };
  const { ready } = await engine.prepare();
  return c.json({ ...said, signature: await keys.sign("genesis-challenge", said), engine_ready: ready });
};
