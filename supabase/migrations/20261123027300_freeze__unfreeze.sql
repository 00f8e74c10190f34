-- An unfreeze opens the workspace whatever its quarantine holds: it applies as much as 1.5 s allow, functions/commands the
-- rest. And it ends the alarms of its freeze.

-- Definer, owned by postgres: machine functions may end an alarm whose reason they have ended, not read any.
create function private.alarm_clear(p_dedupe_key text) returns void
language sql volatile security definer set search_path = ''
as $$ update genesis.alarms set cleared_at = clock_timestamp() where dedupe_key = p_dedupe_key and cleared_at is null $$;
comment on function private.alarm_clear(text) is 'Clears the open alarm with this dedupe_key, if there is one.';

drop function private.unfreeze_apply(uuid, text, text, uuid[]);
create function private.unfreeze_apply(p_workspace_id uuid, p_actor text, p_token_hash text, p_start uuid[], p_trace_id text) returns bigint
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
  -- What was to be seen to is over; whatever is still in the quarantine is on its way.
  perform private.alarm_clear('freeze_pending:' || p_workspace_id), private.alarm_clear('quarantine:' || p_workspace_id);
  -- What else the freeze still wants done (all of it takes things away) goes on; the sidecar refuses an older epoch.
  update genesis.commands set epoch = v_epoch, status = 'open', next_at = clock_timestamp()
  where workspace_id = p_workspace_id and status in ('open', 'running');
  insert into genesis.freeze_stages (workspace_id, epoch, stage, detail)
  values (p_workspace_id, v_epoch, 'unfrozen', jsonb_build_object('by', p_actor, 'off', to_jsonb(v_off), 'trace_id', p_trace_id));
  -- In this order: a workflow that starts has the new token.
  perform private.command_enqueue(p_workspace_id, 'rotate_webhook_token', '{}', p_trace_id);
  perform private.start_again(p_workspace_id, p_actor, p_start, p_trace_id);
  return v_epoch;
end
$$;
comment on function private.unfreeze_apply(uuid, text, text, uuid[], text) is
  'The writes of an unfreeze but for the quarantine; returns the new epoch. Its caller holds the exclusive lock and entered the workspace.';

create or replace function genesis.workspace_unfreeze(p_workspace_id uuid, p_actor text, p_token_hash text, p_credential jsonb default null,
  p_reactivate jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s' set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_status text;
  v_epoch bigint;
  v_applied int;
  v_waiting bigint;
  v_trace_id text := replace(gen_random_uuid()::text, '-', '');
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
  v_epoch := private.unfreeze_apply(p_workspace_id, p_actor, p_token_hash, v_start, v_trace_id);
  begin
    v_applied := private.quarantine_apply(p_workspace_id, clock_timestamp() + interval '1.5 s');
  exception when others then
    -- A lock, or whatever it is, that keeps it from being applied now keeps no workspace frozen: functions/commands tries
    -- again, and says why when it cannot.
    v_applied := 0;
  end;
  v_waiting := private.quarantine_waiting(p_workspace_id);
  insert into public.notifications (workspace_id, kind, dedupe_key, detail) values (p_workspace_id, 'unfrozen', 'unfrozen:' || v_epoch, '{}');
  perform private.audit(p_workspace_id, 'workspace_unfrozen', null, jsonb_build_object('epoch', v_epoch, 'quarantine_applied', v_applied,
    'quarantine_waiting', v_waiting), p_actor);
  perform private.kick('audit');
  return jsonb_build_object('status', 200, 'epoch', v_epoch, 'quarantine_applied', v_applied, 'quarantine_waiting', v_waiting,
    'reactivating', to_jsonb(coalesce(v_start, '{}')), 'trace_id', v_trace_id);
end
$$;
comment on function genesis.workspace_unfreeze(uuid, text, text, jsonb, jsonb) is
  'Unfreezes with a new webhook token: p_token_hash its hex SHA-256, p_credential {id, envelope, key_id} the sealed token (409 conflict names the id to seal it for), p_reactivate what to start (true, or ids; null: nothing). Applies of the quarantine what 1.5 s allow. {status 200, epoch, quarantine_applied, quarantine_waiting (applied after the commit), reactivating, trace_id} | 400 | 403 | 404 | 409. Definer: runs as genesis_machine.';

revoke all on function private.alarm_clear(text), private.unfreeze_apply(uuid, text, text, uuid[], text) from public, anon, authenticated, service_role;
grant execute on function private.alarm_clear(text), private.unfreeze_apply(uuid, text, text, uuid[], text) to genesis_machine;
-- Alarms that earlier versions left open.
update genesis.alarms a set cleared_at = clock_timestamp() from public.workspaces w
where w.id = a.workspace_id and w.status = 'active' and a.kind in ('freeze_pending', 'quarantine_full') and a.cleared_at is null;
