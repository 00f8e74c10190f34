import { describe, expect, it } from "vitest";
import {
  formatChange,
  formatCompact,
  formatPercent,
  formatRate,
  formatUsd,
  plural,
  slugOf,
} from "./index.ts";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [9_999, "9,999"],
    [12_345, "12.3K"],
    [1_234_567, "1.2M"],
    [null, "–"],
    [Number.NaN, "–"],
  ])("formatCompact(%s) is %s", (value, text) => {
    expect(formatCompact(value)).toBe(text);
  });

  it.each([
    [0, "0%"],
    [0.0001, "<0.1%"],
    [0.1234, "12.3%"],
    [0.9999, ">99.9%"],
    [1, "100%"],
    [undefined, "–"],
  ])("formatPercent(%s) is %s", (value, text) => {
    expect(formatPercent(value)).toBe(text);
  });

  it("has no rate of nothing", () => {
    expect(formatRate(3, 0)).toBe("–");
    expect(formatRate(1, 8)).toBe("12.5%");
  });

  it.each([
    [0, "$0.00"],
    [1234.5, "$1,234.50"],
    [0.01, "$0.01"],
    [0.0042, "$0.0042"],
    [0.000123, "$0.00012"],
    [-2, "-$2.00"],
    [null, "–"],
  ])("formatUsd(%s) is %s", (value, text) => {
    expect(formatUsd(value)).toBe(text);
  });
});

describe("formatChange", () => {
  it.each([
    [110, 100, "up", "+10%"],
    [90, 100, "down", "−10%"],
    [100, 100, "same", "0%"],
    [5, 0, "up", "new"],
    [0, 5, "down", "−100%"],
    [2500, 10, "up", "+24.9K%"],
  ])("%s after %s", (now, before, direction, text) => {
    expect(formatChange(now, before)).toEqual({ direction, text });
  });
  it("says nothing where nothing was and is", () => {
    expect(formatChange(0, 0)).toBeNull();
  });
});

describe("words", () => {
  it("counts", () => {
    expect([plural(1, "reply", "replies"), plural(1200, "event")]).toEqual(["1 reply", "1,200 events"]);
  });
  it.each([
    ["Acme", "acme"],
    ["  Acme & Søns GmbH! ", "acme-sons-gmbh"],
    ["Straße Ünlü", "strasse-unlu"],
    ["日本", ""],
    ["x".repeat(70), "x".repeat(63)],
    [`${"x".repeat(62)}-y`, "x".repeat(62)],
  ])("slugOf(%s)", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
