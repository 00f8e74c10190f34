import type { Verdict } from "../contracts/onboarding.ts";
import type { Settings } from "../env.ts";
import type { Network } from "../safe-fetch/connection.ts";

export interface VerdictAnswer {
  verdict: Verdict;
  /** For a person: what was found and what to do about it. Holds no part of the secret. */
  message: string;
}

/**
 * Settings read, all optional: OPENAI_API_URL, ANTHROPIC_API_URL, APIFY_API_URL, GOOGLE_CSE_URL, GOOGLE_TOKEN_URL,
 * RELEVANCE_API_URL (their defaults are in endpoints.ts), MAIL_PORTS_BLOCKED (true where the platform lets nothing
 * out to ports 25 and 587), LOCAL_MODE (true: a tenant's own host may be on the loopback address).
 */
export interface ProviderDeps extends Network {
  fetch: typeof fetch;
  settings: Settings;
  /** For the whole validation; 10,000 by default. */
  timeoutMs?: number;
}

export interface CalendlyAnswer {
  ok: boolean;
  reason: "ok" | "not_a_link" | "other_service" | "not_found" | "not_taking_bookings" | "unreachable";
  message: string;
}
