export type SafeFetchReason =
  /** No URL, credentials in it, another scheme or port. */
  | "bad_url"
  /** An address or a name that is not on the public internet. */
  | "private_address"
  /** The name does not exist, or DNS gave no answer. */
  | "dns"
  | "connect"
  /** No TLS, or a certificate for another name. */
  | "tls"
  | "timeout"
  /** More than 5, or one without a place to go to. */
  | "redirects"
  /** What came is not HTTP, broke off, or has endless headers. */
  | "protocol"
  | "not_html"
  | "too_large";

/** What a person reads; says nothing of addresses or of what answered there. */
const SENTENCES: Readonly<Record<SafeFetchReason, string>> = {
  bad_url:
    "This is not a web address that can be opened: it needs http:// or https://, no password and no port",
  private_address: "This address is not on the public internet",
  dns: "No server was found under this name",
  connect: "The server does not take connections",
  tls: "The server's certificate is not valid for this name",
  timeout: "The server took too long to answer",
  redirects: "The address leads on to too many others",
  protocol: "The server's answer could not be read",
  not_html: "There is no web page at this address",
  too_large: "The page is too large",
};

export class SafeFetchError extends Error {
  readonly reason: SafeFetchReason;
  constructor(reason: SafeFetchReason, options?: ErrorOptions) {
    super(SENTENCES[reason], options);
    this.name = "SafeFetchError";
    this.reason = reason;
  }
}

/** The four words that a route answers with: refused by the guard, or not to be had. */
export function outcomeOf(reason: SafeFetchReason): "refused" | "unreachable" | "not_html" | "too_large" {
  if (reason === "not_html" || reason === "too_large") return reason;
  return reason === "bad_url" || reason === "private_address" ? "refused" : "unreachable";
}
