-- One trace id goes from a freeze, an unfreeze or a start through the commands that it asks of the sidecar.

drop function private.freeze_apply(uuid, text, text);
create function private.freeze_apply(p_workspace_id uuid, p_actor text, p_reason text, p_trace_id text) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
  v_epoch bigint;
  v_active uuid[] := private.active_workflows(p_workspace_id);
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
  -- A relaunch that is still cleaning would go on to start.
  update genesis.ignition_state set cancel_requested_at = clock_timestamp()
  where workspace_id = p_workspace_id and status not in ('active', 'failed') and (status <> 'rollback_in_progress' or relaunch)
    and cancel_requested_at is null;
  -- What only takes things away goes on under the new epoch, at once: a worker that is at one reports under the old epoch
  -- and is not heard. The rest must not arrive any more.
  update genesis.commands set epoch = v_epoch, status = 'open', next_at = clock_timestamp()
  where workspace_id = p_workspace_id and status in ('open', 'running') and private.takes_away(action);
  update genesis.commands set status = 'void', finished_at = clock_timestamp()
  where workspace_id = p_workspace_id and status in ('open', 'running') and epoch < v_epoch;
  -- The first of them keeps what an unfreeze may start again: what is on now, and what an earlier freeze left off.
  perform private.command_enqueue(p_workspace_id, 'deactivate_all_workflows', jsonb_build_object(
    'active', to_jsonb(v_active), 'off', to_jsonb(private.off_since_unfreeze(p_workspace_id))), p_trace_id);
  perform private.command_enqueue(p_workspace_id, 'stop_executions', '{}', p_trace_id);
  perform private.command_enqueue(p_workspace_id, 'verify_frozen', '{}', p_trace_id);
  insert into genesis.freeze_stages (workspace_id, epoch, stage, at, detail) values
    (p_workspace_id, v_epoch, 'requested', transaction_timestamp(), jsonb_build_object('by', p_actor, 'trace_id', p_trace_id)),
    (p_workspace_id, v_epoch, 'enforced_in_database', clock_timestamp(), '{}');
  return v_epoch;
end
$$;
comment on function private.freeze_apply(uuid, text, text, text) is
  'The writes of a freeze; returns the new epoch. Its commands and its first stage carry p_trace_id. Its caller holds the exclusive lock and entered the workspace.';

create or replace function genesis.workspace_freeze(p_workspace_id uuid, p_actor text, p_reason text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_epoch bigint;
  v_trace_id text := replace(gen_random_uuid()::text, '-', '');
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
  v_epoch := private.freeze_apply(p_workspace_id, p_actor, p_reason, v_trace_id);
  insert into public.notifications (workspace_id, kind, dedupe_key, detail)
  values (p_workspace_id, 'frozen', 'frozen:' || v_epoch, jsonb_build_object('reason', p_reason));
  perform private.audit(p_workspace_id, 'workspace_frozen', p_reason, jsonb_build_object('epoch', v_epoch), p_actor);
  perform private.kick('audit');
  return jsonb_build_object('status', 200, 'epoch', v_epoch, 'trace_id', v_trace_id,
    'stages', (select jsonb_agg(to_jsonb(s) - '{workspace_id}'::text[] order by s.at) from genesis.freeze_stages s
               where s.workspace_id = p_workspace_id and s.epoch = v_epoch),
    'pending', '["workflows_off", "executions_drained", "verified"]'::jsonb,
    'open_permits', (select coalesce(jsonb_agg(jsonb_build_object('permit_id', p.id, 'expires_at', p.expires_at)), '[]')
      from public.send_permits p where p.workspace_id = p_workspace_id and p.status = 'open' and p.expires_at > clock_timestamp()));
end
$$;
comment on function genesis.workspace_freeze(uuid, text, text) is
  'Freezes: {status 200, epoch, trace_id, stages, pending, open_permits} | 400 | 403 (no operator) | 404 | 409 (already). Definer: runs as genesis_machine.';

drop function private.start_again(uuid, text, uuid[]);
create function private.start_again(p_workspace_id uuid, p_actor text, p_ids uuid[], p_trace_id text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if coalesce(cardinality(p_ids), 0) > 0 then
    perform private.command_enqueue(p_workspace_id, 'activate_workflows', jsonb_build_object('workflows', to_jsonb(p_ids)), p_trace_id);
    perform private.audit(p_workspace_id, 'workflows_reactivated', null, jsonb_build_object('workflows', to_jsonb(p_ids)), p_actor);
  end if;
end
$$;
comment on function private.start_again(uuid, text, uuid[], text) is 'Enqueues activate_workflows for these rows of the map, under p_trace_id, and audits who asked.';

create or replace function genesis.workspace_reactivate(p_workspace_id uuid, p_actor text, p_reactivate jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_refused jsonb;
  v_ids uuid[];
  v_trace_id text := replace(gen_random_uuid()::text, '-', '');
begin
  -- Exclusive: two that ask at once do not both start everything.
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  if not private.is_super_admin(p_actor) then
    return '{"status": 403, "code": "forbidden"}';
  end if;
  perform private.enter(array[p_workspace_id]);
  select status into v_status from public.workspaces where id = p_workspace_id;
  v_refused := private.choice_refused(p_workspace_id, p_reactivate);
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'frozen' then
    return '{"status": 403, "code": "workspace_frozen"}';
  elsif v_refused is not null then
    return v_refused;
  end if;
  v_ids := private.chosen_to_start(p_workspace_id, p_reactivate);
  perform private.start_again(p_workspace_id, p_actor, v_ids, v_trace_id);
  return jsonb_build_object('status', 200, 'reactivating', to_jsonb(coalesce(v_ids, '{}')), 'trace_id', v_trace_id);
end
$$;
comment on function genesis.workspace_reactivate(uuid, text, jsonb) is
  'Starts, after an unfreeze, what the freeze had switched off: all (true), or campaigns and workflows by id. {status 200, reactivating: [map ids], trace_id} | 400 | 403 | 404. Definer: runs as genesis_machine.';

revoke all on function private.freeze_apply(uuid, text, text, text), private.start_again(uuid, text, uuid[], text)
  from public, anon, authenticated, service_role;
grant execute on function private.freeze_apply(uuid, text, text, text), private.start_again(uuid, text, uuid[], text) to genesis_machine;
