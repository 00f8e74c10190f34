import { setTimeout as sleep } from "node:timers/promises";

export interface Repeating {
  /** Runs again now, or as soon as the current run ends. */
  nudge(): void;
  stop(): Promise<void>;
}

/** Runs `work`, one run at a time, again after as many ms as it says. */
export function repeat(work: (signal: AbortSignal) => Promise<number>): Repeating {
  const end = new AbortController();
  let wake = new AbortController();
  let nudged = false;
  async function loop(): Promise<void> {
    while (!end.signal.aborted) {
      nudged = false;
      const pause = await work(end.signal);
      wake = new AbortController();
      if (nudged) continue;
      const signal = AbortSignal.any([end.signal, wake.signal]);
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  const running = loop();
  return {
    nudge() {
      nudged = true;
      wake.abort();
    },
    async stop() {
      end.abort();
      await running;
    },
  };
}

/** Doubling from `first` to `most`, in ms, with a fifth of chance so that a fleet does not march in step. */
export const backoff = (tries: number, first: number, most: number): number =>
  Math.min(first * 2 ** Math.min(tries, 20), most) * (0.9 + Math.random() * 0.2);
