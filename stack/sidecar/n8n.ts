// A real n8n of one workspace's own: its folder, its database, its port. It outlives a fleet that dies (the next one
// takes it up again) and is ended by the stack, which finds it by the file that names its process.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startN8n } from "../../sidecar/n8n-runtime/boot.ts";
import { messageOf, sleep } from "../errors.ts";
import { type Home, ROOT } from "../paths.ts";
import { freePort } from "../ports.ts";
import { endProcess, type Identity, isAlive } from "../processes.ts";

const WATCH_MS = 1000;
const STOP_MS = 16_000;

const n8nDir = (home: Home): string => join(home.dir, "n8n");

function identityIn(dir: string): Identity | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, "n8n.pid.json"), "utf8")) as Identity;
  } catch {
    return undefined; // none was started there, or the file was cut off: nothing that could be ended
  }
}

/** The n8n processes of a home by workspace, living or not. */
export function enginesOf(home: Home): Map<string, Identity> {
  const dir = n8nDir(home);
  const names = existsSync(dir) ? readdirSync(dir) : [];
  const found = names.flatMap((name) => {
    const who = identityIn(join(dir, name));
    return who ? [[name, who] as const] : [];
  });
  return new Map(found);
}

/** Ends every n8n of a home. Whatever would start one again must have ended before. */
export async function endEngines(home: Home): Promise<number> {
  const living = [...enginesOf(home).values()].filter(isAlive);
  await Promise.all(living.map((who) => endProcess(who, "SIGTERM", STOP_MS)));
  return living.length;
}

export interface N8nPlan {
  readonly home: Home;
  readonly workspaceId: string;
  readonly dbUrl: string;
  /** Where its webhooks are reached, whatever port it has. */
  readonly publicUrl: string;
  /** Where its hook reports to the sidecar. */
  readonly eventsUrl: string;
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void;
  /** Runs a boot when it is its turn. */
  readonly inTurn: <T>(boot: () => Promise<T>) => Promise<T>;
}

/** The hook that reports what nodes do, and the node that sends mail with headers. */
const extensions = ({ eventsUrl, publicUrl }: N8nPlan): Record<string, string> => ({
  EXTERNAL_HOOK_FILES: join(ROOT, "sidecar", "hooks", "node-events.cjs"),
  SIDECAR_EVENTS_URL: eventsUrl,
  N8N_CUSTOM_EXTENSIONS: join(ROOT, "sidecar", "n8n-nodes"),
  WEBHOOK_URL: `${publicUrl}/`,
});

/** The port of a living one, else one that is free: the same again where that can be. */
async function portFor(dir: string): Promise<number> {
  const file = join(dir, "port");
  const had = existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
  const who = identityIn(dir);
  if (had && who && isAlive(who)) return had;
  const port = await freePort(had);
  writeFileSync(file, String(port));
  return port;
}

/** Resolves with its port; it boots meanwhile, and again whenever it ends by itself, until `stop`, which leaves it running. */
export async function keepN8n(plan: N8nPlan): Promise<{ port: number; stop(): void }> {
  const { home, workspaceId, dbUrl, log, inTurn } = plan;
  const dir = join(n8nDir(home), workspaceId);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const port = await portFor(dir);
  let stopping = false;
  async function boot(): Promise<void> {
    if (stopping) return;
    const started = Date.now();
    const database = `n8n_${workspaceId.replaceAll("-", "")}`;
    await startN8n({ port, home: dir, dbUrl, database, env: extensions(plan) });
    log("n8n_ready", { workspace_id: workspaceId, ms: Date.now() - started });
  }
  void (async () => {
    for (; !stopping; await sleep(WATCH_MS)) {
      const who = identityIn(dir);
      if (who && isAlive(who)) continue;
      await inTurn(boot).catch((error) =>
        log("n8n_failed", { workspace_id: workspaceId, cause: messageOf(error).split("\n")[0] ?? "" }),
      );
    }
  })();
  return {
    port,
    stop: () => {
      stopping = true;
    },
  };
}
