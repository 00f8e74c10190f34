// Times as people read them: relative, with the exact one in the workspace's time zone behind it.

const LOCALE = "en-GB";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["week", 7 * DAY],
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** "3 minutes ago", "in 2 days", "just now" within half a minute either way. */
export function formatRelative(at: Date | string, now: Date = new Date()): string {
  const ms = new Date(at).getTime() - now.getTime();
  if (Number.isNaN(ms)) return "at an unknown time";
  const size = Math.abs(ms);
  for (const [unit, length] of UNITS) {
    // A unit begins a little early, so that 59.9 minutes do not read as 59.
    if (size >= length - MINUTE / 2) return relative.format(Math.round(ms / length) || Math.sign(ms), unit);
  }
  return "just now";
}

/** A valid IANA name, or undefined: the browser's own zone then holds. */
function zone(timeZone: string | undefined): string | undefined {
  try {
    new Intl.DateTimeFormat(LOCALE, { timeZone });
    return timeZone;
  } catch {
    return undefined;
  }
}

/** "23 Nov 2026, 09:07:12 CET". */
export function formatExact(at: Date | string, timeZone?: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return new Intl.DateTimeFormat(LOCALE, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone: zone(timeZone),
  }).format(date);
}

/** "23 Nov 2026". */
export function formatDate(at: Date | string, timeZone?: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeZone: zone(timeZone) }).format(date);
}

/** A calendar day `2026-11-23` as "23 Nov"; the day is what it says in whatever zone. */
export const formatDay = (day: string): string =>
  new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** Milliseconds as "420 ms", "4.2 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** How long until formatRelative says something else: what a clock on the page waits for. */
export function relativeChangesIn(at: Date | string, now: Date = new Date()): number {
  const size = Math.abs(new Date(at).getTime() - now.getTime());
  if (size < HOUR) return 15_000;
  return size < DAY ? 5 * MINUTE : HOUR;
}
