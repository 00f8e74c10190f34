// What a website says of its owner, against what a person has entered.
export interface Scraped {
  company_name: string | null;
  description: string | null;
  logo_url: string | null;
  website: string | null;
  title: string | null;
}

export const SCRAPED_FIELDS = ["company_name", "description", "logo_url", "website"] as const;
export type ScrapedField = (typeof SCRAPED_FIELDS)[number];
export type BrandValues = Readonly<Record<ScrapedField, string>>;

export interface Difference {
  field: ScrapedField;
  theirs: string;
}

const plain = (url: string): string =>
  url
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/\/+$/, "")
    .toLowerCase();
const same = (field: ScrapedField, mine: string, theirs: string): boolean =>
  field === "website" ? plain(mine) === plain(theirs) : mine.trim() === theirs.trim();

/**
 * Empty fields are filled; where something else was entered, the person is asked. An address without a scheme is not
 * an answer of its own: it becomes the one that was read.
 */
export function compare(values: BrandValues, scraped: Scraped) {
  const filled: Partial<Record<ScrapedField, string>> = {};
  const differs: Difference[] = [];
  for (const field of SCRAPED_FIELDS) {
    const theirs = scraped[field]?.trim() ?? "";
    const mine = values[field];
    if (theirs === "" || mine.trim() === theirs) continue;
    if (mine.trim() === "" || same(field, mine, theirs)) filled[field] = theirs;
    else differs.push({ field, theirs });
  }
  return { filled, differs };
}
