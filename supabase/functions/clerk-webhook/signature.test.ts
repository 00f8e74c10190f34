// What is accepted as signed: the vectors that Svix and Standard Webhooks publish, and what their specification says of
// everything near them. Long, because it is tables.
import { Webhook } from "svix";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MissingSettings, readSettings } from "../_shared/env.ts";
import { createVerifyWebhook } from "./verify.ts";

const verifierOf = (secret: string) =>
  createVerifyWebhook(readSettings((name) => (name === "CLERK_WEBHOOK_SIGNING_SECRET" ? secret : ""), []));

interface Vector {
  secret: string;
  id: string;
  timestamp: number;
  body: string;
  signature: string;
}
/** Of the test suites of the Standard Webhooks libraries and Svix's, and of the specification's text. */
const VECTORS: Vector[] = [
  {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: 1614265330,
    body: '{"test": 2432232314}',
    signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
  {
    secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    id: "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
    timestamp: 1649367553,
    body: '{"email":"test@example.com","username":"test_user"}',
    signature: "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
  },
];
const [V] = VECTORS as [Vector];

/** "401", or the body as it was proven. */
function said(
  v: Vector,
  change: { body?: string | Uint8Array; headers?: Record<string, string> } = {},
): string {
  const headers = change.headers ?? {
    "svix-id": v.id,
    "svix-timestamp": String(v.timestamp),
    "svix-signature": v.signature,
  };
  const { body = v.body } = change;
  const raw = typeof body === "string" ? new TextEncoder().encode(body) : body;
  try {
    return verifierOf(v.secret)(new Request("http://f.test", { method: "POST", headers }), raw).body;
  } catch (error) {
    return String((error as { status?: number }).status);
  }
}
const svix = (signature: string, timestamp = String(V.timestamp), id = V.id) => ({
  headers: { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": signature },
});
const signed = (timestamp: number, body = V.body, secret = V.secret) =>
  new Webhook(secret).sign(V.id, new Date(timestamp * 1000), body);
const now = V.timestamp;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: V.timestamp * 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("W5 the published vectors", () => {
  it.each(VECTORS)("$id", (vector) => {
    vi.setSystemTime(vector.timestamp * 1000);
    expect(said(vector)).toBe(vector.body);
    const headers = {
      "webhook-id": vector.id,
      "webhook-timestamp": String(vector.timestamp),
      "webhook-signature": vector.signature,
    };
    expect(said(vector, { headers })).toBe(vector.body);
    expect(said({ ...vector, secret: vector.secret.replace("whsec_", "") })).toBe(vector.body);
  });
});

describe("W5 several signatures", () => {
  const other = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
  it.each([
    ["a wrong one before", `${other} ${V.signature}`, V.body],
    ["a wrong one after", `${V.signature} ${other}`, V.body],
    [
      "versions that are unknown beside it",
      `v2,${"A".repeat(43)}= v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5B ${V.signature}`,
      V.body,
    ],
    ["wrong ones alone", `${other} ${other}`, "401"],
    ["the right one under a wrong version", V.signature.replace("v1,", "v2,"), "401"],
    ["the right one without a version", V.signature.slice(3), "401"],
    ["parted by commas", `${other},${V.signature}`, "401"],
    ["a version without a signature", "v1", "401"],
    ["an empty one", "v1,", "401"],
    ["the right one cut short", V.signature.slice(0, -8), "401"],
    ["none", "", "401"],
  ])("%s", (_what, signature, expected) => {
    expect(said(V, svix(signature))).toBe(expected);
  });
});

describe("W5 what was changed on the way", () => {
  it.each([
    ["the body, by a letter", { body: '{"test": 2432232315}' }],
    ["the body, re-encoded", { body: JSON.stringify(JSON.parse(V.body)) }],
    ["the body, with a newline at its end", { body: `${V.body}\n` }],
    ["the body, with a byte-order mark", { body: `\uFEFF${V.body}` }],
    ["the body, in UTF-16", { body: new Uint8Array(Buffer.from(V.body, "utf16le")) }],
    ["the body, away", { body: "" }],
    ["the id", svix(V.signature, String(now), "msg_other")],
    ["the timestamp", svix(V.signature, String(now + 1))],
    ["the border between id and timestamp", svix(V.signature, String(now), `${V.id}.1`)],
    ["a header missing", { headers: { "svix-id": V.id, "svix-signature": V.signature } }],
    ["every header", { headers: {} }],
    ["another secret", svix(signed(now, V.body, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"))],
  ])("%s: 401", (_what, change) => {
    expect(said(V, change)).toBe("401");
  });

  it("bytes that are no UTF-8: 401, though their repaired form was signed", () => {
    const broken = Uint8Array.from([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]);
    expect(said(V, { ...svix(signed(now, '{"a":"\uFFFD"}')), body: broken })).toBe("401");
  });
});

describe("W5 the time", () => {
  it.each([
    ["five minutes ago", now - 300, V.body],
    ["a second more", now - 301, "401"],
    ["in five minutes", now + 300, V.body],
    ["a second later still", now + 301, "401"],
    ["in milliseconds", now * 1000, "401"],
  ])("%s", (_what, timestamp, expected) => {
    expect(said(V, svix(signed(timestamp), String(timestamp)))).toBe(expected);
  });

  it.each(["", "now", "NaN", "-1"])("that is none (%s): 401", (timestamp) => {
    expect(said(V, svix(V.signature, timestamp))).toBe("401");
  });

  it.each([" and more", ".9", "e0", "n", "_0"])("that a lenient reader would take (…%s): 401", (more) => {
    expect(said(V, svix(V.signature, `${now}${more}`))).toBe("401");
  });
});

it.each(["", "whsec_", "whsec_!!!"])("a secret that is none (%s) is as good as unset", (secret) => {
  expect(() => verifierOf(secret)).toThrow(MissingSettings);
});
