import type { WouldStart } from "@contracts/freeze.ts";
import { expect, it } from "vitest";
import { reactivateOf, startsOf } from "./choice.ts";

const set = (campaign: string | null, ...ids: string[]): WouldStart => ({
  campaign_id: campaign,
  campaign,
  workflows: ids.map((id) => ({ id, logical_id: id, n8n_id: `n-${id}`, name: id })),
});
const SETS = [set(null, "a", "b"), set("spring", "c")];

it.each([
  ["nothing", ["a"], null, 0],
  ["some", [], null, 0],
  ["some", ["c", "a"], ["a", "c"], 2],
  // Started by somebody else since it was ticked.
  ["some", ["gone", "c"], ["c"], 1],
  ["all", [], true, 3],
] as const)("%s of %o", (how, ids, reactivate, starts) => {
  expect(reactivateOf({ how, ids }, SETS)).toEqual(reactivate);
  expect(startsOf({ how, ids }, SETS)).toBe(starts);
});

it("all of nothing is nothing", () => {
  expect(reactivateOf({ how: "all", ids: [] }, [])).toBeNull();
});
