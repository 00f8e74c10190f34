// The whole of an SPF record as a receiver might have to evaluate it when no term matches: every look-up it costs, and
// whom it lets through. Limits: RFC 7208, 4.6.4.
import { canonical } from "./names.ts";
import type { Questions } from "./questions.ts";
import { hasMacro, isSpf, parseSpf, type Qualifier, SpfError, type Term } from "./spf-record.ts";

export const MAX_LOOKUPS = 10;
export const MAX_VOID_LOOKUPS = 2;
const MAX_MX_HOSTS = 10;
/** Where counting stops: the verdict is the same, and nobody's name servers are burdened. */
const COUNTED_LOOKUPS = 30;

/** What is said of all others; null: nothing is. unknown: a macro or an error stands in the way. */
export type Ending = Qualifier | "unknown" | null;

export interface Walk {
  lookups: number;
  /** Names that were asked for and do not exist, or have nothing of the kind. */
  voids: string[];
  /** Permanent errors: a receiver treats the domain as one without SPF, or worse. */
  errors: string[];
  /** What could not be asked. */
  failed: string[];
  /** Domains whose servers may send: by include or redirect, with + all along. */
  allowed: Set<string>;
  /** The term that lets everybody send. */
  everyone: string | null;
  all: Ending;
  ptr: boolean;
  idle: string[];
}

/** `text` is the record found at `domain`. Never throws. */
export async function walkSpf(text: string, domain: string, ask: Questions): Promise<Walk> {
  const walk: Walk = {
    lookups: 0,
    voids: [],
    errors: [],
    failed: [],
    allowed: new Set(),
    everyone: null,
    all: null,
    ptr: false,
    idle: [],
  };

  /** Asks what a term asks, and notes what is void. */
  async function look(term: Term, name: string): Promise<void> {
    if (hasMacro(name) || term.mechanism === "ptr") return;
    const mx = term.mechanism === "mx" ? await ask.ask(name, "MX") : null;
    const found = mx ? (mx.kind === "failed" ? null : mx.kind === "answers") : await ask.hasAddress(name);
    if (found === null) walk.failed.push(name);
    else if (!found) walk.voids.push(name);
    if (mx?.kind === "answers" && mx.answers.length > MAX_MX_HOSTS) {
      walk.errors.push(`"mx" finds more than ${MAX_MX_HOSTS} hosts at ${name}`);
    }
  }

  /** The record that an include or redirect leads to, and what it says of the others. */
  async function follow(name: string, path: string[], passing: boolean): Promise<Ending> {
    if (hasMacro(name)) return "unknown";
    const target = canonical(name);
    if (path.includes(target)) {
      walk.errors.push(`the records include each other (${[...path, target].join(" → ")})`);
      return "unknown";
    }
    if (passing) walk.allowed.add(target);
    const { kind, records } = await ask.texts(target);
    const [only, ...others] = records.filter(isSpf);
    if (kind === "failed") walk.failed.push(target);
    else if (!only) {
      if (kind !== "answers") walk.voids.push(target);
      walk.errors.push(`${target}, which it refers to, has no SPF record`);
    } else if (others.length > 0) walk.errors.push(`${target}, which it refers to, has several SPF records`);
    else return read(only, target, [...path, target], passing);
    return "unknown";
  }

  async function read(record: string, at: string, path: string[], passing: boolean): Promise<Ending> {
    let parsed: ReturnType<typeof parseSpf>;
    try {
      parsed = parseSpf(record);
    } catch (error) {
      if (!(error instanceof SpfError)) throw error;
      walk.errors.push(path.length > 1 ? `in the record of ${at}, ${error.message}` : error.message);
      return "unknown";
    }
    if (path.length === 1) walk.idle = parsed.idle;
    const open = (what: string) => {
      walk.everyone ??= at === domain ? what : `${what} in the record of ${at}`;
    };
    for (const term of parsed.terms) {
      if (walk.lookups >= COUNTED_LOOKUPS) return parsed.all;
      const passes = passing && term.qualifier === "+";
      if (term.everyone && passes) open("a network of all addresses");
      if (term.mechanism === "ip") continue;
      walk.lookups++;
      walk.ptr ||= term.mechanism === "ptr";
      if (term.mechanism === "include") await follow(term.domain as string, path, passes);
      else await look(term, term.domain ?? at);
    }
    if (parsed.redirect && walk.lookups < COUNTED_LOOKUPS) {
      walk.lookups++;
      return follow(parsed.redirect, path, passing);
    }
    if (parsed.all === "+" && passing) open("+all");
    return parsed.all;
  }

  walk.all = await read(text, domain, [domain], true);
  return walk;
}
