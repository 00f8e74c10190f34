// Entri enters the records at the customer's DNS provider. The page opens its dialogue with a token that is made here:
// the secret stays here. Whether the records are there, the DNS itself says: `verify`.
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
  /** For 60 minutes, this domain and these records alone. */
  token: string;
  application_id: string;
  /** What the page hands to entri.showEntri besides. */
  config: { prefilledDomain: string; dnsRecords: EntriRecord[] };
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
const answerSchema = z.object({ auth_token: z.string().min(1) });

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
  return {
    async session(domain, records) {
      const dnsRecords = entriRecords(domain, records);
      if (dnsRecords.length === 0) throw new PermanentError("entri_nothing", "There is no record to enter");
      let response: Response;
      try {
        response = await send(`${baseUrl.replace(/\/+$/, "")}/token`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ applicationId, secret, domain: canonical(domain), dnsRecords }),
          redirect: "error",
          signal: AbortSignal.timeout(timeoutMs),
        });
      } catch {
        throw new RetryableError("entri_unreachable", "Entri did not answer");
      }
      if (response.status === 429 || response.status >= 500) {
        throw new RetryableError("entri_unreachable", `Entri answered ${response.status}`);
      }
      const body: unknown = await response.json().catch(() => undefined);
      const answer = response.ok ? answerSchema.safeParse(body).data : undefined;
      if (!answer)
        throw new PermanentError("entri_refused", `Entri made no token: it answered ${response.status}`);
      return {
        token: answer.auth_token,
        application_id: applicationId,
        config: { prefilledDomain: canonical(domain), dnsRecords },
      };
    },
  };
}
