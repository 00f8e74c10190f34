// The Database port over PostgREST: each method is one SQL function of the schema genesis.
import { sha256Hex } from "../_shared/auth/mod.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import type { Database, Message } from "./ports.ts";

type Outcome = { status: number; code?: string; error?: string };

function passed<T>(what: string, outcome: T & Outcome): T {
  const { status, code, error } = outcome;
  if (status === 200) return outcome;
  const said = error ?? `${what}: ${code ?? status}`;
  // A freeze is no fault of the step, nor is a process that has taken over: the next claim knows more.
  if (status === 503 || code === "workspace_frozen" || code === "overtaken")
    throw new RetryableError(code ?? "busy", said);
  throw new PermanentError(code ?? "refused", said);
}

const about = ({ msg_id, workspace_id, run_id, step }: Message) => ({
  p_msg_id: msg_id,
  p_workspace_id: workspace_id,
  p_run_id: run_id,
  p_step: step,
});

/**
 * For whom a step changes something: private.ignition_overtaken. Without the epoch: a freeze meanwhile does not make the
 * attempt another's, and what it has made is to be noted, so that the rollback finds it.
 */
export const fenceOf = ({ run_id, step, attempt }: Message) => ({ run_id, step, attempt });

const within = (message: Message) => ({ p_workspace_id: message.workspace_id, p_fence: fenceOf(message) });

export function createDatabase(rpc: Rpc): Database {
  const call = async <T>(name: string, args: Record<string, unknown>): Promise<T> =>
    passed(name, await rpc<T & Outcome>(name, args));
  return {
    claim: () => rpc("ignition_claim", { p_max: 1 }),
    complete: async (m, result) => {
      await call("ignition_complete_step", { ...about(m), p_result: result });
    },
    poll: async (m, delayS) => {
      await call("ignition_poll_step", { ...about(m), p_delay_s: delayS });
    },
    fail: async (m, error, detail, permanent) => {
      const args = { p_error: error, p_detail: detail, p_permanent: permanent };
      await call("ignition_fail_step", { ...about(m), ...args });
    },
    assemble: (id) => call("assemble", { p_workspace_id: id }),
    partitionCreate: (message) => call("partition_create", within(message)),
    partitionDrop: (message) => call("partition_drop", within(message)),
    mapIntend: (message, kind, logicalId, campaignId) =>
      call("map_intend", {
        ...within(message),
        p_kind: kind,
        p_logical_id: logicalId,
        p_campaign_id: campaignId,
      }),
    mapMade: async (message, row, n8nId, hash) => {
      await call("map_made", { ...within(message), p_id: row, p_n8n_id: n8nId, p_hash: hash });
    },
    mapRemoved: async (message, row) => {
      await call("map_removed", { ...within(message), p_id: row });
    },
    mapList: (id, kind) => rpc("map_list", { p_workspace_id: id, p_kind: kind }),
    webhookTokenSet: async (message, token) => {
      await call("webhook_token_set", { ...within(message), p_token_hash: `\\x${sha256Hex(token)}` });
    },
  };
}
