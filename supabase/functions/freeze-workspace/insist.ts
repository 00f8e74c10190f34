import { DatabaseError } from "../_shared/errors/mod.ts";

/** Each waits three seconds for the workspace's lock (lock_timeout), and so longer than any one call holds it. */
const TRIES = 4;
const LOCK_NOT_AVAILABLE = "55P03";

/** A stop must not fail because the workspace is busy: while it waits in the lock's queue, nobody new gets in before it. */
export async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const isBusy = error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE;
      if (!isBusy || tries >= TRIES) throw error;
    }
  }
}
