// What the control plane adds to an ignition: the time between two steps, beside the steps' own work. On the simulator,
// which acme's sidecar drives; each run after the first begins by cleaning away the one before, through the real rollback.
import { median } from "../load/numbers.ts";
import type { Bench, Measure } from "../measure.ts";
import type { BenchStack } from "../stack.ts";

const ACME = "a0000000-0000-4000-8000-000000000001";
/** acceptance: what may lie between two steps, at the median. */
const BETWEEN_MS = 300;
const LIMIT_MS = 90_000;

interface Run {
  /** Milliseconds from the end of a step to the start of the next. */
  gaps: number[];
  seconds: number;
  /** Seconds spent inside the six steps. */
  own: number;
}

async function ended({ sql }: BenchStack): Promise<void> {
  for (const limit = Date.now() + LIMIT_MS; Date.now() < limit; ) {
    const [row] =
      await sql`select status, error_message from genesis.ignition_state where workspace_id = ${ACME}`;
    if (row?.status === "active") return;
    if (row?.status === "failed") throw new Error(`acme did not ignite: ${row.error_message}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("acme did not ignite in time.");
}

async function ignite(stack: BenchStack): Promise<Run> {
  const { sql } = stack;
  // A run that ended unclean is what the next launch cleans away first.
  await sql`update genesis.ignition_state set status = 'failed', error_message = 'bench', rollback_success = false,
    rollback_completed_at = now() where workspace_id = ${ACME} and status = 'active'`;
  await sql`select genesis.ignition_start(${ACME}::uuid, 'user_root')`;
  await ended(stack);
  const steps =
    await sql`select extract(epoch from o.started_at)::float8 as began, extract(epoch from o.finished_at)::float8 as ended
    from genesis.ignition_operations o join genesis.ignition_state s using (workspace_id, run_id)
    where o.workspace_id = ${ACME} and o.operation not like 'rollback%' order by o.started_at`;
  const at = (nth: number) => steps[nth] as unknown as { began: number; ended: number };
  return {
    gaps: steps.slice(1).map((_, nth) => (at(nth + 1).began - at(nth).ended) * 1000),
    seconds: at(steps.length - 1).ended - at(0).began,
    own: steps.reduce((sum, _, nth) => sum + at(nth).ended - at(nth).began, 0),
  };
}

async function measure({ main, quick }: Bench) {
  const runs: Run[] = [];
  for (let nth = -1; nth < (quick ? 2 : 7); nth++) {
    const run = await ignite(main);
    if (nth >= 0) runs.push(run);
  }
  const seconds = median(runs.map((run) => run.seconds));
  const own = median(runs.map((run) => run.own));
  return [
    {
      name: "ignition",
      what: "between two steps of an ignition, at the median",
      value: median(runs.flatMap((run) => run.gaps)),
      unit: "ms",
      target: { is: "at most", value: BETWEEN_MS } as const,
      details: {
        "s an ignition": seconds,
        "s in the steps": own,
        "ignition ÷ its steps": seconds / own,
        "steps/s": 6 / seconds,
      },
    },
  ];
}

const ignition: Measure = {
  name: "ignition",
  about: "what the control plane adds to an ignition",
  run: measure,
};
export default ignition;
