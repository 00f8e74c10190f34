import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ERRORS } from "./mod.ts";

const root = new URL("../../../../", import.meta.url);
const page = readFileSync(new URL("docs/error-codes.md", root), "utf8");
const rowOf = (code: string) => page.split("\n").find((line) => line.startsWith(`| \`${code}\` |`));

/** Codes that migrations raise by private.refuse or return in an outcome. */
function codesInSql(): string[] {
  const folder = new URL("supabase/migrations/", root);
  const sql = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
  const found = sql
    .join("\n")
    .matchAll(/private\.refuse\(\s*\d+,\s*'(\w+)'|["']code["'][:,]\s*["'](\w+)["']/g);
  return [...new Set([...found].map((match) => match[1] ?? match[2] ?? ""))].sort();
}

describe("docs/error-codes.md", () => {
  it.each(Object.entries(ERRORS))(
    "explains %s with its status and sentence",
    (code, { status, sentence }) => {
      expect(rowOf(code)).toContain(`| ${status} |`);
      expect(rowOf(code)).toContain(sentence);
    },
  );

  it.each(codesInSql())("explains %s, which SQL gives", (code) => {
    expect(rowOf(code)).toBeDefined();
  });
});
