// Follows a freeze until it is verified, and tells each stage as it comes.
import { ApiError } from "../../stack/data-api.ts";
import type { FreezeStatus } from "../../supabase/functions/_shared/contracts/freeze.ts";
import { follow, screen } from "../follow.ts";
import type { Project } from "../project.ts";
import { pendingLine, stageLine } from "./show.ts";

export const PATH = "freeze-workspace";

export const readFreeze = (project: Project, workspaceId: string): Promise<FreezeStatus> =>
  project.functions.call<FreezeStatus>("GET", PATH, { workspace_id: workspaceId });

/** What the function refused, of which workspace. */
export function refused(slug: string, error: unknown): unknown {
  if (!(error instanceof ApiError) || error.isPassing) return error;
  return new ApiError(error.status, `${slug}: ${error.message}`, error.hint);
}

/** Resolves when nothing is pending, it was unfrozen meanwhile, or the seconds are over. */
export const followFreeze = (project: Project, workspaceId: string, seconds: number): Promise<FreezeStatus> =>
  follow<FreezeStatus>(
    {
      look: () => readFreeze(project, workspaceId),
      done: ({ stages }) =>
        stages.map((stage) => ({ key: stage.stage, line: stageLine(stage, stages[0]?.at ?? "") })),
      under: (status) => (status.pending.length === 0 ? undefined : pendingLine(status)),
      hint: "The freeze goes on: `genesis freeze <slug> --status` shows it.",
    },
    screen(),
    seconds,
  );
