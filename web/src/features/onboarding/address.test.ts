import { describe, expect, it } from "vitest";
import { hostOf, webAddressOf } from "./address.ts";

describe("webAddressOf", () => {
  it.each([
    [" example.com ", "https://example.com"],
    ["example.com/about?x=1", "https://example.com/about?x=1"],
    ["müller.de:8080/a", "https://müller.de:8080/a"],
    ["http://example.com", "http://example.com"],
    ["", ""],
    ["nonsense", "nonsense"],
    ["mailto:ada@example.com", "mailto:ada@example.com"],
    ["javascript:alert(1.2)", "javascript:alert(1.2)"],
    ["//example.com", "//example.com"],
  ])("%j → %j", (typed, address) => expect(webAddressOf(typed)).toBe(address));
});

describe("hostOf", () => {
  it.each([
    ["https://fern.test", "fern.test"],
    ["http://fern.test/shop?a#b", "fern.test"],
    ["FERN.test.", "fern.test"],
    ["müller.de", "xn--mller-kva.de"],
    ["例子.广告", "xn--fsqu00a.xn--4rr70v"],
    ["  mail.fern.test ", "mail.fern.test"],
    ["", ""],
    ["not a host", "not a host"],
    ["ada@müller.de", "ada@müller.de"],
    ["fern.test..", "fern.test."],
  ])("%j → %j", (typed, host) => expect(hostOf(typed)).toBe(host));
});
