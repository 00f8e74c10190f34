-- What the steps read and keep: the map to n8n's ids, the sidecar's tickets, templates, and all that a run needs.
-- These run as genesis_machine in the one workspace they name; service_role's caller is the step, which holds its message.

create function private.enter_locked(p_workspace_id uuid) returns text
language plpgsql volatile set search_path = ''
as $$
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  perform private.enter(array[p_workspace_id]);
  return (select status from public.workspaces where id = p_workspace_id);
end
$$;
comment on function private.enter_locked(uuid) is 'Takes the shared lock, enters the workspace and returns its status, null when there is none.';

create function genesis.map_intend(p_workspace_id uuid, p_kind text, p_logical_id text, p_campaign_id uuid default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  -- A frozen workspace gets nothing new; what is there is unmade by map_removed.
  if private.enter_locked(p_workspace_id) is distinct from 'active' then
    return '{"status": 403, "code": "workspace_frozen"}';
  end if;
  insert into genesis.workflow_map (workspace_id, kind, logical_id, campaign_id)
  values (p_workspace_id, p_kind, p_logical_id, p_campaign_id) on conflict do nothing;
  return (select jsonb_build_object('status', 200, 'id', m.id, 'n8n_id', m.n8n_id, 'deployed_hash', m.deployed_hash, 'state', m.state)
    from genesis.workflow_map m where m.workspace_id = p_workspace_id and m.kind = p_kind and m.logical_id = p_logical_id
      and m.campaign_id is not distinct from p_campaign_id);
end
$$;
comment on function genesis.map_intend(uuid, text, text, uuid) is
  'The row before the effect: {status 200, id, n8n_id, deployed_hash, state}; an earlier one is adopted. Definer: runs as genesis_machine.';

create function genesis.map_made(p_workspace_id uuid, p_id uuid, p_n8n_id text, p_hash text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.enter_locked(p_workspace_id);
  update genesis.workflow_map set n8n_id = p_n8n_id, deployed_hash = coalesce(p_hash, deployed_hash), state = 'made', updated_at = now()
  where workspace_id = p_workspace_id and id = p_id;
  return jsonb_build_object('status', case when found then 200 else 404 end);
end
$$;
comment on function genesis.map_made(uuid, uuid, text, text) is 'The row after the effect: n8n''s id and the deployed hash. Definer: runs as genesis_machine.';

create function genesis.map_removed(p_workspace_id uuid, p_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.enter_locked(p_workspace_id);
  delete from genesis.workflow_map where workspace_id = p_workspace_id and id = p_id;
  return jsonb_build_object('status', 200, 'removed', found);
end
$$;
comment on function genesis.map_removed(uuid, uuid) is 'The object is gone from n8n, verified by the caller. Definer: runs as genesis_machine.';

create function genesis.map_list(p_workspace_id uuid, p_kind text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.enter_locked(p_workspace_id);
  return (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'logical_id', m.logical_id, 'campaign_id', m.campaign_id,
      'n8n_id', m.n8n_id, 'deployed_hash', m.deployed_hash, 'state', m.state) order by m.created_at, m.id), '[]')
    from genesis.workflow_map m where m.workspace_id = p_workspace_id and m.kind = p_kind);
end
$$;
comment on function genesis.map_list(uuid, text) is 'What n8n holds, or may hold, of the workspace, oldest first. Definer: runs as genesis_machine.';

create function genesis.command_ticket(p_workspace_id uuid, p_removing boolean default false,
  p_run_id uuid default null, p_step text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text := private.enter_locked(p_workspace_id);
  v_seq bigint;
begin
  if v_status is null or (v_status = 'frozen' and not p_removing) then
    return '{"status": 403, "code": "workspace_frozen"}';
  end if;
  -- A step that was overtaken (its process slept, its run has gone on) must not make what nobody will unmake.
  if p_run_id is not null and not exists (select from genesis.ignition_state
      where workspace_id = p_workspace_id and run_id = p_run_id and step = p_step) then
    return '{"status": 409, "code": "not_running"}';
  end if;
  insert into private.command_heads as h (workspace_id, seq) values (p_workspace_id, 1)
  on conflict (workspace_id) do update set seq = h.seq + 1 returning h.seq into v_seq;
  return jsonb_build_object('status', 200, 'seq', v_seq, 'epoch', (select epoch from public.workspaces where id = p_workspace_id));
end
$$;
comment on function genesis.command_ticket(uuid, boolean, uuid, text) is
  'The next seq and the present epoch, for one command to the sidecar; a frozen workspace gets them for taking away alone, a step only while its run is at it. Definer: runs as genesis_machine.';

create function private.default_campaign(p_workspace_id uuid) returns uuid
language plpgsql volatile set search_path = ''
as $$
declare
  v_id uuid := (select id from public.campaigns where workspace_id = p_workspace_id and status <> 'archived'
                order by status = 'active' desc, created_at, id limit 1);
begin
  if v_id is null then
    insert into public.campaign_groups (workspace_id, name) values (p_workspace_id, 'Default') on conflict do nothing;
    -- An archived campaign keeps its name.
    insert into public.campaigns (workspace_id, name, campaign_group_id)
    select p_workspace_id, case when exists (select from public.campaigns c where c.workspace_id = p_workspace_id and c.name = 'Default')
      then 'Default ' || left(gen_random_uuid()::text, 8) else 'Default' end, g.id
    from public.campaign_groups g where g.workspace_id = p_workspace_id and g.name = 'Default'
    returning id into v_id;
  end if;
  return v_id;
end
$$;
comment on function private.default_campaign(uuid) is 'The campaign that ignition deploys: the oldest active one, else the oldest, else a new one in the default group.';

create function genesis.assemble(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_campaign uuid;
begin
  if private.enter_locked(p_workspace_id) is null then
    return '{"status": 404, "code": "not_found"}';
  end if;
  v_campaign := private.default_campaign(p_workspace_id);
  return (select jsonb_build_object('status', 200,
    'workspace', jsonb_build_object('id', w.id, 'slug', w.slug, 'name', w.name, 'time_zone', w.time_zone, 'status', w.status),
    'brand', (select to_jsonb(b) from genesis.brand_profile b where b.workspace_id = w.id),
    'email', (select to_jsonb(e) from genesis.email_provider_config e where e.workspace_id = w.id),
    'campaign', (select jsonb_build_object('id', c.id, 'name', c.name, 'group_id', g.id, 'group_name', g.name, 'texts', c.texts,
        'schedule', c.schedule) from public.campaigns c
      left join public.campaign_groups g on g.workspace_id = c.workspace_id and g.id = c.campaign_group_id
      where c.workspace_id = w.id and c.id = v_campaign),
    'sidecar_url', (select sidecar_url from genesis.partition_registry r where r.workspace_id = w.id),
    'sidecar_keys', (select jsonb_build_object('sign_key', s.sign_key, 'seal_key', s.seal_key) from genesis.sidecar_enrolments s
      where s.workspace_id = w.id and s.used_at is not null and s.revoked_at is null order by s.used_at desc limit 1),
    'credentials', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'type', k.type, 'name', k.name, 'envelope', k.envelope,
        'key_id', k.key_id) order by k.type, k.name) from genesis.credential_store k where k.workspace_id = w.id), '[]'),
    'templates', coalesce((select jsonb_agg(jsonb_build_object('slug', t.slug, 'hash', t.hash, 'manifest', t.manifest, 'bodies', t.bodies)
        order by t.slug) from genesis.workflow_templates t where t.is_current), '[]'))
    from public.workspaces w where w.id = p_workspace_id);
end
$$;
comment on function genesis.assemble(uuid) is
  'All that a step of ignition needs of a workspace, read when it needs it; credentials stay sealed. Definer: runs as genesis_machine.';

revoke all on function private.enter_locked(uuid), private.default_campaign(uuid) from public, anon, authenticated, service_role;
grant execute on function private.enter_locked(uuid), private.default_campaign(uuid) to genesis_machine;
select private.hand_to_machine('genesis.map_intend(uuid, text, text, uuid)', true);
select private.hand_to_machine('genesis.map_made(uuid, uuid, text, text)', true);
select private.hand_to_machine('genesis.map_removed(uuid, uuid)', true);
select private.hand_to_machine('genesis.map_list(uuid, text)', true);
select private.hand_to_machine('genesis.command_ticket(uuid, boolean, uuid, text)', true);
select private.hand_to_machine('genesis.assemble(uuid)', true);
