-- The stages of a freeze after "enforced in the database": workflows off, executions drained, verified. What a freeze
-- asks of a sidecar is asked until it is done; without a sidecar there is nothing to ask, and the stages say so.

insert into genesis.settings (name, value, unit, note) values
  ('freeze_retry_seconds', 30, 'seconds', 'Longest pause before a sidecar that is away is told of a freeze again'),
  ('freeze_alarm_minutes', 10, 'minutes', 'A freeze that is not verified by then raises an alarm');

create or replace function private.takes_away(p_action text) returns boolean
language sql immutable parallel safe set search_path = ''
as $$ select p_action ~ '^(deactivate|delete|stop|pause|verify)' $$;
comment on function private.takes_away(text) is
  'Whether an action only takes things away, or looks whether they are gone: such go on while a workspace is frozen.';

create function private.freeze_stage(p_action text) returns text
language sql immutable parallel safe set search_path = ''
as $$
  select case p_action when 'deactivate_all_workflows' then 'workflows_off' when 'stop_executions' then 'executions_drained'
    when 'verify_frozen' then 'verified' end
$$;
comment on function private.freeze_stage(text) is 'The stage that a command of a freeze brings about; null for other commands.';

-- What the database knows of n8n. n8n itself is asked before it is switched off: genesis.freeze_saw_active.
create function private.active_workflows(p_workspace_id uuid) returns uuid[]
language sql stable set search_path = ''
as $$
  select coalesce(array_agg(m.id order by m.created_at, m.id), '{}') from genesis.workflow_map m
  join genesis.ignition_state s on s.workspace_id = m.workspace_id and s.status = 'active'
  left join public.campaigns c on c.workspace_id = m.workspace_id and c.id = m.campaign_id
  where m.workspace_id = p_workspace_id and m.kind = 'workflow' and m.state = 'made'
    and coalesce(c.status, '') not in ('paused', 'archived')
    and not (
      exists (select from genesis.workflow_templates t where t.slug = m.logical_id and t.is_current and (t.manifest ->> 'uses_llm')::boolean)
      and exists (select from genesis.budget_periods b where b.workspace_id = m.workspace_id
        and b.month = date_trunc('month', now() at time zone 'UTC')::date and b.breached_at is not null and b.resumed_at is null))
$$;
comment on function private.active_workflows(uuid) is
  'Map ids of the workflows that should be on: those of a live ignition, without paused campaigns and what a spent budget paused.';

create function private.off_since_unfreeze(p_workspace_id uuid) returns uuid[]
language sql stable set search_path = ''
as $$
  select coalesce(array_agg(o.id::uuid order by o.n), '{}') from (
    select s.epoch, s.detail -> 'off' as off from genesis.freeze_stages s
    where s.workspace_id = p_workspace_id and s.stage = 'unfrozen' order by s.epoch desc limit 1) as last
  cross join jsonb_array_elements_text(last.off) with ordinality as o (id, n)
  where not exists (select from genesis.commands c where c.workspace_id = p_workspace_id and c.epoch >= last.epoch
    and c.action = 'activate_workflows' and c.status in ('open', 'running', 'done') and c.ids -> 'workflows' ? o.id)
$$;
comment on function private.off_since_unfreeze(uuid) is 'Map ids of what the last freeze switched off and nobody asked to be started again since.';

create or replace function private.freeze_apply(p_workspace_id uuid, p_actor text, p_reason text) returns bigint
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
    'active', to_jsonb(v_active), 'off', to_jsonb(private.off_since_unfreeze(p_workspace_id))));
  perform private.command_enqueue(p_workspace_id, 'stop_executions');
  perform private.command_enqueue(p_workspace_id, 'verify_frozen');
  insert into genesis.freeze_stages (workspace_id, epoch, stage, at, detail) values
    (p_workspace_id, v_epoch, 'requested', transaction_timestamp(), jsonb_build_object('by', p_actor)),
    (p_workspace_id, v_epoch, 'enforced_in_database', clock_timestamp(), '{}');
  return v_epoch;
end
$$;

create function genesis.freeze_saw_active(p_workspace_id uuid, p_seq bigint, p_epoch bigint, p_n8n_ids text[]) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.enter_locked(p_workspace_id);
  -- A try that was cut off has switched some off already: what any try saw counts.
  update genesis.commands c set ids = c.ids || jsonb_build_object('seen', (
    select coalesce(jsonb_agg(distinct s.id), '[]') from (
      select jsonb_array_elements_text(coalesce(c.ids -> 'seen', '[]')) as id
      union select m.id::text from genesis.workflow_map m
      where m.workspace_id = p_workspace_id and m.kind = 'workflow' and m.n8n_id = any(p_n8n_ids)) as s))
  where c.workspace_id = p_workspace_id and c.seq = p_seq and c.epoch = p_epoch and c.status = 'running';
  return jsonb_build_object('status', 200, 'late', not found);
end
$$;
comment on function genesis.freeze_saw_active(uuid, bigint, bigint, text[]) is
  'n8n''s word, before it is switched off, on which workflows are on (n8n''s ids); it is what an unfreeze may start again. {status 200, late}. Definer: runs as genesis_machine.';

revoke all on function private.freeze_stage(text), private.active_workflows(uuid), private.off_since_unfreeze(uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.freeze_stage(text), private.active_workflows(uuid), private.off_since_unfreeze(uuid) to genesis_machine;
select private.hand_to_machine('genesis.freeze_saw_active(uuid, bigint, bigint, text[])', true);
