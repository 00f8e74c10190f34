import { readDemoTokens } from "../../stack/demo.ts";
import { messageOf, StackError } from "../../stack/errors.ts";
import type { StackInfo } from "../../stack/run-file.ts";
import { readSecrets } from "../../stack/secrets.ts";
import { engineFor } from "../../stack/sidecar/engine.ts";
import { SIDECAR_WORKSPACE } from "../../stack/sidecar/part.ts";
import { startStack } from "../../stack/supervisor.ts";
import { DEMO_USERS, mintToken } from "../../stack/tokens.ts";
import type { Command } from "../command.ts";
import { sendDemoDay } from "../demo-day.ts";
import { EXIT } from "../exit-codes.ts";
import { launch } from "../ignition/launch.ts";
import { summary } from "../ignition/show.ts";
import type { Options } from "../options.ts";
import { print, printInfo, say } from "../output.ts";
import { openProject, workspaceOf } from "../project.ts";
import { interruption, unlessInterrupted, untilStopped } from "../until-stopped.ts";

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
  say("Sending acme two months of events and a day of costs over HTTP …");
  const sessionToken = (): Promise<string> => mintToken(secrets, info.issuer_url, "user_alice");
  const sent = await sendDemoDay({ info, webhookToken, sessionToken });
  print(
    `\nSent ${sent.events} events and ${sent.costs} costs. What acme's dashboard shows of the last 30 days:`,
  );
  printDashboard(sent.dashboard);
}

/** From a workspace to seven live workflows, step by step. */
async function showIgnition(options: Options): Promise<void> {
  say(`Igniting ${SIDECAR_WORKSPACE} …`);
  const project = openProject(options);
  const workspaceId = await workspaceOf(project, SIDECAR_WORKSPACE);
  const { state } = await launch(project, workspaceId, SIDECAR_WORKSPACE);
  if (state) print(summary(SIDECAR_WORKSPACE, state).join("\n"));
}

/** The stack itself is fine when a part of the demonstration is not: whoever mends it wants the stack to stay up. */
async function shown(part: string, show: () => Promise<void>): Promise<void> {
  try {
    await show();
  } catch (error) {
    say(`${part} could not be shown: ${messageOf(error)}`);
    if (error instanceof StackError) say(`→ ${error.hint}`);
  }
}

const command: Command = {
  usage: "start [--engine simulator|n8n|none] [--home DIR] [--port N]",
  about:
    "Starts the stack in the foreground with the demonstration: ignites acme, sends it two months of events, shows the last 30 days' numbers.",
  takes: 0,
  options: { engine: { type: "string" } },
  async run(options) {
    const started = Date.now();
    const interrupted = interruption();
    const engine = engineFor(options.home, options.values.engine);
    const stack = await startStack(options.home, options.port, say, interrupted, engine);
    say(`Ready in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
    if (engine !== "none") await shown("The ignition", () => showIgnition(options));
    await shown("The demonstration's day", () => showDemo(options, stack.info));
    await unlessInterrupted(stack.page, interrupted);
    print(`\nOpen ${stack.info.web_url} and sign in: it is the web page.`);
    print("\nAddresses and keys:");
    printInfo(stack.info);
    print(`\nPeople to sign in as: ${DEMO_USERS.map((u) => `${u.id} (${u.about})`).join(", ")}`);
    print(
      "  npx genesis status acme               its ignition, step by step\n  npx genesis token user_alice          a session token\n  npx genesis webhook-token acme        what n8n sends\n  npx genesis psql                      the database\n\nCtrl-C stops everything.",
    );
    await untilStopped(stack, interrupted);
    say("Stopped.");
    return EXIT.ok;
  },
};
export default command;
