-- A step's deadline is time in which it could be worked on. A process may die while it holds no message: in the pause
-- between two polls or two tries, or between two steps. Nobody comes for the message then until cron's next tick, up to a
-- minute later, which is longer than a short deadline. What a wake-up comes too late is therefore not counted: the step has
-- as many looks as it would have had. Bounded: each look counts its own time and delay, and only so many late wake-ups are
-- forgiven (private.ignition_steps.late_wakes); after them the wall clock counts.

alter table private.ignition_steps add column late_wakes int not null default 10;
comment on column private.ignition_steps.late_wakes is 'How many late wake-ups are not counted towards the deadline.';

create table private.ignition_pace (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  step_started_at timestamptz not null,
  due_at timestamptz not null,
  idle interval not null default '0',
  late_wakes int not null default 0
);
comment on table private.ignition_pace is 'When the next sign of life of a workspace''s present step is due, and for how long nobody worked on it.';
comment on column private.ignition_pace.step_started_at is 'The step that the rest is about, by genesis.ignition_state.step_started_at: of another step it says nothing.';
comment on column private.ignition_pace.due_at is 'When the step''s message may be claimed; while a process holds it, when that claimed it.';
comment on column private.ignition_pace.idle is 'The sum of what the step''s late wake-ups came too late.';
alter table private.ignition_pace enable row level security;
revoke all on table private.ignition_pace from public, anon, authenticated, service_role;

create function private.ignition_due(p_state genesis.ignition_state, p_in interval) returns void
language sql volatile set search_path = ''
as $$
  update private.ignition_pace set due_at = clock_timestamp() + p_in where workspace_id = p_state.workspace_id
$$;
comment on function private.ignition_due(genesis.ignition_state, interval) is 'The step that was claimed has reported: its message may be claimed again after p_in.';

create function private.ignition_woken(p_state genesis.ignition_state) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_pace private.ignition_pace;
  v_late interval;
begin
  select * into v_pace from private.ignition_pace where workspace_id = p_state.workspace_id;
  -- Never claimed since it was entered: its message was due at once.
  if v_pace.step_started_at is distinct from p_state.step_started_at then
    v_pace := row(p_state.workspace_id, p_state.step_started_at, p_state.step_started_at, '0', 0);
  end if;
  v_late := clock_timestamp() - v_pace.due_at;
  -- A living process looks at the queue every two seconds. One that died holding the message has not reported since its claim.
  if v_late > '3 s' and v_pace.late_wakes < (select s.late_wakes from private.ignition_steps s where s.step = p_state.step) then
    v_pace.idle := v_pace.idle + v_late;
    v_pace.late_wakes := v_pace.late_wakes + 1;
  end if;
  insert into private.ignition_pace values (v_pace.workspace_id, v_pace.step_started_at, clock_timestamp(), v_pace.idle, v_pace.late_wakes)
  on conflict (workspace_id) do update set step_started_at = excluded.step_started_at, due_at = excluded.due_at,
    idle = excluded.idle, late_wakes = excluded.late_wakes;
end
$$;
comment on function private.ignition_woken(genesis.ignition_state) is 'The step''s message was claimed: what that was too late is not counted, up to the step''s late_wakes.';

create function private.ignition_span(p_state genesis.ignition_state) returns interval
language sql stable set search_path = ''
as $$
  select case when p_state.mode = 'local' then s.deadline_local else s.deadline end
  from private.ignition_steps s where s.step = p_state.step
$$;
comment on function private.ignition_span(genesis.ignition_state) is 'How long the state''s step may be worked on in the run''s mode.';

create function private.ignition_idle(p_state genesis.ignition_state) returns interval
language sql stable set search_path = ''
as $$
  select coalesce((select p.idle from private.ignition_pace p
    where p.workspace_id = p_state.workspace_id and p.step_started_at = p_state.step_started_at), '0')
$$;
comment on function private.ignition_idle(genesis.ignition_state) is 'What is not counted of the state''s step.';

create function private.ignition_deadline(p_state genesis.ignition_state) returns timestamptz
language sql stable set search_path = ''
as $$ select p_state.step_started_at + private.ignition_span(p_state) + private.ignition_idle(p_state) $$;
comment on function private.ignition_deadline(genesis.ignition_state) is 'When the state''s step has failed for good, as far as is known by now.';

create or replace function private.ignition_take(p_message jsonb, p_msg_id bigint) returns genesis.ignition_state
language plpgsql volatile set search_path = ''
as $$
declare
  v_state genesis.ignition_state;
  v_step private.ignition_steps;
  v_epoch bigint;
  v_done int; v_attempts int; v_idle interval;
begin
  perform private.lock_workspaces(array[(p_message ->> 'workspace_id')::uuid]);
  select * into v_state from genesis.ignition_state where workspace_id = (p_message ->> 'workspace_id')::uuid for update;
  if v_state.run_id is distinct from (p_message ->> 'run_id')::uuid or v_state.step is distinct from p_message ->> 'step' then
    perform pgmq.archive('ignition', p_msg_id);
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

-- A run that failed before its machine was asked for has none to terminate, and may be of a mode that this installation
-- cannot even reach: its state says so (may_have_droplet).
create or replace function genesis.ignition_claim(p_max int default 1) returns jsonb
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
        'started_at', v_state.step_started_at, 'deadline', private.ignition_deadline(v_state),
        'state', jsonb_build_object('slug', (select slug from public.workspaces where id = v_state.workspace_id),
          'name', (select name from public.workspaces where id = v_state.workspace_id), 'mode', v_state.mode,
          'partition_name', v_state.partition_name, 'droplet_id', v_state.droplet_id, 'webhook_url', v_state.webhook_url,
          'may_have_droplet', v_state.relaunch or exists (select from genesis.ignition_operations o
            where o.workspace_id = v_state.workspace_id and o.run_id = v_state.run_id and o.operation = 'droplet_provisioning')));
    end if;
  end loop;
  return jsonb_build_object('messages', v_messages, 'next_due_in_s', (
    select greatest(0, ceil(extract(epoch from q.vt - clock_timestamp()))) from pgmq.q_ignition q order by q.vt limit 1));
end
$$;

create or replace function genesis.ignition_poll_step(p_msg_id bigint, p_workspace_id uuid, p_run_id uuid, p_step text, p_delay_s int) returns jsonb
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
  perform pgmq.set_vt('ignition', p_msg_id, p_delay_s), private.ignition_due(v_state, make_interval(secs => p_delay_s));
  return '{"status": 200, "late": false}';
end
$$;

create or replace function genesis.ignition_fail_step(p_msg_id bigint, p_workspace_id uuid, p_run_id uuid, p_step text, p_error text,
  p_detail jsonb default null, p_permanent boolean default false) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_state genesis.ignition_state := private.ignition_current(p_msg_id, p_workspace_id, p_run_id, p_step);
  v_attempt int; v_pause_s int;
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
  v_pause_s := least(300, (2 ^ v_attempt)::int);
  perform pgmq.set_vt('ignition', p_msg_id, v_pause_s), private.ignition_due(v_state, make_interval(secs => v_pause_s));
  return '{"status": 200, "late": false, "next": "retry"}';
end
$$;

revoke all on function private.ignition_due(genesis.ignition_state, interval), private.ignition_woken(genesis.ignition_state),
  private.ignition_span(genesis.ignition_state), private.ignition_idle(genesis.ignition_state), private.ignition_deadline(genesis.ignition_state)
  from public, anon, authenticated, service_role;
