import { describe, expect, it } from "vitest";
import { daysOf, listDays, MAX_DAYS, periodOf, today } from "./period.ts";

const now = new Date("2026-11-23T23:30:00Z");

describe("periods", () => {
  it("today is the workspace's", () => {
    expect(today("UTC", now)).toBe("2026-11-23");
    expect(today("Europe/Berlin", now)).toBe("2026-11-24");
    expect(today("America/New_York", now)).toBe("2026-11-23");
  });

  it("the last seven days end today and are seven", () => {
    const week = periodOf("7", "", "", "UTC", now);
    expect(week).toEqual({ from: "2026-11-17", to: "2026-11-23" });
    expect(listDays(week)).toHaveLength(7);
  });

  it("days of one's own are put in order, bounded, and replaced when they are none", () => {
    expect(periodOf("custom", "2026-03-02", "2026-02-27", "UTC", now)).toEqual({
      from: "2026-02-27",
      to: "2026-03-02",
    });
    expect(daysOf(periodOf("custom", "1999-01-01", "2026-01-01", "UTC", now))).toBe(MAX_DAYS);
    expect(periodOf("custom", "soon", "2026-13-45", "UTC", now).to).toBe("2026-11-23");
  });

  it("counts through a change of clocks", () => {
    expect(listDays({ from: "2026-10-24", to: "2026-10-26" })).toEqual([
      "2026-10-24",
      "2026-10-25",
      "2026-10-26",
    ]);
  });
});
