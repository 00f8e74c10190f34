import type { SidecarClient } from "../_shared/sidecar/mod.ts";

/** One row of genesis.commands, leased for 60 s. */
export interface Command {
  msg_id: number;
  workspace_id: string;
  seq: number;
  epoch: number;
  action: string;
  ids: Record<string, unknown>;
  /** It only takes away, or looks whether it is gone: such go to a frozen workspace too. */
  removing: boolean;
  attempts: number;
  trace_id: string | null;
  sidecar: { url: string; sign_key: unknown; seal_key: unknown };
  /** For rotate_webhook_token: SHA-256 in hex of the token that is valid now. */
  token_hash?: string | null;
}

/** None is due; the next bell rings in so many seconds, or there is none. */
export interface NoCommand {
  next_due_in_s: number | null;
}

export interface MappedObject {
  /** The row's in genesis.workflow_map. */
  id: string;
  logical_id: string;
  n8n_id: string | null;
}

/** Throws DatabaseError. */
export interface CommandDatabase {
  claim(): Promise<Command | NoCommand>;
  done(command: Command, result: Record<string, unknown>): Promise<void>;
  failed(command: Command, error: string, permanent: boolean): Promise<void>;
  /** n8n's ids of the workflows that were on before a freeze switched them off. */
  sawActive(command: Command, n8nIds: string[]): Promise<void>;
  mapList(workspaceId: string, kind: "workflow" | "credential"): Promise<MappedObject[]>;
  /** n8n's ids of the workflows whose template says uses_llm, of every campaign. */
  llmWorkflows(workspaceId: string): Promise<string[]>;
  /** The workspace's webhook token in clear, from the vault; null when there is none. */
  webhookToken(workspaceId: string): Promise<string | null>;
}

export interface CommandPorts {
  db: CommandDatabase;
  /** A client whose tickets are those of the command's epoch alone. */
  sidecarFor(command: Command): SidecarClient;
  clock: { now(): number; sleep(ms: number): Promise<void> };
}
