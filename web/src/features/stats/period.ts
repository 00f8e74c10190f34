// Calendar days as the dashboard counts them: in the workspace's time zone, both ends included.

const DAY_MS = 86_400_000;

/** The longest range that is asked for at once. */
export const MAX_DAYS = 366;

export interface Period {
  from: string;
  to: string;
}

/** Today in a time zone, `2026-11-23`. */
export const today = (timeZone: string, now: Date = new Date()): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(now);

/** `day` and `count` days on; negative: back. */
export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);

/** By how much the clocks of a time zone are ahead of UTC at a moment, in milliseconds. */
function ahead(at: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${clock.format(at).replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
}

/** The moment at which a day begins in a time zone, also on the days whose clocks are changed. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const guess = midnight - ahead(midnight, timeZone);
  return new Date(midnight - ahead(guess, timeZone));
}

/** How many days a period has. */
export const daysOf = ({ from, to }: Period): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

/** All days of a period, in order. */
export const listDays = (period: Period): string[] =>
  Array.from({ length: Math.max(0, daysOf(period)) }, (_, n) => addDays(period.from, n));

export const RANGES = ["7", "14", "30", "60", "90"] as const;
export type Range = (typeof RANGES)[number] | "custom";

/** The period that the address names: the last days up to today, or its own two days in order and within bounds. */
export function periodOf(range: Range, from: string, to: string, timeZone: string, now = new Date()): Period {
  const end = today(timeZone, now);
  if (range !== "custom") return { from: addDays(end, 1 - Number(range)), to: end };
  const isDay = (day: string): boolean =>
    /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
  if (!isDay(from) || !isDay(to)) return { from: addDays(end, -29), to: end };
  const [first, last] = from <= to ? [from, to] : [to, from];
  return {
    from: daysOf({ from: first, to: last }) > MAX_DAYS ? addDays(last, 1 - MAX_DAYS) : first,
    to: last,
  };
}
