// What the wizard reaches: one port a neighbour, so that tests stand in for each.
import type { SigningKeys } from "../_shared/auth/mod.ts";
import type {
  CredentialType,
  DnsFinding,
  DnsRecord,
  Stage,
  VERDICTS,
} from "../_shared/contracts/onboarding.ts";
import type { Rpc } from "../_shared/db/client.ts";
import type { Settings } from "../_shared/env.ts";
import type { SessionDeps } from "../_shared/http/session-route.ts";
import type { Log } from "../_shared/log.ts";
import type { Vault } from "../_shared/vault/mod.ts";
import type { CredentialDesk } from "./credential-desk.ts";

export type Stages = Partial<Record<Stage, "done" | "skipped">>;

export interface DnsQuestion {
  domain: string;
  sender: "google" | "other";
  dkim_selector?: string | null | undefined;
  spf_include?: string | null | undefined;
}

export interface DnsOptions {
  senderEmail?: string | null;
  trackingDomain?: string | null;
}

export interface Dns {
  records(question: DnsQuestion, options: DnsOptions): DnsRecord[];
  verify(question: DnsQuestion, options: DnsOptions): Promise<DnsFinding[]>;
  isVerified(findings: readonly DnsFinding[]): boolean;
  trackingRecord(domain: string): DnsRecord;
  verifyTracking(domain: string): Promise<DnsFinding>;
}

export interface Entri {
  session(
    domain: string,
    records: readonly DnsRecord[],
  ): Promise<{ link: string; records: readonly object[] }>;
}

export interface OnboardingDeps extends SessionDeps {
  /** Functions of schema genesis, as the machine. */
  rpc: Rpc;
  credentials: CredentialDesk;
  vault: Vault;
  keys: SigningKeys;
  settings: Settings;
  /** The body of the answer of auto-scrape; never throws. */
  scrape(url: string): Promise<object>;
  /** Never throws. */
  validate(
    type: CredentialType,
    secret: unknown,
  ): Promise<{ verdict: (typeof VERDICTS)[number]; message: string }>;
  /** Never throws. */
  calendly(link: string): Promise<{ ok: boolean; reason: string; message: string }>;
  dns: Dns;
  /** Null where its keys are not set. */
  entri: Entri | null;
  /** To Google's token endpoint alone. */
  fetch: typeof fetch;
  log?: Log;
}

/** What public.onboarding_access answers whoever has the role. */
export interface Access {
  slug: string;
  name: string;
  stages: Stages;
  sender_email: string | null;
  tracking_domain: string | null;
}
