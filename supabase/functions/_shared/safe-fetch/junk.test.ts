import { describe, expect, it } from "vitest";
import { readBrand } from "./read-brand.ts";

describe("2 MB of anything", () => {
  const fill = (piece: string): string => piece.repeat(Math.floor(1_900_000 / piece.length));
  const HEAD = "<title>Acme</title>";
  it.each<[string, string]>([
    [
      "deep nesting and end tags without a start",
      fill("<b>").slice(0, 900_000) + fill("</i>").slice(0, 900_000),
    ],
    ["attributes", `<div ${fill("a=b ")}>`],
    ["one attribute", `<meta name=description content="${fill("x")}">`],
    ["metadata", fill("<meta name=a content=b><link rel=icon href=x>")],
    ["entities", fill("&amp;")],
    ["angle brackets", fill("<")],
    ["titles", fill("<title")],
    ["open comments", fill("<!--")],
    ["JSON-LD", ld(`[${fill('{"@graph":[')}`)],
    ["JSON-LD of many nodes", ld(`[${fill('{"@type":"Organization"},').slice(0, -1)}]`)],
    ["JSON-LD of blanks and a letter", ld(`${fill(" ")}x`)],
    ["JSON-LD of a letter and blanks", ld(`x${fill(" \n")}`)],
    ["JSON-LD of blanks between letters", ld(`x${fill(" ")}x`)],
    ["JSON-LD that is almost closed", ld(`{}${fill(" /* -->")}x`)],
    ["commas", ld(`[${fill(", ")}`)],
    ["encodings", fill('<meta charset=" ')],
    ["an encoding far away", `<meta charset=${fill(" ")}>`],
    ["white space", `<meta name=description content="${fill(" ")}x"> ${fill(" \n")}`],
    [
      "noise",
      Buffer.from(Array.from({ length: 1_900_000 }, (_, at) => (at * 7_919) % 251)).toString("latin1"),
    ],
  ])("%s takes less than half of the CPU time that a request has", (_, junk) => {
    const page = new TextEncoder().encode(HEAD + junk);
    const contentType = `text/html; charset=${" ".repeat(16_000)};`;
    const before = process.threadCpuUsage();
    expect(readBrand(page, contentType, "https://www.acme.com/").title).toBe("Acme");
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
  function ld(json: string): string {
    return `<script type="application/ld+json">${json}</script>`;
  }
});
