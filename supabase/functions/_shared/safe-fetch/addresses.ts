// Which addresses are on the public internet: those that no row of IANA's special-purpose registries (nor the
// multicast and unallocated space around them) claims. Allowed is what is known to be global unicast, so that a
// class nobody thought of is refused.
import ipaddr from "ipaddr.js";

/** IPv6 is handed out from 2000::/3 only: ::/96 (IPv4-compatible), 100:0:0:1::/64 and what comes next lie outside. */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** `[::1]` → `::1`, `fe80::1%eth0` as it is. */
export const withoutBrackets = (host: string): string =>
  host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;

/** Four decimal parts, or IPv6: what a resolver gives and WHATWG's URL parser leaves. Octal and hex are not. */
export function isAddress(host: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host);
}

/** "unicast" for a global unicast address, else the name of its class; "unreadable" for what is no address. */
export function addressClass(address: string): string {
  const text = withoutBrackets(address);
  // A zone id only means something on this machine's own links.
  if (!isAddress(text) || text.includes("%")) return "unreadable";
  const parsed = ipaddr.parse(text);
  const range: string = parsed.range();
  if (range !== "unicast" || parsed.kind() === "ipv4") return range;
  return parsed.match(GLOBAL_UNICAST_V6) ? range : "unallocated";
}

export const isPublicAddress = (address: string): boolean => addressClass(address) === "unicast";

/** 127/8 and ::1, and nothing that only maps to them. */
export const isLoopback = (address: string): boolean => addressClass(address) === "loopback";

/** IPv4 before IPv6: not every place that functions run in has a way out over IPv6. */
export function inOrderOfTrial(addresses: readonly string[]): string[] {
  const isV6 = (address: string): number => (address.includes(":") ? 1 : 0);
  return [...new Set(addresses)].sort((a, b) => isV6(a) - isV6(b));
}
