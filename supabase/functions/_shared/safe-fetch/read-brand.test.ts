import { describe, expect, it } from "vitest";
import { readBrand } from "./read-brand.ts";
import { PAGES } from "./testing/pages.ts";

const SITE = "https://www.acme.com/";
const read = (html: string | Uint8Array, contentType = "text/html; charset=utf-8", url = SITE) =>
  readBrand(typeof html === "string" ? new TextEncoder().encode(html) : html, contentType, url);

describe("a brand is read from", () => {
  for (const [name, { html, url, brand }] of Object.entries(PAGES)) {
    it(name, () => expect(read(html, undefined, url)).toMatchObject(brand));
  }
});

describe("the page's own address", () => {
  it("is the website, without query and fragment", () => {
    expect(read("", undefined, "https://acme.com/de/?utm_source=x#top").website).toBe("https://acme.com/de/");
  });
});
