-- A rollback that cannot finish: how long it is tried, and the list of what it leaves.

alter table private.ignition_steps add column attempts_local int;
comment on column private.ignition_steps.attempts_local is 'Attempts in local mode; null: as many as anywhere.';
-- On a droplet a sidecar may be away for an hour and come back. Here its owner sits in front of it, and wants to be told
-- within two minutes that it does not answer: 5 attempts, each with the client's own four tries.
update private.ignition_steps set attempts_local = 5 where status = 'rollback_in_progress';

create function private.ignition_attempts(p_state genesis.ignition_state) returns int
language sql stable set search_path = ''
as $$
  select case when p_state.mode = 'local' then coalesce(s.attempts_local, s.attempts) else s.attempts end
  from private.ignition_steps s where s.step = p_state.step
$$;
comment on function private.ignition_attempts(genesis.ignition_state) is 'How often the state''s step may be tried in the run''s mode.';

create function private.ignition_left(p_workspace_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(o.said order by o.rank, o.said ->> 'logical_id'), '[]') from (
    select case m.kind when 'workflow' then 1 else 2 end, jsonb_build_object('kind', m.kind, 'logical_id', m.logical_id, 'n8n_id', m.n8n_id,
      'name', coalesce((select t.manifest ->> 'display_name' from genesis.workflow_templates t
        where t.is_current and m.kind = 'workflow' and t.slug = m.logical_id), m.logical_id) || format(' [genesis:%s]', m.id))
    from genesis.workflow_map m where m.workspace_id = p_workspace_id
    union all
    select 3, jsonb_build_object('kind', 'stored credential', 'name', k.name)
    from genesis.credential_store k where k.workspace_id = p_workspace_id and k.type = 'webhook'
    union all
    select 4, jsonb_build_object('kind', 'droplet', 'name', d.tag, 'droplet_id', d.provider_id, 'state', d.state)
    from genesis.droplets d where d.workspace_id = p_workspace_id and d.state <> 'terminated'
    union all
    select 5, jsonb_build_object('kind', 'partition', 'name', 'genesis.' || f.name) from private.partition_found(p_workspace_id) f
  ) as o (rank, said)
$$;
comment on function private.ignition_left(uuid) is
  'Each object of a run that is there, or may be, in the order in which it is unmade: [{kind, name, …}]. In n8n a name ends in [genesis:…], so that it is found there also when n8n_id is null because no answer came.';

create or replace function private.ignition_fail(p_state genesis.ignition_state, p_error text, p_detail jsonb) returns text
language plpgsql volatile set search_path = ''
as $$
begin
  update genesis.ignition_operations set status = 'failed', error = p_error, finished_at = clock_timestamp(), result = result - 'polling'
  where workspace_id = p_state.workspace_id and run_id = p_state.run_id and operation = p_state.step and status = 'running';
  if p_state.step like 'rollback%' then
    update genesis.ignition_state set error_message = coalesce(error_message, p_error) where workspace_id = p_state.workspace_id;
    perform private.ignition_end(p_state, 'failed', false, jsonb_build_object('step', p_state.step, 'error', p_error, 'detail', p_detail,
      'objects', private.ignition_left(p_state.workspace_id)));
    return 'failed';
  end if;
  perform private.ignition_begin_rollback(p_state.workspace_id, p_error, p_state.step, p_detail);
  return 'rollback';
end
$$;

create or replace function private.ignition_take(p_message jsonb, p_msg_id bigint) returns genesis.ignition_state
language plpgsql volatile set search_path = ''
as $$
declare
  v_state genesis.ignition_state;
  v_step private.ignition_steps;
  v_epoch bigint;
  v_done int; v_died boolean; v_deadline interval; v_attempts int;
begin
  perform private.lock_workspaces(array[(p_message ->> 'workspace_id')::uuid]);
  select * into v_state from genesis.ignition_state where workspace_id = (p_message ->> 'workspace_id')::uuid for update;
  if v_state.run_id is distinct from (p_message ->> 'run_id')::uuid or v_state.step is distinct from p_message ->> 'step' then
    perform pgmq.archive('ignition', p_msg_id);
    return null;
  end if;
  select * into v_step from private.ignition_steps where step = v_state.step;
  v_deadline := case v_state.mode when 'local' then v_step.deadline_local else v_step.deadline end;
  v_attempts := private.ignition_attempts(v_state);
  select epoch into v_epoch from public.workspaces where id = v_state.workspace_id;
  select count(*), coalesce(bool_or(o.status = 'running'), false) into v_done, v_died from genesis.ignition_operations o
  where o.workspace_id = v_state.workspace_id and o.run_id = v_state.run_id and o.operation = v_state.step
    and o.started_at >= v_state.step_started_at and not (o.status = 'running' and o.result ? 'polling');
  if v_step.status <> 'rollback_in_progress' and (v_state.cancel_requested_at is not null or v_epoch > (p_message ->> 'epoch')::bigint) then
    perform private.ignition_begin_rollback(v_state.workspace_id, 'Cancelled', v_state.step, null);
  -- A message whose process died comes back after a minute, when a short deadline is over: it is worked on once more.
  elsif (clock_timestamp() - v_state.step_started_at > v_deadline and not v_died) or v_done >= v_attempts then
    perform private.ignition_attempt(v_state);
    perform private.ignition_fail(v_state, case when v_done >= v_attempts
      then format('%s failed %s times', v_state.step, v_done)
      else format('%s did not finish within %s', v_state.step, v_deadline) end, null);
  else
    if v_state.status = 'pending' then
      update genesis.ignition_state set status = v_step.status where workspace_id = v_state.workspace_id returning * into v_state;
    end if;
    return v_state;
  end if;
  perform pgmq.archive('ignition', p_msg_id);
  return null;
end
$$;

create or replace function genesis.ignition_fail_step(p_msg_id bigint, p_workspace_id uuid, p_run_id uuid, p_step text, p_error text,
  p_detail jsonb default null, p_permanent boolean default false) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_state genesis.ignition_state := private.ignition_current(p_msg_id, p_workspace_id, p_run_id, p_step); v_attempt int;
begin
  if v_state.workspace_id is null then
    return '{"status": 200, "late": true}';
  end if;
  -- A relaunch that cleans first enters the same steps twice: each time with all their attempts.
  select count(*) into v_attempt from genesis.ignition_operations
  where workspace_id = p_workspace_id and run_id = p_run_id and operation = p_step and started_at >= v_state.step_started_at;
  if p_permanent or v_attempt >= private.ignition_attempts(v_state) then
    perform pgmq.archive('ignition', p_msg_id);
    return jsonb_build_object('status', 200, 'late', false, 'next', private.ignition_fail(v_state, p_error, p_detail));
  end if;
  update genesis.ignition_operations set status = 'failed', error = p_error, finished_at = clock_timestamp(), result = result - 'polling'
  where workspace_id = p_workspace_id and run_id = p_run_id and operation = p_step and status = 'running';
  perform pgmq.set_vt('ignition', p_msg_id, least(300, (2 ^ v_attempt)::int));
  return '{"status": 200, "late": false, "next": "retry"}';
end
$$;

revoke all on function private.ignition_attempts(genesis.ignition_state), private.ignition_left(uuid)
  from public, anon, authenticated, service_role;
