// Follows a run to its end and tells each step as it comes.
import { ApiError } from "../../stack/data-api.ts";
import { messageOf, StackError, sleep } from "../../stack/errors.ts";
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
    passing: (text) => void (out.isTTY && out.write(`${clear}${text.slice(0, (out.columns || 80) - 1)}`)),
  };
}

/** A database that restarts, or a gateway that is away, changes nothing about the run. */
const PATIENCE_MS = 30_000;

async function patiently(project: Project, workspaceId: string, show: Screen): Promise<Run> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(ASK_EVERY_MS)) {
    try {
      return await readRun(project, workspaceId);
    } catch (error) {
      if (error instanceof ApiError && error.isPassing && Date.now() < end) {
        show.passing("  … the project does not answer");
        continue;
      }
      const hint = "The run goes on: `genesis ignite <slug>` follows it again.";
      throw new StackError(`Cannot look any longer: ${messageOf(error)}`, hint);
    }
  }
}

/** Resolves with the ended run. Errors: StackError when the project refuses to tell, or is away for 30 s. */
export async function follow(project: Project, workspaceId: string, show: Screen): Promise<Run> {
  const told = new Set<string>();
  for (;;) {
    const run = await patiently(project, workspaceId, show);
    for (const step of run.operations) {
      if (step.status === "running" || told.has(keyOf(step))) continue;
      told.add(keyOf(step));
      show.line(stepLine(step));
    }
    if (hasEnded(run)) {
      show.passing("");
      return run;
    }
    const now = run.operations.findLast((step) => step.status === "running");
    show.passing(now ? stepLine(now) : `  … ${run.state?.step ?? run.state?.status ?? ""}`);
    await sleep(ASK_EVERY_MS);
  }
}
