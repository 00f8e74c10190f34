-- Sandbox runs, drifts, freezes and alarms: what operators watch.

create table genesis.sandbox_test_runs (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  campaign_id uuid not null,
  test_email text not null,
  execution_id text,
  run_token_hash bytea not null constraint run_token_hash_is_sha256 check (octet_length(run_token_hash) = 32),
  status text not null default 'pending' constraint status_is_known check (status in ('pending', 'running', 'completed', 'failed')),
  result jsonb,
  requested_by text not null,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint started_says_when check (status = 'pending' or started_at is not null),
  constraint ended_says_when check ((status in ('completed', 'failed')) = (completed_at is not null))
);
comment on table genesis.sandbox_test_runs is 'Test runs. What carries a run''s token is test traffic, whatever its payload says.';
create unique index sandbox_test_runs_by_token on genesis.sandbox_test_runs (workspace_id, run_token_hash);
create index sandbox_test_runs_by_time on genesis.sandbox_test_runs (workspace_id, created_at desc);
alter table genesis.sandbox_test_runs enable row level security;
revoke all on table genesis.sandbox_test_runs from public, anon, authenticated, service_role;
create policy select_members on genesis.sandbox_test_runs for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select (workspace_id, id, campaign_id, test_email, execution_id, status, result, requested_by, started_at, completed_at, created_at) on table genesis.sandbox_test_runs to authenticated;
create policy all_machine on genesis.sandbox_test_runs for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.sandbox_test_runs to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.workflow_execution_events (
  workspace_id uuid not null,
  execution_id text not null,
  seq bigint not null,
  event_type text not null constraint event_type_is_known check (event_type in
    ('node_start', 'node_complete', 'node_error', 'complete', 'error')),
  node_name text,
  node_type text,
  data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, execution_id, seq)
);
comment on table genesis.workflow_execution_events is 'Node by node, as the sidecar reports; the primary key is the index a stream reads by.';
alter table genesis.workflow_execution_events enable row level security;
revoke all on table genesis.workflow_execution_events from public, anon, authenticated, service_role;
create policy select_members on genesis.workflow_execution_events for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table genesis.workflow_execution_events to authenticated;
create policy all_machine on genesis.workflow_execution_events for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert on table genesis.workflow_execution_events to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.watchdog_runs (
  id uuid primary key default private.uuid_v7(),
  run_type text not null constraint run_type_is_known check (run_type in ('drift_detection', 'healing', 'infrastructure')),
  workspace_ids text[] not null default '{}',
  status text not null default 'running' constraint status_is_known check (status in ('running', 'completed', 'failed')),
  total_drifts_found int not null default 0,
  drifts_healed int not null default 0,
  errors jsonb not null default '[]',
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  constraint ended_says_when check ((status = 'running') = (completed_at is null))
);
comment on table genesis.watchdog_runs is 'One row a cycle; completed when every workspace answered or was given up as an error.';
create index watchdog_runs_by_time on genesis.watchdog_runs (started_at desc);
alter table genesis.watchdog_runs enable row level security;
revoke all on table genesis.watchdog_runs from public, anon, authenticated, service_role;
create policy select_operators on genesis.watchdog_runs for select to authenticated using ((select private.is_operator()));
grant select on table genesis.watchdog_runs to authenticated;
-- authenticated: no insert, update, delete

create table genesis.watchdog_drifts (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  run_id uuid not null,
  drift_type text not null,
  subject text not null,
  severity text not null constraint severity_is_known check (severity in ('low', 'medium', 'high', 'critical')),
  details jsonb not null default '{}',
  auto_healable boolean not null default false,
  healed boolean not null default false,
  healed_at timestamptz,
  healing_attempts int not null default 0,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint healed_says_when check (healed = (healed_at is not null))
);
comment on table genesis.watchdog_drifts is 'Differences between the database and n8n; the same one seen again is the same row.';
create unique index an_open_drift_is_one_row on genesis.watchdog_drifts (workspace_id, drift_type, subject) where closed_at is null;
alter table genesis.watchdog_drifts enable row level security;
revoke all on table genesis.watchdog_drifts from public, anon, authenticated, service_role;
create policy select_members_or_operators on genesis.watchdog_drifts for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())) or (select private.is_operator()));
grant select on table genesis.watchdog_drifts to authenticated;
create policy all_machine on genesis.watchdog_drifts for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.watchdog_drifts to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.freeze_stages (
  workspace_id uuid not null,
  epoch bigint not null,
  stage text not null constraint stage_is_known check (stage in
    ('requested', 'enforced_in_database', 'workflows_off', 'executions_drained', 'verified', 'unfrozen')),
  at timestamptz not null default clock_timestamp(),
  detail jsonb not null default '{}',
  primary key (workspace_id, epoch, stage)
);
comment on table genesis.freeze_stages is 'Each stage of a freeze with its time; epoch is the one the freeze began.';
alter table genesis.freeze_stages enable row level security;
revoke all on table genesis.freeze_stages from public, anon, authenticated, service_role;
create policy select_operators on genesis.freeze_stages for select to authenticated
  using ((select private.is_operator()));
grant select on table genesis.freeze_stages to authenticated;
create policy all_machine on genesis.freeze_stages for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert on table genesis.freeze_stages to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.alarms (
  id uuid primary key default private.uuid_v7(),
  workspace_id uuid,
  kind text not null,
  dedupe_key text not null,
  severity text not null constraint severity_is_known check (severity in ('low', 'medium', 'high', 'critical')),
  message text not null,
  detail jsonb not null default '{}',
  seen int not null default 1,
  raised_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  cleared_at timestamptz,
  delivered_at timestamptz
);
comment on table genesis.alarms is 'What an operator must look at. The same alarm again is the same row until it is cleared.';
create unique index an_open_alarm_is_one_row on genesis.alarms (dedupe_key) where cleared_at is null;
alter table genesis.alarms enable row level security;
revoke all on table genesis.alarms from public, anon, authenticated, service_role;
create policy select_operators on genesis.alarms for select to authenticated using ((select private.is_operator()));
grant select on table genesis.alarms to authenticated;
-- authenticated: no insert, update, delete

-- Definer, owned by postgres: machine functions may raise alarms, not read or clear them.
create function private.alarm(
  p_kind text, p_dedupe_key text, p_severity text, p_message text, p_detail jsonb default '{}', p_workspace_id uuid default null
) returns void
language sql volatile security definer set search_path = ''
as $$
  insert into genesis.alarms as a (workspace_id, kind, dedupe_key, severity, message, detail)
  values (p_workspace_id, p_kind, p_dedupe_key, p_severity, p_message, p_detail)
  on conflict (dedupe_key) where cleared_at is null
  do update set seen = a.seen + 1, last_seen_at = now(), message = excluded.message, detail = excluded.detail
$$;
comment on function private.alarm(text, text, text, text, jsonb, uuid) is
  'Raises an alarm, or counts another sighting of the open one with the same dedupe_key.';
revoke all on function private.alarm(text, text, text, text, jsonb, uuid) from public, anon, authenticated, service_role;
grant execute on function private.alarm(text, text, text, text, jsonb, uuid) to genesis_machine;

-- Definer, owned by postgres: reads the Vault. Without the two secrets it does nothing: cron is not set up yet, and
-- whatever a kick would hasten is also driven by the next tick.
create function private.kick(p_function text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_url text := (select decrypted_secret from vault.decrypted_secrets where name = 'genesis_functions_url');
  v_secret text := (select decrypted_secret from vault.decrypted_secrets where name = 'genesis_cron_secret');
begin
  if v_url is null or v_secret is null then
    return;
  end if;
  perform net.http_post(
    url := v_url || '/' || p_function, body := '{}'::jsonb,
    headers := jsonb_build_object('content-type', 'application/json', 'x-cron-secret', v_secret),
    timeout_milliseconds := 10000);
end
$$;
comment on function private.kick(text) is 'Calls an Edge Function through pg_net after the commit, with the cron credential; at most once.';
revoke all on function private.kick(text) from public, anon, authenticated, service_role;
grant execute on function private.kick(text) to genesis_machine;
