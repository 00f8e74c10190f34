// Who is an operator. SUPER_ADMIN_IDS, a setting of the project's functions, is the list: `sync` makes the database follow
// it, as the machine, because no list has a person yet that its first operator could be made by. `add` is one operator's
// word for another, until the list is written.
import { StackError } from "../../stack/errors.ts";
import { MissingSettings } from "../../supabase/functions/_shared/env.ts";
import { EXIT } from "../exit-codes.ts";
import { openMachine } from "../machine.ts";
import type { Options } from "../options.ts";
import { say } from "../output.ts";
import type { Act, Answer } from "./acts.ts";

const LIST = "SUPER_ADMIN_IDS";

export const add: Act = {
  takes: 1,
  usage: "add <user id>",
  about: `Makes a user an operator. Write the id into ${LIST} too: the next sync removes whoever is not in it.`,
  run: async (project, [userId]) => {
    if (!userId)
      throw new StackError(
        "The user's id is missing.",
        "For example: genesis admin add user_2abc",
        EXIT.usage,
      );
    const answer = await project.api.rpc<Record<string, unknown>>("admin_add", { p_user_id: userId });
    say(
      `Write ${answer.user_id} into ${LIST} too: the next \`genesis admin sync\` removes whoever is not in it.`,
    );
    return answer;
  },
};

/** An act of the machine: it opens its own door, as there may be no operator yet. */
export interface MachineAct {
  readonly usage: string;
  readonly about: string;
  run(options: Options): Promise<Answer>;
}

const readList = (text: string): string[] => text.split(/[\s,]+/).filter((id) => id !== "");

function machineOf(options: Options): ReturnType<typeof openMachine> {
  try {
    return openMachine(options, [LIST]);
  } catch (error) {
    if (!(error instanceof MissingSettings)) throw error;
    throw new StackError(`Not set: ${error.names.join(", ")}.`, "docs/deploy.md, Operators.", EXIT.usage);
  }
}

export const sync: MachineAct = {
  usage: "sync [--env-file FILE]",
  about: `Makes exactly the users of ${LIST} operators: adds who is missing, removes who is not listed. The first operator is made so. A hosted project: --env-file, with SUPABASE_URL and SUPABASE_SECRET_KEY in it or in the environment.`,
  async run(options) {
    const { settings, rpc } = machineOf(options);
    const ids = readList(settings.required(LIST));
    const { status, ...answer } = await rpc<Record<string, unknown>>("admin_sync", { p_user_ids: ids });
    if (status === 200) return answer;
    throw new StackError(
      `${LIST} holds no list of user ids; nothing was changed.`,
      "Clerk shows them as user_…",
      EXIT.usage,
    );
  },
};
