// One span of time over many awaits: whatever is awaited under it ends with it.
import { SafeFetchError } from "./errors.ts";

export interface Deadline {
  /** The promise's own end, or SafeFetchError `timeout`; what arrives too late is handed to `late`. */
  within<T>(promise: Promise<T>, late?: (value: T) => void): Promise<T>;
  /** Milliseconds, 0 at the end. */
  left(): number;
}

export function startDeadline(ms: number, now: () => number = Date.now): Deadline {
  const end = now() + ms;
  const left = (): number => Math.max(0, end - now());
  return {
    left,
    within<T>(promise: Promise<T>, late?: (value: T) => void): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        let over = false;
        const timer = setTimeout(() => {
          over = true;
          reject(new SafeFetchError("timeout"));
        }, left());
        promise.then(
          (value) => {
            clearTimeout(timer);
            if (over) late?.(value);
            else resolve(value);
          },
          (error: unknown) => {
            clearTimeout(timer);
            reject(error);
          },
        );
      });
    },
  };
}

/** A shorter one within a longer one. */
export const shorter = (deadline: Deadline, ms: number): Deadline =>
  startDeadline(Math.min(deadline.left(), ms));
