// What a fuzzed body is made of.
import type { Json } from "../support/http.ts";
import { times } from "../support/items.ts";

/** Values that some layer below has an opinion about. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  -0,
  2 ** 53,
  1e-320,
  "",
  " ",
  "null",
  "NaN",
  "\u0000",
  "\ud83d",
  "\udc00\ud800",
  "'; select 1 --",
  "{{7*7}}",
  "sent",
  "opt_out",
  "a@b.test",
  "A@B.TEST ",
  "x".repeat(3000),
  "é".repeat(999),
  "\u{1f600}".repeat(998),
  "%00",
  "\\",
  "2026-11-23T00:00:00Z",
  "1970-01-01",
  "infinity",
  "epoch",
  "00000000-0000-0000-0000-000000000000",
  [],
  {},
  [[]],
  [null],
  { __proto__: 1 },
  { constructor: { prototype: 1 } },
  { status: "5.1.1", diagnostic: "\u0007" },
];
/** Fields of all routes, and names that must not mean anything. */
const NAMES = [
  "event_type",
  "idempotency_key",
  "contact_email",
  "campaign",
  "campaign_id",
  "campaign_group_id",
  "email_number",
  "event_ts",
  "provider",
  "message_id",
  "subject",
  "lead_id",
  "mailbox",
  "permit_id",
  "bounce",
  "run_token",
  "is_test",
  "metadata",
  "model",
  "tokens_in",
  "tokens_out",
  "cost_usd",
  "reservation_id",
  "estimate_usd",
  "max_tokens_in",
  "max_tokens_out",
  "expires_in_s",
  "events",
  "is_bot",
  "__proto__",
  "constructor",
  "toString",
  "run_token_hash",
  "client",
  "signed",
  "global_token",
  "status",
];

/** mulberry32: the same bodies in every run, and a failure names its number. */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A good body with one to four fields replaced, added or left out. */
export function mutate(next: () => number, good: Json, names: readonly string[] = NAMES): Json {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const body: Json = { ...good };
  for (let i = 1 + Math.floor(next() * 4); i > 0; i--) {
    const name = pick(next() < 0.7 ? Object.keys(good).concat(names) : names);
    const value = next() < 0.15 ? times(3, () => pick(ODD)) : pick(ODD);
    if (next() < 0.1) delete body[name];
    else Object.defineProperty(body, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return body;
}
