// What was typed and chosen, as PostgREST takes it.
export const PAGE = 50;
/** For ilike: the text anywhere, its own wildcards taken as letters. */
export const anywhere = (text: string): string => `%${text.trim().replace(/[\\%_]/g, "\\$&")}%`;

/** A value within `.or(…)`, where commas and brackets would end it. */
export const quoted = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`;

/** The first moment of a day in the zone that the page shows times in, the browser's; `after` 1: of the day after. */
export function dayStart(day: string, after = 0): string {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + after);
  return start.toISOString();
}

/** Where a page ended. Time alone would lose entries of the same microsecond. */
export const cursorOf = (...parts: readonly (string | number)[]): string => parts.join("~");

/** The entry of the log that the cursor names. */
export function entryOf(cursor: string): { at: string; workspace: string; seq: number } | undefined {
  const [at, workspace, seq] = cursor.split("~");
  return at && workspace && seq ? { at, workspace, seq: Number(seq) } : undefined;
}

/** What stands behind the cursor, newest first: older ones, and those of the same time by the names after it. */
export function behind(cursor: string, ties: readonly string[]): { at: string; or: string } {
  const [at = "", ...values] = cursor.split("~");
  const same = ties.map((name, index) => {
    const equal = ties.slice(0, index).map((tie, i) => `${tie}.eq.${quoted(values[i] ?? "")}`);
    return `and(${[`created_at.eq.${quoted(at)}`, ...equal, `${name}.gt.${quoted(values[index] ?? "")}`].join(",")})`;
  });
  return { at, or: [`created_at.lt.${quoted(at)}`, ...same].join(",") };
}
