// What is amiss with a record, and the finding that follows from it.
import type { DnsFinding, DnsRecord } from "../contracts/onboarding.ts";
import type { Aliases } from "./questions.ts";

export interface Problem {
  status: Exclude<DnsFinding["status"], "ok">;
  /** What was found wrong and what to do, in whole sentences. */
  text: string;
}

export const wrong = (text: string): Problem => ({ status: "wrong", text });
export const missing = (text: string): Problem => ({ status: "missing", text });
export const warning = (text: string): Problem => ({ status: "warning", text });
export const unreachable = (name: string, reason?: string): Problem => ({
  status: "unreachable",
  text: `The name servers gave no answer about ${name}${reason ? ` (${reason})` : ""}. Try again in some minutes.`,
});

/** The gravest first: its status is the finding's. */
const ORDER = ["wrong", "missing", "unreachable", "warning"] as const;

export function findingOf(
  record: DnsRecord,
  found: readonly string[],
  problems: readonly Problem[],
): DnsFinding {
  const sorted = [...problems].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const message = sorted.map((p) => p.text).join(" ");
  return { ...record, status: sorted[0]?.status ?? "ok", found, message };
}

/** What is amiss with a chain of aliases; null when it ends where there is something. */
export function brokenAlias({ names, end }: Aliases): Problem | null {
  const [name, last] = [names[0], names.at(-1)];
  const chain = names.join(" → ");
  if (end === "loop") {
    return wrong(
      `The CNAME of ${name} leads back to itself (${chain}). Point it at a host that has records of its own.`,
    );
  }
  if (end === "several")
    return wrong(`${name} has several CNAME records. A name can have one: delete the others.`);
  if (end === "long") {
    return wrong(
      `${name} is an alias of an alias, ${names.length - 1} times over (${chain}). Point it at the last one.`,
    );
  }
  if (end === "nxdomain" && names.length > 1) {
    return wrong(
      `${name} is an alias of ${last}, which does not exist (${chain}). Correct or delete the CNAME.`,
    );
  }
  return null;
}
