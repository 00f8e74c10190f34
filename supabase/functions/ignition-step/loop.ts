// An invocation reads the queue until it is empty, its time is up, or it has done its share. Waiting for a message
// that falls due soon costs no CPU, and makes a delay of a second take a second, not cron's minute.

import type { Ports } from "./ports.ts";
import type { Note } from "./runner.ts";
import { runMessage } from "./runner.ts";

/** The platform ends an invocation at 150 s; cron comes every minute. */
const LIFE_MS = 50_000;
/** CPU is 2 s an invocation, and a step costs up to 0.1 s. Every message brought a kick of its own. */
const SHARE = 12;
/** Waiting invocations of one process: more would only wake together. */
const MAX_WAITING = 4;
/** After a claim that gave nothing though something was due. */
const PAUSE_MS = 100;

export interface Loop {
  /** Resolves when the invocation is over; throws what the claim met. */
  run(): Promise<void>;
}

export function createLoop(ports: Ports, note: (line: Note) => void): Loop {
  const { db, clock } = ports;
  let waiting = 0;
  return {
    async run() {
      const end = clock.now() + LIFE_MS;
      for (let done = 0; done < SHARE && clock.now() < end; ) {
        const claimedAt = clock.now();
        const { messages, next_due_in_s: dueInS } = await db.claim();
        for (const message of messages) {
          note(await runMessage(ports, message, claimedAt));
          done++;
        }
        if (messages.length > 0) continue;
        if (dueInS === null || clock.now() + dueInS * 1000 >= end || waiting >= MAX_WAITING) return;
        waiting++;
        await clock.sleep(Math.max(PAUSE_MS, dueInS * 1000)).finally(() => waiting--);
      }
    },
  };
}
