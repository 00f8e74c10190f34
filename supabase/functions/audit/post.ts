// Posts copies of checkpoints to AUDIT_CHECKPOINT_URL, where whoever owns the database cannot reach them. Which ones wait,
// and when the receiver is tried again, is the database's (genesis.audit_copies_claim): none is ever given up.
import type { Rpc } from "../_shared/db/client.ts";
import { postOnce } from "../_shared/http/mod.ts";
import type { Checkpoint } from "./checkpoints.ts";

export interface PostDeps {
  rpc: Rpc;
  /** Absent when AUDIT_CHECKPOINT_URL is unset: copies wait then until it is set. */
  receiver?: string | undefined;
  send: typeof fetch;
  timeoutMs?: number;
}

interface Lease {
  lease?: number;
  checkpoints: Checkpoint[];
}

/** Well within a lease's 60 s. */
const TIMEOUT_MS = 15_000;
/** The next run goes on where this one stopped. */
const POSTS_PER_RUN = 20;

/** One POST after the other, oldest first, until nothing waits or one fails; gives how many were taken, and the failure. */
export async function postCopies(deps: PostDeps): Promise<{ posted: number; failure?: string }> {
  const { rpc, receiver, send, timeoutMs = TIMEOUT_MS } = deps;
  let posted = 0;
  for (let call = 0; call < POSTS_PER_RUN; call++) {
    const { lease, checkpoints } = await rpc<Lease>("audit_copies_claim", {
      p_has_receiver: receiver !== undefined,
    });
    if (!receiver || checkpoints.length === 0) break;
    const { ok, result } = await postOnce(send, receiver, {}, JSON.stringify({ checkpoints }), timeoutMs);
    await rpc("audit_copies_done", { p_lease: lease, p_posted: ok, p_result: result });
    if (!ok) return { posted, failure: result };
    posted += checkpoints.length;
  }
  return { posted };
}
