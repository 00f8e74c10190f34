-- The operators' desk: every workspace with its health in one list, what waits in the queues, and another try for what
-- was given up.

-- Definer: an operator is no member, and sees counts and states here, no rows of a tenant.
create function private.admin_desk(p_after_slug text, p_limit int) returns table (
  id uuid, slug text, name text, plan text, status text, is_legacy boolean, frozen_at timestamptz, frozen_by text, freeze_reason text,
  freeze_stage text, ignition_status text, ignition_error text, last_heartbeat_at timestamptz, n8n_up boolean,
  open_alarms bigint, worst_alarm text, open_commands bigint, failed_commands bigint, open_drifts bigint, quarantined bigint,
  budget_limit_usd numeric, settled_usd numeric, reserved_usd numeric, members bigint, created_at timestamptz
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query
  select w.id, w.slug, w.name, w.plan, w.status, w.is_legacy, w.frozen_at, w.frozen_by, w.freeze_reason,
    case when w.status = 'frozen' then (select s.stage from genesis.freeze_stages s where s.workspace_id = w.id and s.epoch = w.epoch
      order by s.at desc, s.stage desc limit 1) end,
    i.status, i.error_message, h.created_at, h.n8n_up, a.n, a.worst,
    (select count(*) from genesis.commands c where c.workspace_id = w.id and c.status in ('open', 'running')),
    (select count(*) from genesis.commands c where c.workspace_id = w.id and c.status = 'failed'),
    (select count(*) from genesis.watchdog_drifts d where d.workspace_id = w.id and d.closed_at is null),
    (select count(*) from genesis.event_quarantine q where q.workspace_id = w.id and q.applied_at is null),
    case when b.workspace_id is null then coalesce(w.budget_limit_usd, private.plan_limit(w.plan)) else b.limit_usd end, coalesce(b.settled_usd, 0), coalesce(b.reserved_usd, 0),
    (select count(*) from public.user_workspaces m where m.workspace_id = w.id), w.created_at
  from (select * from public.workspaces o where o.slug > coalesce(p_after_slug, '') order by o.slug limit least(greatest(p_limit, 1), 500)) w
  left join genesis.ignition_state i on i.workspace_id = w.id
  left join lateral (select b.created_at, b.n8n_up from genesis.droplet_heartbeats b where b.workspace_id = w.id order by b.id desc limit 1) h on true
  left join lateral (select count(*) as n, (array_agg(m.severity order by array_position(array['critical', 'high', 'medium', 'low'], m.severity)))[1] as worst
    from genesis.alarms m where m.workspace_id = w.id and m.cleared_at is null) a on true
  left join genesis.budget_periods b on b.workspace_id = w.id and b.month = date_trunc('month', now() at time zone 'utc')::date
  order by w.slug;
end
$$;
comment on function private.admin_desk(text, int) is 'Definer part of public.admin_desk.';

create function public.admin_desk(p_after_slug text default null, p_limit int default 500) returns table (
  id uuid, slug text, name text, plan text, status text, is_legacy boolean, frozen_at timestamptz, frozen_by text, freeze_reason text,
  freeze_stage text, ignition_status text, ignition_error text, last_heartbeat_at timestamptz, n8n_up boolean,
  open_alarms bigint, worst_alarm text, open_commands bigint, failed_commands bigint, open_drifts bigint, quarantined bigint,
  budget_limit_usd numeric, settled_usd numeric, reserved_usd numeric, members bigint, created_at timestamptz
)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_desk(p_after_slug, p_limit);
end;
comment on function public.admin_desk(text, int) is
  'Operators: every workspace with status, ignition, last heartbeat, open alarms and commands and this month''s budget, by slug, at most 500 a page. PT403 forbidden.';

create function private.admin_queues() returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return jsonb_build_object(
    'queues', private.queue_metrics(),
    'cron', private.cron_runs(),
    'commands', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
      select c.workspace_id, w.slug, c.seq, c.action, c.status, c.attempts, c.next_at, c.error, c.trace_id, c.created_at
      from genesis.commands c join public.workspaces w on w.id = c.workspace_id where c.status in ('open', 'running', 'failed')
      order by c.status <> 'failed', c.created_at desc limit 200) x),
    'ignitions', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
      select i.workspace_id, w.slug, i.status, i.step, i.error_message, i.error_step, i.rollback_success, i.trace_id, i.started_at, i.updated_at
      from genesis.ignition_state i join public.workspaces w on w.id = i.workspace_id
      where i.status <> 'active' and (i.status <> 'failed' or i.trace_id <> '') order by i.status = 'failed', i.updated_at desc limit 200) x),
    'deliveries', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
      select d.id, d.event, d.attempts, d.next_at, d.given_up_at, d.last_result, a.kind, a.severity, a.message
      from genesis.alarm_deliveries d join genesis.alarms a on a.id = d.alarm_id
      where d.delivered_at is null and d.last_result is distinct from 'no webhook is set' order by d.id desc limit 100) x));
end
$$;
comment on function private.admin_queues() is 'Definer part of public.admin_queues: reads pgmq and cron.';
create function public.admin_queues() returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.admin_queues();
end;
comment on function public.admin_queues() is
  'Operators: {queues, cron, commands (open, running, failed), ignitions (under way, failed), deliveries (not told yet, given up)}. PT403 forbidden.';

create function private.admin_command_redrive(p_workspace_id uuid, p_seq bigint) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_command genesis.commands;
  v_workspace public.workspaces;
begin
  perform private.require_operator();
  perform private.lock_workspaces(array[p_workspace_id]);
  select * into v_workspace from public.workspaces where id = p_workspace_id;
  select * into v_command from genesis.commands where workspace_id = p_workspace_id and seq = p_seq for update;
  if v_command.seq is null then
    perform private.refuse(404, 'not_found', 'There is no such command.');
  elsif v_command.status <> 'failed' then
    perform private.refuse(409, 'conflict', 'Only a command that failed can be tried again.', 'This one is ' || v_command.status || '.');
  elsif v_workspace.status = 'frozen' and not private.takes_away(v_command.action) then
    perform private.refuse(403, 'workspace_frozen', 'Workspace is frozen', 'Unfreeze it first: this command would start something.');
  end if;
  -- A new row, so that what failed stays on record and order is kept.
  perform private.command_enqueue(p_workspace_id, v_command.action, v_command.ids, v_command.trace_id);
  update genesis.commands set status = 'void', finished_at = clock_timestamp() where workspace_id = p_workspace_id and seq = p_seq;
  update genesis.alarms set cleared_at = clock_timestamp()
  where dedupe_key = format('command:%s:%s', p_workspace_id, p_seq) and cleared_at is null;
  perform private.audit(p_workspace_id, 'command_redriven', null, jsonb_build_object('seq', p_seq, 'action', v_command.action));
  return jsonb_build_object('status', 200, 'action', v_command.action);
end
$$;
comment on function private.admin_command_redrive(uuid, bigint) is 'Definer part of public.admin_command_redrive.';
create function public.admin_command_redrive(p_workspace_id uuid, p_seq bigint) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.admin_command_redrive(p_workspace_id, p_seq);
end;
comment on function public.admin_command_redrive(uuid, bigint) is
  'Operators: a command that was given up, once more, as a new one under the present epoch. PT403 forbidden, workspace_frozen; PT404; PT409 when it did not fail.';

create function private.admin_delivery_redrive(p_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  update genesis.alarm_deliveries set given_up_at = null, attempts = 0, next_at = clock_timestamp()
  where id = p_id and given_up_at is not null and delivered_at is null;
  if not found then
    perform private.refuse(409, 'conflict', 'Only a delivery that was given up can be tried again.');
  end if;
  perform private.kick('alarms');
  return '{"status": 200}';
end
$$;
comment on function private.admin_delivery_redrive(uuid) is 'Definer part of public.admin_delivery_redrive.';
create function public.admin_delivery_redrive(p_id uuid) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.admin_delivery_redrive(p_id);
end;
comment on function public.admin_delivery_redrive(uuid) is 'Operators: an alarm''s delivery that was given up, once more. PT403 forbidden, PT409 when it was not given up.';

select private.open_to_people('private.admin_desk(text,int)', 'public.admin_desk(text,int)');
select private.open_to_people('private.admin_queues()', 'public.admin_queues()');
select private.open_to_people('private.admin_command_redrive(uuid,bigint)', 'public.admin_command_redrive(uuid,bigint)');
select private.open_to_people('private.admin_delivery_redrive(uuid)', 'public.admin_delivery_redrive(uuid)');
