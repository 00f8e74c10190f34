// Merging the deltas of 10,000 new events into the rollup, in a large database and in a small one.
import type { Tenant } from "../data/tenants.ts";
import { median } from "../load/numbers.ts";
import type { Bench, Measure } from "../measure.ts";
import type { BenchStack } from "../stack.ts";

const NEW_EVENTS = 10_000;
const SMALL = 100_000;

/** A delta an event, the most that ingestion leaves: spread over all campaigns and the last two days. */
async function merge({ sql }: BenchStack, tenants: readonly Tenant[]): Promise<number> {
  await sql`insert into private.stats_delta (workspace_id, day, campaign_id, campaign_group_id, kind, n)
    select c.workspace_id, current_date - (i % 2)::int, c.id, c.campaign_group_id,
      (array['sends', 'delivered', 'opens', 'clicks', 'replies'])[1 + i / 2 % 5], 1
    from generate_series(1, ${NEW_EVENTS}::int) as i
    join (select row_number() over (order by id) - 1 as nth, * from public.campaigns
          where workspace_id = any(${tenants.map(({ id }) => id)}::uuid[])) as c on c.nth = i % 200`;
  const started = performance.now();
  const [row] = await sql`select private.stats_merge() as merged`;
  const ms = performance.now() - started;
  if (Number(row?.merged) !== NEW_EVENTS)
    throw new Error(`${row?.merged} deltas were merged, not ${NEW_EVENTS}.`);
  return ms;
}

async function measure(bench: Bench) {
  const { main, tenants, scale, quick } = bench;
  const second = await bench.second();
  const small = Math.min(SMALL, scale / 10);
  await bench.fill(second, small);
  await bench.fill(main, scale);
  // What single events left behind, if they were measured before, is none of the 10,000.
  for (const { sql } of [main, second]) await sql`select private.stats_merge(10000000)`;
  const big: number[] = [];
  const little: number[] = [];
  for (let nth = -1; nth < (quick ? 5 : 15); nth++) {
    const a = await merge(main, tenants);
    const b = await merge(second, tenants);
    if (nth < 0) continue;
    big.push(a);
    little.push(b);
  }
  return [
    {
      name: "merge",
      what: `merging 10,000 new events at ${scale.toLocaleString("en-US")} events ÷ at ${small.toLocaleString("en-US")}`,
      value: median(big) / median(little),
      unit: "×",
      target: { is: "at most", value: 2 } as const,
      details: { ms: median(big), "ms in the small one": median(little) },
    },
  ];
}

const mergeMeasure: Measure = { name: "merge", about: "what the rollup's job costs", run: measure };
export default mergeMeasure;
