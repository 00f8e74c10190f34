// POST /api/command: size → enrolled → token over the raw bytes → shape → seal → schema → one run.
import type { Context } from "hono";
import { z } from "zod";
import { TokenRefused, verifyCommandToken } from "../auth/command-token.ts";
import type { Keys } from "../auth/keys.ts";
import { actionNamed } from "../commands/actions.ts";
import { type Outcome, Refused, type Runner } from "../commands/runner.ts";
import type { Enroller } from "../genesis/enrolment.ts";
import type { Log } from "../log.ts";
import { refuse } from "./reply.ts";

const bodySchema = z
  .object({
    command_id: z.string().min(8).max(200),
    action: z.string(),
    payload: z.unknown().optional(),
    sealed: z.string().optional(),
  })
  .refine((b) => b.payload === undefined || b.sealed === undefined, "payload or sealed, not both");

const failed = (code: string, message: string): Outcome => ({
  success: false,
  result: null,
  error: { code, message, retryable: false },
});

export interface CommandParts {
  readonly enroller: Enroller;
  readonly keys: Keys;
  readonly runner: Runner;
  readonly log: Log;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

async function payloadOf(
  keys: Keys,
  body: z.infer<typeof bodySchema>,
): Promise<{ payload: unknown } | undefined> {
  if (body.sealed === undefined) return { payload: body.payload ?? {} };
  try {
    return { payload: JSON.parse(await keys.open(body.sealed)) };
  } catch {
    return undefined; // sealed for another key, changed on its way, or no JSON inside: the same to the sender
  }
}

export function postCommand({ enroller, keys, runner, log }: CommandParts) {
  return async (c: Context): Promise<Response> => {
    const enrolment = enroller.current();
    if (!enrolment) return refuse(c, 503, "not_enrolled", "This sidecar belongs to no workspace yet");
    const raw = new Uint8Array(await c.req.arrayBuffer());
    let claims: Awaited<ReturnType<typeof verifyCommandToken>>;
    try {
      const authorization = c.req.header("authorization");
      claims = await verifyCommandToken(authorization, raw, enrolment.workspaceId, enrolment.genesisKeys);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      log("warn", "token_refused", { code: error.code });
      return refuse(c, 401, error.code, error.message);
    }
    const body = bodySchema.safeParse(parsed(new TextDecoder().decode(raw)));
    if (!body.success) return refuse(c, 400, "invalid_body", "The body is not a command");
    if (body.data.command_id !== claims.command_id || body.data.action !== claims.action)
      return refuse(c, 401, "token_invalid", "The token is for another command");

    const action = actionNamed(claims.action);
    if (!action) return c.json(failed("unknown_action", `There is no action ${claims.action}`));
    if (action.sealed && body.data.sealed === undefined)
      return c.json(failed("must_be_sealed", `${claims.action} holds a secret: send it sealed`));
    const opened = await payloadOf(keys, body.data);
    if (!opened) return c.json(failed("cannot_open", "The payload is not sealed for this sidecar's key"));
    const payload = action.schema.safeParse(opened.payload);
    if (!payload.success) {
      const where = payload.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
      return c.json(failed("invalid_payload", where.join("; ")));
    }
    const { command_id, epoch, seq } = claims;
    const payload_mac = keys.mac(JSON.stringify([claims.action, payload.data]));
    try {
      const ticket = { command_id, action: claims.action, epoch, seq, payload_mac };
      return c.json(await runner.run(ticket, action, payload.data));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log("warn", "command_refused", { code: error.code, command_id, epoch, seq });
      return refuse(c, 409, error.code, error.message);
    }
  };
}
