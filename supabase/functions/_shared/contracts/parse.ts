// From what a caller posted to a typed item, or to the list of its bad fields.
import type { z } from "zod";
import type { FieldIssue } from "./text.ts";

export type Parsed<T> = { ok: true; item: T; warnings?: FieldIssue[] } | { ok: false; fields: FieldIssue[] };

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The known fields that carry something. n8n's expressions give null or "" for what a node did not have, so both
 * count as absent.
 */
export function pick(raw: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    const value = Object.hasOwn(raw, name) ? raw[name] : undefined;
    if (value !== undefined && value !== null && value !== "") picked[name] = value;
  }
  return picked;
}

const issuesOf = (error: z.ZodError, given: Record<string, unknown>): FieldIssue[] =>
  error.issues.map((issue) => {
    const [first] = issue.path;
    // A refinement speaks for itself; a missing field fails every other check with a sentence about its type.
    const missing =
      issue.code !== "custom" && issue.path.length === 1 && !Object.hasOwn(given, String(first));
    const sentence = issue.message.replace(/^Invalid input: expected (\w+).*$/, "must be a $1");
    return { path: issue.path.join("."), message: missing ? "is required" : sentence };
  });

/** Judges the known fields of `raw`; unknown ones are ignored. */
export function parseItem<T>(schema: z.ZodType<T>, names: readonly string[], raw: unknown): Parsed<T> {
  if (!isObject(raw)) return { ok: false, fields: [{ path: "", message: "must be an object" }] };
  const given = pick(raw, names);
  const result = schema.safeParse(given);
  return result.success
    ? { ok: true, item: result.data }
    : { ok: false, fields: issuesOf(result.error, given) };
}

/** Like parseItem, but drops what is bad, naming it in `warnings`, as long as the fields of `sacred` are good. */
export function parseLeniently<T>(
  schema: z.ZodType<T>,
  names: readonly string[],
  raw: Record<string, unknown>,
  sacred: (path: string, given: Record<string, unknown>) => boolean,
): Parsed<T> {
  const given = pick(raw, names);
  const warnings: FieldIssue[] = [];
  for (;;) {
    const parsed = parseItem(schema, names, given);
    if (parsed.ok) return warnings.length > 0 ? { ...parsed, warnings } : parsed;
    const bad = parsed.fields.filter(({ path }) => Object.hasOwn(given, path.split(".")[0] ?? ""));
    const fatal = parsed.fields.filter((field) => !bad.includes(field) || sacred(field.path, given));
    if (fatal.length > 0) return { ok: false, fields: fatal };
    for (const { path, message } of bad) {
      delete given[path.split(".")[0] ?? ""];
      warnings.push({ path, message: `${message}; ignored` });
    }
  }
}
