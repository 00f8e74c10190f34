// Fills a stack with months of mails, by SQL in batches, and rolls them up with the project's own function.
import type { BenchStack } from "../stack.ts";
import type { Tenant } from "./tenants.ts";

/** Of 40 messages: 40 sent, 38 delivered, 16 opened, 2 clicked, 1 replied, 2 bounced. */
const EVENTS_A_MESSAGE = 99 / 40;
const DAYS = 120;
/** A multiple of 120, so that a batch holds whole contacts and whole patterns. */
const BATCH = 60_000;

/**
 * Message i is step 1–3 of contact i / 3, whose campaign is one of 200; days, hours and mailboxes spread evenly.
 * A message's events follow it within hours; its row says the first open and click, as ingestion would.
 */
const FILL = `
  with messages as (
    select i, c.workspace_id, c.id as campaign_id, c.name as campaign_name, c.campaign_group_id,
      'lead.' || i / 3 || '@fill.example.test' as contact_email, (1 + i % 3)::smallint as email_number,
      '<fill.' || i || '@mail.example.test>' as message_id, 'sender' || i % 8 || '@example.test' as mailbox,
      now() - make_interval(days => 1 + ((i / 600 * 37 + i / 3) % ${DAYS - 1})::int, secs => i * 7919 % 36000) as sent_at
    from generate_series($1::bigint, $2::bigint - 1) as i
    join bench_campaigns c on c.nth = i / 3 % 200
  ), contacts as (
    insert into public.contacts (workspace_id, email, last_event_type, last_event_at, last_sent_at)
    select workspace_id, contact_email, 'sent', max(sent_at), max(sent_at) from messages group by 1, 2
  ), emails as (
    insert into public.emails (workspace_id, message_id, contact_email, campaign_id, campaign_group_id, email_number,
      mailbox, subject, sent_at, first_opened_at, first_clicked_at)
    select workspace_id, message_id, contact_email, campaign_id, campaign_group_id, email_number, mailbox,
      'A question about your plant', sent_at, case when i % 5 < 2 then sent_at + interval '2 hours' end,
      case when i % 20 = 1 then sent_at + interval '3 hours' end
    from messages
  ), costs as (
    insert into public.llm_usage (workspace_id, campaign_id, campaign_name, campaign_group_id, provider, model, tokens_in,
      tokens_out, cost_usd, counted_usd, month, idempotency_key, created_at)
    select workspace_id, campaign_id, campaign_name, campaign_group_id, 'openai', (array['gpt-4o', 'gpt-4.1-mini', 'o3'])[1 + i % 3],
      2000, 300, 0.008, 0.008, date_trunc('month', sent_at at time zone 'UTC'), 'fill-cost-' || i, sent_at
    from messages where i % 10 = 0
  )
  insert into public.email_events (workspace_id, event_type, event_ts, received_at, campaign_id, campaign_name,
    campaign_group_id, contact_email, mailbox, email_number, provider, message_id, idempotency_key, event_key, fingerprint, metadata)
  select m.workspace_id, k.kind, m.sent_at + k.later, m.sent_at + k.later, m.campaign_id, m.campaign_name, m.campaign_group_id,
    m.contact_email, m.mailbox, m.email_number, 'smtp', m.message_id, 'fill-' || m.i || '-' || k.kind,
    encode(sha256(convert_to(m.message_id || k.kind, 'UTF8')), 'base64'), sha256(convert_to(m.message_id || k.kind, 'UTF8')),
    '{"workflow": "sequence"}'
  from messages m
  join lateral (values ('sent', interval '0', true), ('delivered', interval '1 minute', m.i % 20 <> 19),
    ('bounced', interval '1 minute', m.i % 20 = 19), ('opened', interval '2 hours', m.i % 5 < 2),
    ('clicked', interval '3 hours', m.i % 20 = 1), ('replied', interval '5 hours', m.i % 40 = 5)
  ) as k (kind, later, happens) on k.happens`;

/** Days on which rollup and recount disagree, of three looked at. */
async function disagreements({ sql }: BenchStack, tenants: readonly Tenant[]): Promise<number> {
  const [row] = await sql`select count(*)::int as n
    from unnest(${tenants.map(({ id }) => id)}::uuid[]) as w (id), unnest(array[3, 40, 100]) as back
    where private.stats_differences(w.id, current_date - back) <> '[]'`;
  return row?.n ?? 0;
}

/** Returns how many events are there afterwards: `events`, rounded up to a whole batch's worth. */
export async function fill(
  stack: BenchStack,
  tenants: readonly Tenant[],
  events: number,
  say: (line: string) => void,
): Promise<number> {
  const { sql } = stack;
  await sql`create temp table if not exists bench_campaigns as
    select (row_number() over (order by id) - 1)::bigint as nth, workspace_id, id, name, campaign_group_id
    from public.campaigns where workspace_id = any(${tenants.map(({ id }) => id)}::uuid[])`;
  const [have] =
    await sql`select count(*)::int as messages from public.llm_usage where idempotency_key like 'fill-cost-%'`;
  const wanted = Math.ceil(events / EVENTS_A_MESSAGE / 120) * 120;
  const started = performance.now();
  for (let from = (have?.messages ?? 0) * 10; from < wanted; from += BATCH) {
    const to = Math.min(from + BATCH, wanted);
    await sql.unsafe(FILL, [from, to]);
    const seconds = Math.round((performance.now() - started) / 1000);
    if (to < wanted)
      say(`  filling: ${Math.round(to * EVENTS_A_MESSAGE).toLocaleString("en-US")} events, ${seconds} s`);
  }
  for (const { id } of tenants) await sql`select private.stats_rebuild(${id}::uuid)`;
  await sql.unsafe(
    "vacuum (analyze) public.email_events, public.emails, public.contacts, public.daily_stats, public.daily_costs, public.llm_usage",
  );
  const wrong = await disagreements(stack, tenants);
  if (wrong > 0) throw new Error(`The rollup disagrees with the events on ${wrong} days.`);
  const [there] = await sql`select count(*)::int as n from public.email_events`;
  return there?.n ?? 0;
}
