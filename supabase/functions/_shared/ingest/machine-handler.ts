// The way of every machine request that carries items: body → workspace → token → schema → one SQL call → reply.
// Token, freeze and rate are judged by SQL in that same call, so a request whose items all fail the schema is sent
// without items, and what SQL says of the caller goes before what the schema says of the items.
import type { WebhookCredential } from "../auth/mod.ts";
import { type FieldIssue, isObject, type Parsed } from "../contracts/mod.ts";
import { HttpError } from "../errors/mod.ts";
import type { Submit } from "../group-commit/group-commit.ts";
import { json, type RequestContext, readJsonObject, requireWorkspaceId } from "../http/mod.ts";
import { count } from "../metrics/counts.ts";
import { type ItemOutcome, invalidItem, itemError, requireGatePassed } from "./outcomes.ts";

/** One request as SQL takes it. */
export type IngestRequest<I> = { workspace_id: string; client: string; signed?: true; items: I[] } & Partial<
  { token_hash: string } & { global_token: true }
>;

export interface MachineOptions<I> {
  /** Under what name its items are counted: "item:event". */
  counted: string;
  batchLimit: number;
  parse(raw: unknown): Parsed<I>;
  credential(req: Request): WebhookCredential;
  client(req: Request): string;
  submit: Submit<IngestRequest<I>, ItemOutcome>;
  /** The members of a stored item's answer, beside ok and warnings. */
  stored(outcome: ItemOutcome): Record<string, unknown>;
}

type Judged = ItemOutcome & { warnings?: FieldIssue[] };

export function createMachineHandler<I>(options: MachineOptions<I>) {
  const reply = (outcome: Judged) => ({
    ok: true,
    ...options.stored(outcome),
    ...(outcome.warnings && { warnings: outcome.warnings }),
  });

  return async (req: Request, ctx: RequestContext): Promise<Response> => {
    const body = await readJsonObject(req);
    const workspace = requireWorkspaceId(body.workspace_id);
    ctx.workspaceId = workspace;
    const credential = options.credential(req);

    const batch = body.events !== undefined;
    const raw = batch ? batchOf(body.events, options.batchLimit) : { items: [body] };
    const parsed = raw.items.map((item) => otherWorkspace(item, workspace) ?? options.parse(item));
    const items = parsed.flatMap((p) => (p.ok ? [p.item] : []));

    const outcome = await options.submit({
      workspace_id: workspace,
      ...credential,
      client: options.client(req),
      items,
    });
    requireGatePassed(outcome);
    if (raw.fields) throw new HttpError("invalid_field", { fields: raw.fields });

    const results = merge(parsed, outcome.results ?? []);
    ctx.outcome = outcomeOf(results);
    for (const { status, code, deduped } of results) {
      count(options.counted, status, code ?? (deduped === true ? "deduped" : "ok"));
    }
    if (batch) return json({ ok: true, results: results.map((r) => batchResult(r, reply)) });
    const only = results[0] as Judged;
    if (only.status !== 200) throw itemError(only);
    return json(reply(only));
  };
}

/** The items of a batch; none, and the reason, when it is none or has too many. */
function batchOf(events: unknown, limit: number): { items: unknown[]; fields?: FieldIssue[] } {
  const refuse = (message: string) => ({ items: [], fields: [{ path: "events", message }] });
  if (!Array.isArray(events)) return refuse("must be a list");
  if (events.length === 0 || events.length > limit) return refuse(`must have 1 to ${limit} items`);
  return { items: events };
}

/** An item may repeat the workspace of its batch, not name another. */
function otherWorkspace(item: unknown, workspace: string): Parsed<never> | undefined {
  if (!isObject(item) || item.workspace_id === undefined || item.workspace_id === null) return undefined;
  const own = typeof item.workspace_id === "string" && item.workspace_id.trim().toLowerCase() === workspace;
  const message = "must be the workspace_id of the request";
  return own ? undefined : { ok: false, fields: [{ path: "workspace_id", message }] };
}

/** One outcome an item, in the caller's order: the schema's for those it refused, else SQL's. */
function merge<I>(parsed: Parsed<I>[], results: ItemOutcome[]): Judged[] {
  let next = 0;
  return parsed.map((p) => {
    if (!p.ok) return invalidItem(p.fields);
    const result = results[next++] as ItemOutcome;
    return p.warnings ? { ...result, warnings: p.warnings } : result;
  });
}

function batchResult(
  outcome: Judged,
  reply: (o: Judged) => Record<string, unknown>,
): Record<string, unknown> {
  if (outcome.status === 200) return { status: 200, ...reply(outcome) };
  const error = itemError(outcome);
  return { status: error.status, ...error.body };
}

/** For the log: ok, deduped, a single's code, or how many of a batch failed. */
function outcomeOf(results: Judged[]): string {
  const failed = results.filter((r) => r.status !== 200);
  if (failed.length > 0)
    return results.length === 1 ? (failed[0]?.code ?? "failed") : `failed ${failed.length}/${results.length}`;
  return results.every((r) => r.deduped === true) ? "deduped" : "ok";
}
