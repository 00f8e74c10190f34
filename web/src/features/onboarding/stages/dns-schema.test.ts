import { describe, expect, it } from "vitest";
import { questionOf, trackingForm } from "./dns-schema.ts";

const asked = { domain: "fern.test", sender: "google", dkim_selector: "", spf_include: "" };

describe("questionOf", () => {
  it("is the same for what is stored and what is typed of it", () => {
    const stored = { ...asked, dkim_selector: null, spf_include: null, verified_at: null };
    expect(questionOf({ ...asked, domain: "https://FERN.test./" })).toBe(questionOf(stored));
  });
  it("is another for another domain, sender or selector, and none for what is no domain", () => {
    const questions = [
      asked,
      { ...asked, domain: "moss.test" },
      { ...asked, sender: "other" },
      { ...asked, dkim_selector: "s1" },
      { ...asked, domain: "fern" },
    ].map(questionOf);
    expect(new Set(questions).size).toBe(questions.length);
    expect(questions.at(-1)).toBe("");
  });
});

it("a tracking domain is taken as it was pasted", () => {
  expect(trackingForm.parse({ tracking_domain: "https://Track.fern.test/" })).toEqual({
    tracking_domain: "track.fern.test",
  });
});
