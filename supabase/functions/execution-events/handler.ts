// POST /functions/v1/execution-events: what n8n's nodes do, reported by the sidecar with its signature. A repeat
// (the same execution_id and seq) is stored once, so a report whose answer was lost may be sent again.
import type { RequireSidecar } from "../_shared/auth/sidecar-signature.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import {
  createHandler,
  type Handler,
  json,
  parseJsonObject,
  readBytes,
  requireMethod,
  requireWorkspaceId,
  subPath,
} from "../_shared/http/mod.ts";
import { type ItemOutcome, itemError } from "../_shared/ingest/mod.ts";
import type { Log } from "../_shared/log.ts";
import { parseNodeEvents } from "./node-event.ts";

export interface ExecutionEventsDeps {
  rpc: Rpc;
  sidecar: RequireSidecar;
  log?: Log;
}

export function createExecutionEventsHandler({ rpc, sidecar, log }: ExecutionEventsDeps): Handler {
  return createHandler(
    "execution-events",
    async (req, ctx) => {
      if (subPath(req, "execution-events") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      const raw = await readBytes(req);
      const body = parseJsonObject(raw);
      const workspaceId = requireWorkspaceId(body.workspace_id);
      ctx.workspaceId = workspaceId;
      const by = await sidecar(req, raw);
      if (by.workspaceId !== workspaceId) throw new HttpError("invalid_sidecar_signature");
      const parsed = parseNodeEvents(body);
      if (!parsed.ok) throw new HttpError("invalid_field", { fields: parsed.fields });
      const { events, refused } = parsed.item;
      const args = { p_workspace_id: workspaceId, p_events: events, p_key_x: by.keyX };
      const { status, ...outcome } = await rpc<ItemOutcome>("execution_events", args);
      if (status === 401) sidecar.forget(workspaceId);
      if (status !== 200) throw itemError({ status, ...outcome });
      return json({ ok: true, ...outcome, ...(refused.length > 0 && { refused }) });
    },
    log,
  );
}
