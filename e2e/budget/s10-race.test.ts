import { describe, expect, it } from "vitest";
import { aCost, anEstimate, tally, times } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
const CALLERS = 200;
const PRICE = 0.25;
const ROOM = 20;

async function race(path: string, workspace: Workspace, item: (i: number) => Record<string, unknown>) {
  const callers = times(4, () => world.caller()); // 200 at once, below each address's own limit
  const headers = { "x-webhook-token": workspace.token };
  return Promise.all(
    times(CALLERS, (i) =>
      (callers[i % 4] as (typeof callers)[0]).send(path, {
        headers,
        body: { workspace_id: workspace.id, ...item(i) },
      }),
    ),
  );
}

const period = async (workspace: Workspace) => {
  const [row] = await world.sql`
    select limit_usd::float8 as limit_usd, settled_usd::float8 as settled, reserved_usd::float8 as reserved,
      over_usd::float8 as over from genesis.budget_periods where workspace_id = ${workspace.id}`;
  return row;
};

describe("S10 200 callers race for a budget with room for 20", () => {
  it("S10 costs: 20 counted, 180 over and kept, none lost", async () => {
    const workspace = await world.workspace({ limitUsd: ROOM * PRICE });
    const answers = await race("/cost-events", workspace, () => aCost({ cost_usd: PRICE }));
    expect(tally(answers)).toEqual({ 200: ROOM, 402: CALLERS - ROOM });
    const refused = answers.find((a) => a.status === 402);
    expect(refused?.json).toMatchObject({ error: "Budget limit exceeded", current_spend: 5, limit: 5 });

    expect(await period(workspace)).toEqual({ limit_usd: 5, settled: 5, reserved: 0, over: 45 });
    const [rows] = await world.sql`
      select count(*)::int as rows, sum(cost_usd)::float8 as cost, sum(counted_usd)::float8 as counted,
        count(*) filter (where over_budget)::int as over from public.llm_usage where workspace_id = ${workspace.id}`;
    expect(rows).toEqual({ rows: CALLERS, cost: CALLERS * PRICE, counted: 5, over: CALLERS - ROOM });
  });

  it("S10 reservations: 20 given, 180 refused, then settled without passing the limit", async () => {
    const workspace = await world.workspace({ limitUsd: ROOM * PRICE });
    const answers = await race("/cost-events/reserve", workspace, () => anEstimate({ estimate_usd: PRICE }));
    expect(tally(answers)).toEqual({ 200: ROOM, 402: CALLERS - ROOM });
    expect(await period(workspace)).toEqual({ limit_usd: 5, settled: 0, reserved: 5, over: 0 });
    expect(await world.count("genesis.budget_reservations", workspace)).toBe(ROOM);

    // Each settles a little over its estimate: the excess has no room and is flagged.
    const held = answers.filter((a) => a.status === 200).map((a) => a.json.reservation_id);
    const settled = await Promise.all(
      held.map((id) => world.post("/cost-events", workspace, aCost({ cost_usd: 0.3, reservation_id: id }))),
    );
    expect(tally(settled)).toEqual({ 402: ROOM });
    const after = await period(workspace);
    expect(after).toMatchObject({ settled: 5, reserved: 0 });
    expect(after?.over).toBeCloseTo(1, 6);
  });
});
