-- Whoever launches, by the page, the command line or PostgREST: one function judges what is stored, in the transaction that
-- starts the run. What SQL cannot know is what the operator's settings supply; the page's plan judges that before, and the
-- run's first step after, before anything is made. A caller who says more than is true of p_supplied gets as far as that.

create function private.launch_judged(p_workspace_id uuid, p_supplied text[], p_retry boolean) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_status text;
  v_gaps jsonb;
  v_outcome jsonb;
begin
  perform private.onboarding_lock(p_workspace_id);
  v_status := (select s.status from genesis.ignition_state s where s.workspace_id = p_workspace_id for update);
  if p_retry and v_status is distinct from 'failed' then
    return '{"status": 409, "code": "not_failed"}';
  end if;
  -- A run under way, or at its end, answers for itself: what is missing now concerns the next one. So does a workspace
  -- that is not launched at all, whatever it has.
  if coalesce(v_status, 'failed') = 'failed'
     and exists (select from public.workspaces w where w.id = p_workspace_id and w.status <> 'frozen' and not w.is_legacy) then
    if not exists (select from genesis.workflow_templates where is_current) then
      return '{"status": 422, "code": "no_templates"}';
    end if;
    v_gaps := private.launch_gaps(p_workspace_id, p_supplied);
    if v_gaps <> '[]' then
      return jsonb_build_object('status', 422, 'code', 'not_ready', 'missing', v_gaps);
    end if;
  end if;
  v_outcome := genesis.ignition_start(p_workspace_id, private.uid(), coalesce(
    (select d.mode from genesis.droplet_config d where d.workspace_id = p_workspace_id), 'local'));
  if v_outcome ->> 'status' = '202' then
    update genesis.ignition_state s set region = d.region, droplet_size = d.size from genesis.droplet_config d
    where s.workspace_id = p_workspace_id and d.workspace_id = p_workspace_id;
    v_outcome := v_outcome || jsonb_build_object('launch', private.ignition_status(p_workspace_id));
  end if;
  return v_outcome;
end
$$;
comment on function private.launch_judged(uuid, text[], boolean) is
  'Starts a run if nothing stored is missing. p_supplied: as private.launch_gaps, null when the caller does not know: the first step judges that alone then. Its caller has proven the right and holds the workspace''s lock.';
revoke all on function private.launch_judged(uuid, text[], boolean) from public, anon, authenticated, service_role;

comment on function private.launch_gaps(uuid, text[]) is
  'What a launch waits for: [{stage, field}], field null for a stage as a whole; [] when nothing. Judged by what is stored, whatever progress says. p_supplied: placeholders that the operator''s settings fill; null: not known, so that none of them is missed.';

create or replace function private.launch(p_workspace_id uuid, p_supplied text[], p_retry boolean) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_as(p_workspace_id, 'admin');
  return private.launch_judged(p_workspace_id, p_supplied, p_retry);
end
$$;
comment on function private.launch(uuid, text[], boolean) is 'private.launch_judged for admins of the workspace. Definer: proves the right, then provisions.';
comment on function public.launch(uuid, text[], boolean) is
  'For admins, as POST /launch calls it: {status 202, run_id, launch: {state, operations}} | 200 already_active | 409 ignition_in_progress, legacy_workspace, with p_retry not_failed | 422 not_ready with missing, no_templates | 403. p_supplied is taken on trust: what it hides, the first step refuses before anything is made.';

create or replace function private.launch_ignition(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.is_operator() then
    perform private.lock_workspace(p_workspace_id);
  else
    perform private.lock_as(p_workspace_id, 'admin');
  end if;
  return private.launch_judged(p_workspace_id, null, false);
end
$$;
comment on function private.launch_ignition(uuid) is 'private.launch_judged for an admin of the workspace, or an operator. Definer: proves the right, then provisions.';
comment on function public.launch_ignition(uuid) is
  'For admins and operators, as the command line calls it; outcome as public.launch, or 404.';
