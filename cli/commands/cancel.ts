import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { followRun } from "../ignition/follow.ts";
import { type Outcome, refusal } from "../ignition/run.ts";
import { summary } from "../ignition/show.ts";
import { print, printJson, say } from "../output.ts";
import { openProject, PROJECT_OPTIONS, PROJECT_USAGE, workspaceOf } from "../project.ts";

const command: Command = {
  usage: `cancel <workspace slug> [--json] ${PROJECT_USAGE}`,
  about:
    "Turns a running ignition round at its next step boundary and shows the rollback to its end. Done (0): nothing is left; failed (1): it was already active, or something is left.",
  takes: 1,
  options: PROJECT_OPTIONS,
  async run(options) {
    const [slug = ""] = options.args;
    const project = openProject(options);
    const workspaceId = await workspaceOf(project, slug);
    const said = await project.api.rpc<Outcome>("cancel_ignition", { p_workspace_id: workspaceId });
    // 404: a workspace that was never launched has no run either.
    if (said.status !== 202) throw refusal(slug, { status: said.status, code: "not_running" });
    say(`${slug}: run ${said.run_id} turns round at its next step boundary.`);
    const run = await followRun(project, workspaceId);
    if (options.json) printJson({ workspace: slug, ...run });
    else if (run.state) for (const line of summary(slug, run.state)) print(line);
    return run.state?.status === "failed" && run.state.rollback_success ? EXIT.ok : EXIT.failed;
  },
};
export default command;
