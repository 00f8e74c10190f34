import { describe, expect, it } from "vitest";
import { createWorld } from "../support/world.ts";

const world = createWorld();

const callers = [
  ["the publishable key", () => world.asAnon()],
  ["a user's token", () => world.asUser("user_alice")],
  ["an operator's token", () => world.asUser("user_root")],
  ["the secret key", () => world.asMachine()],
] as const;

describe.each(["mv_daily_stats", "mv_llm_cost"])("S6 %s", (view) => {
  it.each(callers)("S6 by %s: permission denied", async (_who, client) => {
    const { data, error } = await client().from(view).select("*").limit(1);
    expect(data).toBeNull();
    // 42501, not "no such relation": the view is there and closed.
    expect(error).toMatchObject({
      code: "42501",
      message: `permission denied for materialized view ${view}`,
    });
  });
});

describe("S6 what may be read instead", () => {
  it("S6 v_llm_cost_secure answers a member under RLS, and a stranger nothing", async () => {
    const workspace = await world.workspace();
    await world.post("/cost-events", workspace, {
      provider: "openai",
      model: "gpt-4o",
      cost_usd: 0.25,
      tokens_in: 7,
    });
    const columns =
      "workspace_id, campaign_id, campaign_group_id, provider, model, tokens_in, tokens_out, cost_usd, call_count";
    const read = (user: string) =>
      world.asUser(user).from("v_llm_cost_secure").select(columns).eq("workspace_id", workspace.id);
    const own = await read(workspace.owner);
    expect(own.error).toBeNull();
    expect(own.data).toMatchObject([{ model: "gpt-4o", tokens_in: 7, cost_usd: 0.25, call_count: 1 }]);
    expect((await read("user_bob")).data).toEqual([]);
  });

  it("S6 an operator refreshes the views, a member may not", async () => {
    expect((await world.asUser("user_root").rpc("admin_refresh_views")).error).toBeNull();
    expect((await world.asUser("user_alice").rpc("admin_refresh_views")).status).toBe(403);
  });
});
