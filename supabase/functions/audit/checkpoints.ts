// Signs the heads of the audit chains. Whoever owns the database could recompute a chain; without this key, which
// only the function's secrets hold, nobody can make it fit a checkpoint again.
import type { SigningKeys } from "../_shared/auth/mod.ts";
import type { Rpc } from "../_shared/db/client.ts";

/** The last row of one workspace's chain, as the database has it. */
export interface AuditHead {
  workspace_id: string;
  seq: number;
  /** Lower-case hex of SHA-256. */
  hash: string;
  count: number;
}

export interface Checkpoint extends AuditHead {
  /** ISO 8601, UTC. */
  signed_at: string;
  kid: string;
  /** base64url of Ed25519 over the UTF-8 bytes of `statement`. */
  signature: string;
  statement: string;
}

export interface CheckpointDeps {
  rpc: Rpc;
  keys: SigningKeys;
  now?: () => Date;
}

/** Heads of one call, and calls of one run: the next run goes on where this one stopped. */
const HEADS_PER_CALL = 100;
const CALLS_PER_RUN = 20;

export async function signHead(keys: SigningKeys, head: AuditHead, at: Date): Promise<Checkpoint> {
  const signed_at = at.toISOString();
  const lines = [
    "genesis-audit-checkpoint-v1",
    head.workspace_id,
    head.seq,
    head.hash,
    head.count,
    signed_at,
  ];
  const statement = lines.join("\n");
  return { ...head, signed_at, statement, ...(await keys.sign(statement)) };
}

/** Signs and stores every head without a checkpoint; gives how many were stored. */
export async function writeCheckpoints(deps: CheckpointDeps): Promise<number> {
  const { rpc, keys, now = () => new Date() } = deps;
  let written = 0;
  for (let call = 0; call < CALLS_PER_RUN; call++) {
    const heads = await rpc<AuditHead[]>("audit_heads_due", { p_limit: HEADS_PER_CALL });
    if (heads.length === 0) break;
    const at = now();
    const checkpoints = await Promise.all(heads.map((head) => signHead(keys, head, at)));
    const { stored } = await rpc<{ stored: number }>("audit_checkpoint_store", {
      p_checkpoints: checkpoints,
    });
    written += stored;
    if (stored === 0 || heads.length < HEADS_PER_CALL) break;
  }
  return written;
}
