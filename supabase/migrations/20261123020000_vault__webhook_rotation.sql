-- A new webhook token at an admin's word: sealed in the vault, valid by its hash and on its way to n8n in one transaction.
-- The former one lives on for the overlap, so that n8n may go on with it until the sidecar has handed the new one over.

create function private.webhook_token_issue(p_workspace_id uuid, p_token_hash bytea, p_overlap interval default null, p_actor text default null)
returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_overlap interval := coalesce(p_overlap, make_interval(hours => private.setting('webhook_token_overlap_hours')::int));
begin
  update private.workspace_secrets s set
    previous_hash = case when v_overlap > interval '0' then s.webhook_token_hash end,
    previous_until = case when v_overlap > interval '0' and s.webhook_token_hash is not null then clock_timestamp() + v_overlap end,
    webhook_token_hash = p_token_hash, frozen_hashes = '{}', rotated_at = clock_timestamp()
  where s.workspace_id = p_workspace_id and s.webhook_token_hash is distinct from p_token_hash;
  if found then
    perform private.audit(p_workspace_id, 'webhook_token_issued', null, jsonb_build_object('overlap', v_overlap), p_actor);
  end if;
end
$$;
comment on function private.webhook_token_issue(uuid, bytea, interval, text) is
  'Makes the token with this SHA-256 valid, the one before for the overlap (default: settings). Its caller holds the lock and has seen that the workspace is not frozen.';

create or replace function genesis.webhook_token_set(p_workspace_id uuid, p_token_hash bytea, p_overlap interval default null)
returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select status into v_status from public.workspaces where id = p_workspace_id;
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'frozen' then
    return '{"status": 403, "code": "workspace_frozen"}';
  end if;
  perform private.webhook_token_issue(p_workspace_id, p_token_hash, p_overlap);
  return '{"status": 200}';
end
$$;

create function private.webhook_token_command(p_workspace_id uuid) returns genesis.commands
language sql stable set search_path = ''
as $$
  -- A launch hands over what the vault holds: what was asked before it says nothing of the n8n that stands now.
  select c.* from genesis.commands c left join genesis.ignition_state i on i.workspace_id = c.workspace_id
  where c.workspace_id = p_workspace_id and c.action = 'rotate_webhook_token' and (i.started_at is null or c.created_at > i.started_at)
  order by c.seq desc limit 1
$$;
comment on function private.webhook_token_command(uuid) is 'The last command to hand n8n the webhook token, of the present launch; null without one.';

create function private.webhook_token_handing(p_workspace_id uuid) returns text
language sql stable set search_path = ''
as $$
  select case
      when w.is_legacy then 'legacy'
      when i.status not in ('active', 'failed') then 'launching'
      when s.webhook_token_hash is null then 'none'
      when not exists (select from genesis.workflow_map m where m.workspace_id = s.workspace_id and m.kind = 'credential'
        and m.logical_id = 'webhook' and m.n8n_id is not null) then 'no_server'
      when c.status in ('open', 'running') then 'waiting'
      when c.status in ('failed', 'void') then 'failed'
      else 'done' end
  from private.workspace_secrets s
  join public.workspaces w on w.id = s.workspace_id
  left join genesis.ignition_state i on i.workspace_id = s.workspace_id
  left join lateral private.webhook_token_command(s.workspace_id) as c on true
  where s.workspace_id = p_workspace_id
$$;
comment on function private.webhook_token_handing(uuid) is
  'How far the valid token is on its way to n8n: legacy (an operator enters it by hand), none (there is no token), launching, no_server (the next launch hands it over), waiting for the sidecar, failed, done.';

create function private.webhook_token_renew(p_workspace_id uuid, p_actor text, p_token_hash bytea, p_credential jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_handing text;
  v_said jsonb;
begin
  -- One rotation at a time, none beside a launch; all rows before the audit's, in the order in which others take them.
  perform from public.workspaces where id = p_workspace_id for no key update;
  perform private.onboarding_lock(p_workspace_id);
  perform from genesis.ignition_state where workspace_id = p_workspace_id for share;
  perform from private.workspace_secrets where workspace_id = p_workspace_id for update;
  perform from genesis.credential_store where workspace_id = p_workspace_id and type = 'webhook' for update;
  v_handing := private.webhook_token_handing(p_workspace_id);
  if v_handing = 'launching' then
    return '{"status": 409, "code": "ignition_in_progress"}';
  elsif v_handing = 'waiting' then
    -- A second token would end the first one's predecessor, which n8n still sends.
    return '{"status": 409, "code": "rotation_pending"}';
  elsif v_handing = 'failed' and exists (select from genesis.credential_store c where c.workspace_id = p_workspace_id and c.type = 'webhook') then
    -- n8n has this token or the one before, nobody can say which: only handing over the same one again leaves it a valid one.
    perform private.audit(p_workspace_id, 'webhook_token_handed_again', null, '{}', p_actor);
    perform private.command_enqueue(p_workspace_id, 'rotate_webhook_token');
    return '{"status": 200, "handing": "waiting", "again": true}';
  end if;
  v_said := genesis.credential_put(p_workspace_id, (p_credential ->> 'id')::uuid, 'webhook', 'webhook',
    p_credential -> 'envelope', null, p_credential ->> 'key_id', p_actor);
  if v_said ->> 'status' <> '200' then
    return v_said;
  end if;
  perform private.webhook_token_issue(p_workspace_id, p_token_hash, null, p_actor);
  if v_handing in ('done', 'failed') then
    perform private.command_enqueue(p_workspace_id, 'rotate_webhook_token');
    v_handing := 'waiting';
  end if;
  return jsonb_build_object('status', 200, 'handing', v_handing, 'again', false);
end
$$;
comment on function private.webhook_token_renew(uuid, text, bytea, jsonb) is
  'The writes of a rotation, as genesis.webhook_token_rotate says it; also for the operator''s command. Its caller holds the lock, entered the workspace, and has seen that it is not frozen and who asks.';

create function genesis.webhook_token_rotate(p_workspace_id uuid, p_actor text, p_token_hash text, p_credential jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
  v_handing text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := private.actor_refusal(p_workspace_id, p_actor, 'admin');
  if v_refusal is not null then
    return v_refusal;
  end if;
  v_handing := private.webhook_token_handing(p_workspace_id);
  if p_token_hash is null or p_token_hash !~ '^[0-9a-f]{64}$' then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "token_hash", "message": "is the SHA-256 of a new webhook token, in hex"}]}';
  elsif v_handing = 'legacy' then
    -- Its n8n is none of Genesis's: an operator enters the token there, and so has to see it.
    return '{"status": 409, "code": "legacy_workspace"}';
  elsif v_handing = 'none' then
    return '{"status": 409, "code": "no_webhook_token"}';
  end if;
  return private.webhook_token_renew(p_workspace_id, p_actor, decode(p_token_hash, 'hex'), p_credential);
end
$$;
comment on function genesis.webhook_token_rotate(uuid, text, text, jsonb) is
  'For an admin: p_token_hash is the new token''s hex SHA-256, p_credential {id, envelope, key_id} the token sealed. {status 200, handing: waiting | no_server (the next launch hands it over), again: true when a failed handing over was begun anew with the token that is valid already} | 400 | 403 | 409 conflict with the id to seal for, rotation_pending, ignition_in_progress, no_webhook_token, legacy_workspace. Definer: runs as genesis_machine.';

create function private.webhook_token_state(p_workspace_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.check_access(p_workspace_id);
  return (select jsonb_build_object(
      'handing', private.webhook_token_handing(s.workspace_id),
      'issued_at', case when s.webhook_token_hash is not null then s.rotated_at end,
      -- A member's name, as other members see it; an operator's and ignition's own doing has none.
      'issued_by', case when s.webhook_token_hash is not null then (
        select coalesce(u.name, u.email) from (select a.actor_id from public.governance_audit_log a where a.workspace_id = s.workspace_id
          and a.action in ('webhook_token_issued', 'workspace_unfrozen') order by a.created_at desc limit 1) as last
        join public.user_workspaces m on m.workspace_id = s.workspace_id and m.user_id = last.actor_id
        join public.users u on u.user_id = m.user_id) end,
      'previous_until', case when s.previous_until > clock_timestamp() then s.previous_until end,
      'overlap_hours', private.setting('webhook_token_overlap_hours')::int, 'asked_at', c.created_at, 'attempts', c.attempts,
      'handed_at', case when c.workspace_id is null then i.completed_at when c.status = 'done' then c.finished_at end)
    from private.workspace_secrets s
    left join genesis.ignition_state i on i.workspace_id = s.workspace_id and i.status = 'active'
    left join lateral private.webhook_token_command(s.workspace_id) as c on true
    where s.workspace_id = p_workspace_id);
end
$$;
comment on function private.webhook_token_state(uuid) is 'Definer with its own check: members, and break-glass; it reads secrets'' dates, commands and the log for them.';
create function public.webhook_token_state(p_workspace_id uuid) returns jsonb
language sql stable set search_path = '' begin atomic select private.webhook_token_state(p_workspace_id); end;
comment on function public.webhook_token_state(uuid) is
  'For members: {handing: legacy | none | no_server | launching | waiting | failed | done, issued_at, issued_by (a member''s name), previous_until (the former token is valid), overlap_hours (for how long, from a rotation on), asked_at, attempts, handed_at}. PT401, PT403.';

revoke all on function private.webhook_token_issue(uuid, bytea, interval, text), private.webhook_token_command(uuid),
  private.webhook_token_handing(uuid), private.webhook_token_renew(uuid, text, bytea, jsonb) from public, anon, authenticated, service_role;
grant execute on function private.webhook_token_issue(uuid, bytea, interval, text), private.webhook_token_command(uuid),
  private.webhook_token_handing(uuid), private.webhook_token_renew(uuid, text, bytea, jsonb) to genesis_machine;
select private.hand_to_machine('genesis.webhook_token_rotate(uuid, text, text, jsonb)', true);
select private.open_to_people('private.webhook_token_state(uuid)', 'public.webhook_token_state(uuid)');
