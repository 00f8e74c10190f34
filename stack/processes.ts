import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { sleep } from "./errors.ts";

/** A process that can be recognised again: a pid alone may belong to somebody else after a restart. */
export interface Identity {
  readonly pid: number;
  /** When the system started it, in the system's own words. */
  readonly started: string;
}

/** The system's start time of a pid, or undefined when there is no such process (or only its zombie). */
export function startTime(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      // The second field is the command in parentheses and may hold anything; fields count from behind it.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? undefined : fields[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined; // the process is gone: that is the answer
  }
}

export const identityOf = (pid: number): Identity => ({ pid, started: startTime(pid) ?? "" });

export const isAlive = (who: Identity): boolean => who.started !== "" && startTime(who.pid) === who.started;

/** CPU time a process has used, user and system, in milliseconds (Linux; 0 elsewhere). */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10; // in ticks of 1/100 s
  } catch {
    return 0; // gone: nothing more to count
  }
}

function signal(who: Identity, name: NodeJS.Signals): void {
  if (!isAlive(who)) return;
  try {
    process.kill(who.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Asks a process to end, waits, and ends it. True once it is gone. */
export async function endProcess(
  who: Identity,
  ask: NodeJS.Signals = "SIGTERM",
  graceMs = 5000,
): Promise<boolean> {
  signal(who, ask);
  for (let waited = 0; waited < graceMs && isAlive(who); waited += 20) await sleep(20);
  signal(who, "SIGKILL");
  for (let waited = 0; waited < 2000 && isAlive(who); waited += 20) await sleep(20);
  return !isAlive(who);
}

export interface SpawnOptions {
  readonly log: string;
  readonly env?: Record<string, string>;
  readonly uid?: number;
  readonly gid?: number;
  /** Keep a pipe to its stdin: the child can notice that the supervisor died. */
  readonly stdin?: boolean;
}

/** Starts a part of the stack in a session of its own (a terminal's Ctrl-C reaches the supervisor alone). */
export function spawnPart(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const log = openSync(options.log, "a", 0o600);
  try {
    return spawn(command, args, {
      cwd: "/",
      detached: true,
      stdio: [options.stdin ? "pipe" : "ignore", log, log],
      env: options.env ?? {},
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid }),
    });
  } finally {
    closeSync(log);
  }
}

/** The last lines of a log file, for an error message. */
export function tailOf(file: string, lines = 12): string {
  try {
    const size = statSync(file).size;
    const length = Math.min(size, 8192);
    const buffer = Buffer.alloc(length);
    const fd = openSync(file, "r");
    readSync(fd, buffer, 0, length, size - length);
    closeSync(fd);
    return buffer.toString("utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "(no log)";
  }
}
