import { ApiError } from "../stack/data-api.ts";
import { messageOf, StackError } from "../stack/errors.ts";
import type { StackInfo } from "../stack/run-file.ts";
import { EXIT } from "./exit-codes.ts";

/** For people: stderr, so that stdout stays a command's answer. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);
/** A command's answer. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

export function printInfo(info: StackInfo): void {
  const width = Math.max(...Object.keys(info).map((key) => key.length));
  for (const [key, value] of Object.entries(info)) print(`  ${key.padEnd(width)}  ${value}`);
}

const SIGNS: Readonly<Record<string, string>> = { "\n": " ⏎ ", "\t": " " };

/** Without what a terminal would obey, or show in another order than it was written. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) => SIGNS[sign] ?? "\ufffd");

/** Rows as a table; a cell that is an object is shown as JSON. */
export function printTable(rows: readonly Record<string, unknown>[]): void {
  const [first] = rows;
  if (!first) return print("(no rows)");
  const cell = (value: unknown): string => {
    if (value === null || value === undefined) return "";
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
    return plain(typeof value === "object" ? JSON.stringify(value) : String(value));
  };
  const names = Object.keys(first);
  const table = [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
  const widths = names.map((_, i) => Math.max(...table.map((line) => (line[i] ?? "").length)));
  table.forEach((line, n) => {
    print(
      line
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join(" | ")
        .trimEnd(),
    );
    if (n === 0) print(widths.map((w) => "-".repeat(w)).join("-+-"));
  });
  print(`(${rows.length} row${rows.length === 1 ? "" : "s"})`);
}

/** What a function refused is no failure: wrong input, or not for this person or in this state. */
function codeOf(error: StackError): number {
  if (!(error instanceof ApiError)) return error.exitCode;
  if (error.status === 400) return EXIT.usage;
  return REFUSALS.has(error.status) ? EXIT.refused : error.exitCode;
}
const REFUSALS = new Set([401, 403, 404, 409, 422]);

/** An error as a sentence and what to do about it. Returns the exit code. */
export function complain(error: unknown): number {
  if (error instanceof StackError) {
    say(`${error.message}\n→ ${error.hint}`);
    return codeOf(error);
  }
  const traced = process.env.GENESIS_DEBUG && error instanceof Error ? error.stack : messageOf(error);
  say(`Unexpected: ${traced}\n→ GENESIS_DEBUG=1 shows where.`);
  return 1;
}
