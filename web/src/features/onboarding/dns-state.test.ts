import type { DnsFinding } from "@contracts/onboarding.ts";
import { describe, expect, it } from "vitest";
import { domainOf, summaryOf } from "./dns-state.ts";

const finding = (id: DnsFinding["id"], status: DnsFinding["status"], required = true): DnsFinding => ({
  id,
  type: "TXT",
  host: "acme.test",
  value: null,
  required,
  why: "",
  status,
  found: [],
  message: "",
});

describe("summaryOf", () => {
  it("is verified when every needed record stands, whatever the optional ones do", () => {
    const findings = [
      finding("spf", "ok"),
      finding("dmarc", "warning"),
      finding("tracking", "missing", false),
    ];
    expect(summaryOf(findings).verified).toBe(true);
  });
  it("counts what stands, and names what could not be asked", () => {
    const findings = [finding("spf", "ok"), finding("dkim", "missing"), finding("mx", "unreachable")];
    expect(summaryOf(findings)).toEqual({
      verified: false,
      sentence: "1 of 3 needed records stand. 1 could not be asked: try again in a moment.",
    });
    expect(summaryOf([]).verified).toBe(false);
  });
});

describe("domainOf", () => {
  it("is what follows the @", () => {
    expect(domainOf("Ada@Mail.Acme.test")).toBe("mail.acme.test");
    expect(domainOf(null)).toBe("");
  });
});
