// Batches of 500 through HTTP, against the same SQL function called over a PostgreSQL connection.
import { createHash } from "node:crypto";
import type postgres from "postgres";
import { type BenchEvent, makeEvents } from "../data/events.ts";
import type { Tenant } from "../data/tenants.ts";
import { request } from "../load/connection.ts";
import { median } from "../load/numbers.ts";
import { run } from "../load/run.ts";
import type { Bench, Measure } from "../measure.ts";
import { openDatabase } from "../stack.ts";

const CALLERS = 4;
const BATCH = 500;

interface Batch {
  readonly tenant: Tenant;
  readonly events: readonly BenchEvent[];
}

/** Each batch is of one workspace; the workspaces take turns. */
const makeBatches = (tenants: readonly Tenant[], count: number): Batch[] =>
  Array.from({ length: count }, (_, nth) => {
    const tenant = tenants[nth % tenants.length] as Tenant;
    return { tenant, events: makeEvents([tenant], BATCH) };
  });

async function overHttp(port: number, batches: readonly Batch[]): Promise<number> {
  const requests = batches.map(({ tenant, events }) =>
    request(
      "/functions/v1/events",
      { "x-webhook-token": tenant.token },
      JSON.stringify({ workspace_id: tenant.id, events }),
    ),
  );
  let stored = 0;
  const answered = (_: number, { body }: { body: string }): void => {
    stored += body.split('"status":200').length - 1;
  };
  const load = await run({ port, callers: CALLERS, requests, answered });
  if (stored !== batches.length * BATCH)
    throw new Error(`Only ${stored} events of ${batches.length * BATCH} are stored.`);
  return stored / load.seconds;
}

/** The calls that the function makes, with what it would have made of the same batches. */
async function overSql(sql: postgres.Sql, batches: readonly Batch[]): Promise<number> {
  const calls = batches.map(({ tenant, events }) => {
    const token_hash = createHash("sha256").update(tenant.token).digest("hex");
    const items = events.map(({ workspace_id: _, ...item }) => item);
    return JSON.stringify([{ workspace_id: tenant.id, token_hash, client: "127.0.0.1", items }]);
  });
  const started = performance.now();
  let next = 0;
  async function caller(): Promise<void> {
    while (next < calls.length) {
      const call = calls[next++] as string;
      const query = "select genesis.ingest_events($1::text::jsonb)::text as outcome";
      const [row] = await sql.unsafe(query, [call], { prepare: true });
      if ((row?.outcome.split('"status": 200').length ?? 0) - 2 !== BATCH)
        throw new Error("Some events are not stored.");
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (calls.length * BATCH * 1000) / (performance.now() - started);
}

async function measure({ main, tenants, quick }: Bench) {
  const [rounds, count] = quick ? [3, 12] : [7, 32];
  const sql = openDatabase(main.info.db_url, CALLERS);
  const http: number[] = [];
  const limit: number[] = [];
  try {
    for (let nth = -1; nth < rounds; nth++) {
      const a = await overHttp(main.port, makeBatches(tenants, nth < 0 ? CALLERS : count));
      const b = await overSql(sql, makeBatches(tenants, nth < 0 ? CALLERS : count));
      if (nth < 0) continue;
      http.push(a);
      limit.push(b);
    }
  } finally {
    await sql.end({ timeout: 2 });
  }
  return [
    {
      name: "batches",
      what: "batches of 500, 4 callers: HTTP ÷ the same SQL function over a PostgreSQL connection",
      value: median(http.map((rate, i) => rate / (limit[i] ?? Number.NaN))),
      unit: "×",
      target: { is: "at least", value: 0.6 } as const,
      details: { "events/s over HTTP": median(http), "events/s over SQL": median(limit) },
    },
  ];
}

const batches: Measure = { name: "batches", about: "batches of 500, against SQL itself", run: measure };
export default batches;
