-- The unfreeze with its new token in one transaction: sealed in the vault, valid by its hash, on its way to n8n. A crash
-- before the commit leaves the freeze as it was, one after it nothing to repeat.

drop function genesis.workspace_unfreeze(uuid, text, text);

create function private.unfreeze_apply(p_workspace_id uuid, p_actor text, p_token_hash text, p_start uuid[]) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  v_epoch bigint;
  v_off uuid[] := private.kept_off(p_workspace_id);
begin
  update public.workspaces set status = 'active', epoch = epoch + 1, frozen_at = null, frozen_by = null, freeze_reason = null
  where id = p_workspace_id returning epoch into v_epoch;
  update private.workspace_secrets set webhook_token_hash = decode(p_token_hash, 'hex'), previous_hash = null,
    previous_until = null, frozen_hashes = '{}', rotated_at = clock_timestamp()
  where workspace_id = p_workspace_id;
  -- There is nothing left to verify, and what is started now is not to be taken for a leak.
  update genesis.commands set status = 'void', finished_at = clock_timestamp(), error = 'The workspace was unfrozen.'
  where workspace_id = p_workspace_id and status in ('open', 'running') and action = 'verify_frozen';
  -- What else the freeze still wants done (all of it takes things away) goes on; the sidecar refuses an older epoch.
  update genesis.commands set epoch = v_epoch, status = 'open', next_at = clock_timestamp()
  where workspace_id = p_workspace_id and status in ('open', 'running');
  insert into genesis.freeze_stages (workspace_id, epoch, stage, detail)
  values (p_workspace_id, v_epoch, 'unfrozen', jsonb_build_object('by', p_actor, 'off', to_jsonb(v_off)));
  -- In this order: a workflow that starts has the new token.
  perform private.command_enqueue(p_workspace_id, 'rotate_webhook_token');
  perform private.start_again(p_workspace_id, p_actor, p_start);
  return v_epoch;
end
$$;
comment on function private.unfreeze_apply(uuid, text, text, uuid[]) is
  'The writes of an unfreeze but for the quarantine; returns the new epoch. Its caller holds the exclusive lock and entered the workspace.';

create function genesis.workspace_unfreeze(p_workspace_id uuid, p_actor text, p_token_hash text, p_credential jsonb default null,
  p_reactivate jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_epoch bigint;
  v_applied int;
  v_start uuid[];
  v_said jsonb;
begin
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  if not private.is_super_admin(p_actor) then
    return '{"status": 403, "code": "forbidden"}';
  elsif p_token_hash is null or p_token_hash !~ '^[0-9a-f]{64}$' then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "token_hash", "message": "is the SHA-256 of a new webhook token, in hex"}]}';
  end if;
  perform private.enter(array[p_workspace_id]);
  select status into v_status from public.workspaces where id = p_workspace_id;
  v_said := private.choice_refused(p_workspace_id, p_reactivate);
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'active' then
    return '{"status": 409, "code": "not_frozen"}';
  elsif exists (select from private.workspace_secrets s where s.workspace_id = p_workspace_id
                and decode(p_token_hash, 'hex') = any(s.frozen_hashes)) then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "token_hash", "message": "is of a token from before the freeze"}]}';
  elsif v_said is not null then
    return v_said;
  end if;
  if p_credential is not null then
    v_said := genesis.credential_put(p_workspace_id, (p_credential ->> 'id')::uuid, 'webhook', 'webhook',
      p_credential -> 'envelope', null, p_credential ->> 'key_id', p_actor);
    if v_said ->> 'status' <> '200' then
      return v_said;
    end if;
  end if;
  v_start := private.chosen_to_start(p_workspace_id, p_reactivate);
  v_epoch := private.unfreeze_apply(p_workspace_id, p_actor, p_token_hash, v_start);
  v_applied := private.quarantine_apply(p_workspace_id);
  insert into public.notifications (workspace_id, kind, dedupe_key, detail) values (p_workspace_id, 'unfrozen', 'unfrozen:' || v_epoch, '{}');
  perform private.audit(p_workspace_id, 'workspace_unfrozen', null, jsonb_build_object('epoch', v_epoch, 'quarantine_applied', v_applied), p_actor);
  perform private.kick('audit');
  return jsonb_build_object('status', 200, 'epoch', v_epoch, 'quarantine_applied', v_applied, 'reactivating', to_jsonb(coalesce(v_start, '{}')));
end
$$;
comment on function genesis.workspace_unfreeze(uuid, text, text, jsonb, jsonb) is
  'Unfreezes with a new webhook token: p_token_hash its hex SHA-256, p_credential {id, envelope, key_id} the sealed token (409 conflict names the id to seal it for), p_reactivate what to start (true, or ids; null: nothing). Applies the quarantine. {status 200, epoch, quarantine_applied, reactivating} | 400 | 403 | 404 | 409. Definer: runs as genesis_machine.';

revoke all on function private.unfreeze_apply(uuid, text, text, uuid[]) from public, anon, authenticated, service_role;
grant execute on function private.unfreeze_apply(uuid, text, text, uuid[]) to genesis_machine;
select private.hand_to_machine('genesis.workspace_unfreeze(uuid, text, text, jsonb, jsonb)', true);
