// Posts copies of checkpoints to AUDIT_CHECKPOINT_URL, where whoever owns the database cannot reach them.
import type { Checkpoint } from "./checkpoints.ts";

const TRIES = 3;
const TIMEOUT_MS = 5_000;
const PAUSE_MS = 500;

/** Throws when none of the tries was answered 2xx. */
export function createPost(url: string, send: typeof fetch): (checkpoints: Checkpoint[]) => Promise<void> {
  return async (checkpoints) => {
    const body = JSON.stringify({ checkpoints });
    const headers = { "content-type": "application/json" };
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      try {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        const response = await send(url, { method: "POST", headers, body, signal, redirect: "error" });
        await response.body?.cancel();
        if (response.ok) return;
      } catch {
        // The next try, or the error below, says it.
      }
      if (attempt < TRIES) await new Promise((done) => setTimeout(done, PAUSE_MS * attempt));
    }
    throw new Error("the checkpoints could not be posted");
  };
}
