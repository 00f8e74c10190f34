import type { Command } from "../command.ts";
import { launch, report } from "../ignition/launch.ts";
import { openProject, PROJECT_OPTIONS, PROJECT_USAGE, workspaceOf } from "../project.ts";

const command: Command = {
  usage: `ignite <workspace slug> [--json] ${PROJECT_USAGE}`,
  about:
    "Launches a workspace as an operator and shows each step until it is active or failed. Ctrl-C only stops looking: the run goes on, and `ignite` again follows it.",
  takes: 1,
  options: PROJECT_OPTIONS,
  async run(options) {
    const [slug = ""] = options.args;
    const project = openProject(options);
    const workspaceId = await workspaceOf(project, slug);
    return report(slug, await launch(project, workspaceId, slug), options.json);
  },
};
export default command;
