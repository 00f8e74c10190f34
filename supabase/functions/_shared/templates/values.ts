// From what is known of a workspace and a campaign to the placeholders' values.

export interface TemplateContext {
  workspace: { id: string; slug: string; name: string; time_zone: string };
  campaign: { id: string; name: string; group_id: string | null; group_name: string | null };
  brand: {
    company_name?: string | null;
    website?: string | null;
    description?: string | null;
    sender_name?: string | null;
    postal_address?: string | null;
    calendly_links?: readonly string[];
  } | null;
  email: {
    sender_email: string;
    test_email?: string | null;
    daily_cap: number;
    window_start: string;
    window_end: string;
    /** Host name; only once it is verified. */
    tracking_domain?: string | null;
  } | null;
  /** …/functions/v1, as n8n reaches it. */
  functions_url: string;
  /** Where n8n's webhooks are reached from outside. */
  n8n_url: string;
  /** Of the operator or the workspace: RELEVANCE_API_KEY and the like. */
  research?: Readonly<Record<string, string | undefined>>;
}

const trimmed = (url: string): string => url.replace(/\/+$/, "");

/** Every placeholder but the credentials'; an empty text is no value. */
export function placeholderValues(c: TemplateContext): Record<string, string> {
  const functions = trimmed(c.functions_url);
  const tracking = c.email?.tracking_domain;
  const given: Record<string, string | number | null | undefined> = {
    YOUR_WORKSPACE_ID: c.workspace.id,
    YOUR_WORKSPACE_SLUG: c.workspace.slug,
    YOUR_WORKSPACE_NAME: c.workspace.name,
    YOUR_TIMEZONE: c.workspace.time_zone,
    YOUR_CAMPAIGN_ID: c.campaign.id,
    YOUR_CAMPAIGN_NAME: c.campaign.name,
    YOUR_CAMPAIGN_GROUP_ID: c.campaign.group_id,
    YOUR_CAMPAIGN_GROUP_NAME: c.campaign.group_name,
    YOUR_LEADS_URL: `${functions}/leads`,
    YOUR_DASHBOARD_EVENTS_URL: `${functions}/events`,
    YOUR_COST_EVENTS_URL: `${functions}/cost-events`,
    YOUR_RESERVE_URL: `${functions}/cost-events/reserve`,
    YOUR_SEND_PERMIT_URL: `${functions}/send-permit`,
    YOUR_UNSUBSCRIBE_URL: `${functions}/unsubscribe`,
    YOUR_TRACK_URL: tracking ? `https://${tracking}` : `${functions}/track`,
    YOUR_N8N_INSTANCE_URL: trimmed(c.n8n_url),
    YOUR_COMPANY_NAME: c.brand?.company_name,
    YOUR_COMPANY_WEBSITE: c.brand?.website,
    YOUR_COMPANY_DESCRIPTION: c.brand?.description,
    YOUR_SENDER_NAME: c.brand?.sender_name,
    YOUR_POSTAL_ADDRESS: c.brand?.postal_address,
    YOUR_CALENDLY_LINK_1: c.brand?.calendly_links?.[0],
    YOUR_CALENDLY_LINK_2: c.brand?.calendly_links?.[1],
    YOUR_SENDER_EMAIL: c.email?.sender_email,
    YOUR_TEST_EMAIL: c.email?.test_email,
    YOUR_DAILY_CAP: c.email?.daily_cap,
    YOUR_WINDOW_START: c.email?.window_start,
    YOUR_WINDOW_END: c.email?.window_end,
    YOUR_RELEVANCE_API_KEY: c.research?.RELEVANCE_API_KEY,
    YOUR_RELEVANCE_PROJECT: c.research?.RELEVANCE_PROJECT,
    YOUR_GOOGLE_CSE_KEY: c.research?.GOOGLE_CSE_KEY,
    YOUR_GOOGLE_CSE_ID: c.research?.GOOGLE_CSE_ID,
    YOUR_APIFY_TOKEN: c.research?.APIFY_TOKEN,
  };
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value ?? "")]));
}
