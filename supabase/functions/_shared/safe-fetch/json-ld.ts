// The organisation and the web site that a page describes in JSON-LD, which is often not quite JSON.
import { withoutMarkup } from "./clean-text.ts";

export interface LinkedData {
  organization: Described | null;
  website: Described | null;
}
export interface Described {
  name: string | null;
  description: string | null;
  logo: string | null;
}

type Node = Readonly<Record<string, unknown>>;

const MOST_NODES = 500;
const DEEPEST = 8;
/** Where pages put the organisation when it does not stand by itself. */
const NESTED = ["@graph", "publisher", "mainEntity", "about", "provider", "itemReviewed", "isPartOf"];
/** schema.org's organisations, and the local businesses that are most often written. */
const ORGANIZATION =
  /(Organization|Organisation|Corporation|Business|Company|Agency|Store|Service|Restaurant|Hotel|School|University|Dentist|Attorney|Clinic|Physician|Contractor|Dealer|Brand|Airline|Association|NGO|Project)$/;
const NO_ORGANIZATION = /^(BroadcastService|Service|WebService|FinancialService|CreativeWork|APIReference)$/;

/** Reads what can be read; what cannot is passed over. */
export function readJsonLd(texts: readonly string[], pageUrl: string): LinkedData {
  const nodes: Node[] = [];
  for (const text of texts) gather(parseLoosely(text), nodes, 0);
  const ids = new Map(
    nodes.flatMap((node) => (typeof node["@id"] === "string" ? [[node["@id"], node]] : [])),
  );
  const describe = (node: Node | undefined): Described | null =>
    node
      ? {
          name: nameOf(node),
          description: textOf(node.description),
          logo: imageOf(node.logo, ids) ?? imageOf(node.image, ids),
        }
      : null;
  const organizations = nodes.filter((node) => typesOf(node).some(isOrganization) && nameOf(node));
  const own = organizations.find((node) => hostOf(node.url) === hostOf(pageUrl));
  return {
    organization: describe(own ?? organizations[0]),
    website: describe(nodes.find((node) => typesOf(node).includes("WebSite"))),
  };
}

const isOrganization = (type: string): boolean => ORGANIZATION.test(type) && !NO_ORGANIZATION.test(type);

function gather(value: unknown, nodes: Node[], depth: number): void {
  if (depth > DEEPEST || nodes.length >= MOST_NODES || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, MOST_NODES)) gather(item, nodes, depth + 1);
    return;
  }
  const node = value as Node;
  nodes.push(node);
  for (const key of NESTED) gather(node[key], nodes, depth + 1);
}

/** `text` without the first of `ends` that it ends with, and without the blanks before that; null if with none. */
function cutEnd(text: string, ...ends: string[]): string | null {
  const end = ends.find((one) => text.endsWith(one));
  return end === undefined ? null : text.slice(0, -end.length).trimEnd();
}

/** What stands in an HTML comment or in CDATA, which may itself be in a script's comment. */
function unwrapped(text: string): string {
  const trimmed = text.trim();
  const opening = /^(?:\/\/|\/\*)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*\/)?/.exec(trimmed)?.[0] ?? "";
  const inside = trimmed.slice(opening.length).trim();
  // From the end by hand: a regular expression would start anew at every blank of a page made of blanks.
  const closed = cutEnd(cutEnd(inside, "*/") ?? inside, "-->", "]]>");
  return closed === null ? inside : (cutEnd(closed, "//", "/*") ?? closed);
}

/** JSON as it is written by templates: in comments or CDATA, with line breaks in texts and commas too many. */
function parseLoosely(text: string): unknown {
  const bare = unwrapped(text).replace(/;$/, "");
  for (const candidate of [bare, bare.replace(/\p{Cc}+/gu, " ").replace(/,\s*(?=[}\]])/g, "")]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // Not JSON as it stands: the loose reading, or none.
    }
  }
  return null;
}

const typesOf = (node: Node): string[] =>
  [node["@type"]]
    .flat()
    .filter((type) => typeof type === "string")
    .map((type) => type.replace(/^.*[/#:]/, ""));

const nameOf = (node: Node): string | null =>
  textOf(node.name) ?? textOf(node.legalName) ?? textOf(node.alternateName);

/** A text, or the first of several, or one with a language. */
function textOf(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const text =
    typeof first === "object" && first !== null && "@value" in first ? (first["@value"] as unknown) : first;
  return typeof text === "string" && text.trim() !== "" ? withoutMarkup(text) : null;
}

function imageOf(value: unknown, ids: ReadonlyMap<unknown, Node>, depth = 0): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === "string") return first.trim() || null;
  if (typeof first !== "object" || first === null || depth > 2) return null;
  const node = first as Node;
  const named = textOf(node.contentUrl) ?? textOf(node.url);
  return named ?? (ids.has(node["@id"]) ? imageOf(ids.get(node["@id"]), ids, depth + 1) : null);
}

const hostOf = (url: unknown): string | null =>
  typeof url === "string" && URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : null;
