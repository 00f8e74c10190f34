// Keeps one Deno process with all Edge Functions alive: restarts it when it dies, replaces it when code changes,
// and, when asked, retires it after so much CPU time as the platform does, killing what is in flight.
import { createWriteStream, existsSync, watch } from "node:fs";
import { join } from "node:path";
import { messageOf, sleep } from "../errors.ts";
import { FUNCTIONS_DIR, type Home } from "../paths.ts";
import { cpuMs, endProcess, type Identity } from "../processes.ts";
import { bootIsolate, type Isolate } from "./isolate.ts";

export interface FunctionsRunner {
  /** The port of a living process; waits for one that is starting. */
  port(): Promise<number>;
  /** Kills the process at once, as a crash would; the next one starts by itself. */
  kill(): void;
  /** Replaces the process by one with today's code and settings; resolves when it answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const POLL_MS = 10;

export function startFunctions(
  home: Home,
  env: () => Record<string, string>,
  onPid: (who: Identity) => void,
): FunctionsRunner {
  const cpuLimit = Number(process.env.GENESIS_ISOLATE_CPU_MS ?? 0);
  const log = createWriteStream(join(home.logs, "functions.log"), { flags: "a", mode: 0o600 });
  let stopping = false;
  let current: Promise<Isolate>;
  let spare: Promise<Isolate> | undefined;

  const boot = (): Promise<Isolate> => bootIsolate(home, env(), log, onPid);

  /** Makes `next` the living process; when that one ends by itself, another follows. */
  function install(next: Promise<Isolate>): void {
    current = next;
    next.then(
      (isolate) => isolate.child.once("exit", () => current === next && !stopping && install(takeSpare())),
      async (error) => {
        log.write(`${messageOf(error)}\n`);
        await sleep(1000);
        if (current === next && !stopping) install(boot());
      },
    );
  }

  function takeSpare(): Promise<Isolate> {
    const next = spare ?? boot();
    spare = undefined;
    return next;
  }

  /** A spare stands ready at half of the limit, so that a retirement costs only what is in flight. */
  async function retireWhenSpent(): Promise<void> {
    while (!stopping) {
      await sleep(POLL_MS);
      const isolate = await current.catch(() => undefined);
      if (!isolate) continue;
      const used = cpuMs(isolate.who.pid) - isolate.cpuAtStart;
      if (used > cpuLimit / 2 && !spare) {
        spare = boot();
        spare.catch(() => (spare = undefined));
      }
      if (used > cpuLimit) {
        install(takeSpare());
        isolate.child.kill("SIGKILL");
      }
    }
  }

  async function replace(): Promise<void> {
    const old = await current.catch(() => undefined);
    const next = boot();
    try {
      await next;
    } catch (error) {
      log.write(`The changed functions do not start, the former ones go on: ${messageOf(error)}\n`);
      return;
    }
    install(next);
    if (old) setTimeout(() => endProcess(old.who), 2000).unref();
  }

  let timer: NodeJS.Timeout | undefined;
  const watcher = existsSync(FUNCTIONS_DIR)
    ? watch(FUNCTIONS_DIR, { recursive: true }, (_event, file) => {
        if (!file || !/\.(ts|json)$/.test(file) || /\.test\.ts$/.test(file)) return;
        clearTimeout(timer);
        timer = setTimeout(() => void replace(), 200);
      })
    : undefined;

  install(boot());
  if (cpuLimit > 0) void retireWhenSpent();

  return {
    async port() {
      for (let tries = 0; ; tries++) {
        try {
          return (await current).port;
        } catch (error) {
          if (tries >= 10 || stopping) throw error;
          await sleep(300);
        }
      }
    },
    restart: replace,
    kill() {
      void current.then((isolate) => isolate.child.kill("SIGKILL"));
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      watcher?.close();
      const all = await Promise.all([current.catch(() => undefined), spare?.catch(() => undefined)]);
      await Promise.all(all.map((isolate) => isolate && endProcess(isolate.who, "SIGTERM", 3000)));
      log.end();
    },
  };
}
