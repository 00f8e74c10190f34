// Follows a freeze until it is verified, and tells each stage as it comes.
import { ApiError } from "../../stack/data-api.ts";
import { messageOf, StackError, sleep } from "../../stack/errors.ts";
import type { FreezeStatus } from "../../supabase/functions/_shared/contracts/freeze.ts";
import { EXIT } from "../exit-codes.ts";
import type { Screen } from "../ignition/follow.ts";
import type { Project } from "../project.ts";
import { pendingLine, stageLine } from "./show.ts";

const ASK_EVERY_MS = 250;
export const PATH = "freeze-workspace";

export const readFreeze = (project: Project, workspaceId: string): Promise<FreezeStatus> =>
  project.functions.call<FreezeStatus>("GET", PATH, { workspace_id: workspaceId });

/** The freeze goes on whatever becomes of the one who looks. */
const PATIENCE_MS = 30_000;

async function patiently(project: Project, workspaceId: string, show: Screen): Promise<FreezeStatus> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(ASK_EVERY_MS)) {
    try {
      return await readFreeze(project, workspaceId);
    } catch (error) {
      if (error instanceof ApiError && error.isPassing && Date.now() < end) {
        show.passing("  … the project does not answer");
        continue;
      }
      const hint = "The freeze goes on: `genesis freeze <slug> --status` shows it.";
      throw new StackError(`Cannot look any longer: ${messageOf(error)}`, hint);
    }
  }
}

/** What the function refused, with the exit code for it. */
export function refused(slug: string, error: unknown): unknown {
  if (!(error instanceof ApiError) || error.isPassing || error.status === 400) return error;
  return new StackError(`${slug}: ${error.message}`, error.hint, EXIT.refused);
}

/** Resolves when nothing is pending, it was unfrozen meanwhile, or the seconds are over. */
export async function follow(
  project: Project,
  workspaceId: string,
  show: Screen,
  seconds: number,
): Promise<FreezeStatus> {
  const told = new Set<string>();
  for (const end = Date.now() + seconds * 1000; ; await sleep(ASK_EVERY_MS)) {
    const status = await patiently(project, workspaceId, show);
    const since = status.stages[0]?.at ?? "";
    for (const stage of status.stages) {
      if (told.has(stage.stage)) continue;
      told.add(stage.stage);
      show.line(stageLine(stage, since));
    }
    if (status.pending.length === 0 || Date.now() > end) {
      show.passing("");
      return status;
    }
    show.passing(pendingLine(status));
  }
}
