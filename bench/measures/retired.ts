// The single-event load while the platform retires the function's process every 2 s of CPU, killing what is in
// flight. What was answered 200 must be there, once; what failed is posted once more, as n8n does.
import { homeAt } from "../../stack/paths.ts";
import { readRun } from "../../stack/run-file.ts";
import { makeEvents } from "../data/events.ts";
import { median, short } from "../load/numbers.ts";
import { run } from "../load/run.ts";
import type { Bench, Measure } from "../measure.ts";
import type { BenchStack } from "../stack.ts";
import { eventRequests } from "./single-events.ts";

const CALLERS = 64;

interface Posted {
  readonly rate: number;
  readonly count: number;
  readonly failed: number;
  /** Answered 200 and not there; there more than once; posted again after a failure and still not there. */
  readonly lost: number;
  readonly twice: number;
  readonly stillMissing: number;
}

async function present({ sql }: BenchStack, keys: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ key: string; n: number }[]>`
    select e.idempotency_key as key, count(*)::int as n from public.email_events e
    where e.workspace_id in (select id from public.workspaces where slug like 'bench-%')
      and e.idempotency_key = any(${keys as string[]}) group by 1`;
  return new Map(rows.map(({ key, n }) => [key, n]));
}

async function post(stack: BenchStack, { tenants }: Bench, count: number): Promise<Posted> {
  const events = makeEvents(tenants, count);
  const requests = eventRequests(tenants, events);
  const answered = new Set<number>();
  const load = await run({
    port: stack.port,
    callers: CALLERS,
    requests,
    answered: (index, { status }) => status === 200 && answered.add(index),
  });
  const key = (index: number): string => events[index]?.idempotency_key ?? "";
  const there = await present(
    stack,
    events.map((event) => event.idempotency_key),
  );
  const lost = [...answered].filter((index) => !there.has(key(index))).length;
  const failed = requests.filter((_, index) => !answered.has(index));
  await run({ port: stack.port, callers: 4, requests: failed });
  const finally_ = await present(
    stack,
    events.map((event) => event.idempotency_key),
  );
  return {
    rate: load.rate,
    count,
    failed: failed.length,
    lost,
    twice: [...finally_.values()].filter((n) => n > 1).length,
    stillMissing: count - finally_.size,
  };
}

/** Collects the ids of the function processes until it is stopped: each but the first came after a retirement. */
function watchProcesses(home: string): () => number {
  const seen = new Set<number>();
  const look = (): void => void seen.add(readRun(homeAt(home))?.children.functions?.pid ?? 0);
  look();
  const timer = setInterval(look, 100);
  return () => {
    clearInterval(timer);
    return seen.size - 1;
  };
}

const sum = (all: readonly Posted[], of: (posted: Posted) => number): number =>
  all.reduce((total, posted) => total + of(posted), 0);

async function measure(bench: Bench) {
  const second = await bench.second();
  // Fewer than 10,000 events are less than 2 s of CPU: nothing would be retired.
  const [rounds, keptCount, count] = bench.quick ? [1, 2_500, 10_000] : [5, 20_000, 20_000];
  const kept: Posted[] = [];
  const retired: Posted[] = [];
  await post(bench.main, bench, 500);
  await post(second, bench, 500);
  const processes = watchProcesses(second.info.home);
  for (let nth = 0; nth < rounds; nth++) {
    kept.push(await post(bench.main, bench, keptCount));
    retired.push(await post(second, bench, count));
  }
  const ratio = median(retired.map(({ rate }, i) => rate / (kept[i]?.rate ?? Number.NaN)));
  return [
    {
      name: "retired",
      what: "functions retired every 2 s of CPU: events answered 200 that are not there exactly once",
      value: sum(retired, ({ lost, twice }) => lost + twice),
      unit: "events",
      target: { is: "at most", value: 0 } as const,
      details: {
        "events posted": sum(retired, (posted) => posted.count),
        "processes started anew": processes(),
        "requests that failed": sum(retired, (posted) => posted.failed),
        "missing after those were posted once more": sum(retired, (posted) => posted.stillMissing),
        "events/s, ÷ without retiring": `${short(median(retired.map(({ rate }) => rate)))}, ${short(ratio)}`,
      },
    },
  ];
}

const retired: Measure = { name: "retired", about: "the load while isolates are retired", run: measure };
export default retired;
