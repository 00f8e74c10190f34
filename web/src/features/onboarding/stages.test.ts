import { STAGES } from "@contracts/onboarding.ts";
import { describe, expect, it } from "vitest";
import { firstOpen, isSkippable, isStage, placeAfter, placeBefore, settledCount, stateOf } from "./stages.ts";

describe("the wizard's order", () => {
  it("goes on at the first stage that is neither done nor skipped", () => {
    expect(firstOpen({})).toBe("brand");
    expect(firstOpen({ brand: "done", email: "done", calendly: "skipped" })).toBe("credentials");
    expect(firstOpen(Object.fromEntries(STAGES.map((stage) => [stage, "done"])))).toBeNull();
  });

  it("leads from stage to stage, and from the last one to the launch", () => {
    expect(placeBefore("acme", "brand")).toBeNull();
    expect(placeBefore("acme", "email")).toEqual({ path: "/w/acme/onboarding/brand", label: "Brand" });
    expect(placeAfter("acme", "credentials").path).toBe("/w/acme/onboarding/calendly");
    expect(placeAfter("acme", "research")).toEqual({ path: "/w/acme/launch", label: "Launch" });
  });

  it("says what a stage is", () => {
    const stages = { brand: "done", dns: "skipped" } as const;
    expect(["brand", "dns", "email"].map((s) => isStage(s) && stateOf(stages, s))).toEqual([
      "done",
      "skipped",
      "open",
    ]);
    expect(settledCount(stages)).toBe(2);
    expect(isStage("launch")).toBe(false);
    expect(isSkippable("dns")).toBe(true);
    expect(isSkippable("brand")).toBe(false);
  });
});
