-- What makes a stage done. Invokers: people's definers call them as postgres, machine functions as genesis_machine, which
-- sees the workspace it entered alone.

create function private.onboarding_stages(p_workspace_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_object_agg(p.stage, p.status), '{}') from genesis.onboarding_progress p
  where p.workspace_id = p_workspace_id and p.stage <> 'launch'
$$;
comment on function private.onboarding_stages(uuid) is '{stage: done|skipped}; a stage that is neither has no member.';

create function private.onboarding_mark(p_workspace_id uuid, p_stage text, p_status text, p_actor text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if p_status is null then
    delete from genesis.onboarding_progress where workspace_id = p_workspace_id and stage = p_stage;
  else
    insert into genesis.onboarding_progress as o (workspace_id, stage, status, updated_by)
    values (p_workspace_id, p_stage, p_status, p_actor)
    on conflict (workspace_id, stage) do update set status = excluded.status, updated_by = excluded.updated_by, updated_at = now()
    -- A click on "skip" takes nothing back that was done.
    where not (o.status = 'done' and excluded.status = 'skipped');
  end if;
end
$$;
comment on function private.onboarding_mark(uuid, text, text, text) is 'Notes a stage as done or skipped, or as neither (null).';

create function private.required_credentials(p_workspace_id uuid) returns text[]
language sql stable set search_path = ''
as $$
  select array_agg(distinct r.type order by r.type)
  from genesis.email_provider_config e
  cross join genesis.workflow_templates t
  cross join lateral (
    select v.variant from jsonb_array_elements(t.manifest -> 'variants') with ordinality as v (variant, n)
    where v.variant -> 'providers' ? e.provider order by v.n limit 1) as chosen
  cross join lateral jsonb_array_elements_text(chosen.variant -> 'requires') as r (type)
  where e.workspace_id = p_workspace_id and t.is_current
$$;
comment on function private.required_credentials(uuid) is
  'The types of credential that the current templates ask of the workspace''s mail provider, by their manifests; null while nobody can say: no provider, or no templates.';

create function private.missing_credentials(p_workspace_id uuid) returns text[]
language sql stable set search_path = ''
as $$
  select case when required.types is not null then array(
    select t.type from unnest(required.types) as t (type)
    where not exists (select from genesis.credential_store c where c.workspace_id = p_workspace_id and c.type = t.type)
    order by 1) end
  from (select private.required_credentials(p_workspace_id) as types) as required
$$;
comment on function private.missing_credentials(uuid) is 'Those of private.required_credentials that the vault does not hold; null while nobody can say.';

create function private.onboarding_lock(p_workspace_id uuid) returns void
language sql volatile set search_path = ''
as $$ select pg_advisory_xact_lock(hashtextextended(p_workspace_id::text, 12)) $$;
comment on function private.onboarding_lock(uuid) is
  'Whoever changes credentials or provider, or launches, stands in line: each then judges what the others left. Taken after the workspace''s own lock.';

create function private.settle_credentials(p_workspace_id uuid, p_actor text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform private.onboarding_lock(p_workspace_id);
  perform private.onboarding_mark(p_workspace_id, 'credentials',
    case when private.missing_credentials(p_workspace_id) = '{}' then 'done' end, p_actor);
end
$$;
comment on function private.settle_credentials(uuid, text) is
  'The stage "credentials" is done exactly when the vault holds what provider and templates ask for. Call after the change, in its transaction.';

create function private.actor_refusal(p_workspace_id uuid, p_actor text, p_role text) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_status text := private.enter_locked(p_workspace_id);
  v_role text := (select m.role from public.user_workspaces m where m.workspace_id = p_workspace_id and m.user_id = p_actor);
begin
  -- As private.require_role says it: a stranger learns neither that the workspace is there nor that it is frozen.
  return case
    when v_status is null or v_role is null then '{"status": 403, "code": "forbidden"}'::jsonb
    when v_status = 'frozen' then '{"status": 403, "code": "workspace_frozen"}'
    when private.role_rank(v_role) < private.role_rank(p_role) then '{"status": 403, "code": "forbidden"}'
  end;
end
$$;
comment on function private.actor_refusal(uuid, text, text) is
  'For machine functions that act for a person whose session the caller has verified: enters the workspace, then null, or the outcome that refuses a stranger, a role too low, or a frozen workspace. In the transaction of the act.';

revoke all on function private.onboarding_stages(uuid), private.onboarding_mark(uuid, text, text, text), private.required_credentials(uuid),
  private.missing_credentials(uuid), private.onboarding_lock(uuid), private.settle_credentials(uuid, text),
  private.actor_refusal(uuid, text, text) from public, anon, authenticated, service_role;
grant execute on function private.onboarding_stages(uuid), private.onboarding_mark(uuid, text, text, text), private.required_credentials(uuid),
  private.missing_credentials(uuid), private.onboarding_lock(uuid), private.settle_credentials(uuid, text),
  private.actor_refusal(uuid, text, text), private.role_rank(text) to genesis_machine;
