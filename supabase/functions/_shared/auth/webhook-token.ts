// The token of n8n and of whoever else posts for a workspace: the header x-webhook-token. The function proves
// nothing but the global token; the workspace's own is judged in the database, in the same call as everything else.
import { LIMITS } from "../contracts/mod.ts";
import type { Settings } from "../env.ts";
import { HttpError } from "../errors/mod.ts";
import { equalInConstantTime, sha256Hex } from "./hash.ts";

/** What goes to SQL: the hash of a workspace's token, or the proof that it was the global one. */
export type WebhookCredential = { token_hash: string } | { global_token: true };

export type ReadWebhookCredential = (req: Request) => WebhookCredential;

export function createWebhookCredential(settings: Settings): ReadWebhookCredential {
  const global = settings.flag("ALLOW_GLOBAL_WEBHOOK_TOKEN")
    ? settings.optional("DASH_WEBHOOK_TOKEN")
    : undefined;
  return (req) => {
    const token = req.headers.get("x-webhook-token")?.trim() ?? "";
    if (token === "" || token.length > LIMITS.tokenChars) throw new HttpError("invalid_token");
    if (global !== undefined && equalInConstantTime(token, global)) return { global_token: true };
    return { token_hash: sha256Hex(token) };
  };
}

/** A new webhook token: 32 random bytes in lower-case hex. */
export const newWebhookToken = (): string =>
  [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
