import type { Rpc } from "../_shared/db/client.ts";
import type { Credentials } from "../_shared/vault/mod.ts";
import type { Command, CommandDatabase } from "./ports.ts";

const about = ({ workspace_id, seq, epoch, msg_id }: Command) => ({
  p_workspace_id: workspace_id,
  p_seq: seq,
  p_epoch: epoch,
  p_msg_id: msg_id,
});

export function createCommandDatabase(rpc: Rpc, credentials: Credentials): CommandDatabase {
  return {
    claim: () => rpc("command_claim", {}),
    async done(command, result) {
      await rpc("command_done", { ...about(command), p_result: result });
    },
    async failed(command, error, permanent) {
      await rpc("command_failed", { ...about(command), p_error: error, p_permanent: permanent });
    },
    async sawActive({ workspace_id, seq, epoch }, n8nIds) {
      const about = { p_workspace_id: workspace_id, p_seq: seq, p_epoch: epoch };
      await rpc("freeze_saw_active", { ...about, p_n8n_ids: n8nIds });
    },
    mapList: (id, kind) => rpc("map_list", { p_workspace_id: id, p_kind: kind }),
    llmWorkflows: (id) => rpc("llm_workflows", { p_workspace_id: id }),
    async webhookToken(id) {
      const [stored] = await credentials.list(id, ["webhook"]);
      return stored ? (await credentials.open<{ token: string }>(id, stored)).token : null;
    },
  };
}
