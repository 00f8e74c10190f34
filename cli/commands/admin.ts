import { StackError } from "../../stack/errors.ts";
import type { Command } from "../command.ts";
import { ACTS, type Act, type Answer } from "../desk/acts.ts";
import { add, sync } from "../desk/admins.ts";
import { EXIT } from "../exit-codes.ts";
import { MACHINE_OPTIONS } from "../machine.ts";
import { print, printJson, printTable } from "../output.ts";
import { openProject, PROJECT_OPTIONS, PROJECT_USAGE } from "../project.ts";

/** As an operator; `sync` alone is the machine's. */
const OPERATORS: Readonly<Record<string, Act>> = { ...ACTS, add };
const ALL = { ...OPERATORS, sync };

const isRows = (answer: Answer): answer is readonly Record<string, unknown>[] => Array.isArray(answer);

function list(): number {
  print(`genesis admin <act> [--json] ${PROJECT_USAGE}\n`);
  for (const { usage, about } of Object.values(ALL)) print(`  ${usage}\n      ${about}`);
  return EXIT.ok;
}

const command: Command = {
  usage: `admin [${Object.keys(ALL).join("|")}] … ${PROJECT_USAGE}`,
  about:
    "The operators' desk; without an act it lists them. Freezing has its own commands: freeze, unfreeze.",
  options: {
    all: { type: "boolean" },
    action: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    type: { type: "string" },
    limit: { type: "string" },
    reason: { type: "string" },
    user: { type: "string" },
    ...MACHINE_OPTIONS,
    ...PROJECT_OPTIONS,
  },
  async run(options) {
    const [name, ...args] = options.args;
    if (!name) return list();
    if (!Object.hasOwn(ALL, name))
      throw new StackError(`There is no act "${name}".`, "`genesis admin` lists them.", EXIT.usage);
    const act = OPERATORS[name];
    const surplus = args[act?.takes ?? 0];
    if (surplus !== undefined)
      throw new StackError(
        `"${surplus}" is one argument too many.`,
        `genesis admin ${ALL[name as keyof typeof ALL].usage}`,
        EXIT.usage,
      );
    const answer = act ? await act.run(openProject(options), args, options) : await sync.run(options);
    if (options.json || !isRows(answer)) printJson(answer);
    else printTable(answer);
    return EXIT.ok;
  },
};
export default command;
