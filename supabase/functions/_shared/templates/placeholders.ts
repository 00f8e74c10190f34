// Every placeholder that a template may use, with who supplies it. A manifest lists those it uses.
import type { CredentialType, ManifestPlaceholder } from "./types.ts";

type Entry = [type: ManifestPlaceholder["type"], source: string];

export const PLACEHOLDERS: Readonly<Record<string, Entry>> = {
  YOUR_WORKSPACE_ID: ["uuid", "genesis"],
  YOUR_WORKSPACE_SLUG: ["text", "genesis"],
  YOUR_WORKSPACE_NAME: ["text", "genesis"],
  YOUR_CAMPAIGN_ID: ["uuid", "genesis"],
  YOUR_CAMPAIGN_NAME: ["text", "genesis"],
  YOUR_CAMPAIGN_GROUP_ID: ["uuid", "genesis"],
  YOUR_CAMPAIGN_GROUP_NAME: ["text", "genesis"],
  YOUR_LEADS_URL: ["url", "genesis"],
  YOUR_N8N_INSTANCE_URL: ["url", "genesis"],
  YOUR_DASHBOARD_EVENTS_URL: ["url", "genesis"],
  YOUR_COST_EVENTS_URL: ["url", "genesis"],
  YOUR_RESERVE_URL: ["url", "genesis"],
  YOUR_SEND_PERMIT_URL: ["url", "genesis"],
  YOUR_UNSUBSCRIBE_URL: ["url", "genesis"],
  YOUR_TRACK_URL: ["url", "genesis"],
  YOUR_SENDER_NAME: ["text", "brand"],
  YOUR_SENDER_EMAIL: ["email", "email"],
  YOUR_TEST_EMAIL: ["email", "email"],
  YOUR_COMPANY_NAME: ["text", "brand"],
  YOUR_COMPANY_WEBSITE: ["url", "brand"],
  YOUR_COMPANY_DESCRIPTION: ["text", "brand"],
  YOUR_POSTAL_ADDRESS: ["text", "brand"],
  YOUR_CALENDLY_LINK_1: ["url", "calendly"],
  YOUR_CALENDLY_LINK_2: ["url", "calendly"],
  YOUR_DAILY_CAP: ["number", "email"],
  YOUR_WINDOW_START: ["time", "email"],
  YOUR_WINDOW_END: ["time", "email"],
  YOUR_TIMEZONE: ["time_zone", "genesis"],
  YOUR_RELEVANCE_API_KEY: ["text", "research"],
  YOUR_RELEVANCE_PROJECT: ["text", "research"],
  YOUR_GOOGLE_CSE_KEY: ["text", "research"],
  YOUR_GOOGLE_CSE_ID: ["text", "research"],
  YOUR_APIFY_TOKEN: ["text", "research"],
  YOUR_CREDENTIAL_GMAIL_ID: ["credential", "credentials"],
  YOUR_CREDENTIAL_SMTP_ID: ["credential", "credentials"],
  YOUR_CREDENTIAL_IMAP_ID: ["credential", "credentials"],
  YOUR_CREDENTIAL_OPENAI_ID: ["credential", "credentials"],
  YOUR_CREDENTIAL_ANTHROPIC_ID: ["credential", "credentials"],
  YOUR_CREDENTIAL_WEBHOOK_ID: ["credential", "genesis"],
};

/** Which placeholder takes n8n's id of a credential of this type. */
export const CREDENTIAL_PLACEHOLDERS: Readonly<Partial<Record<CredentialType, string>>> = {
  google_oauth2: "YOUR_CREDENTIAL_GMAIL_ID",
  smtp: "YOUR_CREDENTIAL_SMTP_ID",
  imap: "YOUR_CREDENTIAL_IMAP_ID",
  openai_api: "YOUR_CREDENTIAL_OPENAI_ID",
  anthropic: "YOUR_CREDENTIAL_ANTHROPIC_ID",
  webhook: "YOUR_CREDENTIAL_WEBHOOK_ID",
};

/** A credential's placeholder must have a value whatever a manifest says. */
export const isCredentialPlaceholder = (name: string): boolean =>
  /^YOUR_CREDENTIAL_[A-Z0-9_]+_ID$/.test(name);
