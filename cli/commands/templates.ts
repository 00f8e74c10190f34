import { StackError } from "../../stack/errors.ts";
import { currentHashes, localTemplates, pushTemplates } from "../../stack/templates.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { print, printJson, printTable } from "../output.ts";
import { openProject, PROJECT_OPTIONS, PROJECT_USAGE } from "../project.ts";
import { compare, type Difference, type StoredTemplate } from "../templates/compare.ts";

const SHORT = 12;
const short = (hash: string): string => hash.slice(0, SHORT);

async function push(options: Options): Promise<number> {
  const { api, genesis } = openProject(options);
  const pushed = await pushTemplates(api, await currentHashes(genesis));
  if (options.json) printJson(pushed);
  else
    for (const { slug, version, hash, changed } of pushed)
      print(`${slug} ${version} ${short(hash)} ${changed ? "pushed" : "unchanged"}`);
  return EXIT.ok;
}

function printDifference({ slug, state, local, stored, parts }: Difference): void {
  const name = (side: { hash: string; version: string } | null) =>
    side ? `${side.version} ${short(side.hash)}` : "nothing";
  if (state === "same") return print(`  ${slug} ${name(local)}`);
  print(
    `${state === "changed" ? "≠" : state === "new" ? "+" : "-"} ${slug}: stored ${name(stored)}, here ${name(local)}`,
  );
  for (const part of parts) print(`    ${part}`);
}

async function diff(options: Options): Promise<number> {
  const { genesis } = openProject(options);
  const stored = await genesis.rows<StoredTemplate>(
    "workflow_templates?select=slug,hash,version,manifest,bodies&is_current=is.true",
  );
  const differences = compare(localTemplates(), stored);
  if (options.json) printJson(differences);
  else for (const difference of differences) printDifference(difference);
  return differences.every(({ state }) => state === "same") ? EXIT.ok : EXIT.failed;
}

async function list(options: Options): Promise<number> {
  const { genesis } = openProject(options);
  const rows = await genesis.rows<Record<string, unknown>>(
    "workflow_templates?select=slug,version,hash,is_current,pushed_by,created_at&order=slug,created_at.desc",
  );
  if (options.json) printJson(rows);
  else printTable(rows.map((row) => ({ ...row, hash: short(String(row.hash)) })));
  return EXIT.ok;
}

const ACTS: Readonly<Record<string, (options: Options) => Promise<number>>> = { push, diff, list };

const command: Command = {
  usage: `templates push|diff|list [--json] ${PROJECT_USAGE}`,
  about:
    "push stores the files of templates/ by content hash and makes them current; diff says what a push would change (1: something); list shows what is stored. Workspaces that are live keep what they run until they are deployed again.",
  takes: 1,
  options: PROJECT_OPTIONS,
  async run(options) {
    const act = ACTS[options.args[0] ?? ""];
    if (act) return act(options);
    throw new StackError(
      "templates needs push, diff or list.",
      "For example: genesis templates diff",
      EXIT.usage,
    );
  },
};
export default command;
