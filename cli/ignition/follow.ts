// Follows a run to its end and tells each step as it comes.
import { sleep } from "../../stack/errors.ts";
import type { Project } from "../project.ts";
import { hasEnded, type Operation, type Run, readRun } from "./run.ts";
import { stepLine } from "./show.ts";

/** A step takes tenths of a second; the question costs two milliseconds. */
const ASK_EVERY_MS = 150;

const keyOf = (step: Operation): string => `${step.operation}#${step.attempt}`;

export interface Screen {
  /** A line that stays. */
  line(text: string): void;
  /** Replaces what was last shown so; nothing where that cannot be done. */
  passing(text: string): void;
}

/** stderr: a terminal gets the step under way too, a file only what is done. */
export function screen(out: NodeJS.WriteStream = process.stderr): Screen {
  const clear = out.isTTY ? "\r\u001b[2K" : "";
  return {
    line: (text) => void out.write(`${clear}${text}\n`),
    passing: (text) => void (out.isTTY && out.write(`${clear}${text.slice(0, (out.columns ?? 80) - 1)}`)),
  };
}

/** Resolves with the ended run. `interrupted`: stops looking, the run goes on; then the run as it was last seen. */
export async function follow(
  project: Project,
  workspaceId: string,
  show: Screen,
  interrupted?: AbortSignal,
): Promise<Run> {
  const told = new Set<string>();
  for (;;) {
    const run = await readRun(project, workspaceId);
    for (const step of run.operations) {
      if (step.status === "running" || told.has(keyOf(step))) continue;
      told.add(keyOf(step));
      show.line(stepLine(step));
    }
    if (hasEnded(run) || interrupted?.aborted) {
      show.passing("");
      return run;
    }
    const now = run.operations.findLast((step) => step.status === "running");
    show.passing(now ? stepLine(now) : `  … ${run.state?.step ?? run.state?.status ?? ""}`);
    await sleep(ASK_EVERY_MS);
  }
}
