import { walkHtml } from "./walk-html.ts";

// Zero-width and direction marks turn what is shown into something else than what is stored.
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]/g;

/** One line, trimmed, without control characters, at most `most` UTF-16 units; null when nothing is left. */
export function cleanText(text: string | null | undefined, most: number): string | null {
  // Far more than is kept: a megabyte of blanks is not worth a regular expression's time.
  const line = (text ?? "")
    .trimStart()
    .slice(0, most * 4)
    .replace(INVISIBLE, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  const cut = line
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, "")
    .toWellFormed()
    .trim();
  return cut === "" ? null : cut;
}

/** For what programs write into JSON: `Miller &amp; Sons`, `<b>Acme</b>`. */
export function withoutMarkup(text: string): string {
  if (!/[&<]/.test(text)) return text;
  let plain = "";
  walkHtml(text.slice(0, 20_000), { open: () => {}, close: () => {}, text: (part) => (plain += part) });
  return plain;
}
