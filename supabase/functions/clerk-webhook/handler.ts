// POST /functions/v1/clerk-webhook: what Clerk says of people, signed by Svix. A delivery whose answer was lost comes
// again under the same id and is stored once. An organisation of Clerk's gives no access here (workspaces have members
// of their own): its memberships are kept in login_audit and change nothing else.
import { z } from "zod";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import {
  createHandler,
  type Handler,
  json,
  parseJsonObject,
  readBytes,
  requireMethod,
  subPath,
} from "../_shared/http/mod.ts";
import { type ItemOutcome, itemError } from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { type ClerkEvent, isKnownType, readEvent } from "./event.ts";
import type { VerifyWebhook } from "./verify.ts";

export interface ClerkWebhookDeps {
  rpc: Rpc;
  verify: VerifyWebhook;
  log?: Log;
}

export function createClerkWebhookHandler({ rpc, verify, log }: ClerkWebhookDeps): Handler {
  return createHandler(
    "clerk-webhook",
    async (req, ctx) => {
      if (subPath(req, "clerk-webhook") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      const raw = await readBytes(req);
      const { id } = verify(req, raw);
      const message = parseJsonObject(raw);
      const event = eventOf(message);
      if (!event) {
        ctx.outcome = "ignored";
        return json({ ok: true, outcome: "ignored" });
      }
      const args = { p_svix_id: id, p_event: event };
      const { status, ...outcome } = await rpc<ItemOutcome>("clerk_event", args);
      if (status !== 200) throw itemError({ status, ...outcome });
      ctx.outcome = String(outcome.outcome);
      return json({ ok: true, ...outcome });
    },
    log,
  );
}

/** undefined: of a type that Genesis has no use for. Throws 400 for one that names nobody: Clerk's page shows it. */
function eventOf(message: Record<string, unknown>): ClerkEvent | undefined {
  if (!isKnownType(message.type)) return undefined;
  try {
    return readEvent(message.type, message);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const fields = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    throw new HttpError("invalid_field", { fields });
  }
}
