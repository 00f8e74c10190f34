// A finding for each record that a domain needs.
import type { DnsFinding, DnsRecord } from "../contracts/onboarding.ts";
import { checkDkim } from "./dkim.ts";
import { checkDmarc } from "./dmarc.ts";
import { checkMx } from "./mx.ts";
import { canonical } from "./names.ts";
import { brokenAlias, findingOf, warning } from "./problems.ts";
import { createQuestions, type Questions } from "./questions.ts";
import { recordsFor, senderInclude, trackingRecord } from "./records.ts";
import { checkSpf } from "./spf.ts";
import { checkTracking } from "./tracking.ts";
import type { DnsInput, DnsOptions, Resolver } from "./types.ts";

/** A name with a CNAME has no other record of its own: what is found at the domain is then somebody else's. */
async function throughAlias(finding: DnsFinding, ask: Questions): Promise<DnsFinding> {
  const aliases = await ask.aliases(finding.host);
  if (aliases.names.length === 1) return finding;
  const found = [...aliases.names.slice(1).map((name) => `CNAME ${name}`), ...finding.found];
  const broken = brokenAlias(aliases);
  if (broken) return findingOf(finding, found, [broken]);
  const text = `${finding.host} is an alias of ${aliases.names.at(-1)}: a name with a CNAME can have no ${finding.type} record of its own, and shows that host's. Delete the CNAME to enter it.`;
  const own = finding.status === "ok" ? [] : [{ status: finding.status, text: finding.message }];
  return findingOf(finding, found, [...own, warning(text)]);
}

/** A finding for each of `records(input, options)`, in that order. Never throws for what the DNS says. */
export async function verifyDomain(
  input: DnsInput,
  resolver: Resolver,
  options: DnsOptions = {},
): Promise<DnsFinding[]> {
  const ask = createQuestions(resolver);
  const domain = canonical(input.domain);
  const checks: Record<DnsRecord["id"], (record: DnsRecord) => Promise<DnsFinding>> = {
    spf: async (record) => throughAlias(await checkSpf(record, senderInclude(input), ask), ask),
    dkim: (record) => checkDkim(record, domain, ask),
    dmarc: (record) => checkDmarc(record, domain, options.senderEmail, ask),
    mx: async (record) => throughAlias(await checkMx(record, input.sender === "google", ask), ask),
    tracking: (record) => checkTracking(record, ask),
  };
  return Promise.all(recordsFor(input, options).map((record) => checks[record.id](record)));
}

/** The finding for `trackingRecord`. */
export function verifyTracking(
  trackingDomain: string,
  trackingHost: string,
  resolver: Resolver,
): Promise<DnsFinding> {
  return checkTracking(trackingRecord(trackingDomain, trackingHost), createQuestions(resolver));
}

/** Every required record is as it should be, or has but a warning. */
export const isVerified = (findings: readonly DnsFinding[]): boolean =>
  findings.every((f) => !f.required || f.status === "ok" || f.status === "warning");
