-- Credentials and what the wizard collects.

create table genesis.credential_store (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  type text not null constraint type_is_known check (type in
    ('google_oauth2', 'smtp', 'imap', 'openai_api', 'anthropic', 'apify', 'relevance_config', 'google_cse', 'webhook')),
  name text not null,
  envelope jsonb not null constraint envelope_is_sealed check (envelope ?& array['key_id', 'salt', 'iv', 'tag', 'ciphertext']),
  last_four text,
  key_id text not null,
  validated_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint one_credential_a_type_and_name unique (workspace_id, type, name)
);
comment on table genesis.credential_store is 'Sealed envelopes; nobody reads this table. People see public.credentials.';
alter table genesis.credential_store enable row level security;
revoke all on table genesis.credential_store from public, anon, authenticated, service_role;
create policy all_machine on genesis.credential_store for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update, delete on table genesis.credential_store to genesis_machine;
-- authenticated: no select, insert, update, delete

-- Definer function: the caller may not read credential_store at all, and the view must show parts of it.
create function private.credential_list() returns table (
  workspace_id uuid, id uuid, type text, name text, last_four text, validated_at timestamptz, created_at timestamptz, updated_at timestamptz)
language sql stable security definer set search_path = ''
as $$
  select c.workspace_id, c.id, c.type, c.name, c.last_four, c.validated_at, c.created_at, c.updated_at
  from genesis.credential_store c
  where c.workspace_id = any(array(select private.admin_readable_workspaces()))
$$;
comment on function private.credential_list() is 'Credentials of the caller''s workspaces as an admin may see them, without envelopes.';
revoke all on function private.credential_list() from public, anon, authenticated, service_role;
grant execute on function private.credential_list() to authenticated;
create view public.credentials with (security_invoker = true) as select * from private.credential_list();
comment on view public.credentials is 'Type, name, last four characters and dates, for admins.';
revoke all on table public.credentials from public, anon, authenticated, service_role;
grant select on table public.credentials to authenticated;

create table genesis.vault_canaries (
  key_id text primary key,
  envelope jsonb not null,
  created_at timestamptz not null default now()
);
comment on table genesis.vault_canaries is 'A known text sealed with each master key: a function with a wrong key refuses to serve.';
alter table genesis.vault_canaries enable row level security;
revoke all on table genesis.vault_canaries from public, anon, authenticated, service_role;

create table genesis.onboarding_progress (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  stage text not null constraint stage_is_known check (stage in
    ('brand', 'email', 'credentials', 'calendly', 'infrastructure', 'dns', 'tracking', 'research', 'launch')),
  status text not null constraint status_is_known check (status in ('done', 'skipped')),
  updated_by text not null default private.uid(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, stage)
);
comment on table genesis.onboarding_progress is 'Stages done; survives a new browser.';
alter table genesis.onboarding_progress enable row level security;
revoke all on table genesis.onboarding_progress from public, anon, authenticated, service_role;
create policy select_members on genesis.onboarding_progress for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.onboarding_progress to authenticated;
create policy insert_admins on genesis.onboarding_progress for insert to authenticated
  with check (workspace_id = any(array(select private.workspaces_as('admin'))));
grant insert (workspace_id, stage, status) on table genesis.onboarding_progress to authenticated;
create policy update_admins on genesis.onboarding_progress for update to authenticated
  using (workspace_id = any(array(select private.workspaces_as('admin'))));
grant update (status) on table genesis.onboarding_progress to authenticated;
-- authenticated: no delete
-- genesis_machine: nothing

create table genesis.brand_profile (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  company_name text,
  website text,
  logo_url text,
  description text,
  sender_name text,
  postal_address text,
  calendly_links jsonb not null default '[]',
  updated_by text not null default private.uid(),
  updated_at timestamptz not null default now()
);
comment on table genesis.brand_profile is 'What the mails say of their sender; the law wants the postal address in each.';
alter table genesis.brand_profile enable row level security;
revoke all on table genesis.brand_profile from public, anon, authenticated, service_role;
create policy select_members on genesis.brand_profile for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.brand_profile to authenticated;
create policy insert_admins on genesis.brand_profile for insert to authenticated
  with check (workspace_id = any(array(select private.workspaces_as('admin'))));
grant insert (workspace_id, company_name, website, logo_url, description, sender_name, postal_address, calendly_links) on table genesis.brand_profile to authenticated;
create policy update_admins on genesis.brand_profile for update to authenticated
  using (workspace_id = any(array(select private.workspaces_as('admin'))));
grant update (company_name, website, logo_url, description, sender_name, postal_address, calendly_links) on table genesis.brand_profile to authenticated;
create policy all_machine on genesis.brand_profile for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select on table genesis.brand_profile to genesis_machine;
-- authenticated: no delete

create table genesis.email_provider_config (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  provider text not null constraint provider_is_known check (provider in ('gmail', 'smtp')),
  sender_email text not null constraint sender_email_is_normal check (sender_email = lower(btrim(sender_email))),
  test_email text constraint test_email_is_normal check (test_email = lower(btrim(test_email))),
  daily_cap int not null default 50 constraint daily_cap_is_1_to_2000 check (daily_cap between 1 and 2000),
  window_start time not null default '09:00',
  window_end time not null default '17:00',
  tracking_domain text,
  tracking_verified_at timestamptz,
  updated_by text not null default private.uid(),
  updated_at timestamptz not null default now(),
  constraint window_ends_after_it_starts check (window_end > window_start)
);
comment on table genesis.email_provider_config is 'How and when a workspace sends.';
alter table genesis.email_provider_config enable row level security;
revoke all on table genesis.email_provider_config from public, anon, authenticated, service_role;
create policy select_members on genesis.email_provider_config for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.email_provider_config to authenticated;
create policy insert_admins on genesis.email_provider_config for insert to authenticated
  with check (workspace_id = any(array(select private.workspaces_as('admin'))));
grant insert (workspace_id, provider, sender_email, test_email, daily_cap, window_start, window_end, tracking_domain) on table genesis.email_provider_config to authenticated;
create policy update_admins on genesis.email_provider_config for update to authenticated
  using (workspace_id = any(array(select private.workspaces_as('admin'))));
grant update (provider, sender_email, test_email, daily_cap, window_start, window_end, tracking_domain) on table genesis.email_provider_config to authenticated;
create policy all_machine on genesis.email_provider_config for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select on table genesis.email_provider_config to genesis_machine;
-- authenticated: no delete

create table genesis.mailboxes (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  address text not null constraint address_is_normal check (address = lower(btrim(address))),
  daily_cap int not null default 50,
  ramp_start int not null default 10,
  ramp_step int not null default 2,
  ramp_started_at timestamptz not null default now(),
  gap_seconds int not null default 60,
  health text not null default 'ok' constraint health_is_known check (health in ('ok', 'watch', 'slow', 'paused')),
  health_reason text,
  health_changed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, address),
  constraint ill_health_says_why check (health = 'ok' or health_reason is not null)
);
comment on table genesis.mailboxes is 'Sending addresses with cap, ramp, gap and health.';
alter table genesis.mailboxes enable row level security;
revoke all on table genesis.mailboxes from public, anon, authenticated, service_role;
create policy select_members on genesis.mailboxes for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.mailboxes to authenticated;
create policy all_machine on genesis.mailboxes for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.mailboxes to genesis_machine;
-- authenticated: no insert, update, delete
