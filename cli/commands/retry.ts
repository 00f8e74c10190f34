import type { Command } from "../command.ts";
import { launch, report } from "../ignition/launch.ts";
import { readRun, refusal } from "../ignition/run.ts";
import { openProject, PROJECT_OPTIONS, PROJECT_USAGE, workspaceOf } from "../project.ts";

const command: Command = {
  usage: `retry <workspace slug> [--json] ${PROJECT_USAGE}`,
  about:
    "Launches a workspace again whose ignition failed, as a new run; what an unclean rollback left is cleaned away first.",
  takes: 1,
  options: PROJECT_OPTIONS,
  async run(options) {
    const [slug = ""] = options.args;
    const project = openProject(options);
    const workspaceId = await workspaceOf(project, slug);
    const { state } = await readRun(project, workspaceId);
    if (state?.status !== "failed") throw refusal(slug, { status: 409, code: "not_failed" });
    return report(slug, await launch(project, workspaceId, slug), options.json);
  },
};
export default command;
