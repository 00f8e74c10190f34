// Launching as an operator, and following what comes of it: `ignite`, `retry`, and the demonstration of `start`.
import { EXIT } from "../exit-codes.ts";
import { print, printJson, say } from "../output.ts";
import type { Project } from "../project.ts";
import { followRun } from "./follow.ts";
import { type Outcome, type Run, readRun, refusal } from "./run.ts";
import { summary } from "./show.ts";

/**
 * Launches and follows to the end; a run that is under way already is followed.
 * Errors: StackError (refused) for a frozen or legacy workspace.
 */
export async function launch(project: Project, workspaceId: string, slug: string): Promise<Run> {
  const said = await project.api.rpc<Outcome>("launch_ignition", { p_workspace_id: workspaceId });
  if (said.already_active) {
    say(`${slug} is active already.`);
    return readRun(project, workspaceId);
  }
  if (said.status === 202) say(`${slug}: run ${said.run_id}, trace ${said.trace_id}`);
  else if (said.code === "ignition_in_progress")
    say(`${slug}: run ${said.run_id} is under way; following it.`);
  else throw refusal(slug, said);
  return followRun(project, workspaceId);
}

/** Prints how a run ended. Returns the exit code. */
export function report(slug: string, run: Run, json: boolean): number {
  if (json) printJson({ workspace: slug, ...run });
  else if (run.state) for (const line of summary(slug, run.state)) print(line);
  return run.state?.status === "active" ? EXIT.ok : EXIT.failed;
}
