import type { Settings } from "../env.ts";
import { createDenoResolver, type ResolveDns } from "./deno-resolver.ts";
import { createHttpsResolver } from "./https-resolver.ts";
import type { Resolver } from "./types.ts";

/**
 * DNS over HTTPS where DNS_OVER_HTTPS_URL is set (tests set a stand-in on the loopback address), else the system's
 * resolver. One a verification: the Deno resolver remembers which zones it saw served.
 */
export function chooseResolver(
  settings: Settings,
  resolveDns: ResolveDns,
  send: typeof fetch = fetch,
): Resolver {
  const url = settings.optional("DNS_OVER_HTTPS_URL");
  return url ? createHttpsResolver({ url, fetch: send }) : createDenoResolver({ resolveDns });
}
