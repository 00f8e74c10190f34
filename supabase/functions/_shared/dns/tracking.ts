// Whether the tracking domain leads to the host that serves clicks and opens.
import type { DnsFinding, DnsRecord } from "../contracts/onboarding.ts";
import { astray } from "./astray.ts";
import { organisationalDomain } from "./names.ts";
import { brokenAlias, findingOf, missing, unreachable, warning, wrong } from "./problems.ts";
import type { Questions } from "./questions.ts";

async function addresses(name: string, ask: Questions): Promise<string[]> {
  const [a, aaaa] = await Promise.all([ask.ask(name, "A"), ask.ask(name, "AAAA")]);
  return [a, aaaa].flatMap((lookup) => (lookup.kind === "answers" ? lookup.answers : []));
}

export async function checkTracking(record: DnsRecord, ask: Questions): Promise<DnsFinding> {
  const { host, value: target } = record;
  // Its note says what has to happen first.
  if (target === null)
    return findingOf(record, [], [{ status: "unreachable", text: "There is nothing to look for yet." }]);
  const add = `Add a CNAME record at ${host} that points to ${target}.`;
  if (host === organisationalDomain(host)) {
    const text = `${host} is the domain itself, and a CNAME there would displace its other records, mail included. Choose a name below it, such as track.${host}.`;
    return findingOf(record, [], [wrong(text)]);
  }
  const aliases = await ask.aliases(host);
  const found = aliases.names.slice(1).map((name) => `CNAME ${name}`);
  if (aliases.names.slice(1).includes(target) && aliases.end !== "several") {
    const direct = aliases.names[1] === target;
    // Between the two, somebody else decides where the links lead.
    const text = `It leads to ${target} by way of ${aliases.names[1]}. Point it there directly, so that nothing between can break.`;
    return findingOf(record, found, direct ? [] : [warning(text)]);
  }
  const broken = brokenAlias(aliases);
  if (broken) return findingOf(record, found, [broken]);
  if (aliases.end === "failed")
    return findingOf(record, found, [unreachable(aliases.names.at(-1) as string)]);
  if (found.length > 0) {
    return findingOf(record, found, [
      wrong(`${host} points to ${aliases.names.at(-1)}. Change it to ${target}.`),
    ]);
  }
  const [own, ours] = await Promise.all([addresses(host, ask), addresses(target, ask)]);
  if (own.length === 0) {
    const organisation = organisationalDomain(host);
    const todo = (await astray(host, organisation, ask)) ?? add;
    return findingOf(record, [], [missing(`There is no record at ${host}. ${todo}`)]);
  }
  const same = own.every((address) => ours.includes(address));
  const copied = `It has the tracking host's addresses of today, and breaks when they change. ${add}`;
  const other = `It has addresses of its own. Delete them; where your DNS provider passes traffic through itself (a proxy), switch that off for this name. ${add}`;
  return findingOf(record, own, [same ? warning(copied) : wrong(other)]);
}
