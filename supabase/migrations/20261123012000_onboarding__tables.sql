-- What the wizard collects besides brand, provider and credentials; and the wizard's tables, written by functions alone.

create table genesis.sending_domains (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  domain text not null constraint domain_is_normal check (domain = lower(btrim(domain)) and length(domain) between 4 and 253),
  sender text not null constraint sender_is_known check (sender in ('google', 'other')),
  dkim_selector text,
  spf_include text,
  findings jsonb not null default '[]' constraint findings_are_a_list check (jsonb_typeof(findings) = 'array'),
  checked_at timestamptz not null default now(),
  verified_at timestamptz,
  updated_by text not null,
  constraint verified_when_checked check (verified_at <= checked_at)
);
comment on table genesis.sending_domains is 'The domain a workspace sends from, with what its DNS answered last, record by record.';
comment on column genesis.sending_domains.verified_at is 'When the last check found every required record; null when it did not.';
alter table genesis.sending_domains enable row level security;
revoke all on table genesis.sending_domains from public, anon, authenticated, service_role;
create policy select_members on genesis.sending_domains for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.sending_domains to authenticated;
create policy all_machine on genesis.sending_domains for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.sending_domains to genesis_machine;
-- authenticated: no insert, update, delete: a finding is what the function saw

create table genesis.research_config (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  actor_id text,
  input jsonb not null default '{}' constraint input_is_an_object check (jsonb_typeof(input) = 'object'),
  updated_by text not null default private.uid(),
  updated_at timestamptz not null default now()
);
comment on table genesis.research_config is 'Which Apify actor collects leads for a workspace, and with what input; its token lies in the vault.';
alter table genesis.research_config enable row level security;
revoke all on table genesis.research_config from public, anon, authenticated, service_role;
create policy select_members on genesis.research_config for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.research_config to authenticated;
-- authenticated: no insert, update, delete (public.onboarding_research_save)
-- genesis_machine: nothing

create table genesis.google_oauth_states (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  state_hash bytea not null constraint state_hash_is_sha256 check (octet_length(state_hash) = 32),
  verifier text not null,
  actor text not null,
  expires_at timestamptz not null,
  primary key (workspace_id, state_hash)
);
comment on table genesis.google_oauth_states is 'Consents asked of Google: the PKCE verifier, which the browser never sees, until the answer takes it. Each works once.';
alter table genesis.google_oauth_states enable row level security;
revoke all on table genesis.google_oauth_states from public, anon, authenticated, service_role;
create policy all_machine on genesis.google_oauth_states for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, delete on table genesis.google_oauth_states to genesis_machine;
-- authenticated: nothing

-- A stage is done, and a server has a size from the checked list, because a function judged so: nobody says it by hand.
drop policy insert_admins on genesis.onboarding_progress;
drop policy update_admins on genesis.onboarding_progress;
drop policy insert_admins on genesis.brand_profile;
drop policy update_admins on genesis.brand_profile;
drop policy insert_admins on genesis.email_provider_config;
drop policy update_admins on genesis.email_provider_config;
drop policy insert_admins on genesis.droplet_config;
drop policy update_admins on genesis.droplet_config;
revoke insert, update on table genesis.onboarding_progress, genesis.brand_profile, genesis.email_provider_config,
  genesis.droplet_config from authenticated;

create policy all_machine on genesis.onboarding_progress for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update, delete on table genesis.onboarding_progress to genesis_machine;
grant insert, update on table genesis.droplet_config to genesis_machine;
grant update (tracking_domain, tracking_verified_at, updated_by, updated_at) on table genesis.email_provider_config to genesis_machine;
