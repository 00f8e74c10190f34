import { describe, expect, it } from "vitest";
import { aCost, anEstimate } from "../support/items.ts";
import { createWorld } from "../support/world.ts";

const world = createWorld();

describe("S10 a workspace without a limit", () => {
  it("S10 reserves and spends as much as it likes, and remaining is null", async () => {
    const workspace = await world.workspace({ plan: "enterprise" });
    const reserved = await world.post("/cost-events/reserve", workspace, anEstimate({ estimate_usd: 9000 }));
    expect(reserved.status, reserved.text).toBe(200);
    expect(reserved.json.remaining).toBeNull();
    const spent = await world.post("/cost-events", workspace, aCost({ cost_usd: 9500 }));
    expect(spent.status, spent.text).toBe(200);
    const [row] = await world.sql`
      select counted_usd::float8 as counted, over_budget from public.llm_usage where workspace_id = ${workspace.id}`;
    expect(row).toEqual({ counted: 9500, over_budget: false });
  });

  it("S10 a limit of 0 lets nothing through, and keeps what was spent", async () => {
    const workspace = await world.workspace({ limitUsd: 0 });
    const reserved = await world.post("/cost-events/reserve", workspace, anEstimate());
    expect(reserved.json).toMatchObject({ code: "budget_exceeded", current_spend: 0, limit: 0 });
    const spent = await world.post("/cost-events", workspace, aCost({ cost_usd: 1 }));
    expect(spent.json).toMatchObject({ code: "budget_exceeded", cost_id: expect.any(String) });
    expect(await world.count("public.llm_usage", workspace)).toBe(1);
  });
});
