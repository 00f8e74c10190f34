// A web page from a URL that a tenant gave. guard.ts has the checks, and what they leave open.
import type { Network } from "./connection.ts";
import { startDeadline } from "./deadline.ts";
import { SafeFetchError } from "./errors.ts";
import type { Head } from "./http1.ts";
import { guardedRequest, parseTarget } from "./request.ts";

export interface SafeFetchOptions {
  /** Of the unpacked body; 2 MB by default. */
  maxBytes?: number;
  /** For all hops together; 10,000 by default. */
  timeoutMs?: number;
  /** Media types that may be read; text/html by default. */
  accept?: readonly string[];
}

export interface Page {
  /** Where the redirects ended. */
  url: string;
  status: number;
  /** As the server sent it, with its parameters. */
  contentType: string;
  /** Empty for a status of 400 and more whose body is of another type. */
  bytes: Uint8Array;
}

/** Throws SafeFetchError, nothing else. A status of 400 and more is an answer. */
export type SafeFetch = (url: string, options?: SafeFetchOptions) => Promise<Page>;

export interface SafeFetchDeps extends Network {
  now?: () => number;
  /** Origins of the operator's own settings, never of a tenant: they are connected to unchecked. */
  trustedOrigins?: readonly string[];
}

export const MAX_BYTES = 2_000_000;
export const TIMEOUT_MS = 10_000;
export const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const USER_AGENT = "Mozilla/5.0 (compatible; Genesis/1.0)";

export function createSafeFetch({ resolve, connect, now, trustedOrigins = [] }: SafeFetchDeps): SafeFetch {
  const network = { resolve, connect };
  return async (url, { maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS, accept = ["text/html"] } = {}) => {
    const deadline = startDeadline(timeoutMs, now);
    const headers = { "user-agent": USER_AGENT, accept: accept.join(", "), "accept-language": "en, *;q=0.5" };
    const readable = (head: Head): boolean => accept.includes(mediaType(head));
    let next = parseTarget(url, undefined, true);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const trusted = trustedOrigins.includes(next.origin);
      const request = { url: next.href, headers, maxBytes, wantsBody: readable };
      const answer = await guardedRequest(request, network, deadline, { trusted });
      const { status } = answer;
      if (!REDIRECTS.has(status)) {
        if (status < 400 && !readable(answer)) throw new SafeFetchError("not_html");
        const contentType = answer.headers.get("content-type") ?? "";
        return { url: next.href, status, contentType, bytes: answer.bytes };
      }
      const location = answer.headers.get("location");
      if (!location) throw new SafeFetchError("redirects");
      next = parseTarget(asUtf8(location), next.href, true);
    }
    throw new SafeFetchError("redirects");
  };
}

/** Headers are read as Latin-1; servers that do not escape a Location mean UTF-8, as browsers take it. */
function asUtf8(latin1: string): string {
  const bytes = Uint8Array.from(latin1, (letter) => letter.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return latin1;
  }
}

const mediaType = (head: Head): string =>
  (head.headers.get("content-type") ?? "").split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? "";
