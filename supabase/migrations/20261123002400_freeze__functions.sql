-- The kill switch. From the freeze's commit on nothing gets in and nothing goes out, with no cache to wait for.

create function private.takes_away(p_action text) returns boolean
language sql immutable parallel safe set search_path = ''
as $$ select p_action ~ '^(deactivate|delete|stop|pause)' $$;
comment on function private.takes_away(text) is 'Whether an action only takes things away: such go on while a workspace is frozen.';

-- Everything a freeze does in the database, under the exclusive lock.
create function private.freeze_apply(p_workspace_id uuid, p_actor text, p_reason text) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  v_epoch bigint;
begin
  update public.workspaces set status = 'frozen', epoch = epoch + 1, frozen_at = clock_timestamp(), frozen_by = p_actor,
    freeze_reason = p_reason
  where id = p_workspace_id returning epoch into v_epoch;
  update private.workspace_secrets set
    frozen_hashes = array_remove(array[webhook_token_hash, case when previous_until > clock_timestamp() then previous_hash end], null),
    webhook_token_hash = null, previous_hash = null, previous_until = null
  where workspace_id = p_workspace_id;
  update public.workspace_keys set revoked_at = clock_timestamp(), revoked_by = p_actor
  where workspace_id = p_workspace_id and revoked_at is null;
  update genesis.ignition_state set cancel_requested_at = clock_timestamp()
  where workspace_id = p_workspace_id and status not in ('active', 'failed', 'rollback_in_progress') and cancel_requested_at is null;
  -- What only takes things away goes on under the new epoch; the rest must not arrive any more.
  update genesis.commands set epoch = v_epoch
  where workspace_id = p_workspace_id and status in ('open', 'running') and private.takes_away(action);
  update genesis.commands set status = 'void', finished_at = clock_timestamp()
  where workspace_id = p_workspace_id and status in ('open', 'running') and epoch < v_epoch;
  perform private.command_enqueue(p_workspace_id, 'deactivate_all_workflows');
  perform private.command_enqueue(p_workspace_id, 'stop_executions');
  insert into genesis.freeze_stages (workspace_id, epoch, stage, at, detail) values
    (p_workspace_id, v_epoch, 'requested', transaction_timestamp(), jsonb_build_object('by', p_actor)),
    (p_workspace_id, v_epoch, 'enforced_in_database', clock_timestamp(), '{}');
  return v_epoch;
end
$$;
comment on function private.freeze_apply(uuid, text, text) is 'The writes of a freeze; returns the new epoch. Its caller holds the exclusive lock and entered the workspace.';

create function private.is_super_admin(p_user_id text) returns boolean
language sql stable security definer set search_path = ''
as $$ select exists (select from genesis.super_admins where user_id = p_user_id) $$;
comment on function private.is_super_admin(text) is 'Definer: genesis_machine may not read super_admins.';

create function genesis.workspace_freeze(p_workspace_id uuid, p_actor text, p_reason text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_epoch bigint;
begin
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  if not private.is_super_admin(p_actor) then
    return '{"status": 403, "code": "forbidden"}';
  elsif length(btrim(coalesce(p_reason, ''))) = 0 then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "reason", "message": "is required"}]}';
  end if;
  perform private.enter(array[p_workspace_id]);
  select status into v_status from public.workspaces where id = p_workspace_id;
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'frozen' then
    return '{"status": 409, "code": "already_frozen"}';
  end if;
  v_epoch := private.freeze_apply(p_workspace_id, p_actor, p_reason);
  insert into public.notifications (workspace_id, kind, dedupe_key, detail)
  values (p_workspace_id, 'frozen', 'frozen:' || v_epoch, jsonb_build_object('reason', p_reason));
  perform private.audit(p_workspace_id, 'workspace_frozen', p_reason, jsonb_build_object('epoch', v_epoch), p_actor);
  perform private.kick('audit');
  return jsonb_build_object('status', 200, 'epoch', v_epoch,
    'stages', (select jsonb_agg(to_jsonb(s) - '{workspace_id}'::text[] order by s.at) from genesis.freeze_stages s
               where s.workspace_id = p_workspace_id and s.epoch = v_epoch),
    'pending', '["workflows_off", "executions_drained", "verified"]'::jsonb,
    'open_permits', (select coalesce(jsonb_agg(jsonb_build_object('permit_id', p.id, 'expires_at', p.expires_at)), '[]')
      from public.send_permits p where p.workspace_id = p_workspace_id and p.status = 'open' and p.expires_at > clock_timestamp()));
end
$$;
comment on function genesis.workspace_freeze(uuid, text, text) is
  'Freezes: {status 200, epoch, stages, pending, open_permits} | 400 | 403 (no operator) | 404 | 409 (already). Definer: runs as genesis_machine.';

-- Applies what was kept while frozen, in event_ts order, as if it arrived now.
create function private.quarantine_apply(p_workspace_id uuid) returns int
language plpgsql volatile set search_path = ''
as $$
declare
  v_kind text;
  v_ids uuid[];
  v_requests jsonb;
  v_results jsonb;
  v_gate jsonb := jsonb_build_array(jsonb_build_object('ord', 1, 'workspace_id', p_workspace_id, 'status', 200));
  v_count int := 0;
  v_limit int := 1000;
begin
  foreach v_kind in array array['event', 'cost'] loop
    loop
      select array_agg(q.id order by q.event_ts, q.id), jsonb_build_array(jsonb_build_object('items', jsonb_agg(q.item order by q.event_ts, q.id)))
      into v_ids, v_requests
      from (select * from genesis.event_quarantine where workspace_id = p_workspace_id and kind = v_kind and applied_at is null
            order by event_ts, id limit v_limit) as q;
      exit when v_ids is null;
      begin
        v_results := case v_kind when 'event' then private.events_apply(private.event_items(v_requests, v_gate))
                     else private.costs_apply(private.cost_items(v_requests, v_gate)) end;
        update genesis.event_quarantine q set applied_at = clock_timestamp(), outcome = r.v - '{ord,n}'::text[]
        from jsonb_array_elements(v_results) as r (v)
        where q.workspace_id = p_workspace_id and q.id = v_ids[(r.v ->> 'n')::int];
        v_count := v_count + cardinality(v_ids);
      exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
        -- One item that the database refuses must not keep a workspace frozen: alone, it is told so.
        if v_limit = 1 then
          update genesis.event_quarantine q set applied_at = clock_timestamp(), outcome = '{"status": 400, "code": "data_rejected"}'
          where q.workspace_id = p_workspace_id and q.id = v_ids[1];
        end if;
        v_limit := 1;
      end;
    end loop;
  end loop;
  return v_count;
end
$$;
comment on function private.quarantine_apply(uuid) is 'Applies the quarantine of a workspace that is active again; returns how many items.';

create function genesis.workspace_unfreeze(p_workspace_id uuid, p_actor text, p_token_hash text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_epoch bigint;
  v_applied int;
begin
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  if not private.is_super_admin(p_actor) then
    return '{"status": 403, "code": "forbidden"}';
  elsif p_token_hash is null or p_token_hash !~ '^[0-9a-f]{64}$' then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "token_hash", "message": "is the SHA-256 of a new webhook token, in hex"}]}';
  end if;
  perform private.enter(array[p_workspace_id]);
  select status into v_status from public.workspaces where id = p_workspace_id;
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'active' then
    return '{"status": 409, "code": "not_frozen"}';
  elsif exists (select from private.workspace_secrets s where s.workspace_id = p_workspace_id
                and decode(p_token_hash, 'hex') = any(s.frozen_hashes)) then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "token_hash", "message": "is of a token from before the freeze"}]}';
  end if;
  update public.workspaces set status = 'active', epoch = epoch + 1, frozen_at = null, frozen_by = null, freeze_reason = null
  where id = p_workspace_id returning epoch into v_epoch;
  update private.workspace_secrets set webhook_token_hash = decode(p_token_hash, 'hex'), previous_hash = null,
    previous_until = null, frozen_hashes = '{}', rotated_at = clock_timestamp()
  where workspace_id = p_workspace_id;
  -- What the freeze still wants done (all of it takes things away) goes on; the sidecar refuses an older epoch.
  update genesis.commands set epoch = v_epoch where workspace_id = p_workspace_id and status in ('open', 'running');
  perform private.command_enqueue(p_workspace_id, 'rotate_webhook_token');
  insert into genesis.freeze_stages (workspace_id, epoch, stage, detail)
  values (p_workspace_id, v_epoch, 'unfrozen', jsonb_build_object('by', p_actor));
  v_applied := private.quarantine_apply(p_workspace_id);
  insert into public.notifications (workspace_id, kind, dedupe_key, detail)
  values (p_workspace_id, 'unfrozen', 'unfrozen:' || v_epoch, '{}');
  perform private.audit(p_workspace_id, 'workspace_unfrozen', null,
    jsonb_build_object('epoch', v_epoch, 'quarantine_applied', v_applied), p_actor);
  perform private.kick('audit');
  return jsonb_build_object('status', 200, 'epoch', v_epoch, 'quarantine_applied', v_applied);
end
$$;
comment on function genesis.workspace_unfreeze(uuid, text, text) is
  'Unfreezes with a new webhook token (hex SHA-256) and applies the quarantine; workflows stay off. {status 200, epoch, quarantine_applied} | 400 | 403 | 404 | 409. Definer: runs as genesis_machine.';

revoke all on function private.takes_away(text), private.freeze_apply(uuid, text, text), private.is_super_admin(text), private.quarantine_apply(uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.takes_away(text), private.freeze_apply(uuid, text, text), private.is_super_admin(text),
  private.quarantine_apply(uuid) to genesis_machine;
select private.hand_to_machine('genesis.workspace_freeze(uuid, text, text)', true);
select private.hand_to_machine('genesis.workspace_unfreeze(uuid, text, text)', true);
