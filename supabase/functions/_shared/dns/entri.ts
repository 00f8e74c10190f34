// Entri enters the records at the customer's DNS provider: on a page of its own, behind a link that is made here for this
// domain and these records. Its script, which would show the same as a dialogue in Genesis's page, is not loaded there: the
// Content-Security-Policy takes no foreign script. Whether the records are there, the DNS itself says: `verify`.
import { z } from "zod";
import type { DnsRecord } from "../contracts/onboarding.ts";
import { PermanentError, RetryableError } from "../errors/mod.ts";
import { canonical } from "./names.ts";

export interface EntriRecord {
  type: DnsRecord["type"];
  /** Below the domain; @ is the domain itself. */
  host: string;
  value: string;
  /** Seconds. */
  ttl: number;
  priority?: number;
}

export interface EntriSession {
  /** Entri's page for this domain and these records, to be opened in a tab of its own. */
  link: string;
  records: EntriRecord[];
}

export interface EntriClient {
  /**
   * Records whose value only the mail service knows are left out. Throws PermanentError (Entri refuses the application,
   * or there is nothing to enter) or RetryableError (Entri is away).
   */
  session(domain: string, records: readonly DnsRecord[]): Promise<EntriSession>;
}

export interface EntriSettings {
  applicationId: string;
  secret: string;
  /** Entri's own unless told: tests have a stand-in. */
  baseUrl?: string | undefined;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

const ENTRI_URL = "https://api.goentri.com";
const TTL_SECONDS = 300;
const tokenSchema = z.object({ auth_token: z.string().min(1) });
// It becomes a link in the page: nothing but a web address may get there.
const linkSchema = z.object({ link: z.url({ protocol: /^https$/ }) });

/** Records as Entri writes them, for those that lie in `domain`. */
export function entriRecords(domain: string, records: readonly DnsRecord[]): EntriRecord[] {
  const suffix = `.${canonical(domain)}`;
  return records.flatMap(({ type, host, value }) => {
    const own = canonical(host) === canonical(domain);
    if (!value || !(own || host.endsWith(suffix))) return [];
    const record = { type, host: own ? "@" : host.slice(0, -suffix.length), value, ttl: TTL_SECONDS };
    const mx = type === "MX" ? /^(\d+) (\S+)$/.exec(value) : null;
    return [mx ? { ...record, value: mx[2] as string, priority: Number(mx[1]) } : record];
  });
}

export function createEntriClient({
  applicationId,
  secret,
  baseUrl = ENTRI_URL,
  fetch: send = fetch,
  timeoutMs = 10_000,
}: EntriSettings): EntriClient {
  const base = baseUrl.replace(/\/+$/, "");
  async function ask<T>(path: string, schema: z.ZodType<T>, body: object, headers: object = {}): Promise<T> {
    let response: Response;
    try {
      response = await send(`${base}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch {
      throw new RetryableError("entri_unreachable", "Entri did not answer");
    }
    if (response.status === 429 || response.status >= 500) {
      throw new RetryableError("entri_unreachable", `Entri answered ${response.status}`);
    }
    const said: unknown = await response.json().catch(() => undefined);
    const answer = response.ok ? schema.safeParse(said).data : undefined;
    if (answer) return answer;
    throw new PermanentError("entri_refused", `Entri refused ${path}: it answered ${response.status}`);
  }
  return {
    async session(domain, records) {
      const dnsRecords = entriRecords(domain, records);
      if (dnsRecords.length === 0) throw new PermanentError("entri_nothing", "There is no record to enter");
      const prefilledDomain = canonical(domain);
      const asked = { applicationId, secret, domain: prefilledDomain, dnsRecords };
      const { auth_token } = await ask("/token", tokenSchema, asked);
      const { link } = await ask(
        "/sharing/connect",
        linkSchema,
        { applicationId, config: { prefilledDomain, dnsRecords } },
        { authorization: `Bearer ${auth_token}`, applicationId },
      );
      return { link, records: dnsRecords };
    },
  };
}
