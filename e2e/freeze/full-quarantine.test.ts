// A quarantine at its cap (whoever holds the leaked token fills it in a second), with items that the database refuses: the
// operator's unfreeze opens the workspace within its time, and the rest is applied after it, in order and once.
import { describe, expect, it } from "vitest";
import { createWorld, type Workspace } from "../support/world.ts";
import { createOperator } from "./operator.ts";

const world = createWorld();
const operator = createOperator(world);
const EVENTS = 3_000;
const COSTS = 7_000;
/** Fits no smallint, which the schema at the endpoint would have said. */
const REFUSED = 1_234;
/** PostgREST ends a statement after 8 s. */
const LIMIT_MS = 6_000;

async function fill({ id }: Workspace): Promise<void> {
  await world.sql`
    insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, is_opt_out, event_ts, item)
    select ${id}, 'event', 'e' || n, n = ${EVENTS}, t, jsonb_build_object('idempotency_key', 'e' || n, 'event_ts', t,
      'event_type', case when n = ${EVENTS} then 'opt_out' else 'replied' end, 'contact_email', 'l' || n || '@example.com',
      'email_number', case when n = ${REFUSED} then 99999 else 1 end)
    from generate_series(1, ${EVENTS}::int) n, lateral (select now() - interval '1 hour' + n * interval '0.1 s' as t) x`;
  await world.sql`
    insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, event_ts, item)
    select ${id}, 'cost', 'c' || n, now(), jsonb_build_object('idempotency_key', 'c' || n, 'provider', 'openai',
      'model', 'gpt-4o-mini', 'cost_usd', 0.001) from generate_series(1, ${COSTS}::int) n`;
}

const counts = async ({ id }: Workspace) =>
  (
    await world.sql`select (select count(*)::int from public.email_events where workspace_id = ${id}) as events,
      (select count(*)::int from public.llm_usage where workspace_id = ${id}) as costs,
      (select settled_usd::float8 from genesis.budget_periods where workspace_id = ${id}) as settled,
      (select string_agg(idempotency_key, ' ') from genesis.event_quarantine
        where workspace_id = ${id} and outcome ->> 'code' = 'data_rejected') as refused`
  )[0];

const waiting = async (workspace: Workspace): Promise<number> => {
  const { quarantined } = await operator.show(workspace);
  return quarantined.events + quarantined.costs;
};

describe("a full quarantine", { timeout: 120_000 }, () => {
  it("W4 keeps no workspace frozen: a bounded part in the unfreeze, the rest after it, each once", async () => {
    const workspace = await world.workspace({ plan: "enterprise" });
    await operator.freeze(workspace);
    await fill(workspace);
    const started = Date.now();
    const { status, json } = await operator.unfreeze(workspace);
    const took = Date.now() - started;
    expect(status).toBe(200);
    expect(took).toBeLessThan(LIMIT_MS);
    expect(Number(json.quarantine_applied) + Number(json.quarantine_waiting)).toBeGreaterThanOrEqual(
      EVENTS + COSTS - 1,
    );
    const [suppressed] = await world.sql`select from public.suppressions
      where workspace_id = ${workspace.id} and email = ${`l${EVENTS}@example.com`}`;
    expect(suppressed, "who opted out, at the unfreeze's commit").toBeDefined();
    await operator.until(workspace, ({ quarantined: q }) => q.events + q.costs === 0, undefined, 90_000);
    console.log(`W4: unfrozen in ${took} ms, the quarantine empty after ${Date.now() - started} ms`);
    expect(await counts(workspace)).toEqual({
      events: EVENTS - 1,
      costs: COSTS,
      settled: COSTS / 1_000,
      refused: `e${REFUSED}`,
    });
  });

  it("W4 a freeze in between stops it, and the next unfreeze goes on", async () => {
    const workspace = await world.workspace({ plan: "enterprise" });
    await operator.freeze(workspace);
    await fill(workspace);
    expect((await operator.unfreeze(workspace)).json.quarantine_waiting).toBeGreaterThan(0);
    expect((await operator.freeze(workspace)).status).toBe(200);
    const left = await waiting(workspace);
    expect(left).toBeGreaterThan(0);
    await new Promise((done) => setTimeout(done, 2_500));
    expect(await waiting(workspace), "nothing of a frozen workspace is applied").toBe(left);
    expect((await operator.unfreeze(workspace)).status).toBe(200);
    await operator.until(workspace, ({ quarantined: q }) => q.events + q.costs === 0, undefined, 90_000);
    expect(await counts(workspace)).toMatchObject({
      events: EVENTS - 1,
      costs: COSTS,
      settled: COSTS / 1_000,
    });
  });
});
