-- The commands' worker and an unfreeze: nothing is started while an opt-out waits, and a freeze's alarm ends with it.

create function private.opt_outs_wait(p_workspace_id uuid) returns boolean
language sql stable set search_path = ''
as $$
  select exists (select from genesis.event_quarantine q
    where q.workspace_id = p_workspace_id and q.kind = 'event' and q.is_opt_out and q.applied_at is null)
$$;
comment on function private.opt_outs_wait(uuid) is 'Whether somebody said no while the workspace was frozen, and it is not applied yet.';

create or replace function private.freeze_without_sidecar(p_workspace_id uuid) returns void
language sql volatile set search_path = ''
as $$
  insert into genesis.freeze_stages (workspace_id, epoch, stage, at, detail)
  select w.id, w.epoch, private.freeze_stage(c.action), clock_timestamp(),
    '{"sidecar": "none", "note": "The workspace has no sidecar: there is no n8n that Genesis could have started anything in."}'
  from public.workspaces w join genesis.commands c on c.workspace_id = w.id
  where w.id = p_workspace_id and w.status = 'frozen' and c.status in ('open', 'running') and private.freeze_stage(c.action) is not null
  order by c.seq on conflict do nothing;
  -- Nothing is pending any more.
  select private.alarm_clear('freeze_pending:' || p_workspace_id);
$$;

-- A workflow that is started may mail at once: not before those who said no are known.
create or replace function private.command_take(p_workspace_id uuid, p_msg_id bigint) returns jsonb
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
  if v_command.action = 'activate_workflows' and v_command.next_at <= clock_timestamp() and private.opt_outs_wait(p_workspace_id) then
    v_command.next_at := clock_timestamp() + interval '2 s';
  end if;
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

create or replace function private.freeze_try_again(p_command genesis.commands, p_error text, p_permanent boolean) returns int
language plpgsql volatile set search_path = ''
as $$
declare
  v_frozen_at timestamptz := (select frozen_at from public.workspaces where id = p_command.workspace_id);
  v_longest int := private.setting('freeze_retry_seconds')::int;
begin
  if p_permanent or v_frozen_at < clock_timestamp() - make_interval(mins => private.setting('freeze_alarm_minutes')::int) then
    perform private.alarm('freeze_pending', 'freeze_pending:' || p_command.workspace_id, 'critical',
      format('The database refuses everything of a frozen workspace, but %s is not done: %s. It is tried again and again. docs/runbook.md says what else to do.',
        p_command.action, rtrim(btrim(p_error), '.')), jsonb_build_object('seq', p_command.seq, 'stage', private.freeze_stage(p_command.action),
        'attempts', p_command.attempts), p_command.workspace_id);
  end if;
  return case when p_permanent then v_longest else least(v_longest, 2 ^ least(p_command.attempts, 9)) end;
end
$$;

create or replace function private.freeze_commands(p_workspace_id uuid, p_epoch bigint) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('seq', c.seq, 'action', c.action, 'status', c.status, 'attempts', c.attempts,
    'next_at', case when c.status in ('open', 'running') then c.next_at end, 'error', c.error, 'finished_at', c.finished_at, 'trace_id', c.trace_id) order by c.seq), '[]')
  from (select * from genesis.commands c where c.workspace_id = p_workspace_id and c.epoch >= p_epoch order by c.seq desc limit 50) as c
$$;

revoke all on function private.opt_outs_wait(uuid) from public, anon, authenticated, service_role;
