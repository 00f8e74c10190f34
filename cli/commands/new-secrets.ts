import { makeSettings } from "../../stack/secrets.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printJson } from "../output.ts";

/** JSON in single quotes, which dotenv, the supabase CLI and a shell read alike. */
const envLine = (name: string, value: string): string =>
  `${name}=${/^[A-Za-z0-9_-]+$/.test(value) ? value : `'${value}'`}`;

const command: Command = {
  usage: "new-secrets [--json]",
  about:
    "Prints fresh ENCRYPTION_MASTER_KEY, GENESIS_SIGNING_KEYS, CRON_SECRET and METRICS_TOKEN as lines of an .env file, for a hosted project (docs/deploy.md). Nothing is stored: print them into a file that you keep.",
  takes: 0,
  options: {},
  async run({ json }) {
    const made = await makeSettings();
    if (json) printJson(made);
    else for (const [name, value] of Object.entries(made)) print(envLine(name, value));
    return EXIT.ok;
  },
};
export default command;
