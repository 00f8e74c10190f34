// POST /functions/v1/send-permit: may this mail be sent? One permit a lead and step, ever, whatever crashes.
import type { ReadWebhookCredential, SigningKeys } from "../_shared/auth/mod.ts";
import { signUnsubscribeLink } from "../_shared/auth/unsubscribe-link.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { createGroupCommit, type GroupOutcome } from "../_shared/group-commit/group-commit.ts";
import {
  createHandler,
  type Handler,
  json,
  readJsonObject,
  requireMethod,
  requireWorkspaceId,
  subPath,
} from "../_shared/http/mod.ts";
import {
  type IngestRequest,
  type ItemOutcome,
  refusedItem,
  requireGatePassed,
} from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { type LeadAsked, type PermitArgs, parsePermits } from "./permit-args.ts";

export interface SendPermitDeps {
  /** Functions of schema genesis, as the machine. */
  rpc: Rpc;
  credential: ReadWebhookCredential;
  keys: SigningKeys;
  /** Where `unsubscribe` is reached from outside, without a slash at its end. */
  unsubscribeUrl: string;
  client(req: Request): string;
  log?: Log;
}

type PermitRequest = IngestRequest<LeadAsked> & Partial<PermitArgs>;

export function createSendPermitHandler(deps: SendPermitDeps): Handler {
  const { rpc, credential, keys, unsubscribeUrl, client, log } = deps;
  const submit = createGroupCommit<PermitRequest, ItemOutcome>({
    call: (requests) => rpc<GroupOutcome<ItemOutcome>[]>("send_permits", { p_requests: requests }),
    refused: refusedItem,
  });

  async function answer(workspace_id: string, args: PermitArgs, outcome: ItemOutcome) {
    const { status, code, fields, allow, ...rest } = outcome;
    if (status !== 200) return { allow: false, reason: code };
    if (allow !== true) return { allow: false, ...rest };
    const { campaign_id, step: email_number } = args;
    const link = { workspace_id, lead_id: String(rest.lead_id), campaign_id, email_number };
    return {
      allow: true,
      ...rest,
      unsubscribe_url: `${unsubscribeUrl}/${await signUnsubscribeLink(keys, link)}`,
    };
  }

  return createHandler(
    "send-permit",
    async (req, ctx) => {
      if (subPath(req, "send-permit") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      const body = await readJsonObject(req);
      const workspace_id = requireWorkspaceId(body.workspace_id);
      ctx.workspaceId = workspace_id;
      const caller = { workspace_id, ...credential(req), client: client(req) };
      const parsed = parsePermits(body);
      // Token, freeze and rate go before the schema: a bad body is sent as no lead at all.
      const outcome = await submit(parsed.ok ? { ...caller, ...parsed.item } : { ...caller, items: [] });
      if (outcome.code === "not_found")
        throw new HttpError("not_found", { sentence: "There is no such campaign in this workspace" });
      requireGatePassed(outcome);
      if (!parsed.ok) throw new HttpError("invalid_field", { fields: parsed.fields });
      const results = await Promise.all(
        (outcome.results ?? []).map((result) => answer(workspace_id, parsed.item, result)),
      );
      ctx.outcome = `allowed ${results.filter((r) => r.allow).length}/${results.length}`;
      return json({ ok: true, results });
    },
    log,
  );
}
