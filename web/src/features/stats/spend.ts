// The rollup's spend, as the costs tab divides it.
import type { Keyed, Spend } from "./types.ts";

/** "openai gpt-4o" → its two halves; providers' names have no space. */
export function modelOf(key: string | null): { provider: string; model: string } {
  const [provider = "", ...model] = (key ?? "unknown").split(" ");
  return { provider, model: model.join(" ") };
}

const MEMBERS = ["calls", "unpriced_calls", "tokens_in", "tokens_out", "cost_usd", "over_usd"] as const;

/** Models' rows added up by their provider. */
export function byProvider(models: readonly Keyed<Spend>[]): Keyed<Spend>[] {
  return [...Map.groupBy(models, ({ key }) => modelOf(key).provider)].map(([key, rows]) => {
    const sum = (member: (typeof MEMBERS)[number]) => rows.reduce((total, row) => total + row[member], 0);
    return {
      key,
      ...(Object.fromEntries(MEMBERS.map((member) => [member, sum(member)])) as unknown as Spend),
    };
  });
}

export const dearestFirst = <T extends Spend>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => b.cost_usd - a.cost_usd);
