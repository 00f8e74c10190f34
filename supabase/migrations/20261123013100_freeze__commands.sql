-- The commands' worker and a freeze: each command that is done is a stage, none is ever given up, and one that has no
-- sidecar to go to is a stage as well.

-- Called under the workspace's lock, before the commands are voided.
create function private.freeze_without_sidecar(p_workspace_id uuid) returns void
language sql volatile set search_path = ''
as $$
  insert into genesis.freeze_stages (workspace_id, epoch, stage, at, detail)
  select w.id, w.epoch, private.freeze_stage(c.action), clock_timestamp(),
    '{"sidecar": "none", "note": "The workspace has no sidecar: there is no n8n that Genesis could have started anything in."}'
  from public.workspaces w join genesis.commands c on c.workspace_id = w.id
  where w.id = p_workspace_id and w.status = 'frozen' and c.status in ('open', 'running') and private.freeze_stage(c.action) is not null
  order by c.seq on conflict do nothing
$$;
comment on function private.freeze_without_sidecar(uuid) is 'Completes the stages of a frozen workspace that has no sidecar, or whose ignition was unmade.';

create or replace function genesis.command_claim() returns jsonb
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
    if v_sidecar.sidecar_url is null then
      perform private.freeze_without_sidecar(v_bell.workspace_id);
    end if;
    -- Nobody is there to be told, or it must not be told any more.
    update genesis.commands c set status = 'void', finished_at = clock_timestamp(),
      error = case when v_sidecar.sidecar_url is null then 'The workspace has no sidecar.' else 'The workspace is frozen.' end
    where c.workspace_id = v_bell.workspace_id and c.status in ('open', 'running')
      and (v_sidecar.sidecar_url is null or (v_workspace.status = 'frozen' and not private.takes_away(c.action)));
    -- A freeze does not wait for what was asked before it.
    select * into v_command from genesis.commands c where c.workspace_id = v_bell.workspace_id and c.status in ('open', 'running')
    order by v_workspace.status = 'frozen' and private.freeze_stage(c.action) is not null desc, c.seq limit 1 for update;
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
        'removing', private.takes_away(v_command.action), 'trace_id', v_command.trace_id, 'sidecar', jsonb_build_object('url', v_sidecar.sidecar_url,
        'sign_key', v_sidecar.sign_key, 'seal_key', v_sidecar.seal_key),
        -- So that the worker never hands n8n a token that is not, or no longer, the valid one.
        'token_hash', case when v_command.action = 'rotate_webhook_token' then (select encode(webhook_token_hash, 'hex')
          from private.workspace_secrets where workspace_id = v_command.workspace_id) end);
    end if;
  end loop;
  return jsonb_build_object('next_due_in_s', (
    -- No row, and so null, when the queue is empty.
    select greatest(0, ceil(extract(epoch from q.vt - clock_timestamp()))) from pgmq.q_commands q order by q.vt limit 1));
end
$$;

create or replace function genesis.command_done(p_workspace_id uuid, p_seq bigint, p_epoch bigint, p_msg_id bigint, p_result jsonb default '{}')
returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_command genesis.commands;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  update genesis.commands c set status = 'done', finished_at = clock_timestamp(), error = null
  where c.workspace_id = p_workspace_id and c.seq = p_seq and c.epoch = p_epoch and c.status = 'running' returning * into v_command;
  if v_command.seq is null then
    return '{"status": 200, "late": true}';
  end if;
  insert into genesis.freeze_stages (workspace_id, epoch, stage, detail)
  select p_workspace_id, w.epoch, private.freeze_stage(v_command.action), p_result from public.workspaces w
  where w.id = p_workspace_id and w.status = 'frozen' and private.freeze_stage(v_command.action) is not null on conflict do nothing;
  if v_command.action = 'verify_frozen' then
    update genesis.alarms set cleared_at = clock_timestamp()
    where dedupe_key = 'freeze_pending:' || p_workspace_id and cleared_at is null;
  end if;
  -- The bell goes on ringing while there is more.
  perform pgmq.set_vt('commands', p_msg_id, 0);
  return '{"status": 200, "late": false}';
end
$$;

-- A command of a freeze that could not be done: never the last try, and before long an operator's alarm.
create function private.freeze_try_again(p_command genesis.commands, p_error text, p_permanent boolean) returns int
language plpgsql volatile set search_path = ''
as $$
declare
  v_frozen_at timestamptz := (select frozen_at from public.workspaces where id = p_command.workspace_id);
  v_longest int := private.setting('freeze_retry_seconds')::int;
begin
  if p_permanent or v_frozen_at < clock_timestamp() - make_interval(mins => private.setting('freeze_alarm_minutes')::int) then
    perform private.alarm('freeze_pending', 'freeze_pending:' || p_command.workspace_id, 'critical',
      format('The database refuses everything of a frozen workspace, but %s is not done: %s It is tried again and again. docs/runbook.md says what else to do.',
        p_command.action, p_error), jsonb_build_object('seq', p_command.seq, 'stage', private.freeze_stage(p_command.action),
        'attempts', p_command.attempts), p_command.workspace_id);
  end if;
  return case when p_permanent then v_longest else least(v_longest, 2 ^ least(p_command.attempts, 9)) end;
end
$$;
comment on function private.freeze_try_again(genesis.commands, text, boolean) is
  'Seconds until a freeze''s command is tried again; raises the alarm freeze_pending when it failed for good or the freeze is old.';

create or replace function genesis.command_failed(p_workspace_id uuid, p_seq bigint, p_epoch bigint, p_msg_id bigint, p_error text, p_permanent boolean default false)
returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_command genesis.commands;
  v_of_freeze boolean;
  v_wait int;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select * into v_command from genesis.commands c where c.workspace_id = p_workspace_id and c.seq = p_seq and c.epoch = p_epoch
    and c.status = 'running' for update;
  if v_command.seq is null then
    return '{"status": 200, "late": true}';
  end if;
  v_of_freeze := private.freeze_stage(v_command.action) is not null
    and exists (select from public.workspaces w where w.id = p_workspace_id and w.status = 'frozen');
  if (p_permanent or v_command.attempts >= 50) and not v_of_freeze then
    -- Started without the new token, n8n would be refused everything it reports, opt-outs too.
    update genesis.commands c set status = 'failed', finished_at = clock_timestamp(),
      error = case when c.seq = p_seq then p_error else 'n8n did not get the new webhook token: ' || p_error end
    where c.workspace_id = p_workspace_id and (c.seq = p_seq
      or (v_command.action = 'rotate_webhook_token' and c.action = 'activate_workflows' and c.status = 'open' and c.seq > p_seq));
    perform private.alarm('command_failed', format('command:%s:%s', p_workspace_id, p_seq), 'high',
      format('%s could not be done by the sidecar: %s', v_command.action, p_error), jsonb_build_object('seq', p_seq), p_workspace_id);
    perform pgmq.set_vt('commands', p_msg_id, 0);
    return '{"status": 200, "late": false, "next": "failed"}';
  end if;
  v_wait := case when v_of_freeze then private.freeze_try_again(v_command, p_error, p_permanent)
    else least(300, 2 ^ least(v_command.attempts, 9)) end;
  update genesis.commands c set status = 'open', error = p_error, next_at = clock_timestamp() + make_interval(secs => v_wait)
  where c.workspace_id = p_workspace_id and c.seq = p_seq;
  perform pgmq.set_vt('commands', p_msg_id, v_wait);
  return jsonb_build_object('status', 200, 'late', false, 'next', 'retry', 'after_s', v_wait);
end
$$;
comment on function genesis.command_failed(uuid, bigint, bigint, bigint, text, boolean) is
  'Tried again after 2 s, doubling to 5 min, 50 times; then an alarm. What a freeze wants is never given up. Definer, postgres: uses pgmq.';

revoke all on function private.freeze_without_sidecar(uuid), private.freeze_try_again(genesis.commands, text, boolean)
  from public, anon, authenticated, service_role;
-- A freeze that this version finds is verified too.
select private.command_enqueue(id, 'verify_frozen') from public.workspaces where status = 'frozen';
