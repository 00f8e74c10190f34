-- Leads: one list partition a workspace, reached only through functions. The registry and the partition's bound are
-- its integrity; a foreign key would lock workspaces whenever a partition comes or goes.

create table genesis.partition_registry (
  workspace_id uuid not null,
  partition_name text not null constraint partition_name_is_one_of_leads check (partition_name ~ '^leads_p_[a-z0-9_]+$'),
  sidecar_url text,
  created_at timestamptz not null default now(),
  primary key (workspace_id),
  constraint a_partition_is_registered_once unique (workspace_id, partition_name)
);
comment on table genesis.partition_registry is 'Which partition of genesis.leads is whose. Functions take the name from here and address the partition alone.';
alter table genesis.partition_registry enable row level security;
revoke all on table genesis.partition_registry from public, anon, authenticated, service_role;
create policy select_members on genesis.partition_registry for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.partition_registry to authenticated;
create policy all_machine on genesis.partition_registry for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select on table genesis.partition_registry to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.leads (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  campaign_id uuid,
  email text not null constraint email_is_normal check (email = lower(btrim(email)) and email like '%_@_%'),
  first_name text,
  last_name text,
  title text,
  company text,
  website text,
  custom jsonb not null default '{}',
  status text not null default 'new' constraint status_is_known check (status in
    ('new', 'researched', 'prepared', 'in_sequence', 'replied', 'opted_out', 'bounced', 'finished', 'paused')),
  step smallint not null default 0 constraint step_is_0_to_20 check (step between 0 and 20),
  next_due_at timestamptz,
  claimed_at timestamptz,
  claimed_by text,
  report text,
  mails jsonb not null default '[]' constraint mails_are_a_list check (jsonb_typeof(mails) = 'array'),
  message_ids jsonb not null default '[]' constraint message_ids_are_a_list check (jsonb_typeof(message_ids) = 'array'),
  source text,
  lawful_basis text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint a_lead_is_once_in_a_campaign unique nulls not distinct (workspace_id, campaign_id, email),
  constraint claimed_says_by_whom check ((claimed_at is null) = (claimed_by is null))
) partition by list (workspace_id);
comment on table genesis.leads is 'Parent of the partitions. Nobody has a grant on it or on a partition; no job scans it.';
create index leads_by_due on genesis.leads (workspace_id, campaign_id, status, next_due_at);
create index leads_by_email on genesis.leads (workspace_id, email);
alter table genesis.leads enable row level security;
revoke all on table genesis.leads from public, anon, authenticated, service_role;
-- no policy and no grant, for any role

create table public.leads_ohio (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  email text not null constraint email_is_normal check (email = lower(btrim(email))),
  first_name text,
  last_name text,
  title text,
  company text,
  website text,
  custom jsonb not null default '{}',
  status text not null default 'new',
  campaign text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint a_legacy_lead_is_there_once unique (workspace_id, email)
);
comment on table public.leads_ohio is 'The legacy workspace''s leads. Nothing of it reaches genesis.leads, nor the other way round.';
alter table public.leads_ohio enable row level security;
revoke all on table public.leads_ohio from public, anon, authenticated, service_role;
create policy select_members on public.leads_ohio for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.leads_ohio to authenticated;
-- authenticated: no insert, update, delete
-- genesis_machine: nothing

create table public.suppressions (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  scope text not null default 'address' constraint scope_is_known check (scope in ('address', 'domain')),
  email text,
  domain text,
  address_hmac bytea,
  reason text not null constraint reason_is_known check (reason in
    ('opt_out', 'unsubscribe', 'hard_bounce', 'soft_bounces', 'complaint', 'manual', 'erased')),
  source text,
  created_by text default private.uid(),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint suppression_names_what_it_suppresses check (
    (scope = 'domain' and domain is not null and domain = lower(btrim(domain)) and email is null)
    or (scope = 'address' and domain is null and (email is not null or address_hmac is not null))),
  constraint email_is_normal check (email = lower(btrim(email)))
);
comment on table public.suppressions is 'Who must not be mailed. The nil uuid as workspace means every workspace. address_hmac outlives an erasure.';
create unique index suppressed_address_once on public.suppressions (workspace_id, email) where email is not null;
create unique index suppressed_domain_once on public.suppressions (workspace_id, domain) where domain is not null;
create unique index suppressed_hmac_once on public.suppressions (workspace_id, address_hmac) where address_hmac is not null;
alter table public.suppressions enable row level security;
revoke all on table public.suppressions from public, anon, authenticated, service_role;
create policy select_members on public.suppressions for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select (workspace_id, id, scope, email, domain, reason, source, created_by, created_at) on table public.suppressions to authenticated;
create policy insert_members on public.suppressions for insert to authenticated
  with check (workspace_id = any(array(select private.workspaces_as('member'))));
grant insert (workspace_id, scope, email, domain, reason, source) on table public.suppressions to authenticated;
create policy delete_admins on public.suppressions for delete to authenticated
  using (workspace_id = any(array(select private.workspaces_as('admin'))));
grant delete on table public.suppressions to authenticated;
create policy all_machine on public.suppressions for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert on table public.suppressions to genesis_machine;
-- authenticated: no update

create table public.send_permits (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  lead_id uuid not null,
  contact_email text not null,
  campaign_id uuid not null,
  step smallint not null,
  mailbox text,
  status text not null default 'open' constraint status_is_known check (status in ('open', 'sent', 'failed', 'expired')),
  is_test boolean not null default false,
  granted_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '60 seconds',
  consumed_at timestamptz,
  primary key (workspace_id, id),
  constraint consumed_says_when check ((status in ('sent', 'failed')) = (consumed_at is not null))
);
comment on table public.send_permits is 'Leave to send one mail, for 60 seconds. A mail of a step goes to a lead at most once, whatever crashes.';
create unique index a_step_is_permitted_once on public.send_permits (workspace_id, lead_id, campaign_id, step) where not is_test;
-- An unsubscribe link names its lead; the unique index above leaves test permits out.
create index send_permits_by_lead on public.send_permits (workspace_id, lead_id, granted_at desc);
create index send_permits_by_mailbox on public.send_permits (workspace_id, mailbox, granted_at desc);
create index send_permits_open on public.send_permits (workspace_id, expires_at) where status = 'open';
alter table public.send_permits enable row level security;
revoke all on table public.send_permits from public, anon, authenticated, service_role;
create policy select_members on public.send_permits for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.send_permits to authenticated;
create policy all_machine on public.send_permits for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table public.send_permits to genesis_machine;
-- authenticated: no insert, update, delete

create table public.lead_imports (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  campaign_id uuid,
  file_name text,
  status text not null default 'running' constraint status_is_known check (status in ('running', 'completed', 'failed')),
  rows_total int not null default 0,
  rows_imported int not null default 0,
  rows_updated int not null default 0,
  rows_suppressed int not null default 0,
  rows_refused int not null default 0,
  report jsonb not null default '[]',
  created_by text not null,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (workspace_id, id),
  constraint completed_says_when check ((status = 'running') = (completed_at is null)),
  constraint rows_add_up check (rows_imported + rows_updated + rows_suppressed + rows_refused <= rows_total)
);
comment on table public.lead_imports is 'One import a row, with its report line by line.';
alter table public.lead_imports enable row level security;
revoke all on table public.lead_imports from public, anon, authenticated, service_role;
create policy select_members on public.lead_imports for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.lead_imports to authenticated;
-- authenticated: no insert, update, delete
-- genesis_machine: nothing
