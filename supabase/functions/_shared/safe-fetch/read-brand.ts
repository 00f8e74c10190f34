// What a company's web page says of the company.
import { addressClass, isAddress, withoutBrackets } from "./addresses.ts";
import { cleanText } from "./clean-text.ts";
import { nameFromTitle } from "./company-name.ts";
import { decodeHtml } from "./decode-html.ts";
import { type Described, readJsonLd } from "./json-ld.ts";
import { type PageFacts, readFacts } from "./page-facts.ts";

/** Lengths are those of brandSchema, so that what was read can be saved as it is. */
export interface Brand {
  title: string | null;
  company_name: string | null;
  description: string | null;
  /** http or https, absolute. */
  logo_url: string | null;
  /** The page itself, without query and fragment. */
  website: string;
}

const MOST = { title: 300, company_name: 200, description: 2_000, url: 2_000 } as const;

/** `url` is the page's own, where redirects ended. Never throws for what is in the page. */
export function readBrand(bytes: Uint8Array, contentType: string, url: string): Brand {
  return brandOf(readFacts(decodeHtml(bytes, contentType)), url);
}

export function brandOf(facts: PageFacts, url: string): Brand {
  const { meta } = facts;
  const { organization, website } = readJsonLd(facts.jsonLd, url);
  const firstOf = (most: number, ...candidates: (string | null | undefined)[]): string | null => {
    for (const candidate of candidates) {
      const text = cleanText(candidate, most);
      if (text !== null) return text;
    }
    return null;
  };
  const title = firstOf(MOST.title, facts.title, meta.get("og:title"), meta.get("twitter:title"));
  return {
    title,
    company_name: firstOf(
      MOST.company_name,
      organization?.name,
      meta.get("og:site_name"),
      website?.name,
      meta.get("application-name"),
      meta.get("apple-mobile-web-app-title"),
      nameFromTitle(title ?? "", new URL(url).hostname),
    ),
    description: firstOf(
      MOST.description,
      meta.get("description"),
      meta.get("og:description"),
      meta.get("twitter:description"),
      organization?.description,
      website?.description,
    ),
    logo_url: logoOf(facts, organization, url),
    website: pageAddress(url),
  };
}

function logoOf(facts: PageFacts, organization: Described | null, url: string): string | null {
  const base = webUrl(facts.baseHref, url) ?? url;
  const icons = [...facts.icons].sort((a, b) => b.size - a.size).map(({ href }) => href);
  const candidates = [
    organization?.logo,
    facts.meta.get("og:logo"),
    facts.meta.get("logo"),
    ...icons,
    facts.meta.get("msapplication-tileimage"),
    facts.meta.get("og:image:secure_url"),
    facts.meta.get("og:image"),
  ];
  for (const candidate of candidates) {
    const found = webUrl(candidate, base);
    if (found !== null && found.length <= MOST.url) return found;
  }
  return null;
}

/** Absolute; null for another scheme, credentials, or an address that is not on the public internet. */
function webUrl(href: string | null | undefined, base: string): string | null {
  if (!href || href.length > MOST.url || !URL.canParse(href, base)) return null;
  const parsed = new URL(href, base);
  if (!/^https?:$/.test(parsed.protocol) || parsed.username !== "" || parsed.password !== "") return null;
  const host = withoutBrackets(parsed.hostname);
  if (!host.includes(".") && !host.includes(":")) return null;
  return isAddress(host) && addressClass(host) !== "unicast" ? null : parsed.href;
}

function pageAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.slice(0, MOST.url);
}
