// Remembers the processes of a stack in its run file, starts again what ends by itself, ends all in the end.
import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { messageOf, sleep } from "./errors.ts";
import type { Home } from "./paths.ts";
import { endProcess, type Identity, identityOf } from "./processes.ts";
import { type StackInfo, stopSignal, writeRun } from "./run-file.ts";

export interface Keeper {
  /** Writes a process that somebody else looks after into the run file. */
  note(name: string, who: Identity): void;
  /** Remembers a part, and starts it again by `again` when it ends. */
  keep(name: string, again: () => Promise<ChildProcess> | ChildProcess): Promise<void>;
  /** Marks the stack as ready, with its addresses. */
  ready(info: StackInfo): void;
  /** Ends a part; `hold` keeps it away until `release`. */
  end(name: string, signal: NodeJS.Signals, hold: boolean): Promise<void>;
  release(): void;
  /** Ends the parts in this order, with what is to be done between them, and forgets them. */
  stop(order: readonly (string | (() => Promise<unknown>))[]): Promise<void>;
}

const GRACE_MS = 10_000;

export function createKeeper(home: Home, say: (line: string) => void): Keeper {
  const children: Record<string, Identity> = {};
  const restarts = new Set<Promise<void>>();
  let info: StackInfo | undefined;
  let [stopping, held] = [false, false];

  function note(name: string, who: Identity): void {
    const known = children[name];
    if (known?.pid === who.pid && known.started === who.started) return;
    children[name] = who;
    write();
  }

  function write(): void {
    if (stopping) return;
    const state = info ? "ready" : "starting";
    writeRun(home, { supervisor: identityOf(process.pid), state, children, ...(info ? { info } : {}) });
  }

  async function startAgain(name: string, again: () => Promise<ChildProcess> | ChildProcess): Promise<void> {
    for (let tries = 0; !stopping; tries++) {
      await sleep(Math.min(200 * 2 ** tries, 5000));
      while (held && !stopping) await sleep(50);
      if (stopping) return;
      try {
        watch(name, await again(), again);
        return;
      } catch (error) {
        say(`${name} does not start again: ${messageOf(error).split("\n")[0]}`);
      }
    }
  }

  function watch(name: string, child: ChildProcess, again: () => Promise<ChildProcess> | ChildProcess): void {
    note(name, identityOf(child.pid ?? 0));
    child.once("exit", () => {
      if (stopping) return;
      const restart = startAgain(name, again).finally(() => restarts.delete(restart));
      restarts.add(restart);
    });
  }

  return {
    note,
    async keep(name, again) {
      watch(name, await again(), again);
    },
    ready(addresses) {
      info = addresses;
      write();
    },
    async end(name, signal, hold) {
      held ||= hold;
      const who = children[name];
      if (who) await endProcess(who, signal, GRACE_MS);
    },
    release() {
      held = false;
    },
    async stop(order) {
      stopping = true;
      await Promise.all(restarts); // a part that is just being started again must be known before it is ended
      for (const next of order) {
        if (typeof next === "function") {
          await next();
          continue;
        }
        const who = children[next];
        if (who) await endProcess(who, stopSignal(next), GRACE_MS);
      }
      rmSync(home.run, { force: true });
    },
  };
}
