-- Sidecars: enrolled once with a one-time token, then known by the signature of their own key. functions/fleet and
-- functions/execution-events verify it; SQL holds the key and refuses a report under one that no longer counts.

create index sidecar_enrolments_by_hash on genesis.sidecar_enrolments (token_hash);

-- Definer: a token names no workspace, and nobody has entered one yet.
create function private.enrolment_workspace(p_token_hash text) returns uuid
language sql stable security definer set search_path = ''
as $$
  select workspace_id from genesis.sidecar_enrolments
  where p_token_hash ~ '^[0-9a-f]{64}$' and token_hash = decode(p_token_hash, 'hex') limit 1
$$;
comment on function private.enrolment_workspace(text) is 'Whose enrolment token has this hash (hex); null for none.';

create function private.sidecar_key_x(p_workspace_id uuid) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select e.sign_key ->> 'x' from genesis.sidecar_enrolments e
    where e.workspace_id = p_workspace_id and e.used_at is not null and e.revoked_at is null
    order by e.used_at desc limit 1);
end
$$;
comment on function private.sidecar_key_x(uuid) is 'The x of the key that the workspace''s sidecar signs with now; null when none is enrolled.';

revoke all on function private.enrolment_workspace(text), private.sidecar_key_x(uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.enrolment_workspace(text), private.sidecar_key_x(uuid) to genesis_machine;

create function genesis.enrol_token_new(p_workspace_id uuid, p_token_hash text, p_expires timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_id uuid;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_status := private.enter_locked(p_workspace_id);
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'frozen' then
    return '{"status": 403, "code": "workspace_frozen"}';
  elsif p_token_hash is null or p_token_hash !~ '^[0-9a-f]{64}$' or p_expires is null then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "token_hash", "message": "is the SHA-256 of a new token, in hex, with its end"}]}';
  end if;
  insert into genesis.sidecar_enrolments (workspace_id, token_hash, expires_at)
  values (p_workspace_id, decode(p_token_hash, 'hex'), p_expires) on conflict do nothing returning id into v_id;
  if v_id is null then
    return '{"status": 409, "code": "conflict"}';
  end if;
  perform private.audit(p_workspace_id, 'enrolment_token_issued', null,
    jsonb_build_object('enrolment_id', v_id, 'expires_at', p_expires), 'system');
  return jsonb_build_object('status', 200, 'id', v_id);
end
$$;
comment on function genesis.enrol_token_new(uuid, text, timestamptz) is
  'A one-time enrolment token by its SHA-256 (hex): {status 200, id} | 400 | 403 frozen | 404 | 409 used before. Definer: runs as genesis_machine.';

create function genesis.enrol(p_token_hash text, p_sign_key jsonb, p_seal_key jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_workspace uuid;
  v_status text;
  v_row genesis.sidecar_enrolments;
begin
  perform private.lock_workspaces(array[private.enrolment_workspace(p_token_hash)]);
  v_workspace := private.enrolment_workspace(p_token_hash);
  v_status := private.enter_locked(v_workspace);
  select * into v_row from genesis.sidecar_enrolments
  where workspace_id = v_workspace and token_hash = decode(p_token_hash, 'hex') for update;
  -- An unknown token, a used one, an expired one: the answer does not tell which.
  if v_row.id is null or v_row.revoked_at is not null or (v_row.used_at is null and v_row.expires_at <= clock_timestamp())
     or (v_row.used_at is not null and (v_row.sign_key is distinct from p_sign_key or v_row.seal_key is distinct from p_seal_key)) then
    return '{"status": 401, "code": "invalid_enrolment_token"}';
  elsif v_status is distinct from 'active' then
    return '{"status": 403, "code": "workspace_frozen"}';
  elsif v_row.used_at is null then
    update genesis.sidecar_enrolments set revoked_at = clock_timestamp()
    where workspace_id = v_workspace and id <> v_row.id and revoked_at is null;
    update genesis.sidecar_enrolments set used_at = clock_timestamp(), sign_key = p_sign_key, seal_key = p_seal_key
    where workspace_id = v_workspace and id = v_row.id;
    perform private.audit(v_workspace, 'sidecar_enrolled', null, jsonb_build_object('enrolment_id', v_row.id), 'system');
  end if;
  return jsonb_build_object('status', 200, 'workspace_id', v_workspace, 'enrolment_id', v_row.id);
end
$$;
comment on function genesis.enrol(text, jsonb, jsonb) is
  'A sidecar registers its public keys (JWK: Ed25519, X25519) with its token, once; the same keys again (the answer was lost) are answered alike, and earlier enrolments of the workspace end. {status 200, workspace_id, enrolment_id} | 401 | 403 frozen. Definer: runs as genesis_machine.';

create function genesis.sidecar_key(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_key jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  perform private.enter_locked(p_workspace_id);
  select jsonb_build_object('status', 200, 'sign_key', e.sign_key, 'seal_key', e.seal_key) into v_key
  from genesis.sidecar_enrolments e
  where e.workspace_id = p_workspace_id and e.sign_key ->> 'x' = private.sidecar_key_x(p_workspace_id) and e.revoked_at is null;
  return coalesce(v_key, '{"status": 404, "code": "not_found"}');
end
$$;
comment on function genesis.sidecar_key(uuid) is
  'The public keys of the workspace''s sidecar: {status 200, sign_key, seal_key} | 404. Definer: runs as genesis_machine.';

create function genesis.heartbeat(p_workspace_id uuid, p jsonb, p_key_x text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_droplet uuid;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  -- Also while frozen: that a server lives is the operators' to know.
  perform private.enter_locked(p_workspace_id);
  if private.sidecar_key_x(p_workspace_id) is distinct from p_key_x or p_key_x is null then
    return '{"status": 401, "code": "invalid_sidecar_signature"}';
  end if;
  select d.id into v_droplet from genesis.droplets d
  where d.workspace_id = p_workspace_id and d.state not in ('terminated', 'failed') order by d.created_at desc limit 1;
  -- The nil uuid: a sidecar beside no droplet that Genesis made.
  insert into genesis.droplet_heartbeats (workspace_id, droplet_id, cpu_percent, memory_percent, disk_percent, n8n_up, versions)
  select p_workspace_id, coalesce(v_droplet, '00000000-0000-0000-0000-000000000000'), h.cpu_percent, h.memory_percent,
    h.disk_percent, h.n8n_up, coalesce(h.versions, '{}')
  from jsonb_to_record(p) as h (cpu_percent real, memory_percent real, disk_percent real, n8n_up boolean, versions jsonb);
  return jsonb_build_object('status', 200, 'droplet_id', v_droplet);
end
$$;
comment on function genesis.heartbeat(uuid, jsonb, text) is
  'Keeps {cpu_percent, memory_percent, disk_percent, n8n_up, versions} of a sidecar that signed with the key p_key_x: {status 200, droplet_id} | 401 when another key is enrolled. Definer: runs as genesis_machine.';

create function genesis.execution_events(p_workspace_id uuid, p_events jsonb, p_key_x text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_stored int;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_status := private.enter_locked(p_workspace_id);
  if private.sidecar_key_x(p_workspace_id) is distinct from p_key_x or p_key_x is null then
    return '{"status": 401, "code": "invalid_sidecar_signature"}';
  elsif v_status is distinct from 'active' then
    return '{"status": 403, "code": "workspace_frozen"}';
  end if;
  insert into genesis.workflow_execution_events (workspace_id, execution_id, seq, event_type, node_name, node_type, data)
  select p_workspace_id, e.execution_id, e.seq, e.event_type, e.node_name, e.node_type, coalesce(e.data, '{}')
  from jsonb_to_recordset(p_events) as e (execution_id text, seq bigint, event_type text, node_name text, node_type text, data jsonb)
  order by e.execution_id, e.seq
  on conflict do nothing;
  get diagnostics v_stored = row_count;
  return jsonb_build_object('status', 200, 'stored', v_stored, 'deduped', jsonb_array_length(p_events) - v_stored);
end
$$;
comment on function genesis.execution_events(uuid, jsonb, text) is
  'Keeps [{execution_id, seq, event_type, node_name, node_type, data}] of a sidecar that signed with the key p_key_x, each (execution_id, seq) once: {status 200, stored, deduped} | 401 | 403 frozen. Definer: runs as genesis_machine.';

select private.hand_to_machine('genesis.enrol_token_new(uuid, text, timestamptz)', true);
select private.hand_to_machine('genesis.enrol(text, jsonb, jsonb)', true);
select private.hand_to_machine('genesis.sidecar_key(uuid)', true);
select private.hand_to_machine('genesis.heartbeat(uuid, jsonb, text)', true);
select private.hand_to_machine('genesis.execution_events(uuid, jsonb, text)', true);
