import { StackError } from "../../stack/errors.ts";
import { readSecrets } from "../../stack/secrets.ts";
import { mintToken, TOKEN_LIFE_S } from "../../stack/tokens.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printJson } from "../output.ts";
import { requireRunning } from "../running.ts";

const command: Command = {
  usage: "token <user_id> [--home DIR]",
  about: `Prints a session token of that user, as Clerk would give it; it lives ${TOKEN_LIFE_S} seconds.`,
  takes: 1,
  options: {},
  async run(options) {
    const [userId] = options.args;
    if (!userId || !/^[A-Za-z0-9_-]{1,64}$/.test(userId)) {
      throw new StackError("token needs a user id.", "For example: genesis token user_alice", EXIT.usage);
    }
    const info = requireRunning(options.home);
    const secrets = readSecrets(options.home);
    if (!secrets)
      throw new StackError("The stack's keys are gone.", "`genesis reset`, then `genesis up`.", EXIT.data);
    const token = await mintToken(secrets, info.issuer_url, userId);
    if (options.json) printJson({ token, expires_in: TOKEN_LIFE_S });
    else print(token);
    return EXIT.ok;
  },
};
export default command;
