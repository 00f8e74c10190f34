import { StackError } from "../../stack/errors.ts";
import { MissingSettings } from "../../supabase/functions/_shared/env.ts";
import {
  createVault,
  type RotationReport,
  readMasterKeys,
  rotate,
  VaultError,
} from "../../supabase/functions/_shared/vault/mod.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { MACHINE_OPTIONS, openMachine } from "../machine.ts";
import type { Options } from "../options.ts";
import { print, printJson, say } from "../output.ts";

function report(done: RotationReport, json: boolean): number {
  if (json) printJson(done);
  else {
    for (const { workspace_id, type, reason } of done.failed)
      print(`Not sealed anew: ${type} of ${workspace_id}: ${reason}`);
    print(`${done.resealed} sealed anew, ${done.remaining} remain under another key.`);
    if (done.remaining === 0) print("ENCRYPTION_MASTER_KEY_PREVIOUS may be removed.");
  }
  return done.remaining === 0 ? EXIT.ok : EXIT.failed;
}

async function run(options: Options): Promise<number> {
  if (options.args[0] !== "rotate")
    throw new StackError("vault needs rotate.", "docs/vault.md has the procedure.", EXIT.usage);
  let stopped = false;
  process.once("SIGINT", () => {
    stopped = true;
  });
  try {
    const { settings, rpc } = openMachine(options, ["ENCRYPTION_MASTER_KEY"]);
    const onProgress = ({ resealed, remaining }: RotationReport): void => {
      if (resealed % 100 === 0) say(`${resealed} sealed anew, ${remaining} remain`);
    };
    const done = await rotate(rpc, createVault(readMasterKeys(settings)), {
      onProgress,
      stop: () => stopped,
    });
    return report(done, options.json);
  } catch (error) {
    if (error instanceof MissingSettings)
      throw new StackError(`Not set, or malformed: ${error.names.join(", ")}.`, "docs/vault.md.", EXIT.usage);
    if (error instanceof VaultError) throw new StackError(`${error.message}.`, "docs/vault.md.", EXIT.data);
    throw error;
  }
}

const command: Command = {
  usage: "vault rotate [--json] [--home DIR | --env-file FILE]",
  about:
    "Seals every stored credential anew with ENCRYPTION_MASTER_KEY, opening it with ENCRYPTION_MASTER_KEY_PREVIOUS; row by row: Ctrl-C stops it, and it goes on where it was. --env-file holds a hosted project's two keys; SUPABASE_URL and SUPABASE_SECRET_KEY may come from the environment. Exit 1: some remain.",
  takes: 1,
  options: MACHINE_OPTIONS,
  run,
};
export default command;
