// GET /functions/v1/track/c/{signed}: on to the URL inside the signature. …/o/{signed}: a picture of one pixel.
// The recipient gets either whatever the database says; all that is recorded comes from the signature.
import { type SigningKeys, sha256Hex } from "../_shared/auth/mod.ts";
import { readTrackLink, type TrackKind, type TrackLink } from "../_shared/auth/track-link.ts";
import type { InBackground } from "../_shared/background.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { createGroupCommit, type GroupOutcome } from "../_shared/group-commit/group-commit.ts";
import { createHandler, type Handler, requireMethod, subPath } from "../_shared/http/mod.ts";
import { type IngestRequest, type ItemOutcome, refusedItem } from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { isScanner } from "./scanners.ts";

export interface TrackDeps {
  rpc: Rpc;
  keys: SigningKeys;
  client(req: Request): string;
  background: InBackground;
  log?: Log;
  now?: () => number;
}

/** A transparent GIF of one pixel. */
const PIXEL = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (c) =>
  c.charCodeAt(0),
);

/** Asks for the same link by the same client within this time are one: browsers and proxies repeat themselves. */
const REPEAT_MS = 10_000;

const HEADERS = { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" };

function answer(kind: TrackKind, link: TrackLink, req: Request): Response {
  if (kind === "c")
    return new Response(null, { status: 302, headers: { ...HEADERS, location: link.url ?? "" } });
  const headers = { ...HEADERS, "content-type": "image/gif", "content-length": String(PIXEL.length) };
  return new Response(req.method === "HEAD" ? null : PIXEL, { headers });
}

export function createTrackHandler({
  rpc,
  keys,
  client,
  background,
  log,
  now = Date.now,
}: TrackDeps): Handler {
  const submit = createGroupCommit<IngestRequest<Record<string, unknown>>, ItemOutcome>({
    call: (requests) => rpc<GroupOutcome<ItemOutcome>[]>("ingest_events", { p_requests: requests }),
    refused: refusedItem,
  });

  const record = (kind: TrackKind, link: TrackLink, signed: string, req: Request) => {
    const { workspace_id, url, ...about } = link;
    const from = client(req);
    const is_bot = isScanner(req);
    const once = sha256Hex(JSON.stringify([kind, signed, from, is_bot, Math.floor(now() / REPEAT_MS)]));
    const item = {
      ...about,
      event_type: kind === "c" ? "clicked" : "opened",
      idempotency_key: `track:${once}`,
      ...(is_bot && { is_bot }),
      ...(url && { metadata: { url } }),
    };
    return submit({ workspace_id, signed: true, client: from, items: [item] });
  };

  return createHandler(
    "track",
    async (req, ctx) => {
      const [, kind, signed] = /^\/([co])\/([A-Za-z0-9_.-]+)$/.exec(subPath(req, "track")) ?? [];
      if ((kind !== "c" && kind !== "o") || signed === undefined) throw new HttpError("not_found");
      requireMethod(req, "GET", "HEAD");
      const link = await readTrackLink(keys, kind, signed);
      if (!link || (kind === "c" && !link.url)) throw new HttpError("invalid_signature");
      ctx.workspaceId = link.workspace_id;
      await background(record(kind, link, signed, req));
      return answer(kind, link, req);
    },
    log,
  );
}
