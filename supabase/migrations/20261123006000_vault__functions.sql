-- The vault's rows. Only sealed envelopes come here: SQL neither sees a secret nor can open one (docs/vault.md).

create function genesis.credential_put(p_workspace_id uuid, p_id uuid, p_type text, p_name text, p_envelope jsonb,
  p_last_four text, p_key_id text, p_actor text) returns jsonb
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
  -- The token of an unfreeze must lie in the vault before the unfreeze asks for it to be handed to n8n.
  elsif v_status = 'frozen' and p_type <> 'webhook' then
    return '{"status": 403, "code": "workspace_frozen"}';
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
comment on function genesis.credential_put(uuid, uuid, text, text, jsonb, text, text, text) is
  'Stores or replaces a sealed credential: {status 200, id} | 400 | 403 frozen | 404 | 409 conflict with the id that has this type and name (seal for that id instead). The caller has proven the person''s role. Definer: runs as genesis_machine.';

create function genesis.credential_delete(p_workspace_id uuid, p_id uuid, p_actor text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_type text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  -- Also while frozen: taking a secret away is never what a freeze stops.
  if private.enter_locked(p_workspace_id) is null then
    return '{"status": 404, "code": "not_found"}';
  end if;
  delete from genesis.credential_store where workspace_id = p_workspace_id and id = p_id returning type into v_type;
  if v_type is not null then
    perform private.audit(p_workspace_id, 'credential_deleted', null,
      jsonb_build_object('credential_id', p_id, 'type', v_type), p_actor);
  end if;
  return jsonb_build_object('status', 200, 'deleted', v_type is not null);
end
$$;
comment on function genesis.credential_delete(uuid, uuid, text) is
  '{status 200, deleted} | 404 without such a workspace; a repeat deletes nothing. Definer: runs as genesis_machine.';

create function genesis.credential_envelopes(p_workspace_id uuid, p_types text[] default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_status := private.enter_locked(p_workspace_id);
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'frozen' then
    return '{"status": 403, "code": "workspace_frozen"}';
  end if;
  return jsonb_build_object('status', 200, 'credentials', (
    select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'type', c.type, 'name', c.name, 'envelope', c.envelope,
      'key_id', c.key_id, 'last_four', c.last_four) order by c.type, c.name), '[]')
    from genesis.credential_store c
    where c.workspace_id = p_workspace_id and (p_types is null or c.type = any(p_types))));
end
$$;
comment on function genesis.credential_envelopes(uuid, text[]) is
  '{status 200, credentials: [{id, type, name, envelope, key_id, last_four}]}, all or of these types | 403 frozen | 404. Sealed: only a holder of the master key opens them. Definer: runs as genesis_machine.';

create function genesis.credential_reseal(p_workspace_id uuid, p_id uuid, p_old_key_id text, p_old_iv text,
  p_envelope jsonb, p_key_id text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_done boolean := false;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  -- Also while frozen: the old key must be removable.
  if private.enter_locked(p_workspace_id) is null then
    return '{"status": 404, "code": "not_found"}';
  elsif p_envelope ->> 'key_id' is distinct from p_key_id then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "key_id", "message": "is not the envelope''s"}]}';
  end if;
  -- The IV is new with every sealing: whoever stored another secret meanwhile wins.
  update genesis.credential_store set envelope = p_envelope, key_id = p_key_id
  where workspace_id = p_workspace_id and id = p_id and key_id = p_old_key_id and envelope ->> 'iv' = p_old_iv
  returning true into v_done;
  if v_done then
    perform private.audit(p_workspace_id, 'credential_resealed', null,
      jsonb_build_object('credential_id', p_id, 'old_key_id', p_old_key_id, 'key_id', p_key_id), 'system');
  end if;
  return jsonb_build_object('status', 200, 'changed', coalesce(v_done, false));
end
$$;
comment on function genesis.credential_reseal(uuid, uuid, text, text, jsonb, text) is
  'Puts an envelope under another key in the place of the one with this key and IV: {status 200, changed} | 400 | 404. Not changed: somebody stored, resealed or deleted it meanwhile. Definer: runs as genesis_machine.';

-- Definers, owned by postgres: rotation goes through all workspaces, and canaries are no tenant's.
create function genesis.credential_rotation_batch(p_key_id text, p_limit int default 50,
  p_after_workspace uuid default null, p_after_id uuid default null) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'remaining', (select count(*) from genesis.credential_store where key_id <> p_key_id),
    'credentials', coalesce((select jsonb_agg(to_jsonb(b) order by b.workspace_id, b.id) from (
      select c.workspace_id, c.id, c.type, c.key_id, c.envelope, (select k.envelope from genesis.credential_store k
        where k.workspace_id = c.workspace_id and k.key_id = p_key_id limit 1) as sealed
      from genesis.credential_store c
      where c.key_id <> p_key_id
        and (p_after_id is null or (c.workspace_id, c.id) > (p_after_workspace, p_after_id))
      order by c.workspace_id, c.id limit least(greatest(p_limit, 1), 500)) as b), '[]'))
$$;
comment on function genesis.credential_rotation_batch(text, int, uuid, uuid) is
  '{remaining, credentials: [{workspace_id, id, type, key_id, envelope, sealed}]}: what is not sealed with this key, after the given row; sealed is an envelope of the workspace that is. Definer: goes through all workspaces.';

create function genesis.vault_canary(p_key_id text) returns jsonb
language sql stable security definer set search_path = ''
as $$ select envelope from genesis.vault_canaries where key_id = p_key_id $$;
comment on function genesis.vault_canary(text) is 'The canary sealed with this key, or null. Definer: nobody may read the table.';

create function genesis.vault_canary_put(p_key_id text, p_envelope jsonb, p_known_key_id text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- Two functions that start for the first time with two keys: the first one's holds.
  lock table genesis.vault_canaries in share row exclusive mode;
  if exists (select from genesis.vault_canaries where key_id <> p_key_id)
     and not exists (select from genesis.vault_canaries where key_id in (p_key_id, p_known_key_id)) then
    return '{"status": 409, "code": "conflict"}';
  end if;
  insert into genesis.vault_canaries (key_id, envelope) values (p_key_id, p_envelope) on conflict (key_id) do nothing;
  return jsonb_build_object('status', 200, 'envelope', genesis.vault_canary(p_key_id));
end
$$;
comment on function genesis.vault_canary_put(text, jsonb, text) is
  'A new key''s canary: taken as the first of all, or when the caller opened the canary of p_known_key_id (a rotation); else {status 409}. {status 200, envelope} is what holds for the key. Definer: nobody may write the table.';

create function genesis.vault_canary_retire(p_key_id text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_retired int;
begin
  lock table genesis.vault_canaries in share row exclusive mode;
  delete from genesis.vault_canaries c
  where c.key_id <> p_key_id and exists (select from genesis.vault_canaries where key_id = p_key_id)
    and not exists (select from genesis.credential_store s where s.key_id = c.key_id);
  get diagnostics v_retired = row_count;
  return jsonb_build_object('status', 200, 'retired', v_retired);
end
$$;
comment on function genesis.vault_canary_retire(text) is
  'Forgets keys that seal nothing any more, so that a function given one of them again refuses to serve: {status 200, retired}. Definer: nobody may write the table.';

revoke all on function genesis.credential_rotation_batch(text, int, uuid, uuid), genesis.vault_canary(text),
  genesis.vault_canary_put(text, jsonb, text), genesis.vault_canary_retire(text) from public, anon, authenticated, service_role;
grant execute on function genesis.credential_rotation_batch(text, int, uuid, uuid), genesis.vault_canary(text),
  genesis.vault_canary_put(text, jsonb, text), genesis.vault_canary_retire(text) to service_role;
select private.hand_to_machine('genesis.credential_put(uuid, uuid, text, text, jsonb, text, text, text)', true);
select private.hand_to_machine('genesis.credential_delete(uuid, uuid, text)', true);
select private.hand_to_machine('genesis.credential_envelopes(uuid, text[])', true);
select private.hand_to_machine('genesis.credential_reseal(uuid, uuid, text, text, jsonb, text)', true);
