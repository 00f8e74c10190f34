import { readFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { StackError } from "../../stack/errors.ts";
import type { Verdict } from "../audit/chain.ts";
import { Chains, eachLine } from "../audit/file.ts";
import { type End, type Header, readCopies } from "../audit/format.ts";
import { signatureCheck } from "../audit/keys.ts";
import { chainIds, chainOf, pages } from "../audit/remote.ts";
import { sentence } from "../audit/verify-file.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { print, printJson, say } from "../output.ts";
import { openProject, PROJECT_OPTIONS, type Project } from "../project.ts";

/** One row of public.admin_audit_verify. */
interface DatabaseVerdict {
  readonly workspace_id: string;
  readonly ok: boolean;
  readonly entries: number;
  readonly first_bad_seq: number | null;
  readonly problem: string | null;
  readonly detail: string | null;
}

const text = (options: Options, name: string): string | undefined =>
  options.values[name] as string | undefined;

async function chosen(project: Project, options: Options): Promise<{ id: string | null; header: Header }> {
  const slug = options.args[1];
  const id = slug === undefined ? null : await chainOf(project, slug);
  const exported_at = new Date().toISOString();
  return {
    id,
    header: { type: "header", format: "genesis-audit-v1", exported_at, chains: id ? [id] : "all" },
  };
}

/** Chain by chain, so that no call meets the API's limits of rows and time. */
async function inDatabase(project: Project, id: string | null): Promise<DatabaseVerdict[]> {
  const found: DatabaseVerdict[] = [];
  for (const chain of id ? [id] : await chainIds(project)) {
    found.push(
      ...(await project.api.rpc<DatabaseVerdict[]>("admin_audit_verify", { p_workspace_id: chain })),
    );
  }
  return found;
}

/** The database says what it finds (its head and triggers included); then everything is read and judged here. */
async function verify(options: Options): Promise<number> {
  const project = openProject(options);
  const keysFile = text(options, "keys");
  const keys = keysFile ? readFileSync(keysFile, "utf8") : project.keys;
  if (!keys) {
    throw new StackError(
      "Signatures need the public keys.",
      "--keys FILE: the JWKS of docs/audit.md.",
      EXIT.usage,
    );
  }
  const { id, header } = await chosen(project, options);
  const found = await inDatabase(project, id);
  const chains = new Chains();
  chains.add(header);
  for (const { workspace_id } of found) {
    for await (const lines of pages(project, workspace_id)) for (const line of lines) chains.add(line);
  }
  const copies = text(options, "checkpoints");
  if (copies) await eachLine(copies, (line) => void readCopies(line).map((copy) => chains.addCopy(copy)));
  const outside = chains.verify(signatureCheck(keys), id ? [id] : undefined);
  const ok = [...found, ...outside].every((verdict) => verdict.ok);
  if (options.json) printJson({ ok, database: found, outside });
  else report(found, outside);
  return ok ? EXIT.ok : EXIT.failed;
}

function report(found: readonly DatabaseVerdict[], outside: readonly Verdict[]): void {
  for (const verdict of outside) print(sentence(verdict));
  for (const { workspace_id, ok, first_bad_seq, detail } of found) {
    if (!ok) print(`${workspace_id}: the database says, at ${first_bad_seq ?? "no entry"}: ${detail}`);
  }
}

/** Whole, or not at all: beside `path` until the last line is written. Returns how many lines of chains there are. */
async function write(
  path: string,
  header: Header,
  project: Project,
  found: readonly DatabaseVerdict[],
): Promise<number> {
  const unfinished = `${path}.unfinished`;
  let lines = 0;
  async function* texts(): AsyncGenerator<string> {
    yield `${JSON.stringify(header)}\n`;
    for (const { workspace_id } of found)
      for await (const page of pages(project, workspace_id)) {
        lines += page.length;
        yield page.map((line) => `${JSON.stringify(line)}\n`).join("");
      }
    yield `${JSON.stringify({ type: "end", lines } satisfies End)}\n`;
  }
  try {
    await writeFile(unfinished, texts(), { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new StackError(
      `${path} cannot be written: ${error.message}.`,
      "Nothing was left there.",
      EXIT.failed,
    );
  }
  return lines;
}

async function exportFile(options: Options): Promise<number> {
  const path = text(options, "out");
  if (!path) throw new StackError("audit export needs --out FILE.", "It is JSON Lines.", EXIT.usage);
  const project = openProject(options);
  const { id, header } = await chosen(project, options);
  const found = await inDatabase(project, id);
  const written = await write(path, header, project, found);
  const broken = found.filter((verdict) => !verdict.ok);
  for (const { workspace_id, detail } of broken) say(`${workspace_id} does not verify: ${detail}`);
  if (options.json) printJson({ file: path, lines: written, chains: found.length, ok: broken.length === 0 });
  else print(`${written} lines of ${found.length} chains in ${path}`);
  return broken.length === 0 ? EXIT.ok : EXIT.failed;
}

const command: Command = {
  usage:
    "audit verify|export [workspace slug | none] [--out FILE] [--keys FILE] [--checkpoints FILE] [--url --apikey --token]",
  about:
    "Verifies the audit log's chains, signatures and triggers, or writes them to a file for cli/audit/verify-file.ts.",
  takes: 2,
  options: {
    out: { type: "string" },
    keys: { type: "string" },
    checkpoints: { type: "string" },
    ...PROJECT_OPTIONS,
  },
  async run(options) {
    const [act] = options.args;
    if (act === "verify") return verify(options);
    if (act === "export") return exportFile(options);
    throw new StackError(
      "audit needs verify or export.",
      "For example: genesis audit verify acme",
      EXIT.usage,
    );
  },
};
export default command;
