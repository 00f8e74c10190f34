// The SSRF guard: from a host that a tenant named to a connection with a public address.
//
// What DNS rebinding could still do here. The name is resolved once, every address of the answer is checked, and the
// connection is made to one of these very addresses: there is no second look-up between check and connect that could
// answer otherwise. TLS then checks the certificate for the name, so a public address that is not the name's own
// server fails. What remains: (1) a public address may itself forward to a private one (a proxy, a NAT64 with a
// prefix of its own, an address of this platform's that is routed inside); the guard cannot know, the platform's
// egress rules must. (2) Over plain http nobody proves to be the name. (3) Every redirect and every later call
// resolves anew and is checked anew: an answer of before says nothing of the next, so nothing is remembered.
import { inOrderOfTrial, isAddress, isLoopback, isPublicAddress, withoutBrackets } from "./addresses.ts";
import type { Connection, Network } from "./connection.ts";
import { type Deadline, shorter } from "./deadline.ts";
import { SafeFetchError } from "./errors.ts";

export interface GuardOptions {
  /** A tenant's own test server on this machine; for LOCAL_MODE alone. */
  allowLoopback?: boolean;
  /** The host is the operator's own choice, not a tenant's. */
  trusted?: boolean;
}

/** Of one address, so that a dead one leaves time for the next. */
const CONNECT_MS = 4_000;
const MOST_ADDRESSES = 4;

/** Names that are not in the public DNS, or that a resolver answers from this machine (RFC 6761, 6762, 7686, 8375, 9476). */
const LOCAL_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa|onion|alt|test|invalid)$/;

/** As WHATWG's URL writes a host (IDN in ASCII, every spelling of IPv4 as four parts), without brackets and root dot. */
export function plainHost(host: string): string {
  const text = host.trim().toLowerCase();
  const url = text.includes(":") && !text.startsWith("[") ? `http://[${text}]/` : `http://${text}/`;
  const isHost = !/[/?#@\\\s]/.test(text) && URL.canParse(url);
  return withoutBrackets(isHost ? new URL(url).hostname : text).replace(/\.$/, "");
}

/** 127/8, ::1 or localhost, as written. */
export const isThisMachine = (host: string): boolean =>
  plainHost(host) === "localhost" || isLoopback(plainHost(host));

/** The addresses that may be connected to, in order of trial. Throws SafeFetchError, if only one of them is private. */
export async function checkHost(
  host: string,
  network: Network,
  deadline: Deadline,
  { allowLoopback = false, trusted = false }: GuardOptions = {},
): Promise<readonly string[]> {
  const allowed = (address: string): boolean =>
    trusted || isPublicAddress(address) || (allowLoopback && isLoopback(address));
  const addresses = await addressesOf(plainHost(host), network, deadline, allowLoopback || trusted);
  if (addresses.length === 0) throw new SafeFetchError("dns");
  if (!addresses.every(allowed)) throw new SafeFetchError("private_address");
  return inOrderOfTrial(addresses).slice(0, MOST_ADDRESSES);
}

async function addressesOf(
  name: string,
  network: Network,
  deadline: Deadline,
  mayBeLocal: boolean,
): Promise<readonly string[]> {
  if (name === "" || name.includes("%")) throw new SafeFetchError("private_address");
  if (isAddress(name)) return [name];
  if (mayBeLocal && name === "localhost") return ["127.0.0.1", "::1"];
  // Without a dot it would be looked for in the search domains of whoever runs this.
  if (!name.includes(".") || LOCAL_NAMES.test(name)) throw new SafeFetchError("private_address");
  // A name that ends in a number is a spelling of an address, whatever a resolver makes of it.
  if (/(^|\.)(\d+|0x[\da-f]*)$/.test(name)) throw new SafeFetchError("private_address");
  try {
    return await deadline.within(network.resolve(name));
  } catch (cause) {
    if (cause instanceof SafeFetchError) throw cause;
    throw new SafeFetchError("dns", { cause });
  }
}

/** A connection to the first checked address that takes one. Throws SafeFetchError; the caller closes it. */
export async function connectChecked(
  host: string,
  port: number,
  network: Network,
  deadline: Deadline,
  options: GuardOptions = {},
): Promise<Connection> {
  let failure: unknown;
  for (const address of await checkHost(host, network, deadline, options)) {
    try {
      const connecting = network.connect(address, port);
      return await shorter(deadline, CONNECT_MS).within(connecting, (late) => late.close());
    } catch (error) {
      failure = error;
      if (deadline.left() === 0) throw new SafeFetchError("timeout", { cause: error });
    }
  }
  if (failure instanceof SafeFetchError) throw failure;
  throw new SafeFetchError("connect", { cause: failure });
}

/** TLS on it, with the certificate checked for `host`; closes the connection when that fails. */
export async function securely(
  connection: Connection,
  host: string,
  deadline: Deadline,
): Promise<Connection> {
  try {
    return await deadline.within(connection.startTls(plainHost(host)), (late) => late.close());
  } catch (cause) {
    connection.close();
    if (cause instanceof SafeFetchError) throw cause;
    throw new SafeFetchError("tls", { cause });
  }
}
