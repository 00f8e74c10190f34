-- A message that nobody can read, or that fails whenever it is judged, must not stop the messages of others. What was read
-- in the transaction that failed is unread again, and so comes first for ever: each message is judged in a block of its own.
-- One that can be nothing is archived with an alarm. One that cannot be judged for the moment comes again later; after ten
-- times its run is turned round.

create function private.dead_letter(p_queue text, p_msg_id bigint, p_why text, p_workspace_id uuid default null) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform pgmq.archive(p_queue, p_msg_id);
  -- One alarm a queue and workspace, which counts: a thousand bad messages must not hide what else is on the desk.
  perform private.alarm('dead_letter', concat_ws(':', 'dead_letter', p_queue, p_workspace_id), 'high',
    format('Message %s of the queue %s was set aside: %s It is kept in pgmq.a_%s.', p_msg_id, p_queue, p_why, p_queue),
    jsonb_build_object('queue', p_queue, 'msg_id', p_msg_id, 'why', p_why), p_workspace_id);
end
$$;
comment on function private.dead_letter(text, bigint, text, uuid) is
  'Archives a message that will never be worked on, and tells the operators. p_why: a sentence without anything of the message: nobody knows what it holds.';

create function private.queue_fault(p_queue text, p_msg_id bigint, p_workspace_id uuid, p_sqlstate text, p_error text) returns int
language plpgsql volatile set search_path = ''
as $$
declare
  v_key text := format('queue_fault:%s:%s', p_queue, p_msg_id);
  v_times int;
begin
  -- A lock that is held, a deadlock, no memory, a shutdown: nothing about this message.
  if left(p_sqlstate, 2) in ('40', '53', '55', '57', '58') then
    perform pgmq.set_vt(p_queue, p_msg_id, 2);
    return 0;
  end if;
  perform private.alarm('queue_fault', v_key, 'high', format('Message %s of the queue %s cannot be judged: %s', p_msg_id, p_queue, p_error),
    jsonb_build_object('queue', p_queue, 'msg_id', p_msg_id, 'sqlstate', p_sqlstate), p_workspace_id);
  v_times := (select seen from genesis.alarms where dedupe_key = v_key and cleared_at is null);
  perform pgmq.set_vt(p_queue, p_msg_id, least(300, 2 ^ least(v_times, 9))::int);
  return v_times;
end
$$;
comment on function private.queue_fault(text, bigint, uuid, text, text) is
  'A message failed while it was judged: it comes again after 2 s, doubling to 5 min. Returns how often, by the open alarm''s count; 0 for what passes by itself.';

create function private.ignition_readable(p_message jsonb) returns boolean
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_typeof(p_message) = 'object' and p_message ->> 'step' is not null
    and pg_input_is_valid(p_message ->> 'workspace_id', 'uuid') and pg_input_is_valid(p_message ->> 'run_id', 'uuid')
    and pg_input_is_valid(p_message ->> 'epoch', 'bigint'), false)
$$;
comment on function private.ignition_readable(jsonb) is 'Whether it is {workspace_id, run_id, epoch, step}, each of its type.';

create or replace function private.ignition_take(p_message jsonb, p_msg_id bigint) returns genesis.ignition_state
language plpgsql volatile set search_path = ''
as $$
declare
  v_workspace_id uuid := p_message ->> 'workspace_id';
  v_run_id uuid := p_message ->> 'run_id';
  v_state genesis.ignition_state;
  v_step private.ignition_steps;
  v_epoch bigint;
  v_done int; v_attempts int; v_idle interval;
begin
  perform private.lock_workspaces(array[v_workspace_id]);
  select * into v_state from genesis.ignition_state where workspace_id = v_workspace_id for update;
  if v_state.run_id is distinct from v_run_id or v_state.step is distinct from p_message ->> 'step' then
    if v_state.run_id is distinct from v_run_id and not exists (select from genesis.ignition_operations o
        where o.workspace_id = v_workspace_id and o.run_id = v_run_id) then
      perform private.dead_letter('ignition', p_msg_id, 'it is of no run that is known.', v_state.workspace_id);
    else
      perform pgmq.archive('ignition', p_msg_id);
    end if;
    return null;
  end if;
  perform private.ignition_woken(v_state);
  select * into v_step from private.ignition_steps where step = v_state.step;
  v_attempts := private.ignition_attempts(v_state);
  v_idle := private.ignition_idle(v_state);
  select epoch into v_epoch from public.workspaces where id = v_state.workspace_id;
  select count(*) into v_done from genesis.ignition_operations o
  where o.workspace_id = v_state.workspace_id and o.run_id = v_state.run_id and o.operation = v_state.step
    and o.started_at >= v_state.step_started_at and not (o.status = 'running' and o.result ? 'polling');
  if v_step.status <> 'rollback_in_progress' and (v_state.cancel_requested_at is not null or v_epoch > (p_message ->> 'epoch')::bigint) then
    perform private.ignition_begin_rollback(v_state.workspace_id, 'Cancelled', v_state.step, null);
  elsif clock_timestamp() > private.ignition_deadline(v_state) or v_done >= v_attempts then
    perform private.ignition_attempt(v_state);
    perform private.ignition_fail(v_state, case when v_done >= v_attempts
      then format('%s failed %s times', v_state.step, v_done)
      else format('%s did not finish within %s', v_state.step, private.ignition_span(v_state)) || case when v_idle > '0'
        then format(', not counting %s s in which no process came for it', round(extract(epoch from v_idle))) else '' end end, null);
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
  'Judges a readable message under the workspace''s lock: past ones are archived, one of no known run is a dead letter, a cancelled or frozen run turns round, one over its deadline or attempts fails.';

create function private.ignition_message(p_state genesis.ignition_state, p_msg_id bigint) returns jsonb
language sql volatile set search_path = ''
as $$
  select jsonb_build_object('msg_id', p_msg_id, 'workspace_id', w.id, 'run_id', p_state.run_id, 'epoch', w.epoch, 'step', p_state.step,
    'attempt', private.ignition_attempt(p_state), 'trace_id', p_state.trace_id, 'started_at', p_state.step_started_at,
    'deadline', private.ignition_deadline(p_state),
    'state', jsonb_build_object('slug', w.slug, 'name', w.name, 'mode', p_state.mode, 'partition_name', p_state.partition_name,
      'droplet_id', p_state.droplet_id, 'webhook_url', p_state.webhook_url,
      'may_have_droplet', p_state.relaunch or exists (select from genesis.ignition_operations o
        where o.workspace_id = p_state.workspace_id and o.run_id = p_state.run_id and o.operation = 'droplet_provisioning')))
  from public.workspaces w where w.id = p_state.workspace_id
$$;
comment on function private.ignition_message(genesis.ignition_state, bigint) is 'The message as its process is given it; opens the attempt''s row.';

-- Called where what the judging had done is undone again.
create function private.ignition_unjudged(p_message jsonb, p_msg_id bigint, p_sqlstate text, p_error text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_state genesis.ignition_state;
begin
  if private.queue_fault('ignition', p_msg_id, (p_message ->> 'workspace_id')::uuid, p_sqlstate, p_error) < 10 then
    return;
  end if;
  perform private.dead_letter('ignition', p_msg_id, 'ten tries to judge it failed.', (p_message ->> 'workspace_id')::uuid);
  -- Without its message the run would stand still for ever.
  begin
    v_state := private.ignition_current(p_msg_id, (p_message ->> 'workspace_id')::uuid, (p_message ->> 'run_id')::uuid, p_message ->> 'step');
    if v_state.workspace_id is not null then
      perform private.ignition_fail(v_state, 'The step''s message could not be judged.', jsonb_build_object('sqlstate', p_sqlstate));
    end if;
  exception when others then
    perform private.alarm('dead_letter', concat('dead_letter:run:', p_message ->> 'run_id'), 'critical',
      format('The run cannot be turned round: %s', sqlerrm), jsonb_build_object('run_id', p_message ->> 'run_id'), (p_message ->> 'workspace_id')::uuid);
  end;
end
$$;
comment on function private.ignition_unjudged(jsonb, bigint, text, text) is 'A readable message failed while it was judged: it comes again; the tenth time its run is turned round without it.';

create or replace function genesis.ignition_claim(p_max int default 1) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_message record;
  v_state genesis.ignition_state;
  v_messages jsonb := '[]';
begin
  for v_message in select m.msg_id, m.message from pgmq.read('ignition', 60, least(greatest(p_max, 1), 10)) as m loop
    if not private.ignition_readable(v_message.message) then
      perform private.dead_letter('ignition', v_message.msg_id, 'it is no step of a run.');
      continue;
    end if;
    begin
      v_state := private.ignition_take(v_message.message, v_message.msg_id);
      if v_state.workspace_id is not null then
        v_messages := v_messages || private.ignition_message(v_state, v_message.msg_id);
      end if;
    exception when others then
      perform private.ignition_unjudged(v_message.message, v_message.msg_id, sqlstate, sqlerrm);
    end;
  end loop;
  return jsonb_build_object('messages', v_messages, 'next_due_in_s', (
    select greatest(0, ceil(extract(epoch from q.vt - clock_timestamp()))) from pgmq.q_ignition q order by q.vt limit 1));
end
$$;

revoke all on function private.dead_letter(text, bigint, text, uuid), private.queue_fault(text, bigint, uuid, text, text),
  private.ignition_readable(jsonb), private.ignition_message(genesis.ignition_state, bigint),
  private.ignition_unjudged(jsonb, bigint, text, text) from public, anon, authenticated, service_role;
