import { expect, it } from "vitest";
import { parseSchedule } from "./schedule.ts";

const due = (schedule: string, at: string): boolean => {
  const parsed = parseSchedule(schedule);
  return parsed.kind === "cron" && parsed.isDue(new Date(at));
};

it.each([
  ["* * * * *", "2026-11-23T05:55:10Z", true],
  ["*/15 * * * *", "2026-11-23T05:45:00Z", true],
  ["*/15 * * * *", "2026-11-23T05:46:00Z", false],
  ["0 3 * * *", "2026-11-23T03:00:59Z", true],
  ["5-7,30 2 * * *", "2026-11-23T02:06:00Z", true],
  ["5-7,30 2 * * *", "2026-11-23T02:08:00Z", false],
  ["0 0 * * 0", "2026-11-22T00:00:00Z", true],
  ["0 0 * * 7", "2026-11-22T00:00:00Z", true],
  ["0 0 * * mon", "2026-11-23T00:00:00Z", true],
  ["0 0 1 jan *", "2026-01-01T00:00:00Z", true],
  ["0 0 13 * 5", "2026-11-20T00:00:00Z", true],
  ["0 0 13 * 5", "2026-11-13T00:00:00Z", true],
  ["0 0 13 * 5", "2026-11-14T00:00:00Z", false],
  ["@daily", "2026-11-14T00:00:00Z", true],
])("%s at %s: %s", (schedule, at, expected) => {
  expect(due(schedule, at)).toBe(expected);
});

it("reads seconds", () => {
  expect(parseSchedule("30 seconds")).toEqual({ kind: "interval", seconds: 30 });
});

it.each(["61 * * * *", "* * * *", "a * * * *", "*/0 * * * *"])("refuses %s", (schedule) => {
  expect(() => parseSchedule(schedule)).toThrow();
});
