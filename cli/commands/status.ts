import { isAlive } from "../../stack/processes.ts";
import { readRun } from "../../stack/run-file.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readRun as readIgnition } from "../ignition/run.ts";
import { printRun } from "../ignition/show.ts";
import type { Options } from "../options.ts";
import { print, printInfo, printJson, say } from "../output.ts";
import { openProject, PROJECT_OPTIONS, PROJECT_USAGE, workspaceOf } from "../project.ts";

/** The ignition of a workspace: its state and its trail. */
async function workspaceStatus(options: Options, slug: string): Promise<number> {
  const project = openProject(options);
  const run = await readIgnition(project, await workspaceOf(project, slug));
  if (options.json) printJson({ workspace: slug, ...run });
  else printRun(slug, run);
  return run.state?.status === "failed" ? EXIT.failed : EXIT.ok;
}

const command: Command = {
  usage: `status [workspace slug] [--json] ${PROJECT_USAGE}`,
  about:
    "Says whether a stack runs in the home, its addresses and keys, and which parts are alive; with a slug, how the ignition of that workspace stands or ended, step by step (1: it failed).",
  takes: 1,
  options: PROJECT_OPTIONS,
  async run(options) {
    const [slug] = options.args;
    if (slug !== undefined) return workspaceStatus(options, slug);
    const run = readRun(options.home);
    const alive = run !== undefined && isAlive(run.supervisor);
    const state = alive ? run.state : run ? "killed" : "stopped";
    const parts = Object.entries(run?.children ?? {}).map(([name, who]) => ({
      name,
      pid: who.pid,
      alive: isAlive(who),
    }));
    if (options.json) printJson({ state, ...(run?.info ?? {}), home: options.home.dir, parts });
    else {
      print(`${state} in ${options.home.dir}`);
      if (alive && run.info) printInfo(run.info);
      for (const part of parts)
        print(`  ${part.name.padEnd(15)}  pid ${part.pid} ${part.alive ? "alive" : "gone"}`);
      if (state === "killed")
        say("Its supervisor was killed; `genesis up` mends that, `genesis down` cleans up.");
    }
    return state === "ready" ? EXIT.ok : EXIT.notRunning;
  },
};
export default command;
