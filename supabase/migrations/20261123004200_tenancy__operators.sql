-- Operators: break-glass reading of one workspace, plans, limits and settings. Every act is in the audit log.

-- Locks the workspace's row for an operator's change.
create function private.operate_on(p_workspace_id uuid) returns public.workspaces
language plpgsql volatile set search_path = ''
as $$
declare
  v_workspace public.workspaces;
begin
  perform private.require_operator();
  select * into v_workspace from public.workspaces where id = p_workspace_id for no key update;
  if not found then
    perform private.refuse(404, 'workspace_unknown', 'There is no such workspace.');
  end if;
  return v_workspace;
end
$$;
comment on function private.operate_on(uuid) is 'The workspace, locked, for an operator. Raises PT401, PT403 forbidden, PT404 workspace_unknown.';
revoke all on function private.operate_on(uuid) from public, anon, authenticated, service_role;

-- Definer: nobody signed in may write grants. How long a grant lasts is the table's default.
create function private.admin_open_workspace(p_workspace_id uuid, p_reason text) returns genesis.break_glass_grants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_grant genesis.break_glass_grants;
begin
  perform private.operate_on(p_workspace_id);
  if length(btrim(p_reason)) < 5 or p_reason is null then
    perform private.refuse(400, 'invalid_field', 'reason must have at least 5 characters', 'The workspace''s admins read it in their audit log.');
  end if;
  insert into genesis.break_glass_grants (workspace_id, user_id, reason)
  values (p_workspace_id, private.uid(), btrim(p_reason)) returning * into v_grant;
  perform private.audit(p_workspace_id, 'super_admin_access', v_grant.reason,
    jsonb_build_object('grant_id', v_grant.id, 'expires_at', v_grant.expires_at));
  return v_grant;
end
$$;
comment on function private.admin_open_workspace(uuid, text) is 'Definer part of public.admin_open_workspace.';

create function public.admin_open_workspace(p_workspace_id uuid, p_reason text) returns genesis.break_glass_grants
language sql volatile set search_path = ''
begin atomic
  select private.admin_open_workspace(p_workspace_id, p_reason);
end;
comment on function public.admin_open_workspace(uuid, text) is
  'Operators: reading of one workspace for an hour, frozen or not, audited as super_admin_access. Returns the grant. PT400 invalid_field, PT404 workspace_unknown.';

create function private.admin_close_workspace(p_workspace_id uuid) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_closed uuid[];
begin
  perform private.operate_on(p_workspace_id);
  with closed as (
    update genesis.break_glass_grants set revoked_at = now()
    where workspace_id = p_workspace_id and user_id = private.uid() and revoked_at is null and expires_at > now()
    returning id)
  select array_agg(id) into v_closed from closed;
  if v_closed is not null then
    perform private.audit(p_workspace_id, 'super_admin_access_closed', null, jsonb_build_object('grant_ids', v_closed));
  end if;
  return coalesce(cardinality(v_closed), 0);
end
$$;
comment on function private.admin_close_workspace(uuid) is 'Definer part of public.admin_close_workspace: nobody signed in may write grants.';

create function public.admin_close_workspace(p_workspace_id uuid) returns int
language sql volatile set search_path = ''
begin atomic
  select private.admin_close_workspace(p_workspace_id);
end;
comment on function public.admin_close_workspace(uuid) is 'Operators: ends the caller''s own open grants of a workspace; returns how many. PT404 workspace_unknown.';

-- Definer: nobody signed in may write workspaces.
create function private.admin_set_plan(p_workspace_id uuid, p_plan text) returns public.workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_workspace public.workspaces := private.operate_on(p_workspace_id);
  v_former text := v_workspace.plan;
begin
  if p_plan is null or p_plan not in ('free', 'starter', 'pro', 'enterprise') then
    perform private.refuse(400, 'invalid_field', 'plan must be free, starter, pro or enterprise');
  elsif p_plan = v_former then
    return v_workspace;
  end if;
  update public.workspaces set plan = p_plan where id = p_workspace_id returning * into v_workspace;
  perform private.budget_limit_changed(p_workspace_id);
  perform private.audit(p_workspace_id, 'plan_changed', null, jsonb_build_object('from', v_former, 'to', p_plan));
  return v_workspace;
end
$$;
comment on function private.admin_set_plan(uuid, text) is 'Definer part of public.admin_set_plan.';

create function public.admin_set_plan(p_workspace_id uuid, p_plan text) returns public.workspaces
language sql volatile set search_path = ''
begin atomic
  select private.admin_set_plan(p_workspace_id, p_plan);
end;
comment on function public.admin_set_plan(uuid, text) is
  'Operators: free, starter, pro or enterprise; this month''s limit follows at once. Returns the row. PT400 invalid_field, PT404 workspace_unknown.';

create function private.admin_set_budget_limit(p_workspace_id uuid, p_limit_usd numeric) returns public.workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_workspace public.workspaces := private.operate_on(p_workspace_id);
  v_former numeric := v_workspace.budget_limit_usd;
begin
  -- NaN sorts above every number, so the upper bound (what numeric(14,6) holds) refuses it too.
  if p_limit_usd < 0 or p_limit_usd > 99999999 then
    perform private.refuse(400, 'invalid_field', 'limit_usd must be from 0 to 99999999, or null for the plan''s limit');
  elsif round(p_limit_usd, 6) is not distinct from v_former then
    return v_workspace;
  end if;
  update public.workspaces set budget_limit_usd = p_limit_usd where id = p_workspace_id returning * into v_workspace;
  perform private.budget_limit_changed(p_workspace_id);
  perform private.audit(p_workspace_id, 'budget_limit_changed', null,
    jsonb_build_object('from', v_former, 'to', v_workspace.budget_limit_usd));
  return v_workspace;
end
$$;
comment on function private.admin_set_budget_limit(uuid, numeric) is
  'Definer part of public.admin_set_budget_limit: nobody signed in may write workspaces.';

create function public.admin_set_budget_limit(p_workspace_id uuid, p_limit_usd numeric) returns public.workspaces
language sql volatile set search_path = ''
begin atomic
  select private.admin_set_budget_limit(p_workspace_id, p_limit_usd);
end;
comment on function public.admin_set_budget_limit(uuid, numeric) is
  'Operators: a monthly limit in US dollars for one workspace; null gives back the plan''s. Returns the row. PT400 invalid_field, PT404 workspace_unknown.';

-- Definer: nobody signed in may write settings. Rates and lifetimes divide and multiply, so they are never 0.
create function private.admin_setting_set(p_name text, p_value numeric) returns genesis.settings
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_setting genesis.settings;
  v_former numeric;
begin
  perform private.require_operator();
  select * into v_setting from genesis.settings where name = p_name for update;
  if not found then
    perform private.refuse(404, 'setting_unknown', 'There is no such setting.', 'genesis.settings lists them all.');
  elsif p_value is null or p_value < 0 or p_value > 1e9 then
    perform private.refuse(400, 'invalid_field', 'value must be a number from 0 to 1000000000');
  elsif p_value = 0 and p_name ~ '^(rate|reservation)_' then
    perform private.refuse(400, 'invalid_field', format('value of %s must be above 0', p_name));
  elsif p_value = v_setting.value then
    return v_setting;
  end if;
  v_former := v_setting.value;
  update genesis.settings set value = p_value, updated_at = now() where name = p_name returning * into v_setting;
  perform private.audit(null, 'setting_changed', null, jsonb_build_object('name', p_name, 'from', v_former, 'to', p_value));
  return v_setting;
end
$$;
comment on function private.admin_setting_set(text, numeric) is 'Definer part of public.admin_setting_set.';

create function public.admin_setting_set(p_name text, p_value numeric) returns genesis.settings
language sql volatile set search_path = ''
begin atomic
  select private.admin_setting_set(p_name, p_value);
end;
comment on function public.admin_setting_set(text, numeric) is
  'Operators: changes one of genesis.settings, from the next statement on. Returns the row. PT400 invalid_field, PT404 setting_unknown.';

-- A workspace whose last owner's account was deleted has nobody who may name an owner. Definer, as above.
create function private.admin_make_owner(p_workspace_id uuid, p_user_id text) returns public.user_workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_member public.user_workspaces;
  v_former text;
begin
  perform private.operate_on(p_workspace_id);
  select * into v_member from public.user_workspaces where workspace_id = p_workspace_id and user_id = p_user_id;
  if not found then
    perform private.refuse(404, 'not_a_member', 'This person is no member of the workspace.');
  elsif exists (select from public.user_workspaces where workspace_id = p_workspace_id and role = 'owner') then
    perform private.refuse(409, 'has_owner', 'The workspace has an owner, who names others.', 'Ask an owner of the workspace.');
  end if;
  v_former := v_member.role;
  update public.user_workspaces set role = 'owner' where workspace_id = p_workspace_id and user_id = p_user_id
  returning * into v_member;
  perform private.audit(p_workspace_id, 'member_role_changed', 'the workspace had no owner',
    jsonb_build_object('user_id', p_user_id, 'from', v_former, 'to', 'owner'));
  return v_member;
end
$$;
comment on function private.admin_make_owner(uuid, text) is 'Definer part of public.admin_make_owner.';

create function public.admin_make_owner(p_workspace_id uuid, p_user_id text) returns public.user_workspaces
language sql volatile set search_path = ''
begin atomic
  select private.admin_make_owner(p_workspace_id, p_user_id);
end;
comment on function public.admin_make_owner(uuid, text) is
  'Operators: makes a member the owner of a workspace that has none. Returns the membership. PT404 workspace_unknown | not_a_member, PT409 has_owner.';

select private.open_to_people('private.admin_open_workspace(uuid,text)', 'public.admin_open_workspace(uuid,text)');
select private.open_to_people('private.admin_close_workspace(uuid)', 'public.admin_close_workspace(uuid)');
select private.open_to_people('private.admin_set_plan(uuid,text)', 'public.admin_set_plan(uuid,text)');
select private.open_to_people('private.admin_set_budget_limit(uuid,numeric)', 'public.admin_set_budget_limit(uuid,numeric)');
select private.open_to_people('private.admin_setting_set(text,numeric)', 'public.admin_setting_set(text,numeric)');
select private.open_to_people('private.admin_make_owner(uuid,text)', 'public.admin_make_owner(uuid,text)');
