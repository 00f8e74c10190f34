-- What n8n reports. No foreign key here leads to workspaces: checking it would lock the row that a freeze needs.

create table public.contacts (
  workspace_id uuid not null,
  email text not null constraint email_is_normal check (email = lower(btrim(email))),
  status text not null default 'active'
    constraint status_is_known check (status in ('active', 'replied', 'opted_out', 'bounced', 'complained')),
  last_event_type text,
  last_event_at timestamptz,
  last_sent_at timestamptz,
  last_opened_at timestamptz,
  last_clicked_at timestamptz,
  replied_at timestamptz,
  opted_out_at timestamptz,
  bounced_at timestamptz,
  complained_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, email),
  constraint opted_out_says_when check (status <> 'opted_out' or opted_out_at is not null),
  constraint replied_says_when check (status <> 'replied' or replied_at is not null),
  constraint bounced_says_when check (status <> 'bounced' or bounced_at is not null),
  constraint complained_says_when check (status <> 'complained' or complained_at is not null)
);
comment on table public.contacts is 'One row an address, with its last state. An older event never overwrites a newer state; an opt-out stays.';
create index contacts_by_status on public.contacts (workspace_id, status, last_event_at desc);
alter table public.contacts enable row level security;
revoke all on table public.contacts from public, anon, authenticated, service_role;
create policy select_members on public.contacts for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.contacts to authenticated;
create policy all_machine on public.contacts for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table public.contacts to genesis_machine;
-- authenticated: no insert, update, delete

create table public.emails (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  message_id text,
  contact_email text not null,
  lead_id uuid,
  campaign_id uuid,
  campaign_group_id uuid,
  email_number smallint,
  mailbox text,
  subject text,
  is_test boolean not null default false,
  sent_at timestamptz,
  first_opened_at timestamptz,
  first_clicked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
comment on table public.emails is 'One row a sent message. Known by its message id, else by contact, campaign and step.';
create unique index emails_by_message_id on public.emails (workspace_id, message_id) where message_id is not null;
create unique index emails_by_step on public.emails (workspace_id, contact_email, campaign_id, email_number, is_test)
  where campaign_id is not null and email_number is not null;
create index emails_by_lead on public.emails (workspace_id, lead_id) where lead_id is not null;
create index emails_by_first_open on public.emails (workspace_id, first_opened_at) where first_opened_at is not null;
create index emails_by_first_click on public.emails (workspace_id, first_clicked_at) where first_clicked_at is not null;
alter table public.emails enable row level security;
revoke all on table public.emails from public, anon, authenticated, service_role;
create policy select_members on public.emails for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.emails to authenticated;
create policy all_machine on public.emails for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table public.emails to genesis_machine;
-- authenticated: no insert, update, delete

create table public.email_events (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  event_type text not null constraint event_type_is_known check (event_type in
    ('sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'complained', 'opt_out', 'failed')),
  event_ts timestamptz not null,
  received_at timestamptz not null default now(),
  campaign_id uuid,
  campaign_name text,
  campaign_group_id uuid,
  lead_id uuid,
  contact_email text,
  mailbox text,
  email_number smallint,
  provider text,
  message_id text,
  permit_id uuid,
  idempotency_key text not null,
  event_key text,
  fingerprint bytea not null,
  is_test boolean not null default false,
  is_bot boolean not null default false,
  campaign_unknown boolean not null default false,
  metadata jsonb not null default '{}',
  primary key (workspace_id, id),
  constraint event_arrives_once unique (workspace_id, idempotency_key)
);
comment on table public.email_events is 'Everything that happened to mails. No row is ever changed.';
comment on column public.email_events.campaign_name is 'As the caller named it; campaign_unknown says that no campaign has that name or id.';
comment on column public.email_events.event_key is 'Hash of provider, message id, type and step: opens and clicks count once a message. Null without a message id.';
comment on column public.email_events.is_bot is 'A scanner or prefetcher followed the link: kept, not counted.';
create unique index event_counts_once_a_message on public.email_events (workspace_id, event_key) where event_key is not null;
create index email_events_by_type on public.email_events (workspace_id, event_type, event_ts desc);
create index email_events_by_campaign on public.email_events (workspace_id, campaign_id, event_ts desc);
create index email_events_by_group on public.email_events (workspace_id, campaign_group_id) where campaign_group_id is not null;
create index email_events_by_contact on public.email_events (workspace_id, contact_email, event_ts desc);
create index email_events_by_time on public.email_events (workspace_id, event_ts desc);
alter table public.email_events enable row level security;
revoke all on table public.email_events from public, anon, authenticated, service_role;
create policy select_members on public.email_events for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.email_events to authenticated;
create policy all_machine on public.email_events for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert on table public.email_events to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.event_quarantine (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  kind text not null constraint kind_is_known check (kind in ('event', 'cost')),
  idempotency_key text not null,
  is_opt_out boolean not null default false,
  event_ts timestamptz not null,
  item jsonb not null,
  received_at timestamptz not null default now(),
  applied_at timestamptz,
  outcome jsonb,
  primary key (workspace_id, id),
  constraint an_item_waits_once unique (workspace_id, kind, idempotency_key),
  constraint applied_has_an_outcome check ((applied_at is null) = (outcome is null))
);
comment on table genesis.event_quarantine is 'What a frozen workspace''s n8n reported meanwhile; applied in event_ts order on unfreeze.';
create index event_quarantine_waiting on genesis.event_quarantine (workspace_id, event_ts) where applied_at is null;
alter table genesis.event_quarantine enable row level security;
revoke all on table genesis.event_quarantine from public, anon, authenticated, service_role;
create policy select_operators on genesis.event_quarantine for select to authenticated
  using ((select private.is_operator()));
grant select on table genesis.event_quarantine to authenticated;
create policy all_machine on genesis.event_quarantine for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.event_quarantine to genesis_machine;
-- authenticated: no insert, update, delete

create table public.notifications (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  kind text not null constraint kind_is_known check (kind in
    ('sent', 'opened', 'clicked', 'replied', 'opt_out', 'bounced', 'budget', 'frozen', 'unfrozen', 'ignition', 'drift', 'health')),
  dedupe_key text not null,
  campaign_id uuid,
  event_id uuid,
  contact_email text,
  bucket timestamptz,
  count bigint not null default 1 constraint count_is_positive check (count > 0),
  detail jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint told_once unique (workspace_id, dedupe_key)
);
comment on table public.notifications is 'replied, opt_out and bounced one each; sent, opened and clicked one row per campaign, type and hour with a count.';
create index notifications_by_time on public.notifications (workspace_id, updated_at desc);
alter table public.notifications enable row level security;
revoke all on table public.notifications from public, anon, authenticated, service_role;
create policy select_members on public.notifications for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.notifications to authenticated;
create policy all_machine on public.notifications for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table public.notifications to genesis_machine;
-- authenticated: no insert, update, delete

create table public.notification_reads (
  workspace_id uuid not null,
  notification_id uuid not null,
  user_id text not null,
  read_at timestamptz not null default now(),
  primary key (workspace_id, notification_id, user_id),
  constraint read_is_of_a_notification foreign key (workspace_id, notification_id)
    references public.notifications (workspace_id, id) on delete cascade
);
comment on table public.notification_reads is 'Who has read which notification; each person marks his own.';
alter table public.notification_reads enable row level security;
revoke all on table public.notification_reads from public, anon, authenticated, service_role;
create policy select_own on public.notification_reads for select to authenticated
  using (user_id = (select private.uid()) and workspace_id = any(array(select private.accessible_workspaces())));
create policy insert_own on public.notification_reads for insert to authenticated
  with check (user_id = (select private.uid()) and workspace_id = any(array(select private.workspaces_as('viewer'))));
create policy delete_own on public.notification_reads for delete to authenticated
  using (user_id = (select private.uid()) and workspace_id = any(array(select private.workspaces_as('viewer'))));
grant select, delete on table public.notification_reads to authenticated;
grant insert (workspace_id, notification_id, user_id) on table public.notification_reads to authenticated;
-- authenticated: no update; genesis_machine: nothing

create unlogged table genesis.rate_limits (
  bucket text primary key,
  tokens double precision not null,
  granted int not null,
  updated_at timestamptz not null
);
comment on table genesis.rate_limits is 'Token buckets: workspace:<id> and client:<address>. Unlogged: a crash refills them.';
comment on column genesis.rate_limits.granted is 'How many of the last call''s requests were let in; an upsert can return it in one statement.';
alter table genesis.rate_limits enable row level security;
revoke all on table genesis.rate_limits from public, anon, authenticated, service_role;
create policy select_operators on genesis.rate_limits for select to authenticated using ((select private.is_operator()));
grant select on table genesis.rate_limits to authenticated;
-- authenticated: no insert, update, delete; genesis_machine: only through private.rate_take

create table private.global_token_uses (
  workspace_id uuid not null,
  hour timestamptz not null,
  uses bigint not null default 0,
  closed_at timestamptz,
  primary key (workspace_id, hour)
);
comment on table private.global_token_uses is 'Uses of DASH_WEBHOOK_TOKEN; the first of an hour is audited at once, the hour''s count when it is over.';
alter table private.global_token_uses enable row level security;
revoke all on table private.global_token_uses from public, anon, authenticated, service_role;
create policy all_machine on private.global_token_uses for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table private.global_token_uses to genesis_machine;
-- authenticated: no select, insert, update, delete
