// Against the stack's PostgREST, PostgreSQL and issuer.
import { randomUUID } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRequireSession, createWebhookCredential } from "../_shared/auth/mod.ts";
import { LIMITS } from "../_shared/contracts/mod.ts";
import { createMachineRpc, createUserRpc } from "../_shared/db/client.ts";
import type { Handler } from "../_shared/http/mod.ts";
import { post, type RealStack, realStack, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createCostEventsHandler } from "./handler.ts";

let real: RealStack;
let mine: TestWorkspace;
let handler: Handler;

beforeAll(async () => {
  real = realStack();
  mine = await real.workspace("free"); // $5 a month
  handler = createCostEventsHandler({
    rpc: createMachineRpc(real.settings),
    userRpc: createUserRpc(real.settings),
    session: createRequireSession(real.settings),
    credential: createWebhookCredential(real.settings),
    client: () => real.address,
    log: () => {},
  });
});
afterAll(() => real?.close());

const cost = (over: Record<string, unknown> = {}) => ({
  provider: "openai",
  model: "gpt-4o",
  cost_usd: 0.001,
  ...over,
});
const answerOf = async (response: Response) => ({ status: response.status, body: await response.json() });
const send = async (body: unknown, path = "cost-events", workspace = mine) =>
  answerOf(await handler(post(path, body, { "x-webhook-token": workspace.token })));
const alone = (over: Record<string, unknown> = {}, workspace = mine) =>
  send({ workspace_id: workspace.id, ...cost(over) }, "cost-events", workspace);
const reserve = (over: Record<string, unknown> = {}, workspace = mine) => {
  const estimate = {
    provider: "openai",
    model: "gpt-4o",
    estimate_usd: 0.01,
    idempotency_key: randomUUID(),
    ...over,
  };
  return send({ workspace_id: workspace.id, ...estimate }, "cost-events/reserve", workspace);
};

describe("one cost", () => {
  it("is stored once; a repeat gets the first answer", async () => {
    const idempotency_key = randomUUID();
    const first = await alone({ idempotency_key, cost_usd: 0.25 });
    expect(first).toMatchObject({
      status: 200,
      body: { ok: true, deduped: false, cost_usd: 0.25, unpriced: false },
    });
    const again = await alone({ idempotency_key, cost_usd: 0.5 });
    expect(again.body).toEqual({ ...first.body, deduped: true });
  });

  it("without a key is never taken for a repeat", async () => {
    const [a, b] = [await alone(), await alone()];
    expect(a.body.cost_id).not.toBe(b.body.cost_id);
  });

  it("is computed from tokens; an unknown model is not free", async () => {
    const priced = await alone({ cost_usd: undefined, tokens_in: 1_000, tokens_out: 100 });
    expect(priced.body).toMatchObject({ cost_usd: 0.0035, unpriced: false });
    const unknown = await alone({ cost_usd: undefined, tokens_in: 10, model: `model-${randomUUID()}` });
    expect(unknown.body.unpriced).toBe(true);
    expect(unknown.body.cost_usd).toBeGreaterThan(0);
  });

  it("over the limit is a 402, and kept", async () => {
    const poor = await real.workspace("free");
    const refused = await alone({ cost_usd: 7 }, poor);
    const { error, code, limit } = refused.body;
    expect({ status: refused.status, error, code, limit }).toEqual({
      status: 402,
      error: "Budget limit exceeded",
      code: "budget_exceeded",
      limit: 5,
    });
    const [row] =
      await real.sql`select over_budget, over_usd::float8 from public.llm_usage where id = ${refused.body.cost_id}`;
    expect(row).toEqual({ over_budget: true, over_usd: 2 });
  });

  it.each([
    ["cost_usd", { cost_usd: -1 }],
    ["cost_usd", { cost_usd: undefined }],
    ["tokens_in", { tokens_in: 1.5 }],
    ["provider", { provider: 5 }],
  ])("names %s for %j", async (path, over) => {
    expect(await alone(over)).toMatchObject({
      status: 400,
      body: { code: "invalid_field", fields: [{ path }] },
    });
  });

  it("S2: needs workspace_id", async () => {
    expect(await send(cost())).toMatchObject({ status: 400, body: { error: "workspace_id is required" } });
  });

  it("takes a batch, at most 100", async () => {
    const events = [cost(), cost({ cost_usd: "1" }), cost()];
    const outcome = await send({ workspace_id: mine.id, events });
    expect(outcome.body.results.map((r: { status: number }) => r.status)).toEqual([200, 400, 200]);
    const many = await send({
      workspace_id: mine.id,
      events: Array(LIMITS.costsPerRequest + 1).fill(cost()),
    });
    expect(many).toMatchObject({ status: 400, body: { fields: [{ path: "events" }] } });
  });

  it("S1: no token, no entry", async () => {
    const other = await real.workspace("free");
    const stolen = { ...mine, token: other.token };
    expect((await alone({}, stolen)).status).toBe(401);
    expect((await reserve({}, stolen)).status).toBe(401);
  });

  it("S4: frozen", async () => {
    const frozen = await real.workspace("free");
    await real.freeze(frozen.id);
    expect((await alone({}, frozen)).status).toBe(403);
    expect((await reserve({}, frozen)).status).toBe(403);
  });
});

describe("reserve", () => {
  it("locks an estimate, gives it back, and refuses what is not there", async () => {
    const poor = await real.workspace("free");
    const idempotency_key = randomUUID();
    const held = await reserve({ estimate_usd: 4, idempotency_key }, poor);
    expect(held).toMatchObject({ status: 200, body: { ok: true, deduped: false, remaining: 1 } });
    expect(Date.parse(held.body.expires_at)).toBeGreaterThan(Date.now());
    const again = await reserve({ estimate_usd: 4, idempotency_key }, poor);
    expect(again.body).toMatchObject({ deduped: true, reservation_id: held.body.reservation_id });
    expect((await reserve({ estimate_usd: 3, idempotency_key }, poor)).status).toBe(409);
    const refused = await reserve({ estimate_usd: 2 }, poor);
    expect(refused).toMatchObject({
      status: 402,
      body: { code: "budget_exceeded", current_spend: 4, limit: 5 },
    });
    await alone({ cost_usd: 1, reservation_id: held.body.reservation_id }, poor);
    expect((await reserve({ estimate_usd: 4 }, poor)).body).toMatchObject({ remaining: 0 });
  });

  it("names bad fields", async () => {
    const refused = await reserve({ idempotency_key: null, expires_in_s: 5 });
    expect(refused.body.fields.map((f: { path: string }) => f.path)).toEqual([
      "idempotency_key",
      "expires_in_s",
    ]);
  });
});

describe("GET", () => {
  const get = async (query: string, headers: Record<string, string> = {}) =>
    answerOf(await handler(new Request(`http://functions.test/cost-events?${query}`, { headers })));
  const as = async (user: string) => ({ authorization: `Bearer ${await real.stack.sessionToken(user)}` });
  let full: TestWorkspace;

  beforeAll(async () => {
    full = await real.workspace("pro");
    const events = Array.from({ length: 5 }, (_, i) => cost({ tokens_in: i }));
    expect((await send({ workspace_id: full.id, events }, "cost-events", full)).status).toBe(200);
  });

  it("pages through everything once, newest first", async () => {
    const seen: { id: string; created_at: string }[] = [];
    let next: { before: string; before_id: string } | null = null;
    do {
      const query = new URLSearchParams({ workspace_id: full.id, limit: "2", ...(next ?? {}) });
      const { status, body } = await get(String(query), await as(full.owner));
      expect(status).toBe(200);
      seen.push(...body.rows);
      next = body.next;
    } while (next);
    expect(new Set(seen.map((row) => row.id)).size).toBe(5);
    expect(seen).toHaveLength(5);
    expect(seen.map((row) => row.created_at)).toEqual(
      seen
        .map((row) => row.created_at)
        .sort()
        .reverse(),
    );
  });

  it("S3: 401 without a session, 403 for a stranger", async () => {
    expect(await get(`workspace_id=${full.id}`)).toMatchObject({
      status: 401,
      body: { code: "invalid_session" },
    });
    expect((await get(`workspace_id=${full.id}`, await as(mine.owner))).status).toBe(403);
    expect((await get(`workspace_id=${randomUUID()}`, await as(mine.owner))).status).toBe(403);
  });

  it("a member of a frozen workspace gets 403", async () => {
    const frozen = await real.workspace();
    await real.freeze(frozen.id);
    expect((await get(`workspace_id=${frozen.id}`, await as(frozen.owner))).status).toBe(403);
  });

  it("opens to a key of the workspace, and to no other", async () => {
    const { api_url, publishable_key } = real.stack.info;
    const accessToken = () => real.stack.sessionToken(full.owner);
    const owner = createClient(api_url, publishable_key, { accessToken });
    const made = await owner.rpc("create_api_key", { p_workspace_id: full.id, p_name: "report" });
    const key = made.data?.key;
    expect(key).toMatch(/^gk_/);
    const read = await get(`workspace_id=${full.id}`, { "x-api-key": key });
    expect(read.body.rows).toHaveLength(5);
    expect(await get(`workspace_id=${mine.id}`, { "x-api-key": key })).toMatchObject({ status: 401 });
    expect(await get(`workspace_id=${full.id}`, { "x-api-key": "gk_wrong" })).toMatchObject({
      status: 401,
      body: { code: "invalid_api_key" },
    });
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=501", "limit"],
    ["limit=x", "limit"],
    ["before=yesterday&before_id=a0000000-0000-4000-8000-000000000001", "before"],
    ["before=2026-11-23T00:00:00Z", "before_id"],
    ["before=2026-11-23T00:00:00Z&before_id=7", "before_id"],
  ])("names the field for ?%s", async (query, path) => {
    const refused = await get(`workspace_id=${full.id}&${query}`, await as(full.owner));
    expect(refused).toMatchObject({ status: 400, body: { fields: [{ path }] } });
  });

  it("S2: needs workspace_id", async () => {
    expect(await get("", await as(full.owner))).toMatchObject({
      status: 400,
      body: { error: "workspace_id is required" },
    });
  });
});

describe("routes", () => {
  it("a browser may ask, and read errors", async () => {
    const asked = await handler(new Request("http://functions.test/cost-events", { method: "OPTIONS" }));
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
    const refused = await handler(new Request("http://functions.test/cost-events"));
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });

  it.each([
    ["PUT", "cost-events", 405],
    ["GET", "cost-events/reserve", 405],
    ["POST", "cost-events/other", 404],
    ["GET", "cost-events/reserve/more", 404],
  ])("%s /%s is a %i", async (method, path, status) => {
    const response = await handler(new Request(`http://functions.test/${path}`, { method }));
    expect(response.status).toBe(status);
  });
});
