import { parseArgs } from "node:util";
import type { Measure } from "./measure.ts";

export interface BenchOptions {
  readonly quick: boolean;
  readonly scale: number;
  readonly json: string | undefined;
  readonly only: readonly string[];
  readonly help: boolean;
}

export const SCALES: Readonly<Record<string, number>> = {
  "100k": 100_000,
  "1m": 1_000_000,
  "10m": 10_000_000,
};

export const helpText = (measures: readonly Measure[]): string =>
  `npm run bench -- [options]

Measures this machine's stack against baselines of the same run, on stacks of its own, and ends them.

  --quick         about a minute: short rounds, 100,000 events
  --scale SIZE    events in the filled measures: ${Object.keys(SCALES).join(", ")} (default 1m; 10m needs about 20 GB and half an hour)
  --only NAME     one measure; may be repeated
  --json FILE     also writes the results as JSON
  --help          this

Measures:
${measures.map(({ name, about }) => `  ${name.padEnd(15)} ${about}`).join("\n")}

Ends with 1 when a measure failed, 0 otherwise: a missed target is a result.`;

/** Throws an Error with a sentence for wrong usage. */
export function readOptions(argv: readonly string[], measures: readonly Measure[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: "boolean" },
      scale: { type: "string" },
      json: { type: "string" },
      only: { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    },
  });
  const scale = SCALES[values.scale ?? (values.quick ? "100k" : "1m")];
  if (scale === undefined)
    throw new Error(`--scale ${values.scale} is none of ${Object.keys(SCALES).join(", ")}.`);
  const only = values.only ?? [];
  const unknown = only.filter((name) => !measures.some((measure) => measure.name === name));
  if (unknown.length > 0) throw new Error(`No measure is called ${unknown.join(", ")}; --help lists them.`);
  return { quick: values.quick === true, scale, json: values.json, only, help: values.help === true };
}
