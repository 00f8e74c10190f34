-- Claiming a message, and the three ways in which its work ends. Each ends in one transaction: guard, operation's row,
-- state, next message, archive. A late or repeated call finds another run or step in the state and changes nothing.

create function private.ignition_attempt(p_state genesis.ignition_state) returns int
language plpgsql volatile set search_path = ''
as $$
declare
  v_last genesis.ignition_operations;
begin
  select * into v_last from genesis.ignition_operations
  where workspace_id = p_state.workspace_id and run_id = p_state.run_id and operation = p_state.step
  order by attempt desc limit 1;
  -- A poll goes on with its attempt; a row left running otherwise is of a process that died.
  if v_last.status = 'running' and v_last.result ? 'polling' then
    update genesis.ignition_operations set result = result - 'polling' where workspace_id = v_last.workspace_id and id = v_last.id;
    return v_last.attempt;
  elsif v_last.status = 'running' then
    update genesis.ignition_operations set status = 'failed', error = 'The process died before it reported.',
      finished_at = clock_timestamp() where workspace_id = v_last.workspace_id and id = v_last.id;
  end if;
  insert into genesis.ignition_operations (workspace_id, run_id, operation, attempt, status, trace_id)
  values (p_state.workspace_id, p_state.run_id, p_state.step, coalesce(v_last.attempt, 0) + 1, 'running', p_state.trace_id);
  return coalesce(v_last.attempt, 0) + 1;
end
$$;
comment on function private.ignition_attempt(genesis.ignition_state) is 'Opens the row of an attempt at the state''s step, closing that of a process that died; returns its number.';

create function private.ignition_end(p_state genesis.ignition_state, p_status text, p_success boolean default null, p_left jsonb default null)
returns void
language plpgsql volatile set search_path = ''
as $$
begin
  update genesis.ignition_state set status = p_status, step = null, updated_at = clock_timestamp(),
    completed_at = clock_timestamp(), current_step = case when p_status = 'active' then total_steps else current_step end,
    error_message = case when p_status = 'failed' then coalesce(error_message, 'Cancelled') end,
    error_detail = case when p_left is null then error_detail else coalesce(error_detail, '{}') || jsonb_build_object('left', p_left) end,
    rollback_completed_at = case when p_success is not null then clock_timestamp() end, rollback_success = p_success,
    workflow_ids = coalesce((select jsonb_object_agg(m.logical_id, m.n8n_id) from genesis.workflow_map m
      where m.workspace_id = p_state.workspace_id and m.kind = 'workflow' and m.state = 'made'), '{}'),
    credential_ids = coalesce((select jsonb_object_agg(m.logical_id, m.n8n_id) from genesis.workflow_map m
      where m.workspace_id = p_state.workspace_id and m.kind = 'credential' and m.state = 'made'), '{}')
  where workspace_id = p_state.workspace_id;
  insert into public.notifications (workspace_id, kind, dedupe_key, detail)
  values (p_state.workspace_id, 'ignition', 'ignition:' || p_state.run_id, jsonb_build_object('run_id', p_state.run_id, 'status', p_status))
  on conflict do nothing;
  perform private.audit(p_state.workspace_id, 'ignition_' || p_status, null,
    jsonb_build_object('run_id', p_state.run_id, 'rollback_success', p_success), 'system');
  if p_success is false then
    perform private.alarm('rollback_failed', 'rollback:' || p_state.workspace_id, 'critical',
      'An ignition could not be cleaned away; the next launch tries again.', jsonb_build_object('run_id', p_state.run_id, 'left', p_left),
      p_state.workspace_id);
  end if;
end
$$;
comment on function private.ignition_end(genesis.ignition_state, text, boolean, jsonb) is
  'Ends a run as active or failed; p_success: whether the rollback left nothing behind, p_left what it did leave.';

-- A message: its state when it is to be worked on, else null after archiving it or turning its run round.
create function private.ignition_take(p_message jsonb, p_msg_id bigint) returns genesis.ignition_state
language plpgsql volatile set search_path = ''
as $$
declare
  v_state genesis.ignition_state;
  v_step private.ignition_steps;
  v_epoch bigint;
  v_done int; v_died boolean; v_deadline interval;
begin
  perform private.lock_workspaces(array[(p_message ->> 'workspace_id')::uuid]);
  select * into v_state from genesis.ignition_state where workspace_id = (p_message ->> 'workspace_id')::uuid for update;
  if v_state.run_id is distinct from (p_message ->> 'run_id')::uuid or v_state.step is distinct from p_message ->> 'step' then
    perform pgmq.archive('ignition', p_msg_id);
    return null;
  end if;
  select * into v_step from private.ignition_steps where step = v_state.step;
  v_deadline := case v_state.mode when 'local' then v_step.deadline_local else v_step.deadline end;
  select epoch into v_epoch from public.workspaces where id = v_state.workspace_id;
  select count(*), coalesce(bool_or(o.status = 'running'), false) into v_done, v_died from genesis.ignition_operations o
  where o.workspace_id = v_state.workspace_id and o.run_id = v_state.run_id and o.operation = v_state.step
    and o.started_at >= v_state.step_started_at and not (o.status = 'running' and o.result ? 'polling');
  if v_step.status <> 'rollback_in_progress' and (v_state.cancel_requested_at is not null or v_epoch > (p_message ->> 'epoch')::bigint) then
    perform private.ignition_begin_rollback(v_state.workspace_id, 'Cancelled', v_state.step, null);
  -- A message whose process died comes back after a minute, when a short deadline is over: it is worked on once more.
  elsif (clock_timestamp() - v_state.step_started_at > v_deadline and not v_died) or v_done >= v_step.attempts then
    perform private.ignition_attempt(v_state);
    perform private.ignition_fail(v_state, case when v_done >= v_step.attempts
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
comment on function private.ignition_take(jsonb, bigint) is
  'Judges a message under the workspace''s lock: past ones are archived, a cancelled or frozen run turns round, one over its deadline or attempts fails.';

create function private.ignition_fail(p_state genesis.ignition_state, p_error text, p_detail jsonb) returns text
language plpgsql volatile set search_path = ''
as $$
begin
  update genesis.ignition_operations set status = 'failed', error = p_error, finished_at = clock_timestamp(), result = result - 'polling'
  where workspace_id = p_state.workspace_id and run_id = p_state.run_id and operation = p_state.step and status = 'running';
  if p_state.step like 'rollback%' then
    update genesis.ignition_state set error_message = coalesce(error_message, p_error) where workspace_id = p_state.workspace_id;
    perform private.ignition_end(p_state, 'failed', false, jsonb_build_object('step', p_state.step, 'error', p_error, 'detail', p_detail));
    return 'failed';
  end if;
  perform private.ignition_begin_rollback(p_state.workspace_id, p_error, p_state.step, p_detail);
  return 'rollback';
end
$$;
comment on function private.ignition_fail(genesis.ignition_state, text, jsonb) is 'A step has failed for good: a forward one turns the run round, one of the rollback ends it unclean.';

create function genesis.ignition_claim(p_max int default 1) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_message record;
  v_state genesis.ignition_state;
  v_messages jsonb := '[]';
begin
  for v_message in select m.msg_id, m.message from pgmq.read('ignition', 60, least(greatest(p_max, 1), 10)) as m loop
    v_state := private.ignition_take(v_message.message, v_message.msg_id);
    if v_state.workspace_id is not null then
      v_messages := v_messages || jsonb_build_object('msg_id', v_message.msg_id, 'workspace_id', v_state.workspace_id,
        'run_id', v_state.run_id, 'epoch', (select epoch from public.workspaces where id = v_state.workspace_id),
        'step', v_state.step, 'attempt', private.ignition_attempt(v_state), 'trace_id', v_state.trace_id,
        'started_at', v_state.step_started_at, 'deadline', v_state.step_started_at + (
          select case v_state.mode when 'local' then s.deadline_local else s.deadline end from private.ignition_steps s where s.step = v_state.step),
        'state', jsonb_build_object('slug', (select slug from public.workspaces where id = v_state.workspace_id),
          'name', (select name from public.workspaces where id = v_state.workspace_id), 'mode', v_state.mode,
          'partition_name', v_state.partition_name, 'droplet_id', v_state.droplet_id, 'webhook_url', v_state.webhook_url));
    end if;
  end loop;
  return jsonb_build_object('messages', v_messages, 'next_due_in_s', (
    select greatest(0, ceil(extract(epoch from min(q.vt) - clock_timestamp()))) from pgmq.q_ignition q));
end
$$;
comment on function genesis.ignition_claim(int) is
  'Takes up to p_max messages of the queue for 60 s each: {messages, next_due_in_s | null}. Definer, postgres: uses pgmq.';

-- The state of a call's message, locked, or null when the call is late.
create function private.ignition_current(p_msg_id bigint, p_workspace_id uuid, p_run_id uuid, p_step text) returns genesis.ignition_state
language plpgsql volatile set search_path = ''
as $$
declare
  v_state genesis.ignition_state;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select * into v_state from genesis.ignition_state where workspace_id = p_workspace_id for update;
  if v_state.run_id is distinct from p_run_id or v_state.step is distinct from p_step then
    perform pgmq.archive('ignition', p_msg_id);
    return null;
  end if;
  return v_state;
end
$$;
comment on function private.ignition_current(bigint, uuid, uuid, text) is 'Guard of every report on a step: a late one is told by null, its message archived.';

create function genesis.ignition_complete_step(p_msg_id bigint, p_workspace_id uuid, p_run_id uuid, p_step text, p_result jsonb default '{}')
returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_state genesis.ignition_state := private.ignition_current(p_msg_id, p_workspace_id, p_run_id, p_step);
  v_follows text := (select follows from private.ignition_steps where step = p_step);
begin
  if v_state.workspace_id is null then
    return '{"status": 200, "late": true}';
  end if;
  update genesis.ignition_operations set status = 'completed', result = (result - 'polling') || p_result, finished_at = clock_timestamp()
  where workspace_id = p_workspace_id and run_id = p_run_id and operation = p_step and status = 'running';
  perform pgmq.archive('ignition', p_msg_id);
  if p_result ? 'sidecar_url' then
    update genesis.partition_registry set sidecar_url = p_result ->> 'sidecar_url' where workspace_id = p_workspace_id;
  end if;
  if p_step = 'activating' and v_state.cancel_requested_at is null then
    perform private.ignition_end(v_state, 'active');
  elsif p_step = 'activating' then -- a cancel or a freeze during the last step: no boundary comes after this one
    v_follows := 'rollback_workflows';
    perform private.ignition_begin_rollback(p_workspace_id, 'Cancelled', p_step, null);
  elsif p_step = 'rollback_partition' and v_state.relaunch then
    v_follows := 'partition_creating';
    v_state := private.ignition_enter(p_workspace_id, v_follows);
    update genesis.ignition_state set relaunch = false, rollback_started_at = null where workspace_id = p_workspace_id;
    perform private.ignition_send(v_state);
  elsif p_step = 'rollback_partition' then
    perform private.ignition_end(v_state, 'failed', true);
  else
    perform private.ignition_send(private.ignition_enter(p_workspace_id, v_follows, p_result));
  end if;
  return jsonb_build_object('status', 200, 'late', false, 'next', v_follows);
end
$$;
comment on function genesis.ignition_complete_step(bigint, uuid, uuid, text, jsonb) is
  'A step is done; p_result: partition_name, droplet_id, droplet_ip, sidecar_url, webhook_url, and what the trail should show. {status 200, late, next}. Definer, postgres: uses pgmq.';

create function genesis.ignition_poll_step(p_msg_id bigint, p_workspace_id uuid, p_run_id uuid, p_step text, p_delay_s int) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_state genesis.ignition_state := private.ignition_current(p_msg_id, p_workspace_id, p_run_id, p_step);
begin
  if v_state.workspace_id is null then
    return '{"status": 200, "late": true}';
  end if;
  update genesis.ignition_operations set result = result || jsonb_build_object('polling', true, 'polls', coalesce((result ->> 'polls')::int, 0) + 1)
  where workspace_id = p_workspace_id and run_id = p_run_id and operation = p_step and status = 'running';
  perform pgmq.set_vt('ignition', p_msg_id, p_delay_s);
  return '{"status": 200, "late": false}';
end
$$;
comment on function genesis.ignition_poll_step(bigint, uuid, uuid, text, int) is
  'Not done yet: the message comes again in p_delay_s seconds, and no attempt is used up. Definer, postgres: uses pgmq.';

create function genesis.ignition_fail_step(p_msg_id bigint, p_workspace_id uuid, p_run_id uuid, p_step text, p_error text,
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
  if p_permanent or v_attempt >= (select attempts from private.ignition_steps where step = p_step) then
    perform pgmq.archive('ignition', p_msg_id);
    return jsonb_build_object('status', 200, 'late', false, 'next', private.ignition_fail(v_state, p_error, p_detail));
  end if;
  update genesis.ignition_operations set status = 'failed', error = p_error, finished_at = clock_timestamp(), result = result - 'polling'
  where workspace_id = p_workspace_id and run_id = p_run_id and operation = p_step and status = 'running';
  perform pgmq.set_vt('ignition', p_msg_id, least(300, (2 ^ v_attempt)::int));
  return '{"status": 200, "late": false, "next": "retry"}';
end
$$;
comment on function genesis.ignition_fail_step(bigint, uuid, uuid, text, text, jsonb, boolean) is
  'A step failed: retried after 2 s, doubling to 5 min, until its attempts are used up or p_permanent; then the run turns round. {status 200, late, next retry|rollback|failed}. Definer, postgres: uses pgmq.';

revoke all on function private.ignition_attempt(genesis.ignition_state), private.ignition_end(genesis.ignition_state, text, boolean, jsonb),
  private.ignition_take(jsonb, bigint), private.ignition_fail(genesis.ignition_state, text, jsonb), genesis.ignition_claim(int),
  private.ignition_current(bigint, uuid, uuid, text), genesis.ignition_complete_step(bigint, uuid, uuid, text, jsonb),
  genesis.ignition_poll_step(bigint, uuid, uuid, text, int), genesis.ignition_fail_step(bigint, uuid, uuid, text, text, jsonb, boolean)
  from public, anon, authenticated, service_role;
grant execute on function genesis.ignition_claim(int), genesis.ignition_complete_step(bigint, uuid, uuid, text, jsonb),
  genesis.ignition_poll_step(bigint, uuid, uuid, text, int),
  genesis.ignition_fail_step(bigint, uuid, uuid, text, text, jsonb, boolean) to service_role;
