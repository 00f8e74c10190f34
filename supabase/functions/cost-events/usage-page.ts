// GET /functions/v1/cost-events: a page of a workspace's usage, newest first, for a signed-in member (judged by RLS)
// or for the holder of one of the workspace's API keys.
import { type RequireSession, sha256Hex } from "../_shared/auth/mod.ts";
import { type FieldIssue, LIMITS, uuid } from "../_shared/contracts/mod.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { json, type RequestContext, requireWorkspaceId } from "../_shared/http/mod.ts";
import { requireGatePassed } from "../_shared/ingest/mod.ts";

export interface UsagePageDeps {
  rpc: Rpc;
  userRpc(token: string): Rpc;
  session: RequireSession;
  client(req: Request): string;
}

interface Page {
  rows: unknown[];
  next: { before: string; before_id: string } | null;
}

interface Cursor {
  p_before: string | null;
  p_before_id: string | null;
  p_limit: number;
}

/** `limit`, and `before` with `before_id` as the page before gave them in `next`. */
function readCursor(query: URLSearchParams): Cursor {
  const fields: FieldIssue[] = [];
  const { usual, max } = LIMITS.usagePageRows;
  const limit = query.get("limit") ?? String(usual);
  const p_limit = /^\d{1,9}$/.test(limit) ? Number(limit) : 0;
  if (p_limit < 1 || p_limit > max) fields.push({ path: "limit", message: `must be 1 to ${max}` });

  const p_before = query.get("before") || null;
  const p_before_id = query.get("before_id") || null;
  // PostgreSQL keeps microseconds, which Date does not: the text is checked and goes on as it came.
  const isTime =
    p_before === null ||
    (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(p_before) && !Number.isNaN(Date.parse(p_before)));
  if (!isTime) fields.push({ path: "before", message: "must be the time that `next` gave" });
  if (p_before_id !== null && !uuid().safeParse(p_before_id).success) {
    fields.push({ path: "before_id", message: "must be the id that `next` gave" });
  }
  if ((p_before === null) !== (p_before_id === null)) {
    fields.push({
      path: p_before === null ? "before" : "before_id",
      message: "before and before_id go together",
    });
  }
  if (fields.length > 0) throw new HttpError("invalid_field", { fields });
  return { p_before, p_before_id, p_limit };
}

export function createUsagePage({ rpc, userRpc, session, client }: UsagePageDeps) {
  return async (req: Request, ctx: RequestContext): Promise<Response> => {
    const key = req.headers.get("x-api-key")?.trim();
    const person = key ? undefined : await session(req);
    const query = new URL(req.url).searchParams;
    const p_workspace_id = requireWorkspaceId(query.get("workspace_id"));
    ctx.workspaceId = p_workspace_id;
    const cursor = readCursor(query);

    if (person) return page(await userRpc(person.token)<Page>("usage_page", { p_workspace_id, ...cursor }));
    const args = { p_workspace_id, p_key_hash: sha256Hex(key ?? ""), p_client: client(req), ...cursor };
    const outcome = await rpc<Page & { status: number; code?: string; retry_after?: number }>(
      "usage_page_by_key",
      args,
    );
    requireGatePassed(outcome);
    return page(outcome);
  };
}

const page = ({ rows, next }: Page): Response => json({ ok: true, rows, next });
