// dashboard_aggregate as a member calls it, over HTTP, one call at a time, on many events and on a tenth of them.
import { MEMBER } from "../data/tenants.ts";
import { Connection, request } from "../load/connection.ts";
import { median, percentile, short } from "../load/numbers.ts";
import type { Bench, Measure } from "../measure.ts";
import type { BenchStack } from "../stack.ts";

/** Days shown; as many before are read for the comparison. A month is what the page opens with. */
const SPANS = [7, 30, 60] as const;

const dayBack = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

async function callOnce(
  stack: BenchStack,
  connection: Connection,
  token: string,
  workspace: string,
  days: number,
) {
  const headers = { apikey: stack.info.publishable_key, authorization: `Bearer ${token}` };
  const args = { p_workspace_id: workspace, p_from_day: dayBack(days - 1), p_to_day: dayBack(0) };
  const bytes = request("/rest/v1/rpc/dashboard_aggregate", headers, JSON.stringify(args));
  const started = performance.now();
  const { status, body } = await connection.send(bytes);
  const ms = performance.now() - started;
  if (status !== 200) throw new Error(`dashboard_aggregate: ${status} ${body.slice(0, 200)}`);
  if (!(JSON.parse(body).totals?.sends > 0)) throw new Error("dashboard_aggregate counts nothing.");
  return ms;
}

async function calls(stack: BenchStack, workspace: string, count: number): Promise<Map<number, number[]>> {
  const connection = new Connection(stack.port);
  const token = await stack.sessionToken(MEMBER);
  const times = new Map<number, number[]>(SPANS.map((days) => [days, []]));
  for (let nth = -2; nth < count; nth++) {
    for (const days of SPANS) {
      const ms = await callOnce(stack, connection, token, workspace, days);
      if (nth >= 0) times.get(days)?.push(ms);
    }
  }
  connection.close();
  return times;
}

async function measure(bench: Bench) {
  const { main, scale, quick } = bench;
  const second = await bench.second();
  await bench.fill(second, scale / 10);
  await bench.fill(main, scale);
  const workspace = bench.tenants[0]?.id ?? "";
  const big: Map<number, number[]>[] = [];
  const small: Map<number, number[]>[] = [];
  for (let round = 0; round < (quick ? 2 : 8); round++) {
    big.push(await calls(main, workspace, 10));
    small.push(await calls(second, workspace, 10));
  }
  const of = (rounds: readonly Map<number, number[]>[], days?: number): number[] =>
    rounds.flatMap((times) => (days === undefined ? [...times.values()].flat() : (times.get(days) ?? [])));
  const events = scale.toLocaleString("en-US");
  const details = Object.fromEntries(
    SPANS.map((days) => [
      `${days} days: ms p50, p95`,
      `${short(median(of(big, days)))}, ${short(percentile(of(big, days), 0.95))}`,
    ]),
  );
  return [
    {
      name: "dashboard",
      what: `dashboard_aggregate over ${events} events, 95th percentile of 7, 30 and 60 days`,
      value: percentile(of(big), 0.95),
      unit: "ms",
      target: { is: "at most", value: 50 } as const,
      details,
    },
    // Ten thousand events do not fill the rollup's days yet: their ratio would say nothing.
    ...(scale < 1_000_000
      ? []
      : [
          {
            name: "dashboard-growth",
            what: `its time over ${events} events ÷ over ${(scale / 10).toLocaleString("en-US")}`,
            value: median(of(big)) / median(of(small)),
            unit: "×",
            target: { is: "at most", value: 2 } as const,
            details: { "ms p50": median(of(big)), "ms p50 at a tenth": median(of(small)) },
          },
        ]),
  ];
}

const dashboard: Measure = { name: "dashboard", about: "what the web page's first call costs", run: measure };
export default dashboard;
