import { describe, expect, it } from "vitest";
import { byProvider, dearestFirst, modelOf } from "./spend.ts";
import { type Keyed, NO_SPEND, type Spend } from "./types.ts";

const row = (key: string, over: Partial<Spend>): Keyed<Spend> => ({ ...NO_SPEND, key, ...over });

it("tells provider and model apart", () => {
  expect(modelOf("openai gpt-4o")).toEqual({ provider: "openai", model: "gpt-4o" });
  expect(modelOf("azure my own model")).toEqual({ provider: "azure", model: "my own model" });
  expect(modelOf(null)).toEqual({ provider: "unknown", model: "" });
});

describe("spend by provider", () => {
  it("adds up what its models cost, and nothing is lost", () => {
    const models = [
      row("openai gpt-4o", { calls: 2, cost_usd: 1.5, tokens_in: 10 }),
      row("openai gpt-4o-mini", { calls: 3, cost_usd: 0.5, unpriced_calls: 1 }),
      row("anthropic claude", { calls: 1, cost_usd: 4, over_usd: 1 }),
    ];
    const sums = byProvider(models);
    expect(sums).toEqual([
      row("openai", { calls: 5, cost_usd: 2, tokens_in: 10, unpriced_calls: 1 }),
      row("anthropic", { calls: 1, cost_usd: 4, over_usd: 1 }),
    ]);
    expect(dearestFirst(sums).map(({ key }) => key)).toEqual(["anthropic", "openai"]);
  });
});
