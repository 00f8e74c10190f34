import { describe, expect, it } from "vitest";
import { checksOf } from "./why-idle.tsx";

const ready = { ignition: "active", activeCampaigns: 1, hasLeads: true };
const budget = { month: "2026-11-01", limit_usd: 10, settled_usd: 2, reserved_usd: 0, over_usd: 0 };
const tones = (...given: Parameters<typeof checksOf>) => checksOf(...given).map(({ tone }) => tone);

describe("why is nothing sending?", () => {
  it("names what is missing and nothing else", () => {
    expect(tones(ready, budget)).toEqual(["good", "good", "good", "good", "neutral"]);
    expect(tones({ ...ready, ignition: null }, null)[0]).toBe("bad");
    expect(tones({ ...ready, ignition: "failed" }, null)[0]).toBe("bad");
    expect(tones({ ...ready, activeCampaigns: 0 }, null)[1]).toBe("bad");
    expect(tones({ ...ready, hasLeads: false }, null)[2]).toBe("warn");
  });

  it("a budget is spent when what is settled and reserved reaches its limit; without a limit never", () => {
    expect(tones(ready, { ...budget, settled_usd: 9, reserved_usd: 1 })[3]).toBe("bad");
    expect(tones(ready, { ...budget, limit_usd: null, settled_usd: 900 })[3]).toBe("good");
  });
});
