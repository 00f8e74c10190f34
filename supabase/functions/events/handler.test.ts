// One event, a batch, and what is around them.
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../_shared/contracts/mod.ts";
import { alone, batch, event, handler, lines, make, mine, real, send, stored } from "./testing.ts";

describe("one event", () => {
  it("is stored once, and a repeat says so", async () => {
    const one = event({ campaign: "Spring", email_number: 2, metadata: { a: [1, "ü"] } });
    const first = await send({ workspace_id: mine.id, ...one });
    expect(first).toMatchObject({ status: 200, body: { ok: true, deduped: false } });
    const again = await send({ workspace_id: mine.id.toUpperCase(), ...one, metadata: { changed: true } });
    expect(again.body).toEqual({ ok: true, deduped: true, event_id: first.body.event_id });
    const rows = await real.sql`select * from public.email_events where id = ${first.body.event_id}`;
    expect(rows).toMatchObject([
      { workspace_id: mine.id, campaign_name: "Spring", metadata: { a: [1, "ü"] } },
    ]);
  });

  it("with a known key and other content is a 409", async () => {
    const one = event();
    await send({ workspace_id: mine.id, ...one });
    const other = await send({ workspace_id: mine.id, ...one, contact_email: "bob@example.com" });
    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_conflict" } });
  });

  it("S2: needs workspace_id, before the token is looked at", async () => {
    const refused = await send(event(), "");
    expect(refused).toMatchObject({ status: 400, body: { error: "workspace_id is required" } });
    expect(refused.body.request_id).toBe(refused.headers.get("x-request-id"));
  });

  it("bad fields are named, and nothing is stored", async () => {
    const before = await stored();
    const refused = await alone({ email_number: 21, metadata: { deep: ["\ud800"] }, contact_email: "a\0@b" });
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_field" } });
    const paths = refused.body.fields.map((f: { path: string }) => f.path).sort();
    expect(paths).toEqual(["contact_email", "email_number", "metadata.deep.0"]);
    expect(await stored()).toBe(before);
  });

  it.each([
    ["not json", 400, "invalid_json"],
    ["[1]", 400, "invalid_json"],
    [new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, "invalid_json"],
    ['{"workspace_id":7}', 400, "invalid_field"],
    ['{"workspace_id":"nobody"}', 400, "invalid_field"],
    [`{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, 400, "workspace_id_required"],
    [" ".repeat(2_000_000), 413, "body_too_large"],
  ])("%# is refused", async (body, status, code) => {
    expect(await send(body)).toMatchObject({ status, body: { code } });
  });

  it("gives up on a body without end", async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const init = { method: "POST", body, duplex: "half", headers: { "x-webhook-token": mine.token } };
    const response = await handler(new Request("http://functions.test/events", init as RequestInit));
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(8 * LIMITS.bodyBytes + 4 * 65_536);
  });
});

describe("a batch", () => {
  it("answers each item in order with what it would have had alone", async () => {
    const known = event();
    const outcome = await batch(
      event(),
      event({ event_type: "reply" }),
      known,
      known,
      { ...known, contact_email: "bob@example.com" },
      event({ workspace_id: randomUUID() }),
      event({ workspace_id: mine.id }),
      null,
    );
    expect(outcome.status).toBe(200);
    expect(outcome.body.results.map((r: { status: number }) => r.status)).toEqual([
      200, 400, 200, 200, 409, 400, 200, 400,
    ]);
    expect(outcome.body.results[1].fields).toMatchObject([{ path: "event_type" }]);
    expect(outcome.body.results[3]).toMatchObject({
      deduped: true,
      event_id: outcome.body.results[2].event_id,
    });
    expect(outcome.body.results[5].fields).toMatchObject([{ path: "workspace_id" }]);
  });

  it.each([[[]], [{}], [Array(LIMITS.eventsPerRequest + 1).fill({})]])("%# names events", async (events) => {
    const refused = await send({ workspace_id: mine.id, events });
    expect(refused).toMatchObject({ status: 400, body: { fields: [{ path: "events" }] } });
  });

  it("takes 500", async () => {
    const events = Array.from({ length: LIMITS.eventsPerRequest }, () => event());
    const outcome = await batch(...events);
    expect(outcome.body.results.every((r: { status: number }) => r.status === 200)).toBe(true);
  });
});

describe("the rest", () => {
  it("an opt-out needs no more than its address", async () => {
    const out = await send({
      workspace_id: mine.id,
      event_type: "opt_out",
      contact_email: "Zoe@example.com",
      event_ts: "?",
    });
    expect(out).toMatchObject({ status: 200, body: { ok: true, warnings: [{ path: "event_ts" }] } });
  });

  it.each([
    ["GET", "events", 405],
    ["HEAD", "events", 405],
    ["OPTIONS", "events", 405],
    ["DELETE", "functions/v1/events", 405],
    ["POST", "events/more", 404],
  ])("%s /%s is a %i", async (method, path, status) => {
    const response = await handler(new Request(`http://functions.test/${path}`, { method }));
    expect(response.status).toBe(status);
    if (status === 405) expect(response.headers.get("allow")).toBe("POST");
    expect(await response.json()).toHaveProperty("request_id");
  });

  it("S12: no line of the log holds a token or an address of anybody", async () => {
    await alone({ contact_email: "secret.person@example.com" });
    const log = JSON.stringify(lines);
    expect(log).toContain(mine.id);
    for (const secret of [mine.token, "example.com", real.address]) expect(log).not.toContain(secret);
  });

  it("503 with Retry-After when the database is away", async () => {
    const away = make({ SUPABASE_URL: "http://127.0.0.1:9" });
    const answer = await send({ workspace_id: mine.id, ...event() }, mine.token, away);
    expect(answer).toMatchObject({ status: 503, body: { code: "database_unavailable" } });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
