// What a page says of itself in its tags, not yet weighed.
import { type Walker, walkHtml } from "./walk-html.ts";

export interface Icon {
  href: string;
  /** Edge in pixels; a guess where the page does not say. */
  size: number;
}

export interface PageFacts {
  title: string;
  /** Of <meta>, by its name, property or itemprop in lower case; the first that is not empty counts. */
  meta: ReadonlyMap<string, string>;
  icons: readonly Icon[];
  /** The texts of the scripts of type application/ld+json. */
  jsonLd: readonly string[];
  baseHref: string | null;
  /** Of <meta http-equiv="refresh">: where it leads. */
  refresh: string | null;
}

const LONGEST_TITLE = 4_000;
const MOST_JSON_LD = 500_000;
const MOST_ICONS = 50;
const MOST_META = 500;

export function readFacts(html: string): PageFacts {
  const found: Found = { meta: new Map(), icons: [], jsonLd: [], baseHref: null, refresh: null };
  let title: string | null = null;
  let inTitle = false;
  let inJsonLd = false;
  let jsonLdLength = 0;
  let svgDepth = 0;
  walkHtml(withTitleClosed(html), {
    open(tag, attributes) {
      inTitle = tag === "title" && svgDepth === 0 && title === null;
      if (inTitle) title = "";
      inJsonLd = tag === "script" && isJsonLd(attributes) && jsonLdLength < MOST_JSON_LD;
      if (inJsonLd) found.jsonLd.push("");
      if (tag === "svg") svgDepth++;
      READERS[tag]?.(attributes, found);
    },
    text(part) {
      if (inTitle && title !== null && title.length < LONGEST_TITLE) title += part.slice(0, LONGEST_TITLE);
      if (!inJsonLd) return;
      const kept = part.slice(0, MOST_JSON_LD - jsonLdLength);
      jsonLdLength += kept.length;
      found.jsonLd[found.jsonLd.length - 1] += kept;
    },
    close(tag) {
      if (tag === "title" && title?.trim() === "") title = null;
      inTitle = false;
      inJsonLd = false;
      if (tag === "svg") svgDepth = Math.max(0, svgDepth - 1);
    },
  });
  return { ...found, title: title ?? "" };
}

/** A title that is never closed holds the whole rest of the page: closed at the next tag, or its line's end. */
function withTitleClosed(html: string): string {
  if (/<\/title\b/i.test(html)) return html;
  return html.replace(/<title\b[^<>]{0,200}>[^<\r\n]{0,1000}/i, "$&</title>");
}

interface Found {
  meta: Map<string, string>;
  icons: Icon[];
  jsonLd: string[];
  baseHref: string | null;
  refresh: string | null;
}
type Attributes = Parameters<Walker["open"]>[1];

const isJsonLd = (attributes: Attributes): boolean =>
  /^\s*application\/ld\+json\s*(;|$)/i.test(attributes.get("type") ?? "");

const READERS: Readonly<Record<string, (attributes: Attributes, found: Found) => void>> = {
  base(attributes, found) {
    found.baseHref ??= attributes.get("href")?.trim() || null;
  },
  meta(attributes, found) {
    const content = attributes.get("content")?.trim();
    if (!content) return;
    if (attributes.get("http-equiv")?.trim().toLowerCase() === "refresh") {
      found.refresh ??= /^[\d.]*\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)/i.exec(content)?.[1]?.trim() ?? null;
    }
    for (const kind of ["name", "property", "itemprop"]) {
      const key = attributes.get(kind)?.trim().toLowerCase();
      if (key && !found.meta.has(key) && found.meta.size < MOST_META) found.meta.set(key, content);
    }
  },
  link(attributes, found) {
    const rel = (attributes.get("rel") ?? "").toLowerCase().split(/\s+/);
    const href = attributes.get("href")?.trim();
    const isTouch = rel.some((word) => word.startsWith("apple-touch-icon"));
    if (!href || !(isTouch || rel.includes("icon")) || found.icons.length >= MOST_ICONS) return;
    found.icons.push({ href, size: sizeOf(attributes, isTouch) });
  },
};

/** A touch icon is 180 where it does not say, a drawing is as large as one likes, a favicon is 16. */
function sizeOf(attributes: Attributes, isTouch: boolean): number {
  const sizes = attributes.get("sizes") ?? "";
  const edges = [...sizes.matchAll(/(\d{1,5})x\d{1,5}/gi)].map(([, edge]) => Number(edge));
  if (edges.length > 0) return Math.max(...edges);
  const isDrawing = /any/i.test(sizes) || /svg/i.test(attributes.get("type") ?? "");
  if (isDrawing || /\.svg([?#]|$)/i.test(attributes.get("href") ?? "")) return 512;
  return isTouch ? 180 : 16;
}
