// Follows a run to its end and tells each step as it comes.
import { follow, screen } from "../follow.ts";
import type { Project } from "../project.ts";
import { hasEnded, type Run, readRun } from "./run.ts";
import { stepLine } from "./show.ts";

/** Resolves with the ended run. Errors: StackError when the project refuses to tell, or is away for 30 s. */
export const followRun = (project: Project, workspaceId: string): Promise<Run> =>
  follow<Run>(
    {
      look: () => readRun(project, workspaceId),
      done: ({ operations }) =>
        operations
          .filter((step) => step.status !== "running")
          .map((step) => ({ key: `${step.operation}#${step.attempt}`, line: stepLine(step) })),
      under(run) {
        if (hasEnded(run)) return undefined;
        const now = run.operations.findLast((step) => step.status === "running");
        return now ? stepLine(now) : `  … ${run.state?.step ?? run.state?.status ?? ""}`;
      },
      hint: "The run goes on: `genesis ignite <slug>` follows it again.",
    },
    screen(),
  );
