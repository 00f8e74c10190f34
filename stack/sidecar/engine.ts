// What stands behind the stack's sidecar: a simulator of n8n in the sidecar's own process, or the real one.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RunningN8n, startN8n } from "../../sidecar/n8n-runtime/boot.ts";
import { installN8n } from "../../sidecar/n8n-runtime/install.ts";
import { messageOf, StackError, sleep } from "../errors.ts";
import { type Home, ROOT } from "../paths.ts";
import { type Identity, identityOf, isAlive } from "../processes.ts";
import type { StackInfo } from "../run-file.ts";
import { startMailbox } from "./mailbox.ts";

export const ENGINES = ["simulator", "n8n", "none"] as const;
/** `none`: a stack without a sidecar, as the tests of everything else need it. */
export type EngineName = (typeof ENGINES)[number];

const engineFile = (home: Home): string => join(home.sidecar, "engine");

/** Keeps which engine a home's workflows were deployed to. */
export const keepEngine = (home: Home, engine: EngineName): void => writeFileSync(engineFile(home), engine);

/**
 * The engine that was asked for, else the one that the home has, else the simulator. Errors: StackError (wrong usage)
 * for a name that is none, or another than the home's: what was deployed there would be missing here.
 */
export function engineFor(home: Home, asked: unknown): EngineName {
  const had = existsSync(engineFile(home)) ? readFileSync(engineFile(home), "utf8") : undefined;
  const name = asked ?? had ?? "simulator";
  const found = ENGINES.find((engine) => engine === name);
  if (!found) throw new StackError(`There is no engine "${name}".`, `One of: ${ENGINES.join(", ")}.`, 2);
  if (found === "none" || had === undefined || had === found) return found;
  throw new StackError(
    `The stack in ${home.dir} has its workflows in the engine ${had}, not in ${found}.`,
    "`genesis reset` makes it anew; --home DIR is another one.",
    2,
  );
}

export interface N8nEngine {
  stop(): Promise<void>;
}

/** Where the demonstration's IMAP credential points. */
export const MAILBOX_PORT = 2143;
const WATCH_MS = 1000;
const STOP_MS = 16_000;

/** The hook that reports what nodes do, and the node that sends mail with headers. */
const extensions = (eventsPort: number): Record<string, string> => ({
  EXTERNAL_HOOK_FILES: join(ROOT, "sidecar", "hooks", "node-events.cjs"),
  SIDECAR_EVENTS_URL: `http://127.0.0.1:${eventsPort}/events`,
  N8N_CUSTOM_EXTENSIONS: join(ROOT, "sidecar", "n8n-nodes"),
});

/** Installs n8n if need be, gives it a mailbox to look into, boots it on the stack's own PostgreSQL, and boots it again when it ends by itself. */
export async function startEngine(
  home: Home,
  info: StackInfo,
  eventsPort: number,
  say: (line: string) => void,
  onPid: (who: Identity) => void,
): Promise<N8nEngine> {
  await installN8n(say);
  const mailbox = await startMailbox(MAILBOX_PORT);
  const dir = join(home.dir, "n8n");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const port = Number(new URL(info.n8n_url ?? "").port);
  let stopping = false;
  async function boot(): Promise<RunningN8n> {
    const n8n = await startN8n({
      port,
      home: dir,
      dbUrl: info.db_url,
      database: "n8n",
      env: extensions(eventsPort),
    });
    onPid(identityOf(n8n.pid));
    return n8n;
  }
  let current = await boot().catch((error) => {
    mailbox.stop();
    throw error;
  });
  let who = identityOf(current.pid);
  const watching = (async () => {
    while (!stopping) {
      await sleep(WATCH_MS);
      if (stopping || isAlive(who)) continue;
      try {
        current = await boot();
        who = identityOf(current.pid);
      } catch (error) {
        say(`n8n does not start again: ${messageOf(error).split("\n")[0]}`);
      }
    }
  })();
  return {
    async stop() {
      stopping = true;
      await Promise.race([watching, sleep(STOP_MS)]);
      await current.stop();
      mailbox.stop();
    },
  };
}
