// Svix's signature, which is the one of Standard Webhooks under headers of its own: HMAC-SHA-256 over
// `id.timestamp.body`, the timestamp within five minutes, any of several signatures (two while a secret is replaced).
import { Webhook } from "svix";
import { MissingSettings, type Settings } from "../_shared/env.ts";
import { HttpError } from "../_shared/errors/mod.ts";

export const SECRET = "CLERK_WEBHOOK_SIGNING_SECRET";

export interface Proven {
  /** The delivery's id: the same for every try of one message. */
  id: string;
  body: string;
}

/** Throws 401 for a body that the holder of the secret did not send just now. */
export type VerifyWebhook = (req: Request, raw: Uint8Array) => Proven;

/** Signed as a part of the content: a blank or a dot could move the borders between the parts. */
const ID = /^[A-Za-z0-9_-]{1,200}$/;
/** Whole seconds: Svix reads as far as it can, and takes "1700000000.9" and "1700000000 and more" for a time. */
const TIMESTAMP = /^\d{1,12}$/;

export function createVerifyWebhook(settings: Settings): VerifyWebhook {
  const webhook = open(settings.required(SECRET));
  // Neither repaired nor stripped of its mark: the bytes that were signed, or none.
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return (req, raw) => {
    const header = (name: string) =>
      req.headers.get(`svix-${name}`) ?? req.headers.get(`webhook-${name}`) ?? "";
    const id = header("id");
    try {
      if (!ID.test(id)) throw new Error("no id");
      const timestamp = header("timestamp");
      if (!TIMESTAMP.test(timestamp)) throw new Error("no time");
      const body = utf8.decode(raw);
      webhook.verify(body, {
        "svix-id": id,
        "svix-timestamp": timestamp,
        "svix-signature": header("signature"),
      });
      return { id, body };
    } catch {
      throw new HttpError("invalid_webhook_signature");
    }
  };
}

/** A secret that is none is as good as unset. */
function open(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new MissingSettings([SECRET]);
  }
}
