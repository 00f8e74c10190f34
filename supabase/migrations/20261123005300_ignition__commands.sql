-- The commands' worker. The queue's message is a doorbell; order, voiding and fencing are in genesis.commands.

create function genesis.command_claim() returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_bell record;
  v_command genesis.commands;
  v_workspace public.workspaces;
  v_sidecar record;
begin
  for v_try in 1..10 loop
    -- One bell at a time: what is read and not worked on would be silent for a minute.
    select m.msg_id, (m.message ->> 'workspace_id')::uuid as workspace_id into v_bell from pgmq.read('commands', 60, 1) as m;
    exit when v_bell.msg_id is null;
    perform private.lock_workspaces(array[v_bell.workspace_id]);
    select * into v_workspace from public.workspaces where id = v_bell.workspace_id;
    select r.sidecar_url, e.sign_key, e.seal_key into v_sidecar from genesis.partition_registry r
    left join genesis.sidecar_enrolments e on e.workspace_id = r.workspace_id and e.used_at is not null and e.revoked_at is null
    where r.workspace_id = v_bell.workspace_id order by e.used_at desc nulls last limit 1;
    -- Nobody is there to be told, or it must not be told any more.
    update genesis.commands c set status = 'void', finished_at = clock_timestamp(),
      error = case when v_sidecar.sidecar_url is null then 'The workspace has no sidecar.' else 'The workspace is frozen.' end
    where c.workspace_id = v_bell.workspace_id and c.status in ('open', 'running')
      and (v_sidecar.sidecar_url is null or (v_workspace.status = 'frozen' and not private.takes_away(c.action)));
    select * into v_command from genesis.commands c where c.workspace_id = v_bell.workspace_id and c.status in ('open', 'running')
    order by c.seq limit 1 for update;
    if v_command.seq is null then
      perform pgmq.archive('commands', v_bell.msg_id);
    elsif v_command.next_at > clock_timestamp() then
      perform pgmq.set_vt('commands', v_bell.msg_id, greatest(1, ceil(extract(epoch from v_command.next_at - clock_timestamp())))::int);
    else
      -- next_at is the lease while it runs: a worker that dies is followed by another after a minute.
      update genesis.commands c set status = 'running', attempts = c.attempts + 1, next_at = clock_timestamp() + interval '60 s'
      where c.workspace_id = v_command.workspace_id and c.seq = v_command.seq returning * into v_command;
      return jsonb_build_object('msg_id', v_bell.msg_id, 'workspace_id', v_command.workspace_id, 'seq', v_command.seq,
        'epoch', v_command.epoch, 'action', v_command.action, 'ids', v_command.ids, 'attempts', v_command.attempts,
        'trace_id', v_command.trace_id, 'sidecar', jsonb_build_object('url', v_sidecar.sidecar_url,
        'sign_key', v_sidecar.sign_key, 'seal_key', v_sidecar.seal_key),
        -- So that the worker never hands n8n a token that is not, or no longer, the valid one.
        'token_hash', case when v_command.action = 'rotate_webhook_token' then (select encode(webhook_token_hash, 'hex')
          from private.workspace_secrets where workspace_id = v_command.workspace_id) end);
    end if;
  end loop;
  return jsonb_build_object('next_due_in_s', (
    select greatest(0, ceil(extract(epoch from min(q.vt) - clock_timestamp()))) from pgmq.q_commands q));
end
$$;
comment on function genesis.command_claim() is
  'The lowest open command of a workspace whose bell rang, leased for 60 s; {next_due_in_s | null} when there is none due. Definer, postgres: uses pgmq.';

create function genesis.command_done(p_workspace_id uuid, p_seq bigint, p_epoch bigint, p_msg_id bigint, p_result jsonb default '{}') returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_command genesis.commands;
  v_stage text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  update genesis.commands c set status = 'done', finished_at = clock_timestamp(), error = null
  where c.workspace_id = p_workspace_id and c.seq = p_seq and c.epoch = p_epoch and c.status = 'running' returning * into v_command;
  if v_command.seq is null then
    return '{"status": 200, "late": true}';
  end if;
  v_stage := case v_command.action when 'deactivate_all_workflows' then 'workflows_off' when 'stop_executions' then 'executions_drained' end;
  insert into genesis.freeze_stages (workspace_id, epoch, stage, detail)
  select p_workspace_id, w.epoch, v_stage, p_result from public.workspaces w
  where w.id = p_workspace_id and w.status = 'frozen' and v_stage is not null on conflict do nothing;
  -- The bell goes on ringing while there is more.
  perform pgmq.set_vt('commands', p_msg_id, 0);
  return '{"status": 200, "late": false}';
end
$$;
comment on function genesis.command_done(uuid, bigint, bigint, bigint, jsonb) is
  'The sidecar did it; a report under another epoch is late and changes nothing. Definer, postgres: uses pgmq.';

create function genesis.command_failed(p_workspace_id uuid, p_seq bigint, p_epoch bigint, p_msg_id bigint, p_error text, p_permanent boolean default false)
returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_command genesis.commands;
  v_wait int;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select * into v_command from genesis.commands c where c.workspace_id = p_workspace_id and c.seq = p_seq and c.epoch = p_epoch
    and c.status = 'running' for update;
  if v_command.seq is null then
    return '{"status": 200, "late": true}';
  elsif p_permanent or v_command.attempts >= 50 then
    update genesis.commands c set status = 'failed', error = p_error, finished_at = clock_timestamp()
    where c.workspace_id = p_workspace_id and c.seq = p_seq;
    perform private.alarm('command_failed', format('command:%s:%s', p_workspace_id, p_seq), 'high',
      format('%s could not be done by the sidecar: %s', v_command.action, p_error), jsonb_build_object('seq', p_seq), p_workspace_id);
    perform pgmq.set_vt('commands', p_msg_id, 0);
    return '{"status": 200, "late": false, "next": "failed"}';
  end if;
  v_wait := least(300, 2 ^ least(v_command.attempts, 9))::int;
  update genesis.commands c set status = 'open', error = p_error, next_at = clock_timestamp() + make_interval(secs => v_wait)
  where c.workspace_id = p_workspace_id and c.seq = p_seq;
  perform pgmq.set_vt('commands', p_msg_id, v_wait);
  return jsonb_build_object('status', 200, 'late', false, 'next', 'retry', 'after_s', v_wait);
end
$$;
comment on function genesis.command_failed(uuid, bigint, bigint, bigint, text, boolean) is
  'Tried again after 2 s, doubling to 5 min, 50 times; then an alarm. Definer, postgres: uses pgmq.';

-- Wakes the functions whose queues have something due: a call of pg_net that was lost costs a minute.
create function private.queues_kick() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from pgmq.q_ignition where vt <= clock_timestamp() + interval '50 s') then
    perform private.kick('ignition-step');
  end if;
  if exists (select from pgmq.q_commands where vt <= clock_timestamp() + interval '50 s') then
    perform private.kick('commands');
  end if;
end
$$;
comment on function private.queues_kick() is 'Kicks ignition-step and commands when their queues are not empty. Definer: cron''s job.';

-- Definer: a trigger, so that whoever adds a command also wakes its worker, once a statement.
create function private.commands_kick() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.kick('commands');
  return null;
end
$$;
comment on function private.commands_kick() is 'Wakes the commands'' worker when a command is added.';
create trigger commands_kick after insert on genesis.commands for each statement execute function private.commands_kick();

revoke all on function genesis.command_claim(), genesis.command_done(uuid, bigint, bigint, bigint, jsonb),
  genesis.command_failed(uuid, bigint, bigint, bigint, text, boolean), private.queues_kick(), private.commands_kick()
  from public, anon, authenticated, service_role;
grant execute on function genesis.command_claim(), genesis.command_done(uuid, bigint, bigint, bigint, jsonb),
  genesis.command_failed(uuid, bigint, bigint, bigint, text, boolean) to service_role;
select cron.schedule('genesis-queues-kick', '* * * * *', 'select private.queues_kick()');
