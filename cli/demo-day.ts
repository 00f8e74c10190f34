// Sends the demonstration workspace a day of events and costs over HTTP, as n8n posts them, and reads back
// what the dashboard shows. Sent twice it changes nothing: every key is made of the day and a number.
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { StackError } from "../stack/errors.ts";
import type { StackInfo } from "../stack/run-file.ts";

const LEADS = 120;
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

/** What became of each lead, so that the numbers look like a campaign's: most opened, few replied. */
function eventsOf(workspaceId: string, campaign: { id: string }, day: string, n: number): Row[] {
  const lead = `lead${n}@prospects.test`;
  const key = (type: string): string => `demo-${day}-${campaign.id}-${n}-${type}`;
  const message = `<${day}.${n}.${campaign.id}@acme.test>`;
  // Spread backwards from now: an event may not lie in the future.
  const at = (minutesLater: number): string =>
    new Date(
      Math.min(Date.now(), Date.now() - 6 * 3_600_000 + n * 60_000 + minutesLater * 60_000),
    ).toISOString();
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
  const events = [event("sent", 0, { subject: "A question" })];
  if (n % 25 === 24)
    return [...events, event("bounced", 1, { bounce: { status: "5.1.1", diagnostic: "no such user" } })];
  events.push(event("delivered", 1));
  if (n % 5 < 2) events.push(event("opened", 20));
  if (n % 12 === 0) events.push(event("clicked", 25));
  if (n % 20 === 1) events.push(event("replied", 90));
  if (n % 40 === 3) events.push(event("opt_out", 120));
  return events;
}

const MODELS = [
  { provider: "openai", model: "gpt-4o-mini", tokens_in: 2400, tokens_out: 350 },
  { provider: "openai", model: "gpt-4o", tokens_in: 1800, tokens_out: 500 },
] as const;

function costsOf(workspaceId: string, campaign: { id: string }, day: string): Row[] {
  return Array.from({ length: LEADS }, (_, n) => ({
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
  const events = campaigns.flatMap((c) =>
    Array.from({ length: LEADS }, (_, n) => eventsOf(workspaceId, c as { id: string }, day, n)).flat(),
  );
  const costs = campaigns.flatMap((c) => costsOf(workspaceId, c as { id: string }, day));
  await inBatches(events, BATCH, (batch) => post(access, "events", workspaceId, batch));
  await inBatches(costs, COST_BATCH, (batch) => post(access, "cost-events", workspaceId, batch));
  const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
  const asked = { p_workspace_id: workspaceId, p_from_day: yesterday, p_to_day: tomorrow };
  const dashboard = must(await supabase.rpc("dashboard_aggregate", asked), "dashboard_aggregate");
  return { events: events.length, costs: costs.length, dashboard };
}
