// What to enter at the DNS provider.
import { type DnsRecord, domainName } from "../contracts/onboarding.ts";
import { canonical, domainOf, organisationalDomain } from "./names.ts";
import type { DnsInput, DnsOptions } from "./types.ts";

export const GOOGLE_SPF = "_spf.google.com";
const GOOGLE_MX = "1 smtp.google.com";
/** Google Workspace's own, unless its administrator chose another. */
const GOOGLE_SELECTOR = "google";
/** Stands where the selector is not known yet. */
export const NO_SELECTOR = "<selector>";

/** The domain that the mail service wants in the SPF record; null when nobody said. */
export const senderInclude = (input: DnsInput): string | null =>
  input.spf_include ?? (input.sender === "google" ? GOOGLE_SPF : null);

/** Where DMARC's reports go: an address that is read, of the same organisation, or else every domain's postmaster. */
function reportsTo(domain: string, senderEmail: string | null | undefined): string {
  const own = senderEmail && organisationalDomain(domainOf(senderEmail)) === organisationalDomain(domain);
  return own ? senderEmail.toLowerCase() : `postmaster@${domain}`;
}

/** SPF, DKIM, DMARC, MX and, when the tracking host is known, the tracking CNAME; hosts are full names. */
export function recordsFor(input: DnsInput, options: DnsOptions = {}): DnsRecord[] {
  const domain = canonical(input.domain);
  const include = senderInclude(input);
  const selector = input.dkim_selector ?? (input.sender === "google" ? GOOGLE_SELECTOR : NO_SELECTOR);
  const required = true;
  const records: DnsRecord[] = [
    {
      id: "spf",
      type: "TXT",
      host: domain,
      value: include && `v=spf1 include:${include} ~all`,
      required,
      why: `Says which servers may send mail for ${domain}.`,
    },
    {
      id: "dkim",
      type: "TXT",
      host: `${selector}._domainkey.${domain}`,
      value: null,
      required,
      why: "Holds the key that your mail service signs with; it shows you the value.",
    },
    {
      id: "dmarc",
      type: "TXT",
      host: `_dmarc.${domain}`,
      value: `v=DMARC1; p=quarantine; rua=mailto:${reportsTo(domain, options.senderEmail)}`,
      required,
      why: "Tells receivers what to do with mail that is not yours, and where to report it.",
    },
    {
      id: "mx",
      type: "MX",
      host: domain,
      value: input.sender === "google" ? GOOGLE_MX : null,
      required,
      why: `Says where replies to ${domain} go; a domain that takes no replies looks like spam.`,
    },
  ];
  if (!options.trackingHost) return records;
  const tracking = trackingRecord(options.trackingDomain ?? `track.${domain}`, options.trackingHost);
  return [...records, { ...tracking, required: false }];
}

/** The one record of the stage `tracking`; without a value where this installation has no host that a name can lead to. */
export function trackingRecord(trackingDomain: string, trackingHost: string): DnsRecord {
  const target = canonical(trackingHost);
  const isHost = domainName.safeParse(target).success;
  return {
    id: "tracking",
    type: "CNAME",
    host: canonical(trackingDomain),
    value: isHost ? target : null,
    required: true,
    why: "Links in your mails show a domain of yours instead of ours.",
    ...(!isHost && { note: noHost(target) }),
  };
}

const noHost = (target: string): string =>
  `This installation answers at ${target}, which no CNAME can lead to: an operator has to set TRACKING_HOST to its host name first. Until then, skip this; links lead through Genesis's own address.`;
