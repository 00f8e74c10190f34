-- What ignition deploys is meant to run: the campaign whose workflows it made live starts with them. Until then it is a
-- draft, which gets no permit and gives out no lead. Nothing is mailed by that alone: a mail needs a lead and a text.

create function private.ignition_start_campaigns(p_state genesis.ignition_state) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_campaign record;
begin
  -- A paused or archived one is somebody's will.
  for v_campaign in
    update public.campaigns c set status = 'active', status_reason = null
    where c.workspace_id = p_state.workspace_id and c.status = 'draft' and exists (select from genesis.workflow_map m
      where m.workspace_id = c.workspace_id and m.campaign_id = c.id and m.kind = 'workflow' and m.state = 'made')
    returning c.id, c.name
  loop
    perform private.audit(p_state.workspace_id, 'campaign_started', null, jsonb_build_object('run_id', p_state.run_id,
      'requested_by', p_state.requested_by, 'mode', p_state.mode, 'campaign_id', v_campaign.id, 'name', v_campaign.name, 'was', 'draft'), 'system');
  end loop;
end
$$;
comment on function private.ignition_start_campaigns(genesis.ignition_state) is 'The draft campaigns whose workflows are deployed become active, each with an entry of the log.';

create function private.ignition_calm(p_workspace_id uuid) returns void
language sql volatile set search_path = ''
as $$ update genesis.alarms set cleared_at = clock_timestamp() where dedupe_key = 'rollback:' || p_workspace_id and cleared_at is null $$;
comment on function private.ignition_calm(uuid) is 'Nothing is left of an earlier run: clears the alarm that said so.';

create or replace function private.ignition_end(p_state genesis.ignition_state, p_status text, p_success boolean default null, p_left jsonb default null)
returns void
language plpgsql volatile set search_path = ''
as $$
begin
  update genesis.ignition_state set status = p_status, step = null, updated_at = clock_timestamp(),
    completed_at = clock_timestamp(), current_step = case when p_status = 'active' then total_steps else current_step end,
    error_message = case when p_status = 'failed' then coalesce(error_message, 'Cancelled') end,
    error_detail = case when p_left is null then error_detail else coalesce(error_detail, '{}') || jsonb_build_object('left', p_left) end,
    rollback_completed_at = case when p_success is not null then clock_timestamp() end, rollback_success = p_success,
    workflow_ids = coalesce((select jsonb_object_agg(m.logical_id, m.n8n_id) from genesis.workflow_map m
      where m.workspace_id = p_state.workspace_id and m.kind = 'workflow' and m.state = 'made'), '{}'),
    credential_ids = coalesce((select jsonb_object_agg(m.logical_id, m.n8n_id) from genesis.workflow_map m
      where m.workspace_id = p_state.workspace_id and m.kind = 'credential' and m.state = 'made'), '{}')
  where workspace_id = p_state.workspace_id;
  if p_status = 'active' then
    perform private.ignition_start_campaigns(p_state);
  end if;
  insert into public.notifications (workspace_id, kind, dedupe_key, detail)
  values (p_state.workspace_id, 'ignition', 'ignition:' || p_state.run_id, jsonb_build_object('run_id', p_state.run_id, 'status', p_status))
  on conflict do nothing;
  perform private.audit(p_state.workspace_id, 'ignition_' || p_status, null,
    jsonb_build_object('run_id', p_state.run_id, 'rollback_success', p_success), 'system');
  if p_success is false then
    perform private.alarm('rollback_failed', 'rollback:' || p_state.workspace_id, 'critical',
      'An ignition could not be cleaned away; the next launch tries again.', jsonb_build_object('run_id', p_state.run_id, 'left', p_left),
      p_state.workspace_id);
  else
    perform private.ignition_calm(p_state.workspace_id);
  end if;
end
$$;
comment on function private.ignition_end(genesis.ignition_state, text, boolean, jsonb) is
  'Ends a run as active or failed; p_success: whether the rollback left nothing behind, p_left what it did leave. An active one starts its campaign.';

revoke all on function private.ignition_start_campaigns(genesis.ignition_state), private.ignition_calm(uuid)
  from public, anon, authenticated, service_role;

-- Runs that ended before this version. Their campaigns stay drafts: nobody's leads are mailed because of an upgrade.
select private.ignition_calm(s.workspace_id) from genesis.ignition_state s
where s.status = 'active' or (s.status = 'failed' and s.rollback_success);
