import { describe, expect, it } from "vitest";
import { outlookOf } from "./budget.ts";

const budget = { month: "2026-11-01", limit_usd: 30, settled_usd: 10, reserved_usd: 0, over_usd: 0 };

describe("outlookOf", () => {
  it("goes on as until now", () => {
    // Ten days for ten dollars: the other twenty last twenty days, to the month's very end.
    expect(outlookOf(budget, new Date("2026-11-11T00:00:00Z")).exhaustedOn).toBeNull();
    expect(outlookOf({ ...budget, reserved_usd: 5 }, new Date("2026-11-11T00:00:00Z")).exhaustedOn).toBe(
      "2026-11-21",
    );
  });

  it("is over when it is over, and says nothing in a month's first hours or without a limit", () => {
    expect(outlookOf({ ...budget, settled_usd: 30 }, new Date("2026-11-05T12:00:00Z")).exhaustedOn).toBe(
      "2026-11-05",
    );
    expect(outlookOf(budget, new Date("2026-11-01T06:00:00Z")).exhaustedOn).toBeNull();
    expect(
      outlookOf({ ...budget, limit_usd: null }, new Date("2026-11-20T00:00:00Z")).exhaustedOn,
    ).toBeNull();
  });
});
