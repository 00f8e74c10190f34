// The answer of POST /onboarding/brand/auto-scrape: the brand, or why it has to be typed.
import { decodeHtml } from "./decode-html.ts";
import { outcomeOf, SafeFetchError, type SafeFetchReason } from "./errors.ts";
import { readFacts } from "./page-facts.ts";
import { type Brand, brandOf } from "./read-brand.ts";
import { type SafeFetch, TIMEOUT_MS } from "./safe-fetch.ts";

export type ScrapeAnswer =
  | { success: true; brand: Brand }
  | {
      success: false;
      fallbackToManual: true;
      reason: "unreachable" | "refused" | "not_html" | "too_large" | "nothing_found";
      /** A sentence for a person. */
      message: string;
    };

/** Never throws. `url` may come without a scheme, as people type it: https is tried, then http. */
export type Scrape = (url: string) => Promise<ScrapeAnswer>;

/** Of these a second try over plain http may do better. */
const NO_HTTPS: ReadonlySet<SafeFetchReason> = new Set(["connect", "tls"]);

export function createScrape(safeFetch: SafeFetch, now: () => number = Date.now): Scrape {
  return async (url) => {
    const end = now() + TIMEOUT_MS;
    const left = (): number => Math.max(1, end - now());
    const typed = url.trim();
    const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(typed);
    try {
      return await read(hasScheme ? typed : `https://${typed}`);
    } catch (error) {
      const reason = reasonOf(error);
      if (hasScheme || !NO_HTTPS.has(reason)) return failed(reason);
    }
    return read(`http://${typed}`).catch((error: unknown) => failed(reasonOf(error)));

    async function read(address: string, mayFollow = true): Promise<ScrapeAnswer> {
      const page = await safeFetch(address, { timeoutMs: left() });
      if (page.status >= 400) {
        return fallback("unreachable", `The site answered with an error (${page.status})`);
      }
      const facts = readFacts(decodeHtml(page.bytes, page.contentType));
      const brand = brandOf(facts, page.url);
      const hasWords = facts.title.trim() !== "" || brand.description !== null;
      // A page whose only words are "go there": browsers do.
      if (facts.refresh && mayFollow && brand.description === null && URL.canParse(facts.refresh, page.url)) {
        return read(new URL(facts.refresh, page.url).href, false);
      }
      if (!hasWords && brand.company_name === null) {
        return fallback("nothing_found", "The page says nothing of the company");
      }
      return { success: true, brand };
    }
  };
}

const reasonOf = (error: unknown): SafeFetchReason =>
  error instanceof SafeFetchError ? error.reason : "protocol";

const failed = (reason: SafeFetchReason): ScrapeAnswer =>
  fallback(outcomeOf(reason), new SafeFetchError(reason).message);

type Failure = Extract<ScrapeAnswer, { success: false }>;
const fallback = (reason: Failure["reason"], why: string): Failure => ({
  success: false,
  fallbackToManual: true,
  reason,
  message: `${why}. Please fill in the fields by hand.`,
});
