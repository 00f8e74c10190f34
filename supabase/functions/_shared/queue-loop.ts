// An invocation that works on a queue: until the queue is empty, its time is up, or it has done its share. While there
// is something in the queue that is not due, it stays and looks again: waiting costs no CPU, and makes a delay of a
// second take a second, not cron's minute.

export interface Turn {
  /** Messages that were worked on and that count: a poll costs next to nothing, and does not. */
  worked: number;
  /** Nothing was due. */
  idle: boolean;
  /** Seconds until something is; null when the queue is empty. */
  dueInS: number | null;
}

export interface LoopClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The platform ends an invocation at 150 s; cron calls every minute. */
const LIFE_MS = 50_000;
/** CPU is 2 s an invocation, and a message costs up to 0.1 s. Every message brought a call of its own. */
const SHARE = 12;
/** Waiting invocations of one process: more would only wake together. */
const MAX_WAITING = 4;
const PAUSE_MS = 100;
/** What is not due may be another's, who dies: looked at again so often. */
const LONGEST_SLEEP_MS = 2_000;

/** Each call is one invocation. Rejects with what a turn met. */
export function createQueueLoop(clock: LoopClock, turn: () => Promise<Turn>): () => Promise<void> {
  const waiting: (() => void)[] = [];

  /** False: younger invocations wait already, which live longer. */
  async function stay(ms: number): Promise<boolean> {
    let isEvicted = false;
    let leave = () => {};
    const evicted = new Promise<void>((done) => {
      leave = () => {
        isEvicted = true;
        done();
      };
    });
    waiting.push(leave);
    if (waiting.length > MAX_WAITING) waiting.shift()?.();
    await Promise.race([clock.sleep(ms), evicted]);
    const at = waiting.indexOf(leave);
    if (at >= 0) waiting.splice(at, 1);
    return !isEvicted;
  }

  return async () => {
    const end = clock.now() + LIFE_MS;
    for (let share = 0; share < SHARE && clock.now() < end; ) {
      const { worked, idle, dueInS } = await turn();
      share += worked;
      if (!idle) continue;
      if (dueInS === null) return;
      const ms = Math.min(Math.max(PAUSE_MS, dueInS * 1000), LONGEST_SLEEP_MS);
      if (clock.now() + ms >= end || !(await stay(ms))) return;
    }
  };
}
