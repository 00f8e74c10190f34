import { describe, expect, it } from "vitest";
import { compare } from "./scraped.ts";

const NOTHING = { company_name: "", description: "", logo_url: "", website: "" };
const ACME = {
  company_name: "Acme",
  description: "Anvils since 1920",
  logo_url: null,
  website: "https://www.acme.com/",
  title: "Acme – Home",
};

describe("compare", () => {
  it("fills what is empty, with what the website has", () => {
    expect(compare(NOTHING, ACME)).toEqual({
      filled: { company_name: "Acme", description: "Anvils since 1920", website: "https://www.acme.com/" },
      differs: [],
    });
  });

  it("overwrites nothing that was entered, and says what differs", () => {
    const entered = { ...NOTHING, company_name: "Acme Inc.", description: " " };
    const { filled, differs } = compare(entered, ACME);
    expect(filled).not.toHaveProperty("company_name");
    expect(filled.description).toBe("Anvils since 1920");
    expect(differs).toEqual([{ field: "company_name", theirs: "Acme" }]);
  });

  it("asks nothing about what is the same", () => {
    expect(compare({ ...NOTHING, company_name: "Acme " }, ACME).differs).toEqual([]);
  });

  it("completes an address that was typed without its scheme, and asks about another", () => {
    expect(compare({ ...NOTHING, website: "www.acme.com" }, ACME).filled.website).toBe(
      "https://www.acme.com/",
    );
    expect(compare({ ...NOTHING, website: "http://acme.org" }, ACME).differs).toEqual([
      { field: "website", theirs: "https://www.acme.com/" },
    ]);
  });
});
