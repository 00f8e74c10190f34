import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Home } from "./paths.ts";
import { endProcess, type Identity, identityOf, isAlive } from "./processes.ts";
import { endEngines } from "./sidecar/n8n.ts";

/** The addresses and keys of a running stack: what `genesis up --json` prints. */
export interface StackInfo {
  /** The web page: what a person opens first. */
  readonly web_url: string;
  readonly api_url: string;
  readonly functions_url: string;
  readonly rest_url: string;
  readonly db_url: string;
  readonly issuer_url: string;
  /** The demonstration's workspace's sidecar; another workspace's is at …/w/{workspace_id}. Absent in a stack without. */
  readonly sidecar_url?: string;
  /** Its n8n, or simulator of one; another workspace's is at …/w/{workspace_id}. */
  readonly n8n_url?: string;
  readonly publishable_key: string;
  readonly secret_key: string;
  readonly home: string;
}

export interface RunFile {
  readonly supervisor: Identity;
  readonly state: "starting" | "ready";
  readonly children: Readonly<Record<string, Identity>>;
  readonly info?: StackInfo;
}

export function readRun(home: Home): RunFile | undefined {
  try {
    if (!existsSync(home.run)) return undefined;
    return JSON.parse(readFileSync(home.run, "utf8")) as RunFile;
  } catch {
    return undefined; // cut off by a crash: nothing in it can be trusted
  }
}

export function writeRun(home: Home, run: RunFile): void {
  writeFileSync(`${home.run}.new`, JSON.stringify(run, null, 2), { mode: 0o600 });
  renameSync(`${home.run}.new`, home.run);
}

/** Takes the home for this process, or returns the run of the living stack that has it. */
export function claimHome(home: Home): RunFile | undefined {
  const mine: RunFile = { supervisor: identityOf(process.pid), state: "starting", children: {} };
  try {
    writeFileSync(home.run, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const other = readRun(home);
  if (other && isAlive(other.supervisor)) return other;
  writeRun(home, mine);
  return undefined;
}

/** How each part wants to be asked to stop: PostgreSQL's SIGINT is its fast, orderly shutdown. */
export const stopSignal = (part: string): NodeJS.Signals => (part === "postgres" ? "SIGINT" : "SIGTERM");

/** Ends what a killed predecessor left behind. Returns the names of the parts that were still there. */
export async function mendHome(home: Home): Promise<string[]> {
  const run = readRun(home);
  if (!run || isAlive(run.supervisor)) return [];
  const orphans = Object.entries(run.children).filter(([, who]) => isAlive(who));
  await Promise.all(orphans.map(([name, who]) => endProcess(who, stopSignal(name))));
  await endEngines(home); // one that was just booting was in no run file yet
  rmSync(home.run, { force: true });
  return orphans.map(([name]) => name);
}
