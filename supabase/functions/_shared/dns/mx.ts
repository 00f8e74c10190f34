// Whether replies reach the domain.
import ipaddr from "ipaddr.js";
import type { DnsFinding, DnsRecord } from "../contracts/onboarding.ts";
import { canonical, isWithin } from "./names.ts";
import { findingOf, missing, type Problem, unreachable, warning, wrong } from "./problems.ts";
import type { Questions } from "./questions.ts";

/** Hosts looked into; a domain has one to five. */
const MAX_HOSTS = 10;
const GOOGLE_HOSTS = ["google.com", "googlemail.com"];

/** What is amiss with one host that takes mail, and whether mail can reach it (null: nothing can be said). */
async function judgeHost(
  host: string,
  ask: Questions,
): Promise<{ alive: boolean | null; problem: Problem | null }> {
  if (ipaddr.isValid(host)) {
    return { alive: false, problem: warning(`${host} is an address, and an MX record must name a host.`) };
  }
  const alive = await ask.hasAddress(host);
  if (alive === null) return { alive, problem: null };
  if (!alive) return { alive, problem: warning(`${host} has no address: no mail reaches it.`) };
  const alias = (await ask.ask(host, "CNAME")).kind === "answers";
  const text = `${host} is an alias, which an MX record must not name: some senders refuse. Name the host behind it.`;
  return { alive, problem: alias ? warning(text) : null };
}

export async function checkMx(record: DnsRecord, google: boolean, ask: Questions): Promise<DnsFinding> {
  const todo = record.value
    ? `Add an MX record: ${record.value}`
    : "Add the MX records that your mail service shows.";
  const lookup = await ask.ask(record.host, "MX");
  if (lookup.kind === "failed") return findingOf(record, [], [unreachable(record.host, lookup.reason)]);
  if (lookup.kind !== "answers") {
    const address = lookup.kind === "nodata" && (await ask.hasAddress(record.host));
    const guess = address ? " Senders will try its web server instead." : "";
    return findingOf(record, [], [missing(`There is no MX record at ${record.host}.${guess} ${todo}`)]);
  }
  const answers = [...lookup.answers].sort((a, b) => a.preference - b.preference);
  const found = answers.map((mx) => `${mx.preference} ${mx.exchange}`);
  const hosts = [...new Set(answers.map((mx) => canonical(mx.exchange)))];
  if (hosts.includes("")) {
    const text =
      hosts.length > 1
        ? 'An MX record of "." says that the domain takes no mail, and others contradict it. Delete it.'
        : `The domain says that it takes no mail (null MX), so that replies are lost. Delete that record. ${todo}`;
    return findingOf(record, found, [wrong(text)]);
  }
  const judged = await Promise.all(hosts.slice(0, MAX_HOSTS).map((host) => judgeHost(host, ask)));
  const problems = judged.flatMap(({ problem }) => problem ?? []);
  if (judged.every(({ alive }) => alive === false)) {
    return findingOf(record, found, [wrong(`None of its hosts takes mail. ${todo}`), ...problems]);
  }
  if (judged.every(({ alive }) => alive === null)) problems.push(unreachable(hosts.join(", ")));
  if (google && !hosts.some((host) => GOOGLE_HOSTS.some((suffix) => isWithin(host, suffix)))) {
    const text = `Replies go to ${hosts[0]} and not to Google: unless it forwards them, the workflows that watch Gmail see none.`;
    problems.push(warning(text));
  }
  return findingOf(record, found, problems);
}
