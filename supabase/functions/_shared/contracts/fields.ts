// The building blocks of every schema. No Deno and no Node in this folder: the web page shares it.
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { findUnstorable, isStorable, UNSTORABLE } from "./text.ts";

/** Trimmed text of 1 to `max` characters that PostgreSQL can store. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(max, `must have at most ${max} characters`)
    .refine(isStorable, UNSTORABLE);

/** Text of up to `max` characters that PostgreSQL can store. */
export const maybeEmptyText = (max: number) =>
  z.string().trim().max(max, `must have at most ${max} characters`).refine(isStorable, UNSTORABLE);

/** One @ with something on both sides, none of the characters that only a list or a display name needs. */
const ADDRESS = /^[^\s@<>(),;:"\\\p{Cc}]+@[^\s@<>(),;:"\\\p{Cc}]+$/u;

/** An e-mail address, trimmed and lower case. */
export const address = () =>
  z
    .string()
    .trim()
    .toLowerCase()
    .max(LIMITS.addressChars, `must have at most ${LIMITS.addressChars} characters`)
    .refine((value) => ADDRESS.test(value) && isStorable(value), "must be an e-mail address");

/** A Message-ID: a line of a header, in bytes, as it becomes a key in the database, which takes no longer ones. */
export const messageId = () =>
  text(LIMITS.headerChars).refine(
    (value) => utf8.encode(value).length <= LIMITS.headerChars,
    `must have at most ${LIMITS.headerChars} bytes`,
  );

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Any UUID, whatever its version, in lower case. */
export const uuid = () => z.string().trim().toLowerCase().regex(UUID, "must be a UUID");

const DAY_MS = 86_400_000;

/** An ISO 8601 time with its offset, in the window that ingestion takes; given back in UTC. */
export const eventTime = () =>
  z.iso
    .datetime({ offset: true, error: "must be an ISO 8601 time with an offset, like 2026-11-23T08:00:00Z" })
    .transform((value, ctx) => {
      const at = Date.parse(value);
      const ahead = at - Date.now();
      if (ahead <= LIMITS.eventAheadMinutes * 60_000 && -ahead <= LIMITS.eventPastDays * DAY_MS) {
        return new Date(at).toISOString();
      }
      const message = `must lie between ${LIMITS.eventPastDays} days ago and ${LIMITS.eventAheadMinutes} minutes ahead`;
      ctx.issues.push({ code: "custom", message, input: value });
      return z.NEVER;
    });

const utf8 = new TextEncoder();

/** A JSON object of the caller's own; kept as it came. */
export const metadata = () =>
  z.custom<Record<string, unknown>>().superRefine((value, ctx) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      ctx.addIssue({ code: "custom", message: "must be an object" });
      return;
    }
    const found = findUnstorable(value, LIMITS.metadataDepth);
    if (found) {
      ctx.addIssue({ code: "custom", path: found.path ? [found.path] : [], message: found.message });
      return;
    }
    const json = JSON.stringify(value);
    // A UTF-16 unit is at most three bytes of UTF-8, so small ones need not be encoded to be measured.
    if (json.length * 3 <= LIMITS.metadataBytes || utf8.encode(json).length <= LIMITS.metadataBytes) return;
    ctx.addIssue({ code: "custom", message: `must have at most ${LIMITS.metadataBytes} bytes as JSON` });
  });

/** US dollars: finite, not negative. */
export const usd = () =>
  z
    .number("must be a finite number")
    .min(0, "must not be negative")
    .max(LIMITS.costUsdMax, `must be at most ${LIMITS.costUsdMax} dollars`);

/** A count of tokens. */
export const tokens = () =>
  z
    .number("must be a number")
    .int("must be a whole number")
    .min(0, "must not be negative")
    .max(LIMITS.tokensMax, `must be at most ${LIMITS.tokensMax}`);

export const idempotencyKey = () => text(LIMITS.idempotencyKeyChars);

/** Identifies a sandbox run; only its hash goes further. */
export const runToken = () => text(LIMITS.tokenChars);
