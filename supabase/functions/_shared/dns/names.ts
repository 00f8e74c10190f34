// Names of hosts: one spelling, and whose they are.
import { getDomain } from "tldts";

/** Lower case, no dot at the end: how names are compared. */
export const canonical = (name: string): string => name.trim().toLowerCase().replace(/\.$/, "");

/**
 * The organisational domain by the public suffix list, its private part included, as DMARC's verifiers use it (RFC
 * 7489, 3.2). A public suffix is its own.
 */
export const organisationalDomain = (name: string): string =>
  getDomain(canonical(name), { allowPrivateDomains: true }) ?? canonical(name);

export const isWithin = (name: string, parent: string): boolean =>
  canonical(name) === canonical(parent) || canonical(name).endsWith(`.${canonical(parent)}`);

export const domainOf = (address: string): string => canonical(address.slice(address.lastIndexOf("@") + 1));
