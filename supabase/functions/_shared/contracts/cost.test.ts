import { describe, expect, it } from "vitest";
import { COST_FIELDS, costSchema, LIMITS, parseItem, RESERVE_FIELDS, reserveSchema } from "./mod.ts";

const pathsOf = (parsed: ReturnType<typeof parseItem>) =>
  parsed.ok ? [] : parsed.fields.map((field) => field.path);
const cost = (over: Record<string, unknown>) =>
  pathsOf(parseItem(costSchema, COST_FIELDS, { provider: "OpenAI", model: "gpt-5", cost_usd: 1, ...over }));
const reserve = (over: Record<string, unknown>) =>
  pathsOf(
    parseItem(reserveSchema, RESERVE_FIELDS, {
      provider: "x",
      model: "m",
      idempotency_key: "k",
      estimate_usd: 1,
      ...over,
    }),
  );

describe("cost schema", () => {
  it("lowers the provider and keeps the model's spelling", () => {
    const parsed = parseItem(costSchema, COST_FIELDS, { provider: " OpenAI ", model: "GPT-5", tokens_in: 0 });
    expect(parsed).toEqual({ ok: true, item: { provider: "openai", model: "GPT-5", tokens_in: 0 } });
  });

  it.each([
    ["provider", { provider: null }],
    ["model", { model: "" }],
    ["cost_usd", { cost_usd: -0.01 }],
    ["cost_usd", { cost_usd: Number.NaN }],
    ["cost_usd", { cost_usd: Number.POSITIVE_INFINITY }],
    ["cost_usd", { cost_usd: "NaN" }],
    ["cost_usd", { cost_usd: LIMITS.costUsdMax + 0.01 }],
    ["cost_usd", { cost_usd: undefined }],
    ["tokens_in", { tokens_in: -1 }],
    ["tokens_out", { tokens_out: 1.5 }],
    ["tokens_out", { tokens_out: "12" }],
    ["tokens_out", { tokens_out: LIMITS.tokensMax + 1 }],
    ["reservation_id", { reservation_id: "r" }],
    ["metadata.a", { metadata: { a: "\0" } }],
  ])("names %s for %j", (path, over) => {
    expect(cost(over)).toEqual([path]);
  });

  it("takes tokens instead of dollars, and the limits themselves", () => {
    expect(cost({ cost_usd: undefined, tokens_out: 5 })).toEqual([]);
    expect(cost({ cost_usd: LIMITS.costUsdMax, tokens_in: LIMITS.tokensMax })).toEqual([]);
  });
});

describe("reserve schema", () => {
  it.each([
    ["idempotency_key", { idempotency_key: undefined }],
    ["estimate_usd", { estimate_usd: undefined }],
    ["estimate_usd", { estimate_usd: -1 }],
    ["max_tokens_in", { max_tokens_in: 0.5 }],
    ["expires_in_s", { expires_in_s: LIMITS.reservationSeconds.min - 1 }],
    ["expires_in_s", { expires_in_s: LIMITS.reservationSeconds.max + 1 }],
  ])("names %s for %j", (path, over) => {
    expect(reserve(over)).toEqual([path]);
  });

  it("takes token limits instead of an estimate", () => {
    expect(reserve({ estimate_usd: undefined, max_tokens_out: 100 })).toEqual([]);
  });
});
