import type { Home } from "../../stack/paths.ts";
import { endProcess, isAlive } from "../../stack/processes.ts";
import { mendHome, readRun } from "../../stack/run-file.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson, say } from "../output.ts";

/** PostgreSQL may take its time to write what is dirty. */
const GRACE_MS = 30_000;

/** Stops whatever runs in a home, orphans of a killed supervisor included. True if there was anything. */
export async function stopHome(home: Home): Promise<boolean> {
  const run = readRun(home);
  if (!run) return false;
  const alive = isAlive(run.supervisor);
  if (alive) await endProcess(run.supervisor, "SIGTERM", GRACE_MS);
  const orphans = await mendHome(home);
  return alive || orphans.length > 0;
}

const command: Command = {
  usage: "down [--home DIR]",
  about: "Stops the stack of a home. Its data stays.",
  takes: 0,
  options: {},
  async run(options) {
    const stopped = await stopHome(options.home);
    if (options.json) printJson({ stopped });
    else say(stopped ? "Stopped." : `Nothing runs in ${options.home.dir}.`);
    return EXIT.ok;
  },
};
export default command;
