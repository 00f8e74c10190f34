import { describe, expect, it } from "vitest";
import { dashboardUrl } from "./url.ts";

const ID = "c0000000-0000-4000-8000-000000000001";

describe("the dashboard's address", () => {
  it("keeps what it was given", () => {
    const given = { range: "custom", from: "2026-02-28", to: "2026-03-01", campaign: ID, group: ID } as const;
    expect(dashboardUrl.parse(given)).toMatchObject(given);
    expect(dashboardUrl.parse({ range: 7 }).range).toBe("7");
  });

  it.each([
    ["from", "2026-02-30"],
    ["from", "\u0000"],
    ["to", "zzz"],
    ["campaign", "'"],
    ["group", 7],
    ["range", "never"],
    ["sort", "x".repeat(30)],
  ])("%s=%j is as good as absent", (name, value) => {
    expect(dashboardUrl.parse({ [name]: value })).toEqual(dashboardUrl.parse({}));
  });
});
