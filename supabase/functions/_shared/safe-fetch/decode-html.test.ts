import { describe, expect, it } from "vitest";
import { readBrand } from "./read-brand.ts";

const titleOf = (page: Uint8Array, contentType: string): string | null =>
  readBrand(page, contentType, "https://www.acme.com/").title;

/** In the bytes of each encoding; TextEncoder only knows UTF-8. */
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : part)),
  );
const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const le = Buffer.from(`\ufeff${text}`, "utf16le");
  return littleEndian ? le : le.swap16();
};
const TOKYO_SJIS = [0x93, 0x8c, 0x8b, 0x9e];
const BEIJING_GB = [0xb1, 0xb1, 0xbe, 0xa9];
const PRIVET_KOI8 = [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4];

describe("encodings", () => {
  it.each<[string, string, Uint8Array, string]>([
    [
      "Content-Type",
      "text/html; charset=windows-1252",
      bytes("<title>Caf", [0xe9], " ", [0x80], "</title>"),
      "Café €",
    ],
    [
      "Content-Type, quoted",
      'text/html;charset="Shift_JIS"',
      bytes("<title>", TOKYO_SJIS, "</title>"),
      "東京",
    ],
    ["meta charset", "text/html", bytes("<meta charset=shift_jis><title>", TOKYO_SJIS, "</title>"), "東京"],
    [
      "meta http-equiv",
      "text/html",
      bytes(
        '<meta http-equiv=Content-Type content="text/html; charset=gb2312"><title>',
        BEIJING_GB,
        "</title>",
      ),
      "北京",
    ],
    ["gb18030", "text/html", bytes("<meta charset='gb18030'><title>", BEIJING_GB, "</title>"), "北京"],
    ["koi8-r", "text/html", bytes("<meta charset=koi8-r><title>", PRIVET_KOI8, "</title>"), "Привет"],
    [
      "iso-8859-1 as browsers take it",
      "text/html; charset=ISO-8859-1",
      bytes("<title>", [0x93], "x", [0x94], "</title>"),
      "“x”",
    ],
    [
      "an XML declaration",
      "text/html",
      bytes('<?xml version="1.0" encoding="koi8-r"?><title>', PRIVET_KOI8, "</title>"),
      "Привет",
    ],
    [
      "a BOM, against what the header says",
      "text/html; charset=koi8-r",
      Buffer.from("\ufeff<title>日本</title>"),
      "日本",
    ],
    ["UTF-16, little end first", "text/html", utf16("<title>日本</title>", true), "日本"],
    ["UTF-16, big end first", "text/html", utf16("<title>日本</title>", false), "日本"],
    ["nothing said, and UTF-8", "text/html", Buffer.from("<title>Zürich</title>"), "Zürich"],
    ["nothing said, and not UTF-8", "text/html", bytes("<title>Z", [0xfc], "rich</title>"), "Zürich"],
    [
      "an encoding that is none",
      "text/html; charset=klingon",
      Buffer.from("<title>Zürich</title>"),
      "Zürich",
    ],
    [
      "a declaration in a comment",
      "text/html",
      Buffer.from("<!-- <meta charset=koi8-r> --><title>Zürich</title>"),
      "Zürich",
    ],
    [
      "utf-16 in ASCII letters",
      "text/html",
      Buffer.from("<meta charset=utf-16><title>Zürich</title>"),
      "Zürich",
    ],
  ])("%s", (_, contentType, page, title) => expect(titleOf(page, contentType)).toBe(title));
});
