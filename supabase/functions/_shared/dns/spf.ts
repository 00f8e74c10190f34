// What is amiss with a domain's SPF record.
import type { DnsFinding, DnsRecord } from "../contracts/onboarding.ts";
import { canonical } from "./names.ts";
import { findingOf, missing, type Problem, unreachable, warning, wrong } from "./problems.ts";
import type { Questions } from "./questions.ts";
import { isSpf } from "./spf-record.ts";
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS, type Walk, walkSpf } from "./spf-walk.ts";

/** What somebody meant as an SPF record, and no receiver takes for one: quotes, blanks or marks around `v=spf1`. */
const nearlySpf = (text: string): boolean => !isSpf(text) && /^[\s"'\\]*(v\s*=\s*)?spf\d?/i.test(text);

/** The record with the sender's include in it, before what ends it. */
function withInclude(text: string, include: string): string {
  const words = text.trim().split(/ +/);
  const end = words.findIndex((word) => /^([+\-~?]?all$|redirect=)/i.test(word));
  const at = end < 0 ? words.length : end;
  return [...words.slice(0, at), `include:${include}`, ...words.slice(at), ...(end < 0 ? ["~all"] : [])].join(
    " ",
  );
}

const list = (items: readonly string[]) => [...new Set(items)].join(", ");

/** What a receiver would choke on, whatever the sender. */
function faults(walk: Walk): Problem[] {
  const problems = walk.errors.map((error) => wrong(`Receivers reject the record: ${error}. Correct it.`));
  if (walk.lookups > MAX_LOOKUPS) {
    problems.push(
      wrong(
        `The record costs ${walk.lookups} DNS look-ups, and receivers stop at ${MAX_LOOKUPS} and reject it. Remove the services that no longer send for you.`,
      ),
    );
  }
  if (walk.voids.length > MAX_VOID_LOOKUPS) {
    problems.push(
      wrong(
        `${walk.voids.length} of its look-ups find nothing (${list(walk.voids)}); receivers stop at ${MAX_VOID_LOOKUPS} such and reject it. Remove them.`,
      ),
    );
  } else if (walk.voids.length > 0 && walk.errors.length === 0) {
    problems.push(warning(`It refers to ${list(walk.voids)}, where nothing is found. Remove that.`));
  }
  if (walk.everyone) {
    problems.push(
      wrong(`It lets anybody send in your name (${walk.everyone}). End the record with ~all instead.`),
    );
  }
  return problems;
}

function habits(walk: Walk): Problem[] {
  const problems: Problem[] = [];
  if (walk.all === "?") {
    problems.push(warning("?all says nothing of forged mail. End the record with ~all instead."));
  }
  if (walk.all === null && walk.lookups <= MAX_LOOKUPS) {
    problems.push(warning("It does not say what becomes of all other servers. End the record with ~all."));
  }
  if (walk.ptr) problems.push(warning("It uses ptr, which many receivers skip. Remove ptr."));
  if (walk.idle.length > 0) {
    problems.push(
      warning(`What stands after "all" is never read (${list(walk.idle)}). Move it before "all".`),
    );
  }
  return problems;
}

/** `include`: the mail service's, or null when nobody said which service sends. */
export async function checkSpf(
  record: DnsRecord,
  include: string | null,
  ask: Questions,
): Promise<DnsFinding> {
  const { kind, records, reason } = await ask.texts(record.host);
  const value = record.value ?? "the record that your mail service shows";
  if (kind === "failed") return findingOf(record, [], [unreachable(record.host, reason)]);
  const spf = records.filter(isSpf);
  const [text, ...others] = spf;
  if (text === undefined) {
    const near = records.filter(nearlySpf);
    const none =
      kind === "nxdomain"
        ? `${record.host} does not exist in the DNS. Check its spelling, and whether it is registered.`
        : `There is no SPF record at ${record.host}. Add a TXT record: ${value}`;
    const odd = `No receiver takes this for an SPF record: it must begin with "v=spf1 ", without quotes or blanks before it. Replace it by: ${value}`;
    return findingOf(record, near, [near.length > 0 ? wrong(odd) : missing(none)]);
  }
  if (others.length > 0) {
    const text = `There are ${spf.length} SPF records, and receivers reject them all. Keep one, with the terms of the others in it.`;
    return findingOf(record, spf, [wrong(text)]);
  }
  const walk = await walkSpf(text, canonical(record.host), ask);
  const problems = [...faults(walk), ...habits(walk)];
  if (walk.failed.length > 0) problems.push(unreachable(list(walk.failed)));
  // What could not be followed may be what includes it.
  const unknown = walk.failed.length > 0 || walk.errors.length > 0;
  if (include && !walk.allowed.has(canonical(include)) && !unknown) {
    problems.push(
      wrong(`It does not let your mail service send. Change it to: ${withInclude(text, include)}`),
    );
  }
  return findingOf(record, spf, problems);
}
