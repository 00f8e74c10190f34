import { beforeAll, describe, expect, it } from "vitest";
import { tally } from "../support/items.ts";
import { type Load, notOnce, startLoad } from "../support/load.ts";
import { createOwnStack, failures } from "../support/own-stack.ts";
import type { Workspace } from "../support/world.ts";

const { world, stack } = await createOwnStack();
const CALLERS = 24;
const OUTAGE_MS = 10_000;
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
let workspace: Workspace;

/** Waits until the load made progress by so many answers of 200. */
const progress = (load: Load, more: number): Promise<void> => {
  const wanted = load.events.length + more;
  return expect
    .poll(() => load.events.length, { timeout: 25_000, interval: 20 })
    .toBeGreaterThan(wanted) as Promise<void>;
};

/** Everything answered 200 is there once; and what hangs on the rows agrees with them. */
async function expectWhole(load: Load): Promise<void> {
  expect(await notOnce(world, "public.email_events", workspace, load.events)).toEqual([]);
  expect(await notOnce(world, "public.llm_usage", workspace, load.costs)).toEqual([]);
  const [days] = await world.sql`
    select private.stats_differences(${workspace.id}, current_date) as today,
      private.stats_differences(${workspace.id}, current_date - 1) as yesterday`;
  expect(days).toEqual({ today: [], yesterday: [] });
  const [money] = await world.sql`
    select p.settled_usd = (select sum(counted_usd) from public.llm_usage where workspace_id = p.workspace_id) as settled,
      (select sum(calls) = ${await world.count("public.llm_usage", workspace)} from public.daily_costs
       where workspace_id = p.workspace_id) as rolled_up
    from genesis.budget_periods p where workspace_id = ${workspace.id}`;
  expect(money).toEqual({ settled: true, rolled_up: true });
}

beforeAll(async () => {
  await world.sql`update genesis.settings set value = 1000000 where name like 'rate_%'`;
});

describe("D1", () => {
  it("D1 PostgreSQL killed with -9 under ingest load, twice, and restarted: every 200 is there once", {
    timeout: 90_000,
  }, async () => {
    workspace = await world.workspace({ plan: "enterprise" });
    const load = startLoad(world, workspace, CALLERS);
    for (let kills = 0; kills < 2; kills++) {
      await progress(load, 300);
      await stack.control("postgres/kill");
    }
    await progress(load, 300);
    await load.finish();
    console.log(
      `D1 kill: ${load.events.length} events and ${load.costs.length} costs answered 200; refused ${JSON.stringify(tally(load.refused))}`,
    );
    expect(load.refused.length).toBeGreaterThan(0);
    expect(load.refused.filter((r) => r.status !== 503).length, failures(stack)).toBe(0);
    await expectWhole(load);
  });

  it("D1 PostgreSQL stopped for 10 s under load: 503 with Retry-After meanwhile, then whole", {
    timeout: 90_000,
  }, async () => {
    workspace = await world.workspace({ plan: "enterprise" });
    const load = startLoad(world, workspace, CALLERS);
    await progress(load, 300);
    await stack.control("postgres/stop");
    const stopped = Date.now();
    await sleep(OUTAGE_MS);
    const answered = load.events.length;
    await stack.control("postgres/start");
    await progress(load, 300);
    await load.finish();

    const meanwhile = load.refused.filter((r) => r.at > stopped && r.at < stopped + OUTAGE_MS);
    console.log(
      `D1 stop: ${load.events.length} events and ${load.costs.length} costs answered 200; refused ${JSON.stringify(tally(load.refused))}, ${meanwhile.length} while stopped`,
    );
    expect(meanwhile.length).toBeGreaterThan(CALLERS);
    for (const { status, code, retryAfter } of load.refused) {
      expect([status, code], failures(stack)).toEqual([503, "database_unavailable"]);
      expect(retryAfter).toMatch(/^[1-9]\d*$/);
    }
    expect(load.events.length).toBeGreaterThan(answered);
    await expectWhole(load);
  });
});
