-- What a step keeps of n8n's ids and what it puts into the vault or takes out of it, behind the fence of
-- private.ignition_overtaken.

drop function genesis.map_intend(uuid, text, text, uuid);
create function genesis.map_intend(p_workspace_id uuid, p_kind text, p_logical_id text, p_campaign_id uuid default null,
  p_fence jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  -- A frozen workspace gets nothing new; what is there is unmade by map_removed.
  if private.enter_locked(p_workspace_id) is distinct from 'active' then
    return '{"status": 403, "code": "workspace_frozen"}';
  elsif private.ignition_overtaken(p_workspace_id, p_fence) then
    return '{"status": 409, "code": "overtaken"}';
  end if;
  insert into genesis.workflow_map (workspace_id, kind, logical_id, campaign_id)
  values (p_workspace_id, p_kind, p_logical_id, p_campaign_id) on conflict do nothing;
  return (select jsonb_build_object('status', 200, 'id', m.id, 'n8n_id', m.n8n_id, 'deployed_hash', m.deployed_hash, 'state', m.state)
    from genesis.workflow_map m where m.workspace_id = p_workspace_id and m.kind = p_kind and m.logical_id = p_logical_id
      and m.campaign_id is not distinct from p_campaign_id);
end
$$;
comment on function genesis.map_intend(uuid, text, text, uuid, jsonb) is
  'The row before the effect: {status 200, id, n8n_id, deployed_hash, state}; an earlier one is adopted. 403 workspace_frozen, 409 overtaken. Definer: runs as genesis_machine.';

drop function genesis.map_made(uuid, uuid, text, text);
create function genesis.map_made(p_workspace_id uuid, p_id uuid, p_n8n_id text, p_hash text default null,
  p_fence jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.enter_locked(p_workspace_id);
  if private.ignition_overtaken(p_workspace_id, p_fence) then
    return '{"status": 409, "code": "overtaken"}';
  end if;
  update genesis.workflow_map set n8n_id = p_n8n_id, deployed_hash = coalesce(p_hash, deployed_hash), state = 'made', updated_at = now()
  where workspace_id = p_workspace_id and id = p_id;
  return jsonb_build_object('status', case when found then 200 else 404 end);
end
$$;
comment on function genesis.map_made(uuid, uuid, text, text, jsonb) is
  'The row after the effect: n8n''s id and the deployed hash. {status 200} | 404 | 409 overtaken. Definer: runs as genesis_machine.';

drop function genesis.map_removed(uuid, uuid);
create function genesis.map_removed(p_workspace_id uuid, p_id uuid, p_fence jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.enter_locked(p_workspace_id);
  if private.ignition_overtaken(p_workspace_id, p_fence) then
    return '{"status": 409, "code": "overtaken"}';
  end if;
  delete from genesis.workflow_map where workspace_id = p_workspace_id and id = p_id;
  return jsonb_build_object('status', 200, 'removed', found);
end
$$;
comment on function genesis.map_removed(uuid, uuid, jsonb) is
  'The object is gone from n8n, verified by the caller: {status 200, removed} | 409 overtaken. Definer: runs as genesis_machine.';

drop function genesis.credential_put(uuid, uuid, text, text, jsonb, text, text, text);
create function genesis.credential_put(p_workspace_id uuid, p_id uuid, p_type text, p_name text, p_envelope jsonb,
  p_last_four text, p_key_id text, p_actor text,
  p_fence jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_same_name uuid;
  v_done boolean;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_status := private.enter_locked(p_workspace_id);
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  -- The token of an unfreeze must lie in the vault before the unfreeze asks for it to be handed to n8n. A step's need not.
  elsif v_status = 'frozen' and (p_type <> 'webhook' or p_fence is not null) then
    return '{"status": 403, "code": "workspace_frozen"}';
  elsif private.ignition_overtaken(p_workspace_id, p_fence) then
    return '{"status": 409, "code": "overtaken"}';
  elsif p_envelope ->> 'key_id' is distinct from p_key_id then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "key_id", "message": "is not the envelope''s"}]}';
  elsif length(p_last_four) > 4 then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "last_four", "message": "has more than four characters"}]}';
  end if;
  select c.id into v_same_name from genesis.credential_store c
  where c.workspace_id = p_workspace_id and c.type = p_type and c.name = p_name;
  if v_same_name is distinct from p_id and v_same_name is not null then
    return jsonb_build_object('status', 409, 'code', 'conflict', 'id', v_same_name);
  end if;
  begin
    -- The type is part of what the envelope is bound to, so a row keeps it.
    insert into genesis.credential_store as c (workspace_id, id, type, name, envelope, last_four, key_id, created_by)
    values (p_workspace_id, p_id, p_type, p_name, p_envelope, p_last_four, p_key_id, p_actor)
    on conflict (workspace_id, id) do update set name = excluded.name, envelope = excluded.envelope,
      last_four = excluded.last_four, key_id = excluded.key_id, validated_at = null, updated_at = clock_timestamp()
      where c.type = excluded.type
    returning true into v_done;
  exception
    when unique_violation then v_done := null;
    when check_violation or not_null_violation then
      return '{"status": 400, "code": "invalid_field", "fields": [{"path": "", "message": "is no credential: id, type, name and a whole envelope are needed"}]}';
  end;
  if v_done is null then
    return jsonb_build_object('status', 409, 'code', 'conflict');
  end if;
  perform private.audit(p_workspace_id, 'credential_stored', null,
    jsonb_build_object('credential_id', p_id, 'type', p_type, 'key_id', p_key_id), p_actor);
  return jsonb_build_object('status', 200, 'id', p_id);
end
$$;
comment on function genesis.credential_put(uuid, uuid, text, text, jsonb, text, text, text, jsonb) is
  'Stores or replaces a sealed credential: {status 200, id} | 400 | 403 frozen | 404 | 409 conflict with the id that has this type and name (seal for that id instead), overtaken. The caller has proven the person''s role, or is a step with its p_fence. Definer: runs as genesis_machine.';

drop function genesis.credential_delete(uuid, uuid, text);
create function genesis.credential_delete(p_workspace_id uuid, p_id uuid, p_actor text, p_fence jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_type text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  -- Also while frozen: taking a secret away is never what a freeze stops.
  if private.enter_locked(p_workspace_id) is null then
    return '{"status": 404, "code": "not_found"}';
  elsif private.ignition_overtaken(p_workspace_id, p_fence) then
    return '{"status": 409, "code": "overtaken"}';
  end if;
  delete from genesis.credential_store where workspace_id = p_workspace_id and id = p_id returning type into v_type;
  if v_type is not null then
    perform private.audit(p_workspace_id, 'credential_deleted', null,
      jsonb_build_object('credential_id', p_id, 'type', v_type), p_actor);
  end if;
  return jsonb_build_object('status', 200, 'deleted', v_type is not null);
end
$$;
comment on function genesis.credential_delete(uuid, uuid, text, jsonb) is
  '{status 200, deleted} | 404 without such a workspace | 409 overtaken; a repeat deletes nothing. Definer: runs as genesis_machine.';

select private.hand_to_machine('genesis.map_intend(uuid, text, text, uuid, jsonb)', true);
select private.hand_to_machine('genesis.map_made(uuid, uuid, text, text, jsonb)', true);
select private.hand_to_machine('genesis.map_removed(uuid, uuid, jsonb)', true);
select private.hand_to_machine('genesis.credential_put(uuid, uuid, text, text, jsonb, text, text, text, jsonb)', true);
select private.hand_to_machine('genesis.credential_delete(uuid, uuid, text, jsonb)', true);
