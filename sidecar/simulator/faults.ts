// What can go wrong with n8n, to be switched on by tests.
import { z } from "zod";

export const faultsSchema = z.object({
  /** Added to every answer. */
  latencyMs: z.number().min(0).default(0),
  rules: z
    .array(
      z.object({
        /** A regular expression over "METHOD /path". */
        match: z.string(),
        /** How often it strikes; without: always. */
        times: z.number().int().positive().optional(),
        /** Passes so many requests first. */
        after: z.number().int().min(0).default(0),
        /**
         * A status instead of the effect (404: this n8n has no such call); `drop`: no answer and no effect;
         * `drop_after`: the effect, no answer; `hang`: no effect, and the connection stays open until the caller ends it,
         * as a credential's test does whose provider accepts and never answers.
         */
        fault: z.union([z.literal([404, 429, 500, 503]), z.enum(["drop", "drop_after", "hang"])]),
      }),
    )
    .default([]),
  /** Node types whose triggers do not start. */
  failingTriggers: z.array(z.string()).default([]),
  /** A credential that holds one of these texts fails its test. */
  badSecrets: z.array(z.string()).default([]),
  /** So long an execution runs. */
  runMs: z.number().min(0).default(10),
});
export type Faults = z.infer<typeof faultsSchema>;
export type Fault = Faults["rules"][number]["fault"];

export const noFaults = (): Faults => faultsSchema.parse({});

/** The fault that strikes this request, counted off. */
export function strike(faults: Faults, request: string): Fault | undefined {
  for (const rule of faults.rules) {
    if (!new RegExp(rule.match).test(request)) continue;
    if (rule.after > 0) {
      rule.after -= 1;
      continue;
    }
    if (rule.times !== undefined) {
      if (rule.times < 1) continue;
      rule.times -= 1;
    }
    return rule.fault;
  }
  return undefined;
}
