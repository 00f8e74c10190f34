import { rmSync } from "node:fs";
import { join } from "node:path";
import { StackError } from "../../stack/errors.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../output.ts";
import { stopHome } from "./down.ts";

const command: Command = {
  usage: "reset [--home DIR]",
  about: "Stops the stack and removes its data, keys and tokens. The next start makes everything anew.",
  takes: 0,
  options: {},
  async run({ home }) {
    await stopHome(home);
    try {
      // Only what a stack makes: --home may point at a folder with other things in it.
      for (const path of [
        home.postgres,
        home.logs,
        home.env,
        home.demo,
        home.run,
        home.sidecar,
        join(home.dir, "n8n"),
      ])
        rmSync(path, { recursive: true, force: true });
      for (const name of ["import-map.json", "postgrest.conf"]) rmSync(join(home.dir, name), { force: true });
    } catch (error) {
      throw new StackError(
        `Cannot remove it: ${(error as Error).message}`,
        "Was the stack last started by another user, perhaps root?",
      );
    }
    say(`Removed the stack in ${home.dir}.`);
    return EXIT.ok;
  },
};
export default command;
