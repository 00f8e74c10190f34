// A DMARC policy record (RFC 7489, 6.3) and where it is looked for (6.6.3).
import { canonical, isWithin, organisationalDomain } from "./names.ts";
import type { Questions } from "./questions.ts";
import { parseTags } from "./tags.ts";

export const POLICIES = ["none", "quarantine", "reject"] as const;
export type Policy = (typeof POLICIES)[number];

export interface DmarcPolicy {
  /** What becomes of the From domain's mail that fails; null: the record says nothing that can be used. */
  policy: Policy | null;
  percent: number | null;
  /** Where reports go; the URIs as written. */
  reports: string[];
  strict: { dkim: boolean; spf: boolean };
  /** A tag whose value no receiver knows. */
  odd: string[];
}

export interface DmarcFound {
  kind: "found" | "several" | "none" | "failed";
  /** The name it was found at. */
  at: string;
  /** Whether it is the organisational domain's. */
  inherited: boolean;
  texts: string[];
  reason?: string | undefined;
}

const isDmarc = (text: string): boolean => /^v\s*=\s*DMARC1\s*(;|$)/.test(text);
/** What somebody meant as one; a wildcard's other texts are none. */
const nearlyDmarc = (text: string): boolean => !isDmarc(text) && /DMARC|^[\s"]*p\s*=/i.test(text);

/** The record that counts for mail from `from`. */
export async function findPolicy(from: string, ask: Questions): Promise<DmarcFound> {
  const own = canonical(from);
  const organisation = organisationalDomain(own);
  const near: string[] = [];
  for (const domain of new Set([own, organisation])) {
    const at = `_dmarc.${domain}`;
    const inherited = domain !== own;
    const { kind, records, reason } = await ask.texts(at);
    if (kind === "failed") return { kind: "failed", at, inherited, texts: [], reason };
    const texts = records.filter(isDmarc);
    if (texts.length > 0) return { kind: texts.length > 1 ? "several" : "found", at, inherited, texts };
    near.push(...records.filter(nearlyDmarc));
  }
  return { kind: "none", at: `_dmarc.${own}`, inherited: false, texts: near };
}

const asPolicy = (value: string | undefined): Policy | null =>
  POLICIES.find((policy) => policy === value?.toLowerCase()) ?? null;

/** null: it cannot be read. `inherited`: sp counts where there is one. */
export function parsePolicy(text: string, inherited: boolean): DmarcPolicy | null {
  const tags = parseTags(text);
  if (!tags) return null;
  const odd: string[] = [];
  const oneOf = (tag: string, values: readonly string[]) => {
    const value = tags.get(tag)?.toLowerCase();
    if (value !== undefined && !values.includes(value)) odd.push(`${tag}=${tags.get(tag)}`);
    return value;
  };
  const p = asPolicy(oneOf("p", POLICIES));
  const sp = asPolicy(oneOf("sp", POLICIES));
  const pct = tags.get("pct");
  const percent = pct !== undefined && /^\d{1,3}$/.test(pct) && Number(pct) <= 100 ? Number(pct) : null;
  if (pct !== undefined && percent === null) odd.push(`pct=${pct}`);
  const strict = { dkim: oneOf("adkim", ["r", "s"]) === "s", spf: oneOf("aspf", ["r", "s"]) === "s" };
  const reports = (tags.get("rua") ?? "")
    .split(",")
    .map((uri) => uri.trim())
    .filter(Boolean);
  return { policy: (inherited ? sp : null) ?? p, percent, reports, strict, odd };
}

/** Whether `receiver` has agreed to get reports about `domain` (RFC 7489, 7.1). null: nothing can be said. */
export async function acceptsReports(
  receiver: string,
  domain: string,
  ask: Questions,
): Promise<boolean | null> {
  if (organisationalDomain(receiver) === organisationalDomain(domain) || isWithin(receiver, domain))
    return true;
  const { kind, records } = await ask.texts(`${canonical(domain)}._report._dmarc.${canonical(receiver)}`);
  return kind === "failed" ? null : records.some(isDmarc);
}
