// Events one a request, 64 callers at once, through functions/events and, as rows, through a plain PostgREST insert.
import { asRow, type BenchEvent, makeEvents } from "../data/events.ts";
import { makePlainTable, PLAIN_TABLE } from "../data/plain-table.ts";
import type { Tenant } from "../data/tenants.ts";
import { loadCeiling } from "../load/ceiling.ts";
import { request } from "../load/connection.ts";
import { type CpuUse, countCpu } from "../load/cpu.ts";
import { median, percentile, short } from "../load/numbers.ts";
import { type LoadResult, run } from "../load/run.ts";
import type { Bench, Measure } from "../measure.ts";
import type { BenchStack } from "../stack.ts";

const CALLERS = 64;

export function eventRequests(tenants: readonly Tenant[], events: readonly BenchEvent[]): Buffer[] {
  const tokens = new Map(tenants.map(({ id, token }) => [id, token]));
  return events.map((event) =>
    request(
      "/functions/v1/events",
      { "x-webhook-token": tokens.get(event.workspace_id) ?? "" },
      JSON.stringify(event),
    ),
  );
}

const rowRequests = ({ info }: BenchStack, events: readonly BenchEvent[]): Buffer[] =>
  events.map((event) =>
    request(
      `/rest/v1/${PLAIN_TABLE}`,
      { apikey: info.secret_key, prefer: "return=minimal" },
      JSON.stringify(asRow(event)),
    ),
  );

interface Round {
  readonly load: LoadResult;
  readonly cpu: CpuUse;
}

async function round(stack: BenchStack, requests: readonly Buffer[], callers: number): Promise<Round> {
  const used = countCpu(stack.info.home);
  const load = await run({ port: stack.port, callers, requests });
  if (load.failed > 0) throw new Error(`Some requests failed: ${JSON.stringify(load.statuses)}`);
  return { load, cpu: used() };
}

/** Microseconds of processor time a request, by part. */
function cpuSplit(rounds: readonly Round[]): string {
  const parts = Object.keys(rounds[0]?.cpu ?? {}) as (keyof CpuUse)[];
  const each = parts.map((part) => median(rounds.map(({ cpu, load }) => (cpu[part] / load.ok) * 1000)));
  const total = each.reduce((sum, us) => sum + us, 0);
  return `${parts.map((part, i) => `${part} ${short(each[i] ?? 0)}`).join(", ")}; together ${short(total)}`;
}

const latency = (rounds: readonly Round[], p: number): number =>
  median(rounds.map(({ load }) => percentile(load.latencies, p)));

const rate = (rounds: readonly Round[]): number => median(rounds.map(({ load }) => load.rate));

async function measure({ main, tenants, quick }: Bench) {
  await makePlainTable(main);
  const ours: Round[] = [];
  const plain: Round[] = [];
  const [rounds, ourCount, plainCount] = quick ? [3, 2_000, 700] : [7, 10_000, 3_000];
  for (let nth = -1; nth < rounds; nth++) {
    const share = nth < 0 ? 0.3 : 1; // the first round warms both up and counts for nothing
    const events = makeEvents(tenants, ourCount * share);
    const a = await round(main, eventRequests(tenants, events), CALLERS);
    const b = await round(main, rowRequests(main, makeEvents(tenants, plainCount * share)), CALLERS);
    if (nth < 0) continue;
    ours.push(a);
    plain.push(b);
  }
  const alone = quick ? 40 : 200;
  const lone = await round(main, eventRequests(tenants, makeEvents(tenants, alone)), 1);
  const lonePlain = await round(main, rowRequests(main, makeEvents(tenants, alone)), 1);
  const ceiling = await loadCeiling(eventRequests(tenants, makeEvents(tenants, 10_000)), CALLERS);
  return [
    {
      name: "single-events",
      what: "single events, 64 callers: functions/events ÷ plain PostgREST insert of the same rows",
      value: median(ours.map(({ load }, i) => load.rate / (plain[i]?.load.rate ?? Number.NaN))),
      unit: "×",
      target: { is: "at least", value: 5 } as const,
      details: {
        "events/s": rate(ours),
        "plain rows/s": rate(plain),
        "ms p50, p95": `${short(latency(ours, 0.5))}, ${short(latency(ours, 0.95))}`,
        "plain ms p50, p95": `${short(latency(plain, 0.5))}, ${short(latency(plain, 0.95))}`,
        "a lone caller's ms p50": percentile(lone.load.latencies, 0.5),
        "plain, a lone caller's ms p50": percentile(lonePlain.load.latencies, 0.5),
        "the load's own ceiling, requests/s": ceiling,
        "CPU µs an event": cpuSplit(ours),
        "CPU µs a plain row": cpuSplit(plain),
      },
    },
  ];
}

const singleEvents: Measure = {
  name: "single-events",
  about: "one event a request, against plain inserts",
  run: measure,
};
export default singleEvents;
