// Runs pgTAP files the way `supabase test db` does: each on a connection of its own, as `postgres`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { messageOf } from "../errors.ts";
import { ROOT, SUPABASE_DIR } from "../paths.ts";
import { connect, withConnection } from "../postgres.ts";
import { parseTap, type TapResult } from "./parse.ts";

const TESTS_DIR = join(SUPABASE_DIR, "tests");

export interface FileResult extends TapResult {
  readonly file: string;
  readonly ms: number;
}

/** What later files need (schema tests) is made by these; a filter never leaves them out. */
const isSetup = (path: string): boolean => path.includes("tests/000-setup/");

/** Paths of the test files in the order in which they run, narrowed to those that contain one of the filters. */
export function tapFiles(filters: readonly string[]): string[] {
  if (!existsSync(TESTS_DIR)) return [];
  return readdirSync(TESTS_DIR, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sql"))
    .map((name) => relative(ROOT, join(TESTS_DIR, name)))
    .filter((path) => filters.length === 0 || isSetup(path) || filters.some((f) => path.includes(f)))
    .sort();
}

/** An SQL error's place in the file: its statement's line. */
function lineOf(text: string, position: unknown): string {
  const at = Number(position);
  return Number.isFinite(at) && at > 0 ? `line ${text.slice(0, at).split("\n").length}: ` : "";
}

async function runFile(dbUrl: string, path: string): Promise<FileResult> {
  const text = readFileSync(join(ROOT, path), "utf8");
  const started = performance.now();
  const output: string[] = [];
  let broke: string | undefined;
  const sql = connect(dbUrl);
  try {
    // forEach keeps what was printed before an error; each row of pgTAP's is one text.
    await sql.unsafe(text).forEach((row) => {
      for (const value of Object.values(row)) if (typeof value === "string") output.push(value);
    });
  } catch (error) {
    const { position, where, detail } = error as { position?: string; where?: string; detail?: string };
    const more = [detail, where].filter(Boolean).map((line) => `\n#   ${line}`);
    broke = `${lineOf(text, position)}${messageOf(error)}${more.join("")}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
  const result = parseTap(output.join("\n"));
  const ms = performance.now() - started;
  if (broke === undefined) return { ...result, file: path, ms };
  return {
    ...result,
    file: path,
    ms,
    failed: result.failed + 1,
    complaints: [...result.complaints, `SQL error: ${broke}`],
  };
}

/** Runs all files one after the other; `report` is called after each. */
export async function runTap(
  dbUrl: string,
  files: readonly string[],
  report: (result: FileResult) => void,
): Promise<{ passed: number; failed: number; skipped: number }> {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  if (files.length === 0) return sum;
  await withConnection(dbUrl, (sql) => sql`create extension if not exists pgtap with schema extensions`);
  for (const file of files) {
    const result = await runFile(dbUrl, file);
    report(result);
    sum.passed += result.passed;
    sum.failed += result.failed;
    sum.skipped += result.skipped;
  }
  return sum;
}
