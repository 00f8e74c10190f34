import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const SUPABASE_DIR = join(ROOT, "supabase");
export const FUNCTIONS_DIR = join(SUPABASE_DIR, "functions");
export const MIGRATIONS_DIR = join(SUPABASE_DIR, "migrations");
export const DEFAULT_PORT = 54321;

/** Where one stack keeps everything that is its own. Two homes are two stacks. */
export interface Home {
  readonly dir: string;
  readonly logs: string;
  /** PostgreSQL's server files and data. */
  readonly postgres: string;
  /** Keys and secrets, made once. */
  readonly env: string;
  /** What runs: pids, ports, addresses. Present only while a stack runs, or died. */
  readonly run: string;
  /** The demonstration's webhook tokens. */
  readonly demo: string;
  /** The sidecar's keys and journal, and the simulator's workflows. */
  readonly sidecar: string;
  /** Settings of the functions that replace the generated ones, NAME=value a line. */
  readonly functionsEnv: string;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Can a user who is neither owner nor in the group pass through every folder down to this one? */
function openToOthers(dir: string): boolean {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** PostgreSQL refuses to run as root, so root runs it as another uid, which must be able to reach its files. */
function postgresDir(dir: string): string {
  if (!isRoot() || openToOthers(dir)) return join(dir, "postgres");
  return join("/var/lib/genesis-stack", createHash("sha256").update(dir).digest("hex").slice(0, 12));
}

export function homeAt(dir = join(ROOT, ".genesis")): Home {
  const at = resolve(dir);
  return {
    dir: at,
    logs: join(at, "logs"),
    postgres: postgresDir(at),
    env: join(at, "env.json"),
    run: join(at, "run.json"),
    demo: join(at, "demo.json"),
    sidecar: join(at, "sidecar"),
    functionsEnv: join(at, "functions.env"),
  };
}

export function makeHome(home: Home): void {
  const fresh = !existsSync(home.dir);
  mkdirSync(home.logs, { recursive: true });
  // Whatever the umask: the user that runs PostgreSQL for root must get through.
  if (fresh && isRoot()) chmodSync(home.dir, 0o755);
}
