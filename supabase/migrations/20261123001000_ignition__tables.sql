-- Provisioning: the state of each run, its trail, the map to n8n's ids, templates, droplets and commands.

create table genesis.ignition_state (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  run_id uuid not null,
  trace_id text not null,
  status text not null default 'pending' constraint status_is_known check (status in
    ('pending', 'partition_creating', 'droplet_provisioning', 'handshake_pending', 'credentials_injecting',
     'workflows_deploying', 'activating', 'active', 'rollback_in_progress', 'failed')),
  step text,
  step_started_at timestamptz not null default now(),
  relaunch boolean not null default false,
  mode text not null default 'local' constraint mode_is_known check (mode in ('local', 'digitalocean')),
  current_step int not null default 0,
  total_steps int not null default 6,
  partition_name text,
  droplet_id text,
  droplet_ip text,
  webhook_url text,
  workflow_ids jsonb not null default '{}',
  credential_ids jsonb not null default '{}',
  error_message text,
  error_step text,
  error_detail jsonb,
  cancel_requested_at timestamptz,
  rollback_started_at timestamptz,
  rollback_completed_at timestamptz,
  rollback_success boolean,
  requested_by text not null,
  region text,
  droplet_size text,
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  constraint step_is_within_the_run check (current_step between 0 and total_steps),
  constraint ended_says_when check ((status in ('active', 'failed')) = (completed_at is not null)),
  constraint failed_says_why check (status <> 'failed' or error_message is not null),
  constraint rolling_back_says_since_when check (status <> 'rollback_in_progress' or rollback_started_at is not null),
  constraint rollback_ends_with_a_verdict check ((rollback_completed_at is null) = (rollback_success is null))
);
comment on table genesis.ignition_state is 'The one run of a workspace, current or last. Changed only by genesis.ignition_*.';
comment on column genesis.ignition_state.step is 'The step whose message is under way: a forward status, or rollback_<what>; null when the run has ended.';
comment on column genesis.ignition_state.relaunch is 'The run first finishes what an earlier rollback left, then starts.';
alter table genesis.ignition_state enable row level security;
revoke all on table genesis.ignition_state from public, anon, authenticated, service_role;
create policy select_members on genesis.ignition_state for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.ignition_state to authenticated;
create policy all_machine on genesis.ignition_state for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.ignition_state to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.ignition_operations (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  run_id uuid not null,
  operation text not null,
  attempt int not null constraint attempt_is_positive check (attempt > 0),
  status text not null constraint status_is_known check (status in ('running', 'completed', 'failed', 'skipped')),
  result jsonb not null default '{}',
  error text,
  trace_id text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, id),
  constraint an_attempt_is_recorded_once unique (workspace_id, run_id, operation, attempt),
  constraint finished_says_when check ((status = 'running') = (finished_at is null))
);
comment on table genesis.ignition_operations is 'The audit trail of provisioning: one row an attempt of a step.';
alter table genesis.ignition_operations enable row level security;
revoke all on table genesis.ignition_operations from public, anon, authenticated, service_role;
create policy select_members on genesis.ignition_operations for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.ignition_operations to authenticated;
create policy all_machine on genesis.ignition_operations for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.ignition_operations to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.workflow_map (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  kind text not null constraint kind_is_known check (kind in ('workflow', 'credential')),
  logical_id text not null,
  campaign_id uuid,
  n8n_id text,
  deployed_hash text,
  state text not null default 'intended' constraint state_is_known check (state in ('intended', 'made', 'removing')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint one_object_a_logical_id unique nulls not distinct (workspace_id, kind, logical_id, campaign_id),
  constraint made_has_an_id check (state <> 'made' or n8n_id is not null)
);
comment on table genesis.workflow_map is 'Logical id of a template or credential and its campaign ↔ n8n''s id; the intent row comes before the outside effect.';
alter table genesis.workflow_map enable row level security;
revoke all on table genesis.workflow_map from public, anon, authenticated, service_role;
create policy select_members on genesis.workflow_map for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.workflow_map to authenticated;
create policy all_machine on genesis.workflow_map for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update, delete on table genesis.workflow_map to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.workflow_templates (
  slug text not null,
  hash text not null,
  version text not null,
  manifest jsonb not null,
  bodies jsonb not null,
  pushed_by text not null,
  is_current boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (slug, hash)
);
comment on table genesis.workflow_templates is 'Templates by content hash: a deployed function reads no files, and a campaign keeps the hash it runs.';
create unique index one_current_hash_a_template on genesis.workflow_templates (slug) where is_current;
alter table genesis.workflow_templates enable row level security;
revoke all on table genesis.workflow_templates from public, anon, authenticated, service_role;
create policy select_everyone on genesis.workflow_templates for select to authenticated using (true);
create policy select_machine on genesis.workflow_templates for select to genesis_machine using (true);
grant select on table genesis.workflow_templates to authenticated, genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.droplet_config (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  mode text not null constraint mode_is_known check (mode in ('local', 'digitalocean')),
  region text,
  size text,
  price_monthly_usd numeric(14, 6),
  updated_by text not null default private.uid(),
  updated_at timestamptz not null default now(),
  constraint a_droplet_has_region_and_size check (mode = 'local' or (region is not null and size is not null))
);
comment on table genesis.droplet_config is 'What a workspace chose to run on.';
alter table genesis.droplet_config enable row level security;
revoke all on table genesis.droplet_config from public, anon, authenticated, service_role;
create policy select_members on genesis.droplet_config for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.droplet_config to authenticated;
create policy insert_admins on genesis.droplet_config for insert to authenticated
  with check (workspace_id = any(array(select private.workspaces_as('admin'))));
grant insert (workspace_id, mode, region, size) on table genesis.droplet_config to authenticated;
create policy update_admins on genesis.droplet_config for update to authenticated
  using (workspace_id = any(array(select private.workspaces_as('admin'))));
grant update (mode, region, size) on table genesis.droplet_config to authenticated;
create policy all_machine on genesis.droplet_config for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select on table genesis.droplet_config to genesis_machine;
-- authenticated: no delete

create table genesis.droplets (
  id uuid primary key default private.uuid_v7(),
  workspace_id uuid,
  tag text not null constraint tag_is_unique unique,
  provider text not null constraint provider_is_known check (provider in ('local', 'digitalocean')),
  provider_id text,
  ip text,
  region text,
  size text,
  price_monthly_usd numeric(14, 6),
  state text not null default 'intended' constraint state_is_known check (state in
    ('intended', 'creating', 'active', 'zombie', 'rebooting', 'terminating', 'terminated', 'failed')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  terminated_at timestamptz,
  constraint terminated_says_when check ((state = 'terminated') = (terminated_at is not null))
);
comment on table genesis.droplets is 'One row a server, written before it is asked for. Its workspace may be gone: an orphan still costs money.';
create index droplets_by_workspace on genesis.droplets (workspace_id);
alter table genesis.droplets enable row level security;
revoke all on table genesis.droplets from public, anon, authenticated, service_role;
create policy select_members_or_operators on genesis.droplets for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())) or (select private.is_operator()));
create policy all_machine on genesis.droplets for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select (id, workspace_id, provider, region, size, state, created_at, updated_at) on table genesis.droplets to authenticated;
grant select, insert, update on table genesis.droplets to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.droplet_heartbeats (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  droplet_id uuid not null,
  cpu_percent real,
  memory_percent real,
  disk_percent real,
  n8n_up boolean,
  versions jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
comment on table genesis.droplet_heartbeats is 'One a minute from each sidecar.';
create index droplet_heartbeats_by_time on genesis.droplet_heartbeats (workspace_id, droplet_id, created_at desc);
-- For the hourly purge, which goes by age through all workspaces.
create index droplet_heartbeats_by_age on genesis.droplet_heartbeats using brin (created_at);
alter table genesis.droplet_heartbeats enable row level security;
revoke all on table genesis.droplet_heartbeats from public, anon, authenticated, service_role;
create policy select_members_or_operators on genesis.droplet_heartbeats for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())) or (select private.is_operator()));
grant select (workspace_id, id, droplet_id, n8n_up, created_at) on table genesis.droplet_heartbeats to authenticated;
create policy all_machine on genesis.droplet_heartbeats for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert on table genesis.droplet_heartbeats to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.sidecar_enrolments (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  token_hash bytea not null constraint token_hash_is_sha256 check (octet_length(token_hash) = 32),
  expires_at timestamptz not null,
  used_at timestamptz,
  sign_key jsonb,
  seal_key jsonb,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint enrolled_has_both_keys check (
    (used_at is null) = (sign_key is null) and (used_at is null) = (seal_key is null))
);
comment on table genesis.sidecar_enrolments is 'One-time enrolment tokens and the public halves that a sidecar registered with one.';
create unique index sidecar_enrolments_by_token on genesis.sidecar_enrolments (workspace_id, token_hash);
alter table genesis.sidecar_enrolments enable row level security;
revoke all on table genesis.sidecar_enrolments from public, anon, authenticated, service_role;
create policy select_members_or_operators on genesis.sidecar_enrolments for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())) or (select private.is_operator()));
grant select (workspace_id, id, expires_at, used_at, revoked_at, created_at) on table genesis.sidecar_enrolments to authenticated;
create policy all_machine on genesis.sidecar_enrolments for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.sidecar_enrolments to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.commands (
  workspace_id uuid not null,
  seq bigint not null,
  epoch bigint not null,
  action text not null,
  ids jsonb not null default '{}',
  status text not null default 'open' constraint status_is_known check (status in ('open', 'running', 'done', 'failed', 'void')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  error text,
  trace_id text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, seq),
  constraint ended_says_when check ((status in ('done', 'failed', 'void')) = (finished_at is not null)),
  constraint failed_says_why check (status <> 'failed' or error is not null)
);
comment on table genesis.commands is 'What a sidecar is to do, in order of seq. The queue message is only a doorbell.';
create index commands_open on genesis.commands (workspace_id, seq) where status in ('open', 'running');
alter table genesis.commands enable row level security;
revoke all on table genesis.commands from public, anon, authenticated, service_role;
create policy select_operators on genesis.commands for select to authenticated
  using ((select private.is_operator()));
grant select on table genesis.commands to authenticated;
create policy all_machine on genesis.commands for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.commands to genesis_machine;
-- authenticated: no insert, update, delete

create table private.command_heads (
  workspace_id uuid primary key,
  seq bigint not null default 0
);
comment on table private.command_heads is 'Last seq handed out per workspace; its row lock orders the writers.';
alter table private.command_heads enable row level security;
revoke all on table private.command_heads from public, anon, authenticated, service_role;
create policy all_machine on private.command_heads for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table private.command_heads to genesis_machine;
-- authenticated: no select, insert, update, delete

select pgmq.create('commands');
alter table pgmq.q_commands enable row level security;
alter table pgmq.a_commands enable row level security;
select pgmq.create('ignition');
alter table pgmq.q_ignition enable row level security;
alter table pgmq.a_ignition enable row level security;

-- Definer, owned by postgres: genesis_machine has no rights in pgmq.
create function private.command_enqueue(p_workspace_id uuid, p_action text, p_ids jsonb default '{}', p_trace_id text default null)
returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_seq bigint;
begin
  insert into private.command_heads as h (workspace_id, seq) values (p_workspace_id, 1)
  on conflict (workspace_id) do update set seq = h.seq + 1 returning h.seq into v_seq;
  insert into genesis.commands (workspace_id, seq, epoch, action, ids, trace_id)
  select p_workspace_id, v_seq, w.epoch, p_action, p_ids, p_trace_id from public.workspaces w where w.id = p_workspace_id;
  perform pgmq.send('commands', jsonb_build_object('v', 1, 'workspace_id', p_workspace_id));
  return v_seq;
end
$$;
comment on function private.command_enqueue(uuid, text, jsonb, text) is
  'Adds the next command of a workspace under its present epoch and rings the bell; returns its seq.';
revoke all on function private.command_enqueue(uuid, text, jsonb, text) from public, anon, authenticated, service_role;
grant execute on function private.command_enqueue(uuid, text, jsonb, text) to genesis_machine;
