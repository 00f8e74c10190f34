import { StackError } from "../stack/errors.ts";
import type { Home } from "../stack/paths.ts";
import { isAlive } from "../stack/processes.ts";
import { readRun, type StackInfo } from "../stack/run-file.ts";
import { EXIT } from "./exit-codes.ts";

/** The stack that is ready in this home, or undefined. */
export function runningInfo(home: Home): StackInfo | undefined {
  const run = readRun(home);
  return run && isAlive(run.supervisor) && run.state === "ready" ? run.info : undefined;
}

/** The same, or the error that says how to start one. */
export function requireRunning(home: Home): StackInfo {
  const info = runningInfo(home);
  if (info) return info;
  throw new StackError(
    `No stack is ready in ${home.dir}.`,
    "`genesis up --detach` starts one.",
    EXIT.notRunning,
  );
}
