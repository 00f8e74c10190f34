// The text of an SPF record (RFC 7208, 4.6.1 and 5), read strictly: what a receiver calls a permanent error is one here.
import ipaddr from "ipaddr.js";

export const QUALIFIERS = ["+", "-", "~", "?"] as const;
export type Qualifier = (typeof QUALIFIERS)[number];

export interface Term {
  qualifier: Qualifier;
  mechanism: "include" | "a" | "mx" | "ptr" | "exists" | "ip";
  /** null: the record's own domain. May hold macros. */
  domain: string | null;
  /** ip with a prefix of 0: every address there is. */
  everyone: boolean;
}

export interface SpfRecord {
  /** Those before `all`: what stands after it is never looked at. */
  terms: Term[];
  all: Qualifier | null;
  /** Null too where `all` makes it void. */
  redirect: string | null;
  /** What stands after `all`. */
  idle: string[];
}

/** A receiver would reject the whole record; the message says which term. */
export class SpfError extends Error {}

export const isSpf = (text: string): boolean => /^v=spf1( |$)/i.test(text);

const MACRO = /%(\{[slodiphcrtv]\d*r?[.\-+,/_=]*\}|[%_-])/gi;
export const hasMacro = (domain: string): boolean => domain.includes("%");

function checkDomain(term: string, domain: string): string {
  const plain = domain.replace(MACRO, "");
  const valid = hasMacro(domain)
    ? !plain.includes("%") && /^[\x21-\x7e]+$/.test(domain)
    : /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\.?$/i.test(domain);
  if (!valid) throw new SpfError(`"${term}" names no valid domain`);
  return domain;
}

function ipTerm(term: string, family: string, rest: string): boolean {
  const [address = "", prefix, more] = rest.slice(1).split("/");
  const [valid, bits] =
    family === "ip4"
      ? [ipaddr.IPv4.isValidFourPartDecimal(address), 32]
      : [ipaddr.IPv6.isValid(address) && !address.includes("%"), 128];
  const prefixOk = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  if (!rest.startsWith(":") || !valid || !prefixOk || more !== undefined) {
    throw new SpfError(`"${term}" is no valid ${family === "ip4" ? "IPv4" : "IPv6"} network`);
  }
  return prefix !== undefined && Number(prefix) === 0;
}

function parseTerm(text: string, sign: string, name: string, rest: string): Term {
  const qualifier = (sign || "+") as Qualifier;
  const term = { qualifier, domain: null, everyone: false };
  if (name === "ip4" || name === "ip6") {
    return { ...term, mechanism: "ip", everyone: ipTerm(text, name, rest) };
  }
  if (name === "include" || name === "exists") {
    if (rest.length < 2 || !rest.startsWith(":")) throw new SpfError(`"${text}" names no domain`);
    return { ...term, mechanism: name, domain: checkDomain(text, rest.slice(1)) };
  }
  if (name !== "a" && name !== "mx" && name !== "ptr") throw new SpfError(`"${text}" is unknown`);
  const parts = /^(?::([^/]+))?(\/\d{1,2})?(\/\/\d{1,3})?$/.exec(rest);
  if (!parts || (name === "ptr" && (parts[2] || parts[3]))) throw new SpfError(`"${text}" cannot be read`);
  return { ...term, mechanism: name, domain: parts[1] ? checkDomain(text, parts[1]) : null };
}

/** `text` is one that isSpf knows. Throws SpfError. */
export function parseSpf(text: string): SpfRecord {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new SpfError("it holds characters other than ASCII");
  const record: SpfRecord = { terms: [], all: null, redirect: null, idle: [] };
  const modifiers = new Set<string>();
  for (const word of text.split(/ +/).slice(1)) {
    if (word === "") continue;
    const [, sign = "", name = "", rest = ""] = /^([+\-~?]?)([a-z][a-z0-9_.-]*)(.*)$/i.exec(word) ?? [];
    const key = name.toLowerCase();
    if (name === "") throw new SpfError(`"${word}" cannot be read`);
    if (rest.startsWith("=")) {
      if (sign) throw new SpfError(`"${word}" cannot be read`);
      if (key !== "redirect" && key !== "exp") continue;
      if (modifiers.has(key)) throw new SpfError(`"${key}=" stands twice`);
      modifiers.add(key);
      const domain = checkDomain(word, rest.slice(1));
      if (key === "redirect") record.redirect = domain;
    } else if (key === "all") {
      if (rest) throw new SpfError(`"${word}" cannot be read`);
      if (record.all) record.idle.push(word);
      else record.all = (sign || "+") as Qualifier;
    } else {
      const term = parseTerm(word, sign, key, rest);
      if (record.all) record.idle.push(word);
      else record.terms.push(term);
    }
  }
  if (record.all) record.redirect = null;
  return record;
}
