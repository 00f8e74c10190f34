import { describe, expect, it } from "vitest";
import { formatDate, formatDay, formatDuration, formatExact, formatRelative } from "./index.ts";

const now = new Date("2026-11-23T09:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms);

describe("formatRelative", () => {
  it.each([
    [0, "just now"],
    [29_000, "just now"],
    [60_000, "1 minute ago"],
    [59.9 * 60_000, "1 hour ago"],
    [3 * 3_600_000, "3 hours ago"],
    [25 * 3_600_000, "1 day ago"],
    [8 * 86_400_000, "1 week ago"],
    [400 * 86_400_000, "1 year ago"],
    [-2 * 86_400_000, "in 2 days"],
    [-31_000, "in 1 minute"],
  ])("%i ms ago is %s", (ms, text) => {
    expect(formatRelative(ago(ms), now)).toBe(text);
  });
  it("does not fail on what is no time", () => {
    expect(formatRelative("soon", now)).toBe("at an unknown time");
  });
});

describe("exact times", () => {
  it("are in the zone that is asked for", () => {
    expect(formatExact("2026-11-23T23:30:00Z", "Europe/Berlin")).toBe("24 Nov 2026, 00:30:00 CET");
    expect(formatDate("2026-11-23T23:30:00Z", "Europe/Berlin")).toBe("24 Nov 2026");
  });
  it("take the browser's zone when the name is unknown to it", () => {
    expect(formatExact("2026-11-23T12:00:00Z", "Mars/Base")).toMatch(/^2[34] Nov 2026/);
  });
  it("a calendar day stays the day it is", () => {
    expect(formatDay("2026-03-01")).toBe("1 Mar");
  });
});

describe("formatDuration", () => {
  it.each([
    [420, "420 ms"],
    [4_250, "4.2 s"],
    [59_999, "59 s"],
    [200_000, "3 min 20 s"],
    [7_500_000, "2 h 5 min"],
    [-1, "–"],
  ])("%i ms is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
