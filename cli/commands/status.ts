import { isAlive } from "../../stack/processes.ts";
import { readRun } from "../../stack/run-file.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printInfo, printJson, say } from "../output.ts";

const command: Command = {
  usage: "status [--json] [--home DIR]",
  about: "Says whether a stack runs in the home, its addresses and keys, and which parts are alive.",
  options: {},
  async run(options) {
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
