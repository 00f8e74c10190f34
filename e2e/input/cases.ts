// Values that no schema takes, by field. `raw` is JSON text that JSON.stringify would not write.
const day = 86_400_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const deep = (n: number): unknown => (n === 0 ? 1 : { a: deep(n - 1) });

/** A number that JSON.stringify would not write. */
const raw = (text: string) => ({ raw: text });
/** What is wrong, in which field, with what value. */
export type Case = [what: string, field: string, value: unknown];

const TEXTS: Case[] = [
  ["NUL", "idempotency_key", "a\u0000b"],
  ["a lone surrogate", "idempotency_key", "a\ud800b"],
  ["too long", "idempotency_key", "x".repeat(201)],
  ["a number for text", "idempotency_key", 7],
  ["a list for text", "idempotency_key", ["a"]],
];
export const EVENTS: Case[] = [
  ...TEXTS,
  ["missing", "idempotency_key", undefined],
  ["unknown enum", "event_type", "teleported"],
  ["missing", "event_type", undefined],
  ["no address", "contact_email", "nobody"],
  ["an address with NUL", "contact_email", "a\u0000@b.test"],
  ["two addresses", "contact_email", "a@b.test,c@d.test"],
  ["too far ahead", "event_ts", new Date(Date.now() + 2 * 3_600_000).toISOString()],
  ["too long ago", "event_ts", ago(401 * day)],
  ["out of range", "event_ts", "+275760-09-13T00:00:00.001Z"],
  ["the year 0", "event_ts", "0000-01-01T00:00:00Z"],
  ["no such day", "event_ts", "2026-02-30T00:00:00Z"],
  ["no time", "event_ts", "yesterday"],
  ["a number", "event_ts", 1_700_000_000],
  ["0", "email_number", 0],
  ["21", "email_number", 21],
  ["half", "email_number", 1.5],
  ["text", "email_number", "1"],
  ["1e999", "email_number", raw("1e999")],
  ["not a uuid", "campaign_id", "7"],
  ["not a uuid", "lead_id", "00000000-0000-0000-0000-00000000000g"],
  ["a lone surrogate", "campaign", "\udc00"],
  ["NUL", "subject", "\u0000"],
  ["a list", "metadata", []],
  ["text", "metadata", "{}"],
  ["NUL within", "metadata", { a: ["\u0000"] }],
  ["a lone surrogate as a key", "metadata", { "\ud800": 1 }],
  ["1e999 within", "metadata", raw('{"a":1e999}')],
  ["too large", "metadata", { a: "x".repeat(16_400) }],
  ["too deep", "metadata", deep(200)],
  ["text", "is_test", "yes"],
  ["text", "bounce", "5.1.1"],
];
const money = (field: string): Case[] => [
  ["negative", field, -0.01],
  ["NaN", field, "NaN"],
  ["1e999", field, raw("1e999")],
  ["-1e999", field, raw("-1e999")],
  ["beyond every price", field, 1e15],
  ["text", field, "1.5"],
];
export const COSTS: Case[] = [
  ...TEXTS,
  ...money("cost_usd"),
  ["missing", "provider", undefined],
  ["missing", "model", undefined],
  ["negative", "tokens_in", -1],
  ["half", "tokens_in", 0.5],
  ["beyond bigint", "tokens_out", 1e19],
  ["not a uuid", "reservation_id", "7"],
  ["NUL", "model", "gpt\u0000"],
];
export const RESERVES: Case[] = [
  ...TEXTS,
  ...money("estimate_usd"),
  ["missing", "idempotency_key", undefined],
  ["too short", "expires_in_s", 1],
  ["too long", "expires_in_s", 3601],
  ["negative", "max_tokens_in", -5],
];
