// What each action of genesis.commands is to a sidecar.
import { sha256Hex } from "../_shared/auth/mod.ts";
import { PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import { FREEZE_ACTIONS } from "./freeze-actions.ts";
import { type Run, tell } from "./tell.ts";

const isGone = (error: unknown): boolean => error instanceof PermanentError && error.code === "not_found";

export const ACTIONS: Readonly<Record<string, Run>> = {
  ...FREEZE_ACTIONS,

  async pause_llm_workflows(work) {
    const ids = await work.db.llmWorkflows(work.command.workspace_id);
    for (const n8n_id of ids) {
      try {
        await tell(work, "DEACTIVATE_WORKFLOW", { n8n_id });
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    }
    return { paused: ids };
  },

  async resume_llm_workflows(work) {
    const n8n_ids = await work.db.llmWorkflows(work.command.workspace_id);
    if (n8n_ids.length > 0) await tell(work, "ACTIVATE_WORKFLOWS", { n8n_ids });
    return { resumed: n8n_ids };
  },

  /** The vault has the new token already; n8n's one header credential gets it, and every workflow with it. */
  async rotate_webhook_token(work) {
    const { db, command } = work;
    const rows = await db.mapList(command.workspace_id, "credential");
    const n8n_id = rows.find(({ logical_id }) => logical_id === "webhook")?.n8n_id;
    if (!n8n_id) return { rotated: false };
    const value = await db.webhookToken(command.workspace_id);
    if (!value) throw new PermanentError("webhook_token_lost", "The vault has no webhook token");
    // n8n must never get a token that was voided: everything it posts would be refused, opt-outs too.
    if (command.token_hash && sha256Hex(value) !== command.token_hash) {
      throw new RetryableError("webhook_token_stale", "The vault does not hold the valid webhook token yet");
    }
    await tell(work, "ROTATE_WEBHOOK_TOKEN", { n8n_id, value });
    return { rotated: true };
  },
};
