import { readDemoTokens, rotateToken } from "../../stack/demo.ts";
import { StackError } from "../../stack/errors.ts";
import { withConnection } from "../../stack/postgres.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printJson } from "../output.ts";
import { requireRunning } from "../running.ts";

const command: Command = {
  usage: "webhook-token <workspace slug> [--rotate] [--home DIR]",
  about:
    "Prints the webhook token of a workspace of the demonstration; --rotate makes a new one (the old one lives on for the overlap).",
  options: { rotate: { type: "boolean" } },
  async run(options) {
    const [slug] = options.args;
    if (!slug)
      throw new StackError(
        "webhook-token needs a slug.",
        "For example: genesis webhook-token acme",
        EXIT.usage,
      );
    let token: string | undefined = readDemoTokens(options.home)[slug];
    if (options.values.rotate) {
      const info = requireRunning(options.home);
      token = await withConnection(info.db_url, (sql) => rotateToken(options.home, sql, slug));
    }
    if (!token) {
      throw new StackError(
        `This stack made no webhook token for ${slug}.`,
        "`--rotate` makes one, if the workspace exists.",
        EXIT.usage,
      );
    }
    if (options.json) printJson({ workspace: slug, token });
    else print(token);
    return EXIT.ok;
  },
};
export default command;
