// The forms of the stages DNS and Tracking: domains are taken as people paste them.
import { dnsSchema, trackingSchema } from "@contracts/onboarding.ts";
import { z } from "zod";
import { hostOf } from "../address.ts";

/** The named members of `values` as host names. */
const asHosts = (values: unknown, names: readonly string[]): unknown => {
  const entries = Object.entries(values as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      names.includes(name) && typeof value === "string" ? hostOf(value) : value,
    ]),
  );
};

export const dnsForm = z.preprocess((values) => asHosts(values, ["domain", "spf_include"]), dnsSchema);
export const trackingForm = z.preprocess((values) => asHosts(values, ["tracking_domain"]), trackingSchema);

/** What is asked of the DNS, as a text to compare: an answer is of its own question alone. "" for what cannot be asked. */
export function questionOf(values: object): string {
  const { data } = dnsForm.safeParse(values);
  return data ? JSON.stringify([data.domain, data.sender, data.dkim_selector, data.spf_include]) : "";
}
