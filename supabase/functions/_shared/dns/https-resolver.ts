// DNS over HTTPS (RFC 8484): says exactly what the name servers said, and works where only fetch does.
import type { AnswerType, Bytes, Lookup, Resolver } from "./types.ts";
import { decodeAnswer, encodeQuery } from "./wire.ts";

export interface HttpsResolverSettings {
  /** Such as https://dns.google/dns-query. */
  url: string;
  fetch?: typeof fetch;
  /** Milliseconds for one try; there are two. */
  timeoutMs?: number;
}

const MEDIA_TYPE = "application/dns-message";
const TRIES = 2;

export function createHttpsResolver({
  url,
  fetch: send = fetch,
  timeoutMs = 3_000,
}: HttpsResolverSettings): Resolver {
  async function tryOnce<T extends AnswerType>(body: Bytes, type: T): Promise<Lookup<T>> {
    try {
      const response = await send(url, {
        method: "POST",
        headers: { "content-type": MEDIA_TYPE, accept: MEDIA_TYPE },
        body,
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      const message = new Uint8Array(await response.arrayBuffer());
      if (!response.ok) return { kind: "failed", reason: `the resolver answered ${response.status}` };
      return decodeAnswer(message, type);
    } catch (error) {
      const late = error instanceof Error && error.name === "TimeoutError";
      return { kind: "failed", reason: late ? "time-out" : "the resolver cannot be reached" };
    }
  }

  return {
    async resolve(name, type) {
      let body: Bytes;
      try {
        body = encodeQuery(name, type);
      } catch {
        // No zone can hold such a name.
        return { kind: "nxdomain" };
      }
      let answer = await tryOnce(body, type);
      for (let tries = 1; tries < TRIES && answer.kind === "failed"; tries++)
        answer = await tryOnce(body, type);
      return answer;
    },
  };
}
