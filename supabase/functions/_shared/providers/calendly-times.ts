// The open times that Calendly's own booking page asks for. This interface of theirs is not documented: only what is
// plainly understood counts, everything else is `unknown`.
import type { SafeFetch } from "../safe-fetch/safe-fetch.ts";
import { at } from "./ask.ts";

export type OpenTimes = "some" | "none" | "no_such_event" | "unknown";

/** Calendly refuses spans of more than a month. */
const DAYS = 28;
const DAY_MS = 86_400_000;
const OPTIONS = { accept: ["application/json"], maxBytes: 1_000_000, timeoutMs: 5_000 };

export async function openTimes(
  safeFetch: SafeFetch,
  base: string,
  profile: string,
  event: string,
  now = Date.now(),
): Promise<OpenTimes> {
  const query = new URLSearchParams({ event_type_slug: event, profile_slug: profile });
  const found = await json(safeFetch, `${base}/api/booking/event_types/lookup?${query}`);
  if (found.status === 404) return "no_such_event";
  const uuid = at(found.body, "uuid");
  if (typeof uuid !== "string" || !/^[\w-]{8,64}$/.test(uuid)) return "unknown";
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const span = new URLSearchParams({
    timezone: "UTC",
    diagnostics: "false",
    range_start: day(now),
    range_end: day(now + DAYS * DAY_MS),
  });
  const range = `${base}/api/booking/event_types/${uuid}/calendar/range?${span}`;
  const first = readRange((await json(safeFetch, range)).body);
  // A calendar that is away for a moment answers the same as one that was disconnected.
  return first === "failing" ? settled(readRange((await json(safeFetch, range)).body)) : settled(first);
}

const settled = (read: ReturnType<typeof readRange>): OpenTimes => (read === "failing" ? "none" : read);

function readRange(body: unknown): "some" | "none" | "unknown" | "failing" {
  if (at(body, "failure", "code") === "external_calendar_error") return "failing";
  const days = at(body, "days");
  if (!Array.isArray(days)) return "unknown";
  const isOpen = (day: unknown): boolean => {
    const spots = at(day, "spots");
    return Array.isArray(spots) && spots.length > 0;
  };
  return days.some(isOpen) ? "some" : "none";
}

async function json(safeFetch: SafeFetch, url: string): Promise<{ status: number; body: unknown }> {
  let status = 0;
  try {
    const answer = await safeFetch(url, OPTIONS);
    status = answer.status;
    return { status, body: JSON.parse(new TextDecoder().decode(answer.bytes)) as unknown };
  } catch {
    return { status, body: undefined };
  }
}
