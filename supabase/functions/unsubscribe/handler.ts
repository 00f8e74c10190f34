// /functions/v1/unsubscribe/{signed}, the link in a mail's List-Unsubscribe header and text.
// POST with List-Unsubscribe=One-Click (RFC 8058): suppresses; a repeat changes nothing more. GET changes nothing, as
// mail scanners follow links: on to the web page's confirmation, which POSTs here ({WEB_URL}/unsubscribe#{signed}: what
// follows # stays in the browser), or a text that explains. HEAD: nothing.
import { type SigningKeys, sha256Hex } from "../_shared/auth/mod.ts";
import { readUnsubscribeLink, type UnsubscribeLink } from "../_shared/auth/unsubscribe-link.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { createGroupCommit, type GroupOutcome } from "../_shared/group-commit/group-commit.ts";
import {
  createHandler,
  type Handler,
  json,
  preflight,
  requireMethod,
  subPath,
  withCors,
} from "../_shared/http/mod.ts";
import { type IngestRequest, type ItemOutcome, itemError, refusedItem } from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { requireOneClick } from "./one-click.ts";

export interface UnsubscribeDeps {
  rpc: Rpc;
  keys: SigningKeys;
  client(req: Request): string;
  /** The web page's address, when there is one. */
  webUrl?: string;
  log?: Log;
}

const HEADERS = { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" };

const EXPLANATION = `Opening this page has changed nothing.

To stop these mails, use the "Unsubscribe" button of your mail program next to the sender's name,
or answer the mail with the word STOP.
`;

export function createUnsubscribeHandler({ rpc, keys, client, webUrl, log }: UnsubscribeDeps): Handler {
  const submit = createGroupCommit<IngestRequest<Record<string, unknown>>, ItemOutcome>({
    call: (requests) => rpc<GroupOutcome<ItemOutcome>[]>("unsubscribe", { p_requests: requests }),
    refused: refusedItem,
  });

  async function optOut({ workspace_id, ...about }: UnsubscribeLink, from: string): Promise<void> {
    // One key a message: a repeated click is the same opt-out.
    const key = `unsubscribe:${sha256Hex(JSON.stringify([about.lead_id, about.campaign_id, about.email_number]))}`;
    const item = { ...about, event_type: "opt_out", idempotency_key: key, metadata: { via: "one_click" } };
    const outcome = await submit({ workspace_id, client: from, items: [item] });
    // Frozen: it waits in the quarantine, beyond any cap, and nothing is sent meanwhile.
    if (outcome.status === 403) return;
    if (outcome.status !== 200) throw new HttpError("invalid_signature");
    const [result] = outcome.results ?? [];
    // A conflict means that the key is known, and SQL suppresses on repeats as well.
    if (result && result.status !== 200 && result.code !== "idempotency_conflict") throw itemError(result);
  }

  return createHandler(
    "unsubscribe",
    async (req, ctx) => {
      const [, signed] = /^\/([A-Za-z0-9_.-]+)$/.exec(subPath(req, "unsubscribe")) ?? [];
      if (signed === undefined) throw new HttpError("not_found");
      if (req.method === "OPTIONS") return preflight("GET, HEAD, POST");
      requireMethod(req, "GET", "HEAD", "POST");
      const link = await readUnsubscribeLink(keys, signed);
      if (!link) throw new HttpError("invalid_signature");
      ctx.workspaceId = link.workspace_id;
      if (req.method === "POST") {
        await requireOneClick(req);
        await optOut(link, client(req));
        return json({ ok: true, unsubscribed: true }, 200, HEADERS);
      }
      if (webUrl !== undefined && req.method === "GET")
        return new Response(null, {
          status: 302,
          headers: { ...HEADERS, location: `${webUrl}/unsubscribe#${signed}` },
        });
      return new Response(req.method === "HEAD" ? null : EXPLANATION, {
        headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" },
      });
    },
    log,
    withCors,
  );
}
