// Sends the demonstration workspace two months of events and a day of costs over HTTP, as n8n posts them, and reads back
// what the dashboard shows. Sent twice it changes nothing: every key is made of the day and a number.
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { StackError } from "../stack/errors.ts";
import type { StackInfo } from "../stack/run-file.ts";

/** So far back, so that a month can be compared with the one before. */
const DAYS = 60;
const DAY_MS = 24 * 3_600_000;
/** Of a campaign, today. */
const LEADS = 24;
/** Calls to models of a campaign, all of today: a cost counts when it arrives. */
const CALLS = 120;
const BATCH = 500;
const COST_BATCH = 100;

export interface DemoAccess {
  readonly info: StackInfo;
  readonly webhookToken: string;
  /** A fresh session token of a member of the workspace. */
  readonly sessionToken: () => Promise<string>;
}

export interface DemoDay {
  readonly events: number;
  readonly costs: number;
  readonly dashboard: unknown;
}

type Row = Record<string, unknown>;

/** How many leads a campaign wrote to so many days ago: none at weekends, more from week to week. */
function leadsOn(back: number): number {
  if (back === 0) return LEADS;
  const weekday = new Date(Date.now() - back * DAY_MS).getUTCDay();
  return weekday === 0 || weekday === 6 ? 0 : 8 + Math.round((DAYS - back) / 5) + ((back * 5) % 4);
}

/**
 * What became of each lead, so that the numbers look like a campaign's: many opened, few replied, and no campaign does as
 * well as the other.
 */
function eventsOf(
  workspaceId: string,
  campaign: { id: string },
  nth: number,
  back: number,
  n: number,
): Row[] {
  const day = new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10);
  const lead = `lead${n}.${day}@prospects.test`;
  const key = (type: string): string => `demo-${day}-${campaign.id}-${n}-${type}`;
  const message = `<${day}.${n}.${campaign.id}@acme.test>`;
  // Spread backwards from now: an event may not lie in the future.
  const at = (minutesLater: number): string => {
    const time = Date.now() - back * DAY_MS - 6 * 3_600_000 + (n + minutesLater) * 60_000;
    return new Date(Math.min(Date.now(), time)).toISOString();
  };
  const event = (type: string, minutesLater: number, more: Row = {}): Row => ({
    workspace_id: workspaceId,
    event_type: type,
    idempotency_key: key(type),
    contact_email: lead,
    campaign_id: campaign.id,
    email_number: 1,
    message_id: message,
    provider: "demo",
    event_ts: at(minutesLater),
    ...more,
  });
  // Every so manieth lead of all days.
  const k = n + back * 31;
  const events = [event("sent", 0, { subject: "A question" })];
  if (k % 25 === 24)
    return [...events, event("bounced", 1, { bounce: { status: "5.1.1", diagnostic: "no such user" } })];
  events.push(event("delivered", 1));
  if ((k * 7) % 10 < 3 + nth) events.push(event("opened", 20));
  if (k % 12 === nth) events.push(event("clicked", 25));
  if (k % (16 + 4 * nth) === 1) events.push(event("replied", 90));
  if (k % (40 + 20 * nth) === 3) events.push(event("opt_out", 120));
  return events;
}

const MODELS = [
  { provider: "openai", model: "gpt-4o-mini", tokens_in: 2400, tokens_out: 350 },
  { provider: "openai", model: "gpt-4o", tokens_in: 1800, tokens_out: 500 },
] as const;

function costsOf(workspaceId: string, campaign: { id: string }, day: string): Row[] {
  return Array.from({ length: CALLS }, (_, n) => ({
    workspace_id: workspaceId,
    campaign_id: campaign.id,
    idempotency_key: `demo-${day}-${campaign.id}-cost-${n}`,
    ...MODELS[n % MODELS.length],
  }));
}

async function post(access: DemoAccess, name: string, workspaceId: string, events: Row[]): Promise<void> {
  const answer = await fetch(`${access.info.functions_url}/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-webhook-token": access.webhookToken },
    body: JSON.stringify({ workspace_id: workspaceId, events }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new StackError(
      `${name} answered ${answer.status}: ${text.slice(0, 300)}`,
      `Its log: ${access.info.home}/logs/functions.log`,
    );
  }
  const results = (JSON.parse(text) as { results?: { status: number; error?: string }[] }).results ?? [];
  const bad = results.filter((r) => r.status !== 200 && r.status !== 402);
  if (bad.length > 0) {
    throw new StackError(
      `${name} refused ${bad.length} of ${events.length}: ${JSON.stringify(bad[0])}`,
      "Is the demonstration's data current? `genesis reset` makes it anew.",
    );
  }
}

async function inBatches(rows: Row[], size: number, send: (batch: Row[]) => Promise<void>): Promise<void> {
  for (let i = 0; i < rows.length; i += size) await send(rows.slice(i, i + size));
}

function client(access: DemoAccess): SupabaseClient {
  return createClient(access.info.api_url, access.info.publishable_key, { accessToken: access.sessionToken });
}

function must<T>(answer: { data: T; error: { message: string } | null }, what: string): NonNullable<T> {
  if (answer.error || answer.data === null) {
    throw new StackError(
      `${what}: ${answer.error?.message ?? "nothing there"}`,
      "Was the demonstration seeded? `genesis reset` makes it anew.",
    );
  }
  return answer.data as NonNullable<T>;
}

/** Errors: StackError with what the functions or the database answered. */
export async function sendDemoDay(access: DemoAccess): Promise<DemoDay> {
  const supabase = client(access);
  const workspace = must(
    await supabase.from("workspaces").select("id, time_zone").eq("slug", "acme").single(),
    "workspace acme",
  );
  const workspaceId = workspace.id as string;
  const campaigns = must(
    await supabase.from("campaigns").select("id").eq("workspace_id", workspaceId).order("name"),
    "campaigns",
  );
  const day = new Date().toISOString().slice(0, 10);
  const backs = Array.from({ length: DAYS }, (_, back) => back);
  const events = campaigns.flatMap((campaign, nth) =>
    backs.flatMap((back) =>
      Array.from({ length: leadsOn(back) }, (_, n) =>
        eventsOf(workspaceId, campaign as { id: string }, nth, back, n),
      ).flat(),
    ),
  );
  const costs = campaigns.flatMap((c) => costsOf(workspaceId, c as { id: string }, day));
  await inBatches(events, BATCH, (batch) => post(access, "events", workspaceId, batch));
  await inBatches(costs, COST_BATCH, (batch) => post(access, "cost-events", workspaceId, batch));
  const from = new Date(Date.now() - 29 * DAY_MS).toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const asked = { p_workspace_id: workspaceId, p_from_day: from, p_to_day: tomorrow };
  const dashboard = must(await supabase.rpc("dashboard_aggregate", asked), "dashboard_aggregate");
  return { events: events.length, costs: costs.length, dashboard };
}
