// What each action of genesis.commands is to a sidecar.
import { sha256Hex } from "../_shared/auth/mod.ts";
import { PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import type { SidecarClient } from "../_shared/sidecar/mod.ts";
import type { Command, CommandPorts } from "./ports.ts";

export interface Work extends CommandPorts {
  command: Command;
  /** Milliseconds since 1970: until then the command is this process's own. */
  until: number;
}

type Run = (work: Work) => Promise<Record<string, unknown>>;

type CommandArgs = Parameters<SidecarClient["command"]>;

/** Taking away passes a freeze; the prefix is the one that private.takes_away knows. */
const isRemoving = (action: string): boolean => /^(deactivate|delete|stop|pause)/.test(action);

function tell(work: Work, action: CommandArgs[1], payload: CommandArgs[2]): Promise<unknown> {
  const { command, sidecarFor, until } = work;
  const { workspace_id: workspaceId, sidecar } = command;
  const target = { workspaceId, url: sidecar.url, sealKey: sidecar.seal_key };
  const options = { deadline: until, removing: isRemoving(command.action) };
  return sidecarFor(command).command(target, action, payload, options);
}

/** n8n's ids of the workflows that call a model, of every campaign. */
async function llmWorkflows({ db, command }: Work): Promise<string[]> {
  const slugs = new Set(await db.llmTemplates(command.workspace_id));
  const rows = await db.mapList(command.workspace_id, "workflow");
  return rows.flatMap(({ logical_id, n8n_id }) => (n8n_id && slugs.has(logical_id) ? [n8n_id] : []));
}

const isGone = (error: unknown): boolean => error instanceof PermanentError && error.code === "not_found";

export const ACTIONS: Readonly<Record<string, Run>> = {
  async pause_llm_workflows(work) {
    const ids = await llmWorkflows(work);
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
    const n8n_ids = await llmWorkflows(work);
    if (n8n_ids.length > 0) await tell(work, "ACTIVATE_WORKFLOWS", { n8n_ids });
    return { resumed: n8n_ids };
  },

  async deactivate_all_workflows(work) {
    await tell(work, "DEACTIVATE_ALL_WORKFLOWS", {});
    return {};
  },

  async stop_executions(work) {
    await tell(work, "STOP_EXECUTIONS", {});
    return {};
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
