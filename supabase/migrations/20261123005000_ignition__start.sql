-- The state machine of ignition: what its steps are, and how a run begins. Everything in this lane is provisioning and
-- belongs to postgres: it reads and writes pgmq, where genesis_machine has no rights. service_role may execute genesis.*.

create table private.ignition_steps (
  step text primary key,
  status text not null,
  position int not null,
  follows text,
  attempts int not null,
  deadline interval not null,
  deadline_local interval not null,
  visibility_s int not null default 60
);
comment on table private.ignition_steps is
  'The catalogue of the ignition queue''s messages {v, workspace_id, run_id, epoch, step}: the status each step shows, what follows, attempts and deadline. No row changes at run time.';
alter table private.ignition_steps enable row level security;
revoke all on table private.ignition_steps from public, anon, authenticated, service_role;
insert into private.ignition_steps (step, status, position, follows, attempts, deadline, deadline_local) values
  ('partition_creating', 'partition_creating', 1, 'droplet_provisioning', 5, '60 s', '60 s'),
  ('droplet_provisioning', 'droplet_provisioning', 2, 'handshake_pending', 5, '10 min', '10 min'),
  ('handshake_pending', 'handshake_pending', 3, 'credentials_injecting', 5, '5 min', '30 s'),
  ('credentials_injecting', 'credentials_injecting', 4, 'workflows_deploying', 5, '10 min', '10 min'),
  ('workflows_deploying', 'workflows_deploying', 5, 'activating', 5, '10 min', '10 min'),
  ('activating', 'activating', 6, null, 5, '5 min', '5 min'),
  -- Cleaning has no deadline of its own: its twenty tries, doubling to five minutes, take over an hour.
  ('rollback_workflows', 'rollback_in_progress', 0, 'rollback_credentials', 20, '1 day', '1 day'),
  ('rollback_credentials', 'rollback_in_progress', 0, 'rollback_droplet', 20, '1 day', '1 day'),
  ('rollback_droplet', 'rollback_in_progress', 0, 'rollback_partition', 20, '1 day', '1 day'),
  ('rollback_partition', 'rollback_in_progress', 0, null, 20, '1 day', '1 day');

create function private.ignition_send(p_state genesis.ignition_state, p_delay_s int default 0) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform pgmq.send('ignition', jsonb_build_object('v', 1, 'workspace_id', p_state.workspace_id, 'run_id', p_state.run_id,
    'epoch', (select epoch from public.workspaces where id = p_state.workspace_id), 'step', p_state.step), p_delay_s::int);
  perform private.kick('ignition-step');
end
$$;
comment on function private.ignition_send(genesis.ignition_state, int) is 'Sends the message of the state''s step and wakes the function; a lost call costs a minute, cron''s next tick.';

-- Moves the state to a step, or to its end. Its caller holds the row's lock.
create function private.ignition_enter(p_workspace_id uuid, p_step text, p_patch jsonb default '{}') returns genesis.ignition_state
language plpgsql volatile set search_path = ''
as $$
declare
  v_step private.ignition_steps;
  v_state genesis.ignition_state;
begin
  select * into v_step from private.ignition_steps where step = p_step;
  update genesis.ignition_state s set
    status = coalesce(v_step.status, p_patch ->> 'status', s.status), step = p_step, step_started_at = clock_timestamp(),
    current_step = case when v_step.position > 0 then v_step.position - 1 else s.current_step end,
    updated_at = clock_timestamp(),
    partition_name = coalesce(p_patch ->> 'partition_name', s.partition_name),
    droplet_id = coalesce(p_patch ->> 'droplet_id', s.droplet_id), droplet_ip = coalesce(p_patch ->> 'droplet_ip', s.droplet_ip),
    webhook_url = coalesce(p_patch ->> 'webhook_url', s.webhook_url),
    rollback_started_at = case when v_step.status = 'rollback_in_progress' then coalesce(s.rollback_started_at, clock_timestamp())
                               else s.rollback_started_at end
  where s.workspace_id = p_workspace_id returning * into v_state;
  return v_state;
end
$$;
comment on function private.ignition_enter(uuid, text, jsonb) is 'Writes the next step and what the last one found out (partition_name, droplet_id, droplet_ip, webhook_url).';

create function private.ignition_begin_rollback(p_workspace_id uuid, p_error text, p_step text, p_detail jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  update genesis.ignition_state set error_message = coalesce(error_message, p_error), error_step = coalesce(error_step, p_step),
    error_detail = coalesce(error_detail, p_detail), rollback_started_at = clock_timestamp()
  where workspace_id = p_workspace_id;
  perform private.ignition_send(private.ignition_enter(p_workspace_id, 'rollback_workflows'));
  perform private.audit(p_workspace_id, 'ignition_rollback', p_error, jsonb_build_object('step', p_step), 'system');
end
$$;
comment on function private.ignition_begin_rollback(uuid, text, text, jsonb) is 'Turns a run round: its error is kept, the first rollback step is sent.';

create function genesis.ignition_start(p_workspace_id uuid, p_actor text, p_mode text default 'local') returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_workspace public.workspaces;
  v_state genesis.ignition_state;
  v_clean boolean;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select * into v_workspace from public.workspaces where id = p_workspace_id;
  if v_workspace.id is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_workspace.status = 'frozen' then
    return '{"status": 403, "code": "workspace_frozen"}';
  elsif v_workspace.is_legacy then
    return '{"status": 409, "code": "legacy_workspace"}';
  end if;
  insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by, status, completed_at, error_message)
  values (p_workspace_id, private.uuid_v7(), '', p_actor, 'failed', now(), 'never launched') on conflict do nothing;
  select * into v_state from genesis.ignition_state where workspace_id = p_workspace_id for update;
  if v_state.status = 'active' then
    return jsonb_build_object('status', 200, 'already_active', true, 'run_id', v_state.run_id);
  elsif v_state.status <> 'failed' then
    return jsonb_build_object('status', 409, 'code', 'ignition_in_progress', 'run_id', v_state.run_id);
  end if;
  -- What an earlier rollback left is cleaned away first.
  v_clean := v_state.rollback_success is not false;
  update genesis.ignition_state set run_id = private.uuid_v7(), trace_id = replace(gen_random_uuid()::text, '-', ''),
    requested_by = p_actor, mode = p_mode, status = case when v_clean then 'pending' else 'rollback_in_progress' end,
    step = case when v_clean then 'partition_creating' else 'rollback_workflows' end, relaunch = not v_clean,
    step_started_at = clock_timestamp(), current_step = 0, partition_name = null, droplet_id = null, droplet_ip = null,
    webhook_url = null, workflow_ids = '{}', credential_ids = '{}', error_message = null, error_step = null,
    error_detail = null, cancel_requested_at = null, rollback_started_at = case when not v_clean then clock_timestamp() end,
    rollback_completed_at = null, rollback_success = null, started_at = clock_timestamp(), updated_at = clock_timestamp(),
    completed_at = null
  where workspace_id = p_workspace_id returning * into v_state;
  perform private.audit(p_workspace_id, 'ignition_launched', null, jsonb_build_object('run_id', v_state.run_id, 'mode', p_mode), p_actor);
  perform private.ignition_send(v_state);
  return jsonb_build_object('status', 202, 'run_id', v_state.run_id, 'trace_id', v_state.trace_id);
end
$$;
comment on function genesis.ignition_start(uuid, text, text) is
  'Begins a run: {status 202, run_id, trace_id} | 200 already_active | 409 ignition_in_progress, legacy_workspace | 403 | 404. Definer, postgres: uses pgmq.';

create function genesis.ignition_cancel(p_workspace_id uuid, p_actor text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_state genesis.ignition_state;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select * into v_state from genesis.ignition_state where workspace_id = p_workspace_id for update;
  if v_state.workspace_id is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_state.status in ('active', 'failed', 'rollback_in_progress') then
    return '{"status": 409, "code": "not_running"}';
  end if;
  if v_state.cancel_requested_at is null then
    update genesis.ignition_state set cancel_requested_at = clock_timestamp(), updated_at = clock_timestamp()
    where workspace_id = p_workspace_id;
    perform private.audit(p_workspace_id, 'ignition_cancelled', null, jsonb_build_object('run_id', v_state.run_id), p_actor);
    perform private.kick('ignition-step');
  end if;
  return jsonb_build_object('status', 202, 'run_id', v_state.run_id);
end
$$;
comment on function genesis.ignition_cancel(uuid, text) is
  'Asks a run to turn round at its next step boundary: {status 202, run_id} | 404 | 409 not_running. Definer, postgres: provisioning.';

revoke all on function private.ignition_send(genesis.ignition_state, int), private.ignition_enter(uuid, text, jsonb),
  private.ignition_begin_rollback(uuid, text, text, jsonb), genesis.ignition_start(uuid, text, text),
  genesis.ignition_cancel(uuid, text) from public, anon, authenticated, service_role;
grant execute on function genesis.ignition_start(uuid, text, text), genesis.ignition_cancel(uuid, text) to service_role;
