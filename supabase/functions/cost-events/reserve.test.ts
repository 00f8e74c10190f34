import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { alone, real, reserve } from "./testing.ts";

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
