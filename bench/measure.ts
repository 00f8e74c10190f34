// What a measure is given and what it answers.
import type { Tenant } from "./data/tenants.ts";
import type { BenchStack } from "./stack.ts";

export interface Bench {
  /** About a minute in all: fewer and shorter rounds. */
  readonly quick: boolean;
  readonly tenants: readonly Tenant[];
  /** Functions are never retired; the one that is filled to `scale`. */
  readonly main: BenchStack;
  /** A second stack: its functions are retired after 2 s of CPU; filled with the smaller number of events. */
  readonly second: () => Promise<BenchStack>;
  /** Events in the main stack of the filled measures. */
  readonly scale: number;
  /** Fills a stack up to so many events, once. */
  readonly fill: (stack: BenchStack, events: number) => Promise<void>;
  readonly say: (line: string) => void;
}

export interface Result {
  readonly name: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target: { readonly is: "at least" | "at most"; readonly value: number };
  /** Beside the value: rates, latencies, counts. */
  readonly details: Readonly<Record<string, string | number>>;
}

export interface Measure {
  readonly name: string;
  readonly about: string;
  run(bench: Bench): Promise<Result[]>;
}

export const met = ({ value, target }: Result): boolean =>
  target.is === "at least" ? value >= target.value : value <= target.value;
