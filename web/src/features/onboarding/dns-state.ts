// What the wizard supposes and says of DNS.
import type { DnsFinding } from "@contracts/onboarding.ts";

/** The domain of an address; "" without one. */
export const domainOf = (address: string | null | undefined): string =>
  address?.split("@")[1]?.toLowerCase() ?? "";

const stands = ({ status }: DnsFinding): boolean => status === "ok" || status === "warning";

/** In a sentence: how many of the records that are needed stand. */
export function summaryOf(findings: readonly DnsFinding[]): { verified: boolean; sentence: string } {
  const needed = findings.filter(({ required }) => required);
  const standing = needed.filter(stands).length;
  const silent = needed.filter(({ status }) => status === "unreachable").length;
  if (needed.length > 0 && standing === needed.length) {
    return { verified: true, sentence: "Every record that is needed stands." };
  }
  const rest = silent > 0 ? ` ${silent} could not be asked: try again in a moment.` : "";
  return { verified: false, sentence: `${standing} of ${needed.length} needed records stand.${rest}` };
}
