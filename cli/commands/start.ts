import { readDemoTokens } from "../../stack/demo.ts";
import { messageOf, StackError } from "../../stack/errors.ts";
import type { StackInfo } from "../../stack/run-file.ts";
import { readSecrets } from "../../stack/secrets.ts";
import { startStack } from "../../stack/supervisor.ts";
import { DEMO_USERS, mintToken } from "../../stack/tokens.ts";
import type { Command } from "../command.ts";
import { sendDemoDay } from "../demo-day.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { print, printInfo, say } from "../output.ts";
import { interruption, untilStopped } from "../until-stopped.ts";

type Counts = Record<string, number>;
interface Dashboard {
  readonly totals: Counts | null;
  readonly cost: Counts | null;
  readonly budget: { limit_usd: number | null; settled_usd: number; reserved_usd: number } | null;
  readonly campaigns: readonly { id: string; name: string }[];
  readonly by_campaign: readonly (Counts & { key: string })[];
}

/** The numbers that the web page's dashboard shows first; the whole answer has more. */
function printDashboard(answer: unknown): void {
  const { totals, cost, budget, campaigns, by_campaign } = answer as Dashboard;
  const line = (name: string, value: unknown): void => print(`  ${name.padEnd(16)} ${value}`);
  for (const [name, n] of Object.entries(totals ?? {})) line(name.replaceAll("_", " "), n);
  if (cost) line("model calls", `${cost.calls} for $${Number(cost.cost_usd).toFixed(4)}`);
  if (budget)
    line(
      "budget",
      `$${Number(budget.settled_usd).toFixed(2)} of ${budget.limit_usd === null ? "no limit" : `$${budget.limit_usd}`} this month`,
    );
  for (const { id, name } of campaigns ?? []) {
    const own = by_campaign?.find((row) => row.key === id);
    if (own) line(`“${name}”`, `${own.sends} sent, ${own.opened_unique} opened, ${own.replies} replied`);
  }
}

async function showDemo(options: Options, info: StackInfo): Promise<void> {
  const secrets = readSecrets(options.home);
  const webhookToken = readDemoTokens(options.home).acme;
  if (!secrets || !webhookToken)
    throw new StackError("The demonstration has no webhook token.", "`genesis reset`, then start again.");
  say("Sending acme a day of events and costs over HTTP …");
  const sessionToken = (): Promise<string> => mintToken(secrets, info.issuer_url, "user_alice");
  const sent = await sendDemoDay({ info, webhookToken, sessionToken });
  print(`\nSent ${sent.events} events and ${sent.costs} costs. What acme's dashboard shows:`);
  printDashboard(sent.dashboard);
}

const command: Command = {
  usage: "start [--home DIR] [--port N]",
  about:
    "Starts the stack in the foreground with the demonstration, sends it a day of events, shows the dashboard's numbers.",
  options: {},
  async run(options) {
    const started = Date.now();
    const interrupted = interruption();
    const stack = await startStack(options.home, options.port, say, interrupted);
    say(`Ready in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
    try {
      await showDemo(options, stack.info);
    } catch (error) {
      // The stack itself is fine: whoever mends a function wants it to stay up.
      say(`The demonstration could not be shown: ${messageOf(error)}`);
      if (error instanceof StackError) say(`→ ${error.hint}`);
    }
    print("\nAddresses and keys:");
    printInfo(stack.info);
    print(`\nSign in as one of: ${DEMO_USERS.map((u) => `${u.id} (${u.about})`).join(", ")}`);
    print(
      "  npx genesis token user_alice          a session token\n  npx genesis webhook-token acme        what n8n sends\n  npx genesis psql                      the database\n\nCtrl-C stops everything.",
    );
    await untilStopped(stack, interrupted);
    say("Stopped.");
    return EXIT.ok;
  },
};
export default command;
