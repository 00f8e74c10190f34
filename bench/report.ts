// The table for people and the JSON for programs.
import { arch, cpus, platform, totalmem } from "node:os";
import { short } from "./load/numbers.ts";
import { met, type Result } from "./measure.ts";

export interface Failure {
  readonly name: string;
  readonly error: string;
}

const detail = (value: string | number): string => (typeof value === "number" ? short(value) : value);

export function table(results: readonly Result[], failures: readonly Failure[]): string {
  const lines: string[] = [];
  for (const result of results) {
    const { is, value } = result.target;
    const verdict = met(result) ? "met   " : "MISSED";
    lines.push(
      `${verdict}  ${result.name}: ${short(result.value)} ${result.unit} (target: ${is} ${short(value)} ${result.unit})`,
    );
    lines.push(`          ${result.what}`);
    for (const [name, said] of Object.entries(result.details))
      lines.push(`          ${name}: ${detail(said)}`);
  }
  for (const { name, error } of failures) lines.push(`FAILED  ${name}: ${error}`);
  return lines.join("\n");
}

export function machine(): Record<string, string | number> {
  return {
    system: `${platform()} ${arch()}`,
    processors: cpus().length,
    processor: cpus()[0]?.model.trim() ?? "",
    "memory GB": Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

export const asJson = (results: readonly Result[], failures: readonly Failure[], said: object): string =>
  `${JSON.stringify(
    {
      ...said,
      machine: machine(),
      results: results.map((result) => ({ ...result, met: met(result) })),
      failures,
    },
    null,
    2,
  )}\n`;
