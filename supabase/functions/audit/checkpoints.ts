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
  /** Where copies go that the database's owner cannot reach; absent when AUDIT_CHECKPOINT_URL is unset. */
  post?: (checkpoints: Checkpoint[]) => Promise<void>;
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

/** Signs and stores every head without a checkpoint, posts copies; gives how many were stored and not posted. */
export async function writeCheckpoints(deps: CheckpointDeps): Promise<{ stored: number; unposted: number }> {
  const { rpc, keys, post, now = () => new Date() } = deps;
  const done = { stored: 0, unposted: 0 };
  for (let call = 0; call < CALLS_PER_RUN; call++) {
    const heads = await rpc<AuditHead[]>("audit_heads_due", { p_limit: HEADS_PER_CALL });
    if (heads.length === 0) break;
    const at = now();
    const checkpoints = await Promise.all(heads.map((head) => signHead(keys, head, at)));
    const { stored } = await rpc<{ stored: number }>("audit_checkpoint_store", {
      p_checkpoints: checkpoints,
    });
    done.stored += stored;
    if (post) {
      try {
        await post(checkpoints);
      } catch {
        done.unposted += checkpoints.length;
      }
    }
    if (stored === 0 || heads.length < HEADS_PER_CALL) break;
  }
  return done;
}
