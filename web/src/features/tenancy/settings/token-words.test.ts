import type { TokenHanding, TokenState } from "@contracts/webhook-token.ts";
import { describe, expect, it } from "vitest";
import { actOf, isCutOff, isUnderWay, tokenWords } from "./token-words.ts";

const STATES: readonly TokenHanding[] = [
  "legacy",
  "none",
  "launching",
  "no_server",
  "waiting",
  "failed",
  "done",
];
const state = (handing: TokenHanding, more: Partial<TokenState> = {}): TokenState => ({
  handing,
  issued_at: null,
  issued_by: null,
  previous_until: null,
  overlap_hours: 24,
  asked_at: null,
  attempts: null,
  handed_at: null,
  ...more,
});

describe("the way of a webhook token", () => {
  it("may be begun where it has ended, and begun again where it was given up", () => {
    expect(STATES.map(actOf)).toEqual([null, null, null, "rotate", null, "again", "rotate"]);
    expect(STATES.filter(isUnderWay)).toEqual(["launching", "waiting"]);
  });

  it("has a word of its own for each state", () => {
    const words = STATES.map((handing) => tokenWords(state(handing)).word);
    expect(new Set(words).size).toBe(STATES.length);
  });

  it("says how often the server was asked, once it has not answered", () => {
    const about = (attempts: number) => tokenWords(state("waiting", { attempts })).about;
    expect(about(0)).toBe(about(1));
    expect(about(3)).toContain("3 tries");
  });

  it("warns when what n8n has is refused", () => {
    const later = { previous_until: "2026-11-24T00:00:00Z" };
    expect(STATES.filter((handing) => isCutOff(state(handing)))).toEqual(["waiting", "failed"]);
    expect(STATES.filter((handing) => isCutOff(state(handing, later)))).toEqual([]);
  });
});
