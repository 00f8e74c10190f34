// POST /functions/v1/leads: how n8n's workflows reach their workspace's leads, one action a request.
import type { ReadWebhookCredential, SigningKeys } from "../_shared/auth/mod.ts";
import type { Parsed } from "../_shared/contracts/mod.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import {
  createHandler,
  type Handler,
  json,
  readJsonObject,
  requireMethod,
  requireWorkspaceId,
  subPath,
} from "../_shared/http/mod.ts";
import { type ItemOutcome, itemError } from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { ACTIONS, type Action, parseArgs } from "./lead-args.ts";
import { signLinks } from "./links.ts";
import { sortRows } from "./rows.ts";

export interface LeadsDeps {
  /** Functions of schema genesis, as the machine. */
  rpc: Rpc;
  credential: ReadWebhookCredential;
  keys: SigningKeys;
  client(req: Request): string;
  log?: Log;
}

const isAction = (value: unknown): value is Action => (ACTIONS as readonly unknown[]).includes(value);

const parse = (body: Record<string, unknown>): Parsed<Record<string, unknown>> =>
  isAction(body.action)
    ? parseArgs(body.action, body)
    : { ok: false, fields: [{ path: "action", message: `must be one of ${ACTIONS.join(", ")}` }] };

function refusal(outcome: ItemOutcome): HttpError {
  const { what, error, ...rest } = outcome;
  if (outcome.code === "rate_limited")
    return new HttpError("rate_limited", { retryAfter: Number(outcome.retry_after) });
  if (outcome.code === "not_found")
    return new HttpError("not_found", { sentence: `There is no such ${what ?? "lead"} in this workspace` });
  return itemError(rest);
}

function reply(
  { status, results, ...answer }: ItemOutcome,
  merge?: (results: ItemOutcome[]) => unknown,
): Response {
  if (status !== 200) throw refusal({ status, ...answer });
  return json({ ok: true, ...answer, ...(merge && { results: merge(results as ItemOutcome[]) }) });
}

/** Token, freeze and rate are judged before the schema, and only SQL can: it is asked with no action at all. */
const NO_ACTION = "none";

export function createLeadsHandler({ rpc, credential, keys, client, log }: LeadsDeps): Handler {
  const decide = async (
    req: Request,
    workspace: string,
    body: Record<string, unknown>,
  ): Promise<Response> => {
    const caller = { workspace_id: workspace, ...credential(req), client: client(req) };
    const call = (action: string, args: unknown) =>
      rpc<ItemOutcome>("leads_call", { p_request: { ...caller, action, args } });
    const requireGatePassed = async () => {
      const gate = await call(NO_ACTION, {});
      if (gate.code !== "invalid_field") throw refusal(gate);
    };
    const parsed = parse(body);
    if (!parsed.ok) {
      await requireGatePassed();
      throw new HttpError("invalid_field", { fields: parsed.fields });
    }
    if (body.action === "links") {
      await requireGatePassed();
      const args = parsed.item as Parameters<typeof signLinks>[2];
      return json({ ok: true, links: await signLinks(keys, workspace, args) });
    }
    if (body.action !== "upsert") return reply(await call(String(body.action), parsed.item));
    const rows = sortRows(parsed.item.leads as unknown[]);
    if (rows.sendable.length > 0)
      return reply(await call("upsert", { ...parsed.item, leads: rows.sendable }), rows.merge);
    await requireGatePassed();
    return json({ ok: true, results: rows.merge([]) });
  };

  return createHandler(
    "leads",
    async (req, ctx) => {
      if (subPath(req, "leads") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      const body = await readJsonObject(req);
      ctx.workspaceId = requireWorkspaceId(body.workspace_id);
      return decide(req, ctx.workspaceId, body);
    },
    log,
  );
}
