// What is amiss with the DMARC policy of the domain in From.
import type { DnsFinding, DnsRecord } from "../contracts/onboarding.ts";
import { astray } from "./astray.ts";
import { acceptsReports, type DmarcPolicy, findPolicy, parsePolicy } from "./dmarc-policy.ts";
import { domainOf, organisationalDomain } from "./names.ts";
import { findingOf, missing, type Problem, unreachable, warning, wrong } from "./problems.ts";
import type { Questions } from "./questions.ts";

/** Mail from `from`, signed and sent as `domain`: does either agree with the other as the policy wants it? */
function alignment(from: string, domain: string, policy: DmarcPolicy | null): Problem[] {
  if (organisationalDomain(from) !== organisationalDomain(domain)) {
    return [
      wrong(
        `The sender's address is at ${from}: what ${domain} signs does not count for it. Set up ${from} here, or change the sender's address.`,
      ),
    ];
  }
  if (from === domain || !policy) return [];
  const { dkim, spf } = policy.strict;
  const strict = [...(dkim ? ["adkim=s"] : []), ...(spf ? ["aspf=s"] : [])].join(" and ");
  const text = `With ${strict} only mail signed as ${from} itself counts, and ${domain} is set up here.`;
  if (dkim && spf) return [wrong(`${text} Remove ${strict}, or set up ${from}.`)];
  return strict ? [warning(`${text} Remove ${strict}.`)] : [];
}

async function reportProblems(policy: DmarcPolicy, from: string, ask: Questions): Promise<Problem[]> {
  if (policy.reports.length === 0) {
    return [warning("Nobody gets reports of what fails. Add rua=mailto: with an address that you read.")];
  }
  const problems: Problem[] = [];
  for (const uri of policy.reports.slice(0, 5)) {
    const [, receiver] = /^mailto:[^@\s!]+@([^@\s!]+)(?:![0-9]+[kmgt]?)?$/i.exec(uri) ?? [];
    if (!receiver)
      problems.push(warning(`${uri} is no address to report to. Write it as rua=mailto:you@${from}.`));
    else if ((await acceptsReports(receiver, from, ask)) === false) {
      problems.push(
        warning(
          `${receiver} has not agreed to get reports about ${from}. Ask it to, or use an address of your own.`,
        ),
      );
    }
  }
  return problems;
}

async function judgePolicy(text: string, inherited: boolean, from: string, domain: string, ask: Questions) {
  const policy = parsePolicy(text, inherited);
  if (!policy)
    return [wrong("The record cannot be read: it must be a list of name=value, parted by semicolons.")];
  const problems = alignment(from, domain, policy);
  if (policy.odd.length > 0) {
    problems.push(wrong(`Receivers do not know ${policy.odd.join(", ")}. Correct it.`));
  }
  if (policy.policy === null) problems.push(wrong("It says no policy. Add p=quarantine after v=DMARC1."));
  if (policy.policy === "none") {
    const tag = inherited && /;\s*sp\s*=/i.test(text) ? "sp=none" : "p=none";
    problems.push(
      warning(`${tag} lets forged mail through. Once your own mail passes, change it to quarantine.`),
    );
  } else if (policy.percent !== null && policy.percent < 100) {
    problems.push(warning(`The policy holds for ${policy.percent} % of the mail only. Remove pct.`));
  }
  return [...problems, ...(await reportProblems(policy, from, ask))];
}

/** `senderEmail`: the address in From, when it is known. */
export async function checkDmarc(
  record: DnsRecord,
  domain: string,
  senderEmail: string | null | undefined,
  ask: Questions,
): Promise<DnsFinding> {
  const sender = senderEmail ? domainOf(senderEmail) : domain;
  const foreign = alignment(sender, domain, null);
  const from = foreign.length > 0 ? domain : sender;
  const { kind, at, inherited, texts, reason } = await findPolicy(from, ask);
  const found = inherited ? texts.map((text) => `${at}: ${text}`) : texts;
  if (kind === "failed") return findingOf(record, found, [...foreign, unreachable(at, reason)]);
  if (kind === "several") {
    const text = `There are ${texts.length} DMARC records at ${at}, and receivers ignore them all. Keep one.`;
    return findingOf(record, found, [...foreign, wrong(text)]);
  }
  if (kind === "found") {
    const [text = ""] = texts;
    return findingOf(record, found, [...foreign, ...(await judgePolicy(text, inherited, from, domain, ask))]);
  }
  if (texts.length > 0) {
    const text = `No receiver takes this for a DMARC record: it must begin with v=DMARC1; in capitals. Replace it by: ${record.value}`;
    return findingOf(record, found, [...foreign, wrong(text)]);
  }
  const todo = (await astray(record.host, domain, ask)) ?? `Add a TXT record: ${record.value}`;
  return findingOf(record, found, [...foreign, missing(`There is no DMARC record for ${from}. ${todo}`)]);
}
