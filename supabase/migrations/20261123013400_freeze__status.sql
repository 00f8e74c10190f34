-- What an operator sees of a freeze: its stages as they come, what is asked of the sidecar, and what would start again.

create function private.freeze_pending(p_workspace_id uuid, p_epoch bigint) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(e.stage order by e.n), '[]')
  from unnest(array['workflows_off', 'executions_drained', 'verified']) with ordinality as e (stage, n)
  where not exists (select from genesis.freeze_stages s where s.workspace_id = p_workspace_id and s.epoch = p_epoch and s.stage = e.stage)
$$;
comment on function private.freeze_pending(uuid, bigint) is 'The stages of a freeze that are still to come, in their order.';

create function private.freeze_commands(p_workspace_id uuid, p_epoch bigint) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('seq', c.seq, 'action', c.action, 'status', c.status, 'attempts', c.attempts,
    'next_at', case when c.status in ('open', 'running') then c.next_at end, 'error', c.error, 'finished_at', c.finished_at) order by c.seq), '[]')
  from (select * from genesis.commands c where c.workspace_id = p_workspace_id and c.epoch >= p_epoch order by c.seq desc limit 50) as c
$$;
comment on function private.freeze_commands(uuid, bigint) is 'What was asked of the sidecar since an epoch, oldest first, at most the last 50.';

create function private.sidecar_seen(p_workspace_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('registered', exists (select from genesis.partition_registry r
      where r.workspace_id = p_workspace_id and r.sidecar_url is not null),
    'last_heartbeat_at', (select max(h.created_at) from genesis.droplet_heartbeats h where h.workspace_id = p_workspace_id))
$$;
comment on function private.sidecar_seen(uuid) is 'Whether a workspace has a sidecar, and when it was last heard: {registered, last_heartbeat_at}.';

create function genesis.freeze_status(p_workspace_id uuid, p_actor text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_workspace public.workspaces;
  v_frozen boolean;
  v_epoch bigint;
begin
  perform private.enter_locked(p_workspace_id);
  if not private.is_super_admin(p_actor) then
    return '{"status": 403, "code": "forbidden"}';
  end if;
  select * into v_workspace from public.workspaces where id = p_workspace_id;
  if v_workspace.id is null then
    return '{"status": 404, "code": "not_found"}';
  end if;
  v_frozen := v_workspace.status = 'frozen';
  -- The present freeze, or the last one with its end.
  v_epoch := (select max(epoch) from genesis.freeze_stages where workspace_id = p_workspace_id and stage = 'requested');
  return jsonb_build_object('status', 200, 'frozen', v_frozen, 'slug', v_workspace.slug, 'name', v_workspace.name,
    'epoch', v_workspace.epoch, 'reason', v_workspace.freeze_reason, 'frozen_at', v_workspace.frozen_at, 'frozen_by', v_workspace.frozen_by,
    'stages', (select coalesce(jsonb_agg(jsonb_build_object('epoch', s.epoch, 'stage', s.stage, 'at', s.at, 'detail', s.detail - '{off}'::text[]) order by s.at), '[]')
      from genesis.freeze_stages s where s.workspace_id = p_workspace_id and s.epoch >= v_epoch),
    'pending', case when v_frozen then private.freeze_pending(p_workspace_id, v_epoch) else '[]' end,
    'commands', private.freeze_commands(p_workspace_id, v_epoch),
    'would_start', private.would_start(p_workspace_id),
    'quarantined', (select jsonb_build_object('events', count(*) filter (where q.kind = 'event'), 'costs', count(*) filter (where q.kind = 'cost'))
      from genesis.event_quarantine q where q.workspace_id = p_workspace_id and q.applied_at is null),
    'open_permits', (select coalesce(jsonb_agg(jsonb_build_object('permit_id', p.id, 'expires_at', p.expires_at)), '[]')
      from public.send_permits p where p.workspace_id = p_workspace_id and p.status = 'open' and p.expires_at > clock_timestamp()),
    'ignition', (select jsonb_build_object('status', s.status, 'step', s.step) from genesis.ignition_state s where s.workspace_id = p_workspace_id),
    'sidecar', private.sidecar_seen(p_workspace_id));
end
$$;
comment on function genesis.freeze_status(uuid, text) is
  'For operators: {status 200, frozen, slug, name, epoch, reason, frozen_at, frozen_by, stages, pending, commands, would_start, quarantined, open_permits, ignition, sidecar} | 403 | 404. Definer: runs as genesis_machine.';

revoke all on function private.freeze_pending(uuid, bigint), private.freeze_commands(uuid, bigint), private.sidecar_seen(uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.freeze_pending(uuid, bigint), private.freeze_commands(uuid, bigint), private.sidecar_seen(uuid) to genesis_machine;
select private.hand_to_machine('genesis.freeze_status(uuid, text)', true);
