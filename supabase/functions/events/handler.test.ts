// Against the stack's PostgREST and PostgreSQL.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWebhookCredential } from "../_shared/auth/mod.ts";
import { LIMITS } from "../_shared/contracts/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import type { Handler } from "../_shared/http/mod.ts";
import type { RequestLine } from "../_shared/log.ts";
import {
  post,
  type RealStack,
  realStack,
  settingsOf,
  type TestWorkspace,
} from "../_shared/testing/real-stack.ts";
import { createEventsHandler } from "./handler.ts";

let real: RealStack;
let mine: TestWorkspace;
let handler: Handler;
const lines: RequestLine[] = [];

const make = (over: Record<string, string> = {}, address = real.address): Handler => {
  const settings = settingsOf(real.stack, over);
  return createEventsHandler({
    rpc: createMachineRpc(settings),
    credential: createWebhookCredential(settings),
    client: () => address,
    log: (line) => lines.push(line),
  });
};

beforeAll(async () => {
  real = realStack();
  mine = await real.workspace();
  handler = make();
});
afterAll(() => real?.close());

const event = (over: Record<string, unknown> = {}) => ({
  event_type: "sent",
  idempotency_key: randomUUID(),
  contact_email: "ann@example.com",
  ...over,
});
const send = async (body: unknown, token = mine.token, via = handler) => {
  const response = await via(post("events", body, { "x-webhook-token": token }));
  return { status: response.status, headers: response.headers, body: await response.json() };
};
const alone = (over: Record<string, unknown> = {}) => send({ workspace_id: mine.id, ...event(over) });
const batch = (...events: unknown[]) => send({ workspace_id: mine.id, events });
const stored = async (workspace = mine.id) =>
  Number(
    (await real.sql`select count(*) from public.email_events where workspace_id = ${workspace}`)[0]?.count,
  );

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

describe("the gate", () => {
  it("S1: a wrong token, another workspace's, none, and an unknown workspace are the same 401", async () => {
    const other = await real.workspace();
    const before = await stored();
    const answers = await Promise.all([
      send({ workspace_id: mine.id, ...event() }, "wrong"),
      send({ workspace_id: mine.id, ...event() }, other.token),
      send({ workspace_id: mine.id, ...event() }, ""),
      send({ workspace_id: mine.id, ...event() }, "x".repeat(5_000)),
      send({ workspace_id: randomUUID(), ...event() }),
      send({ workspace_id: mine.id, ...event({ event_type: "bad" }) }, "wrong"),
      send({ workspace_id: mine.id, events: 7 }, "wrong"),
    ]);
    for (const { status, body } of answers) {
      expect({ status, ...body, request_id: "" }).toEqual({
        ...answers[0]?.body,
        status: 401,
        request_id: "",
      });
    }
    expect(await stored()).toBe(before);
  });

  it("S11: the global token counts only when allowed", async () => {
    const DASH_WEBHOOK_TOKEN = "the-global-token";
    const off = make({ DASH_WEBHOOK_TOKEN });
    const on = make({ DASH_WEBHOOK_TOKEN, ALLOW_GLOBAL_WEBHOOK_TOKEN: "true" });
    const body = { workspace_id: mine.id, ...event() };
    expect((await send(body, DASH_WEBHOOK_TOKEN, off)).status).toBe(401);
    expect((await send(body, DASH_WEBHOOK_TOKEN, on)).status).toBe(200);
    expect((await send(body, mine.token, on)).body).toMatchObject({ deduped: true });
    const audited = await real.sql`select count(*)::int from public.governance_audit_log
      where workspace_id = ${mine.id} and action = 'global_token_used'`;
    expect(audited[0]?.count).toBe(1);
  });

  it("S4: a frozen workspace is a 403, its events are kept in quarantine", async () => {
    const frozen = await real.workspace();
    await real.freeze(frozen.id);
    const events = [event(), event({ event_type: "opt_out" }), event({ event_type: "bad" })];
    const refused = await send({ workspace_id: frozen.id, events }, frozen.token);
    expect(refused).toMatchObject({
      status: 403,
      body: { error: "Workspace is frozen", code: "workspace_frozen" },
    });
    expect(await stored(frozen.id)).toBe(0);
    const kept =
      await real.sql`select is_opt_out from genesis.event_quarantine where workspace_id = ${frozen.id}`;
    expect(kept.map((row) => row.is_opt_out).sort()).toEqual([false, true]);
  });

  it("R1: beyond the rate a 429 with Retry-After, but opt-outs are taken", async () => {
    const via = make({}, `${real.address}9`.slice(0, 15));
    const busy = await real.workspace();
    const one = () => send({ workspace_id: busy.id, ...event() }, busy.token, via);
    const answers = await Promise.all(Array.from({ length: 900 }, one));
    const refused = answers.filter((a) => a.status === 429);
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([200, 429]));
    expect(refused.every((a) => Number(a.headers.get("retry-after")) >= 1)).toBe(true);
    const out = await send({ workspace_id: busy.id, ...event({ event_type: "opt_out" }) }, busy.token, via);
    expect(out).toMatchObject({ status: 200, body: { ok: true, deduped: false } });
    expect(await stored(busy.id)).toBe(answers.length - refused.length + 1);
  });
});

describe("S15: one item that the schema passes and the database does not", () => {
  const poison = "refused by the database";
  const constraint = "only_in_this_test";
  beforeAll(() =>
    real.sql.unsafe(`alter table public.email_events add constraint ${constraint}
      check (campaign_name is distinct from '${poison}') not valid`),
  );
  afterAll(() => real.sql.unsafe(`alter table public.email_events drop constraint ${constraint}`));

  it("64 callers: 63 × 200, 1 × 400", async () => {
    const bodies = Array.from({ length: 64 }, (_, i) => event(i === 40 ? { campaign: poison } : {}));
    const answers = await Promise.all(bodies.map((body) => send({ workspace_id: mine.id, ...body })));
    expect(answers.filter((a) => a.status === 200)).toHaveLength(63);
    expect(answers[40]).toMatchObject({ status: 400, body: { code: "data_rejected" } });
    const keys = bodies.map((body) => body.idempotency_key);
    const rows = await real.sql`select from public.email_events where idempotency_key = any(${keys})`;
    expect(rows).toHaveLength(63);
  });

  it("in a batch: that item's own 400", async () => {
    const { body } = await batch(event(), event({ campaign: poison }), event());
    expect(body.results.map((r: { status: number }) => r.status)).toEqual([200, 400, 200]);
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
