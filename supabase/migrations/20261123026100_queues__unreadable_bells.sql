-- The queue of the commands: a bell that names no workspace is a dead letter, and one whose commands cannot be looked at
-- for the moment lets the others go on. It is never set aside: a freeze's commands may wait behind it.

create function private.command_take(p_workspace_id uuid, p_msg_id bigint) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_command genesis.commands;
  v_workspace public.workspaces;
  v_sidecar record;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select * into v_workspace from public.workspaces where id = p_workspace_id;
  if v_workspace.id is null then
    perform private.dead_letter('commands', p_msg_id, 'it is of no workspace that is known.');
    return null;
  end if;
  select r.sidecar_url, e.sign_key, e.seal_key into v_sidecar from genesis.partition_registry r
  left join genesis.sidecar_enrolments e on e.workspace_id = r.workspace_id and e.used_at is not null and e.revoked_at is null
  where r.workspace_id = p_workspace_id order by e.used_at desc nulls last limit 1;
  if v_sidecar.sidecar_url is null then
    perform private.freeze_without_sidecar(p_workspace_id);
  end if;
  -- Nobody is there to be told, or it must not be told any more.
  update genesis.commands c set status = 'void', finished_at = clock_timestamp(),
    error = case when v_sidecar.sidecar_url is null then 'The workspace has no sidecar.' else 'The workspace is frozen.' end
  where c.workspace_id = p_workspace_id and c.status in ('open', 'running')
    and (v_sidecar.sidecar_url is null or (v_workspace.status = 'frozen' and not private.takes_away(c.action)));
  -- A freeze does not wait for what was asked before it.
  select * into v_command from genesis.commands c where c.workspace_id = p_workspace_id and c.status in ('open', 'running')
  order by v_workspace.status = 'frozen' and private.freeze_stage(c.action) is not null desc, c.seq limit 1 for update;
  if v_command.seq is null then
    perform pgmq.archive('commands', p_msg_id);
    return null;
  elsif v_command.next_at > clock_timestamp() then
    perform pgmq.set_vt('commands', p_msg_id, greatest(1, ceil(extract(epoch from v_command.next_at - clock_timestamp())))::int);
    return null;
  end if;
  -- next_at is the lease while it runs: a worker that dies is followed by another after a minute.
  update genesis.commands c set status = 'running', attempts = c.attempts + 1, next_at = clock_timestamp() + interval '60 s'
  where c.workspace_id = v_command.workspace_id and c.seq = v_command.seq returning * into v_command;
  return jsonb_build_object('msg_id', p_msg_id, 'workspace_id', v_command.workspace_id, 'seq', v_command.seq,
    'epoch', v_command.epoch, 'action', v_command.action, 'ids', v_command.ids, 'attempts', v_command.attempts,
    'removing', private.takes_away(v_command.action), 'trace_id', v_command.trace_id, 'sidecar', jsonb_build_object('url', v_sidecar.sidecar_url,
    'sign_key', v_sidecar.sign_key, 'seal_key', v_sidecar.seal_key),
    -- So that the worker never hands n8n a token that is not, or no longer, the valid one.
    'token_hash', case when v_command.action = 'rotate_webhook_token' then (select encode(webhook_token_hash, 'hex')
      from private.workspace_secrets where workspace_id = v_command.workspace_id) end);
end
$$;
comment on function private.command_take(uuid, bigint) is
  'The bell of a workspace: its next command, leased for 60 s, as genesis.command_claim gives it; null when none is due.';

create or replace function genesis.command_claim() returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_bell record;
  v_command jsonb;
begin
  for v_try in 1..10 loop
    -- One bell at a time: what is read and not worked on would be silent for a minute.
    select m.msg_id, m.message ->> 'workspace_id' as workspace_id into v_bell from pgmq.read('commands', 60, 1) as m;
    exit when v_bell.msg_id is null;
    if not coalesce(pg_input_is_valid(v_bell.workspace_id, 'uuid'), false) then
      perform private.dead_letter('commands', v_bell.msg_id, 'it names no workspace.');
      continue;
    end if;
    begin
      v_command := private.command_take(v_bell.workspace_id::uuid, v_bell.msg_id);
    exception when others then
      v_command := null;
      -- Waiting for a lock took 3 s already: the rest is for the next call.
      exit when private.queue_fault('commands', v_bell.msg_id, v_bell.workspace_id::uuid, sqlstate, sqlerrm) = 0;
    end;
    if v_command is not null then
      return v_command;
    end if;
  end loop;
  return jsonb_build_object('next_due_in_s', (
    -- No row, and so null, when the queue is empty.
    select greatest(0, ceil(extract(epoch from q.vt - clock_timestamp()))) from pgmq.q_commands q order by q.vt limit 1));
end
$$;

revoke all on function private.command_take(uuid, bigint) from public, anon, authenticated, service_role;
