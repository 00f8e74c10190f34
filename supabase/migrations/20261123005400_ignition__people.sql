-- What people call: admins of a workspace launch and cancel their own, operators any; and templates.

create function private.launch_ignition(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if not private.is_operator() then
    perform private.require_role(p_workspace_id, 'admin');
  end if;
  return genesis.ignition_start(p_workspace_id, private.uid(), coalesce(
    (select mode from genesis.droplet_config where workspace_id = p_workspace_id), 'local'));
end
$$;
comment on function private.launch_ignition(uuid) is 'genesis.ignition_start for an admin of the workspace, or an operator. Definer: proves the right, then provisions.';

create function private.cancel_ignition(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if not private.is_operator() then
    perform private.require_role(p_workspace_id, 'admin');
  end if;
  return genesis.ignition_cancel(p_workspace_id, private.uid());
end
$$;
comment on function private.cancel_ignition(uuid) is 'genesis.ignition_cancel for an admin of the workspace, or an operator.';

create function private.ignition_status(p_workspace_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_operator() then
    perform private.check_access(p_workspace_id);
  end if;
  return jsonb_build_object(
    'state', (select to_jsonb(s) - '{relaunch}'::text[] from genesis.ignition_state s where s.workspace_id = p_workspace_id),
    'operations', coalesce((select jsonb_agg(jsonb_build_object('operation', o.operation, 'attempt', o.attempt, 'status', o.status,
        'error', o.error, 'result', o.result - 'polling', 'started_at', o.started_at, 'finished_at', o.finished_at) order by o.started_at, o.attempt)
      from genesis.ignition_operations o join genesis.ignition_state s on s.workspace_id = o.workspace_id and s.run_id = o.run_id
      where o.workspace_id = p_workspace_id), '[]'));
end
$$;
comment on function private.ignition_status(uuid) is 'State of the present run with its trail: {state | null, operations}. Definer: operators need no membership for it.';

create function public.launch_ignition(p_workspace_id uuid) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.launch_ignition(p_workspace_id);
end;
comment on function public.launch_ignition(uuid) is 'Launches a workspace; outcome as genesis.ignition_start.';

create function public.cancel_ignition(p_workspace_id uuid) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.cancel_ignition(p_workspace_id);
end;
comment on function public.cancel_ignition(uuid) is 'Turns a running ignition round at its next step boundary; outcome as genesis.ignition_cancel.';

create function public.ignition_status(p_workspace_id uuid) returns jsonb
language sql stable set search_path = ''
begin atomic
  select private.ignition_status(p_workspace_id);
end;
comment on function public.ignition_status(uuid) is 'State of a workspace''s ignition with its steps.';

create function private.template_push(p_slug text, p_hash text, p_version text, p_manifest jsonb, p_bodies jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_known boolean;
begin
  perform private.require_operator();
  if coalesce(p_slug, '') !~ '^[a-z0-9_]{1,60}$' or coalesce(p_hash, '') !~ '^[0-9a-f]{64}$' or p_version is null
     or jsonb_typeof(p_manifest) is distinct from 'object' or jsonb_typeof(p_bodies) is distinct from 'object' then
    perform private.refuse(400, 'invalid_field', 'A template needs slug, hash (SHA-256 in hex), version, manifest and bodies.');
  end if;
  select is_current into v_known from genesis.workflow_templates where slug = p_slug and hash = p_hash;
  update genesis.workflow_templates set is_current = false where slug = p_slug and is_current and hash <> p_hash;
  insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by, is_current)
  values (p_slug, p_hash, p_version, p_manifest, p_bodies, private.uid(), true)
  on conflict (slug, hash) do update set is_current = true;
  if v_known is not true then
    perform private.audit(null, 'template_pushed', null, jsonb_build_object('slug', p_slug, 'hash', p_hash, 'version', p_version));
  end if;
  return jsonb_build_object('slug', p_slug, 'hash', p_hash, 'changed', v_known is not true);
end
$$;
comment on function private.template_push(text, text, text, jsonb, jsonb) is 'Stores a template by its content hash and makes it the current one; pushing an old hash rolls back. Definer: operators only.';

create function public.admin_template_push(p_slug text, p_hash text, p_version text, p_manifest jsonb, p_bodies jsonb) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.template_push(p_slug, p_hash, p_version, p_manifest, p_bodies);
end;
comment on function public.admin_template_push(text, text, text, jsonb, jsonb) is 'For operators: private.template_push.';

revoke all on function private.launch_ignition(uuid), private.cancel_ignition(uuid), private.ignition_status(uuid),
  public.launch_ignition(uuid), public.cancel_ignition(uuid), public.ignition_status(uuid),
  private.template_push(text, text, text, jsonb, jsonb), public.admin_template_push(text, text, text, jsonb, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function private.launch_ignition(uuid), private.cancel_ignition(uuid), private.ignition_status(uuid),
  public.launch_ignition(uuid), public.cancel_ignition(uuid), public.ignition_status(uuid),
  private.template_push(text, text, text, jsonb, jsonb), public.admin_template_push(text, text, text, jsonb, jsonb) to authenticated;
