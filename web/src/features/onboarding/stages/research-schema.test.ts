import { describe, expect, it } from "vitest";
import { inputText, researchForm } from "./research-schema.ts";

describe("researchForm", () => {
  it("reads the input as JSON, and nothing as an empty object", () => {
    expect(researchForm.parse({ actor_id: " apify/web-scraper ", input: '{"maxItems": 5}' })).toEqual({
      actor_id: "apify/web-scraper",
      input: { maxItems: 5 },
    });
    expect(researchForm.parse({ actor_id: "", input: " " })).toEqual({ actor_id: null, input: {} });
  });
  it.each(["{", "[1]", "3", "null", '"text"'])("refuses %s", (input) => {
    expect(researchForm.safeParse({ actor_id: "", input }).error?.issues[0]?.path).toEqual(["input"]);
  });
  it("writes what it read", () => {
    expect(researchForm.parse({ actor_id: "", input: inputText({ a: [1] }) }).input).toEqual({ a: [1] });
    expect(inputText({})).toBe("");
  });
});
