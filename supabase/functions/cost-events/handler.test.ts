import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../_shared/contracts/mod.ts";
import { alone, cost, handler, mine, real, reserve, send } from "./testing.ts";

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
