import { describe, expect, it } from "vitest";
import { daysOf, listDays, MAX_DAYS, periodOf, startOfDay, today } from "./period.ts";

const now = new Date("2026-11-23T23:30:00Z");

describe("a day's first moment", () => {
  it.each([
    ["2026-11-23", "UTC", "2026-11-23T00:00:00.000Z"],
    ["2026-11-23", "Europe/Berlin", "2026-11-22T23:00:00.000Z"],
    ["2026-11-23", "America/New_York", "2026-11-23T05:00:00.000Z"],
    ["2026-11-23", "Asia/Kathmandu", "2026-11-22T18:15:00.000Z"],
    ["2026-11-23", "Pacific/Auckland", "2026-11-22T11:00:00.000Z"],
    // The clocks change at 2 and at 3 o'clock: the day before begins at the old hour, the day after at the new one.
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    ["2026-11-01", "America/New_York", "2026-11-01T04:00:00.000Z"],
    ["2026-11-02", "America/New_York", "2026-11-02T05:00:00.000Z"],
  ])("%s in %s is %s", (day, zone, moment) => {
    expect(startOfDay(day, zone).toISOString()).toBe(moment);
  });
});

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
