// `genesis <command>`: finds the command, reads its options, turns errors into a sentence and an exit code.
import { StackError } from "../stack/errors.ts";
import type { Command } from "./command.ts";
import { EXIT, EXIT_MEANING } from "./exit-codes.ts";
import { readOptions } from "./options.ts";
import { complain, print } from "./output.ts";

/** Loaded one at a time, so that `token` does not wait for the test runner. */
const COMMANDS: Readonly<Record<string, () => Promise<{ default: Command }>>> = {
  start: () => import("./commands/start.ts"),
  up: () => import("./commands/up.ts"),
  down: () => import("./commands/down.ts"),
  dev: () => import("./commands/dev.ts"),
  status: () => import("./commands/status.ts"),
  reset: () => import("./commands/reset.ts"),
  token: () => import("./commands/token.ts"),
  ignite: () => import("./commands/ignite.ts"),
  cancel: () => import("./commands/cancel.ts"),
  retry: () => import("./commands/retry.ts"),
  freeze: () => import("./commands/freeze.ts"),
  unfreeze: () => import("./commands/unfreeze.ts"),
  templates: () => import("./commands/templates.ts"),
  vault: () => import("./commands/vault.ts"),
  "new-secrets": () => import("./commands/new-secrets.ts"),
  "webhook-token": () => import("./commands/webhook-token.ts"),
  psql: () => import("./commands/psql.ts"),
  doctor: () => import("./commands/doctor.ts"),
  audit: () => import("./commands/audit.ts"),
  admin: () => import("./commands/admin.ts"),
  test: () => import("./commands/test.ts"),
};

async function overview(): Promise<void> {
  print("genesis <command> [options]\n");
  for (const load of Object.values(COMMANDS)) {
    const { default: command } = await load();
    print(`  ${command.usage}\n      ${command.about}`);
  }
  print("\nEach takes --home DIR (default: .genesis in the repository), --json and --help.");
}

function help(command: Command): void {
  print(`genesis ${command.usage}\n\n${command.about}\n\nExit codes:`);
  for (const [code, meaning] of Object.entries(EXIT_MEANING)) print(`  ${code}  ${meaning}`);
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (!name || name === "help" || name === "--help" || name === "-h") {
    await overview();
    return name ? EXIT.ok : EXIT.usage;
  }
  const load = COMMANDS[name];
  if (!load)
    throw new StackError(`There is no command "${name}".`, "`genesis --help` lists them.", EXIT.usage);
  const { default: command } = await load();
  const options = readOptions(rest, command.options);
  if (options.help) {
    help(command);
    return EXIT.ok;
  }
  const surplus = command.takes === undefined ? undefined : options.args[command.takes];
  if (surplus !== undefined)
    throw new StackError(`"${surplus}" is one argument too many.`, `genesis ${command.usage}`, EXIT.usage);
  return command.run(options);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = complain(error);
}
// Idle sockets of a client must not hold a finished command open; what was printed into a pipe must be read first.
for (const stream of [process.stdout, process.stderr])
  await new Promise<void>((done) => void stream.write("", () => done()));
process.exit();
