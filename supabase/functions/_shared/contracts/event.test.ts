import { afterEach, describe, expect, it, vi } from "vitest";
import { EVENT_FIELDS, eventSchema, LIMITS, parseItem } from "./mod.ts";

const good = { event_type: "sent", idempotency_key: "k1", contact_email: " Ann@Example.COM " };
const parse = (over: Record<string, unknown>) => parseItem(eventSchema, EVENT_FIELDS, { ...good, ...over });
const pathsOf = (over: Record<string, unknown>) => {
  const parsed = parse(over);
  return parsed.ok ? [] : parsed.fields.map((field) => field.path);
};

describe("event schema", () => {
  afterEach(() => vi.useRealTimers());

  it("trims and lowers addresses, drops unknown fields, null and empty text", () => {
    const parsed = parse({ subject: "", campaign: null, shoe_size: 43 });
    expect(parsed).toEqual({ ok: true, item: { ...good, contact_email: "ann@example.com" } });
  });

  it.each([
    ["event_type", { event_type: "reply" }],
    ["event_type", { event_type: undefined }],
    ["idempotency_key", { idempotency_key: "" }],
    ["idempotency_key", { idempotency_key: 7 }],
    ["idempotency_key", { idempotency_key: "k".repeat(LIMITS.idempotencyKeyChars + 1) }],
    ["contact_email", { contact_email: "nobody" }],
    ["contact_email", { contact_email: "a\0b@example.com" }],
    ["contact_email", { contact_email: null }],
    ["campaign", { campaign: "half \ud800 a pair" }],
    ["subject", { subject: "nul \0 inside" }],
    ["campaign_id", { campaign_id: "7" }],
    ["lead_id", { lead_id: 12 }],
    ["email_number", { email_number: 0 }],
    ["email_number", { email_number: LIMITS.emailNumberMax + 1 }],
    ["email_number", { email_number: 1.5 }],
    ["email_number", { email_number: "1" }],
    ["event_ts", { event_ts: "yesterday" }],
    ["event_ts", { event_ts: "2026-02-30T00:00:00Z" }],
    ["event_ts", { event_ts: "2026-11-23T08:00:00" }],
    ["event_ts", { event_ts: 1_790_000_000 }],
    ["is_test", { is_test: "false" }],
    ["bounce", { bounce: "hard" }],
    ["bounce.diagnostic", { bounce: { diagnostic: "\0" } }],
    ["metadata", { metadata: [1] }],
    ["metadata.a.0", { metadata: { a: ["\udc00"] } }],
    ["metadata", { metadata: { "nul \0": 1 } }],
    ["metadata.big", { metadata: { big: Number.POSITIVE_INFINITY } }],
    ["metadata", { metadata: { text: "x".repeat(LIMITS.metadataBytes) } }],
  ])("names %s for %j", (path, over) => {
    expect(pathsOf(over)).toEqual([path]);
  });

  it("says that a missing field is required, and names all bad ones at once", () => {
    const parsed = parse({ event_type: undefined, email_number: -1, is_test: 1 });
    expect(parsed).toMatchObject({
      ok: false,
      fields: [
        { path: "event_type", message: "is required" },
        { path: "email_number", message: "must be at least 1" },
        { path: "is_test", message: "must be true or false" },
      ],
    });
  });

  it("takes event_ts from 400 days back to 1 hour ahead, and gives it in UTC", () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-23T12:00:00Z") });
    const taken = parse({ event_ts: "2026-11-23T13:59:00+01:00" });
    expect(taken).toMatchObject({ ok: true, item: { event_ts: "2026-11-23T12:59:00.000Z" } });
    expect(pathsOf({ event_ts: "2026-11-23T13:00:01Z" })).toEqual(["event_ts"]);
    expect(pathsOf({ event_ts: "2025-10-19T12:00:00Z" })).toEqual([]);
    expect(pathsOf({ event_ts: "2025-10-19T11:59:59Z" })).toEqual(["event_ts"]);
  });

  it("refuses metadata nested deeper than PostgreSQL should recurse", () => {
    const nest = (depth: number): unknown => (depth === 0 ? 1 : { a: nest(depth - 1) });
    expect(pathsOf({ metadata: nest(LIMITS.metadataDepth) })).toEqual([]);
    expect(pathsOf({ metadata: JSON.parse(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`) })).toHaveLength(
      1,
    );
  });

  it("measures metadata in bytes of UTF-8", () => {
    const text = "é".repeat(LIMITS.metadataBytes / 2 - 4);
    expect(pathsOf({ metadata: { t: text } })).toEqual([]);
    expect(pathsOf({ metadata: { t: `${text}é` } })).toEqual(["metadata"]);
  });

  it("measures a Message-ID in bytes of UTF-8, as it becomes a key in the database", () => {
    expect(pathsOf({ message_id: "é".repeat(LIMITS.headerChars / 2) })).toEqual([]);
    expect(pathsOf({ message_id: "é".repeat(LIMITS.headerChars / 2 + 1) })).toEqual(["message_id"]);
  });

  it("needs an address unless the lead or the message is known", () => {
    const id = "A0000000-0000-4000-8000-000000000001";
    expect(parse({ contact_email: undefined, lead_id: id })).toMatchObject({
      ok: true,
      item: { lead_id: id.toLowerCase() },
    });
    expect(pathsOf({ contact_email: undefined, message_id: "<m@x>" })).toEqual([]);
    expect(pathsOf({ contact_email: undefined })).toEqual(["contact_email"]);
  });
});
