// What the checks know of a domain and of the DNS. No Deno, no Node: the resolver is handed in.

/** What a person said of the domain that mail is sent from: the output of dnsSchema. */
export interface DnsInput {
  domain: string;
  sender: "google" | "other";
  dkim_selector?: string | null | undefined;
  spf_include?: string | null | undefined;
}

export interface DnsOptions {
  /** The host that serves clicks and opens; without one, no tracking record is asked for. */
  trackingHost?: string | null | undefined;
  /** The workspace's tracking domain; `track.` before the domain unless told. */
  trackingDomain?: string | null | undefined;
  /** The address in From: DMARC is judged for its domain. */
  senderEmail?: string | null | undefined;
}

/** One answer of each type. TXT: the character strings of one record, not yet joined. */
export interface Answer {
  A: string;
  AAAA: string;
  CNAME: string;
  TXT: readonly string[];
  MX: { preference: number; exchange: string };
  PTR: string;
}
export type AnswerType = keyof Answer;

/**
 * nxdomain: the name does not exist. nodata: it does, without that type. failed: nothing can be said (SERVFAIL,
 * REFUSED, a time-out), and it is worth another try.
 */
export type Lookup<T extends AnswerType> =
  | { kind: "answers"; answers: readonly Answer[T][] }
  | { kind: "nxdomain" }
  | { kind: "nodata" }
  | { kind: "failed"; reason: string };

/**
 * A recursive resolver: it follows aliases by itself, but for type CNAME, where it gives the alias at that very name.
 * Never throws. Names with or without a dot at their end.
 */
export interface Resolver {
  resolve<T extends AnswerType>(name: string, type: T): Promise<Lookup<T>>;
}

/** Uint8Array over an ArrayBuffer, spelt so that the TypeScript of Deno 2.1 reads it too. */
export type Bytes = ReturnType<typeof Uint8Array.from>;
