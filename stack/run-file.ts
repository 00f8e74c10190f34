import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Home } from "./paths.ts";
import { endProcess, type Identity, identityOf, isAlive } from "./processes.ts";

/** The addresses and keys of a running stack: what `genesis up --json` prints. */
export interface StackInfo {
  readonly api_url: string;
  readonly functions_url: string;
  readonly rest_url: string;
  readonly db_url: string;
  readonly issuer_url: string;
  /** Of the demonstration's workspace; absent in a stack without one. */
  readonly sidecar_url?: string;
  /** n8n, or its simulator. */
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
  rmSync(home.run, { force: true });
  return orphans.map(([name]) => name);
}
