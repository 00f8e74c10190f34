// What is amiss with the key at a domain's selector.
import type { DnsFinding, DnsRecord } from "../contracts/onboarding.ts";
import { astray } from "./astray.ts";
import { judgeKey } from "./dkim-key.ts";
import { brokenAlias, findingOf, missing, unreachable, wrong } from "./problems.ts";
import type { Questions } from "./questions.ts";
import { NO_SELECTOR } from "./records.ts";

export async function checkDkim(record: DnsRecord, domain: string, ask: Questions): Promise<DnsFinding> {
  if (record.host.startsWith(NO_SELECTOR)) {
    const text =
      "The selector is not known. Your mail service shows it where it shows the DKIM key: enter it.";
    return findingOf(record, [], [missing(text)]);
  }
  const aliases = await ask.aliases(record.host);
  const chain = aliases.names.slice(1).map((name) => `CNAME ${name}`);
  const broken = brokenAlias(aliases);
  if (broken) return findingOf(record, chain, [broken]);
  const { kind, records, reason } = await ask.texts(record.host);
  const found = [...chain, ...records];
  if (kind === "failed") return findingOf(record, found, [unreachable(record.host, reason)]);
  const [text, ...others] = records;
  if (text === undefined) {
    const at = aliases.names.at(-1);
    const where =
      chain.length > 0
        ? `${record.host} is an alias of ${at}, and no key is there.`
        : `There is no key at ${record.host}.`;
    const elsewhere = await astray(record.host, domain, ask);
    const todo =
      elsewhere ?? "Switch DKIM on at your mail service and enter the record it shows, with this selector.";
    return findingOf(record, found, [missing(`${where} ${todo}`)]);
  }
  if (others.length > 0) {
    const text = `There are ${records.length} TXT records at ${record.host}, and receivers may take any. Keep the one that your mail service shows.`;
    return findingOf(record, found, [wrong(text)]);
  }
  return findingOf(record, found, await judgeKey(text));
}
