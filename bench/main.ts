// npm run bench: measures this machine's stack against baselines of the same run.
import { writeFileSync } from "node:fs";
import { fill } from "./data/fill.ts";
import { makeTenants } from "./data/tenants.ts";
import type { Bench, Measure, Result } from "./measure.ts";
import batches from "./measures/batches.ts";
import budget from "./measures/budget.ts";
import dashboard from "./measures/dashboard.ts";
import firstPaint from "./measures/first-paint.ts";
import ignition from "./measures/ignition.ts";
import merge from "./measures/merge.ts";
import retired from "./measures/retired.ts";
import singleEvents from "./measures/single-events.ts";
import { type BenchOptions, helpText, readOptions } from "./options.ts";
import { asJson, type Failure, machine, table } from "./report.ts";
import { type BenchStack, startBenchStack } from "./stack.ts";

/** On empty tables first; merge before dashboard, because it wants the smaller number in the second stack. */
const MEASURES: readonly Measure[] = [
  singleEvents,
  batches,
  budget,
  ignition,
  retired,
  merge,
  dashboard,
  firstPaint,
];

/** The CPU time after which Supabase retires a function's process. */
const ISOLATE_CPU_MS = 2_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function measureAll(options: BenchOptions, started: BenchStack[]) {
  const start = async (cpuMs?: number): Promise<BenchStack> => {
    const stack = await startBenchStack(cpuMs);
    started.push(stack);
    await makeTenants(stack);
    return stack;
  };
  say("Starting a stack …");
  const main = await start();
  const tenants = await makeTenants(main);
  let second: Promise<BenchStack> | undefined;
  const filled = new Map<BenchStack, number>();
  const bench: Bench = {
    quick: options.quick,
    scale: options.scale,
    tenants,
    main,
    second: () => (second ??= start(ISOLATE_CPU_MS)),
    async fill(stack, events) {
      if ((filled.get(stack) ?? 0) >= events) return;
      say(`  filling a stack up to ${events.toLocaleString("en-US")} events …`);
      await fill(stack, tenants, events, say);
      filled.set(stack, events);
    },
    say,
  };
  const results: Result[] = [];
  const failures: Failure[] = [];
  for (const measure of MEASURES) {
    if (options.only.length > 0 && !options.only.includes(measure.name)) continue;
    say(`${measure.name}: ${measure.about} …`);
    try {
      results.push(...(await measure.run(bench)));
    } catch (error) {
      failures.push({ name: measure.name, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return { results, failures };
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), MEASURES);
  if (options.help) {
    console.log(helpText(MEASURES));
    return 0;
  }
  const began = Date.now();
  const stacks: BenchStack[] = [];
  const interrupted = new Promise<never>((_done, fail) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
      process.once(signal, () => fail(new Error("Interrupted.")));
  });
  try {
    const { results, failures } = await Promise.race([measureAll(options, stacks), interrupted]);
    const said = {
      quick: options.quick,
      scale: options.scale,
      seconds: Math.round((Date.now() - began) / 1000),
    };
    console.log(`${JSON.stringify(machine())}\n${table(results, failures)}`);
    if (options.json) writeFileSync(options.json, asJson(results, failures, said));
    say(`${said.seconds} s`);
    return failures.length > 0 ? 1 : 0;
  } finally {
    await Promise.all(stacks.map((stack) => stack.stop()));
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
