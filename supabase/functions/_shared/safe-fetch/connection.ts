// The network as the guard sees it: a resolver and a connector, both given, so that what is checked is what is
// connected to, and tests never leave the loopback address.

/**
 * The addresses (A and AAAA) of a host name, as text. Empty when the name does not exist; throws when DNS gave no
 * answer. Never asked for an IP address.
 */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** One TCP connection, later perhaps with TLS on it. */
export interface Connection {
  /** The next bytes, at most some 64 kB; null when the other side has ended. */
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
  /** TLS from here on: sends `hostname` as SNI and checks the certificate for it. Throws if that does not hold. */
  startTls(hostname: string): Promise<Connection>;
  /** May be called twice. */
  close(): void;
}

/** Connects to exactly this address: an IP address that has been checked, never a name. */
export type Connect = (address: string, port: number) => Promise<Connection>;

export interface Network {
  resolve: Resolve;
  connect: Connect;
}
