-- Who may see which workspace: the helpers that every policy calls, then the policies of the tenancy tables.
-- Policies say `workspace_id = any(array(select private.helper()))`: an init plan that the indexes can use.
-- genesis_machine's say strpos(the setting, id) on purpose, which no index can use: its functions name the workspace
-- themselves, and a second condition on workspace_id made reading a whole workspace look as cheap as one row by its unique
-- key. The setting is empty or absent outside private.enter, and then nothing is found in it.

create function private.uid() returns text
language sql stable parallel safe set search_path = ''
as $$ select nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '') $$;
comment on function private.uid() is 'The signed-in person''s Clerk id (text, never auth.uid(): a Clerk id is no uuid).';

create function private.role_rank(p_role text) returns int
language sql immutable parallel safe set search_path = ''
as $$ select array_position(array['viewer', 'member', 'admin', 'owner'], p_role) $$;
comment on function private.role_rank(text) is 'viewer 1 … owner 4; null for an unknown role.';

-- plpgsql where a policy calls them: a connection plans them once, where SQL functions are planned at each statement
-- that a policy guards, several times in one that reads several tables.
-- The helpers below are definers, because the caller may not read the tables that decide what he may read.
create function private.is_operator() returns boolean
language sql stable security definer parallel safe set search_path = ''
as $$ select exists (select from genesis.super_admins where user_id = private.uid()) $$;
comment on function private.is_operator() is 'Whether the caller is a super admin.';

create function private.my_workspaces() returns setof uuid
language sql stable security definer parallel safe rows 5 set search_path = ''
as $$ select workspace_id from public.user_workspaces where user_id = private.uid() $$;
comment on function private.my_workspaces() is 'The caller''s workspaces, frozen ones too: for the banner alone.';

create function private.opened_workspaces() returns setof uuid
language plpgsql stable security definer parallel safe rows 1 set search_path = ''
as $$
begin
  return query select workspace_id from genesis.break_glass_grants
  where user_id = private.uid() and expires_at > clock_timestamp() and revoked_at is null and private.is_operator();
end
$$;
comment on function private.opened_workspaces() is 'What an operator has opened by break-glass: reading only, frozen or not.';

create function private.workspaces_as(p_role text) returns setof uuid
language plpgsql stable security definer parallel safe rows 5 set search_path = ''
as $$
begin
  return query select m.workspace_id
  from public.user_workspaces m join public.workspaces w on w.id = m.workspace_id
  where m.user_id = private.uid() and w.status = 'active' and private.role_rank(m.role) >= private.role_rank(p_role);
end
$$;
comment on function private.workspaces_as(text) is 'Workspaces that are not frozen where the caller has at least this role. Never by break-glass.';

create function private.accessible_workspaces() returns setof uuid
language plpgsql stable security definer parallel safe rows 5 set search_path = ''
as $$
begin
  return query select private.workspaces_as('viewer') union select private.opened_workspaces();
end
$$;
comment on function private.accessible_workspaces() is 'What the caller may read: own workspaces that are not frozen, and break-glass grants.';

create function private.admin_readable_workspaces() returns setof uuid
language plpgsql stable security definer parallel safe rows 5 set search_path = ''
as $$
begin
  return query select private.workspaces_as('admin') union select private.opened_workspaces();
end
$$;
comment on function private.admin_readable_workspaces() is 'Where the caller may read what is for admins.';

create function private.visible_users() returns setof text
language sql stable security definer parallel safe rows 20 set search_path = ''
as $$
  select user_id from public.user_workspaces where workspace_id = any(array(select private.accessible_workspaces()))
  union select private.uid()
$$;
comment on function private.visible_users() is 'The caller and those he shares a readable workspace with.';

-- Proves the right of a definer function for people; raises 401, or 403 for a stranger, a frozen workspace, a low role.
create function private.require_role(p_workspace_id uuid, p_role text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.uid() is null then
    perform private.refuse(401, 'no_session', 'Sign in first.');
  elsif p_workspace_id is null then
    perform private.refuse(400, 'invalid_field', 'workspace_id is required', 'Pass the id of a workspace of yours.');
  elsif p_workspace_id = any(array(select private.workspaces_as(p_role))) then
    return;
  elsif exists (select from public.workspaces where id = p_workspace_id and status = 'frozen')
        and p_workspace_id = any(array(select private.my_workspaces())) then
    perform private.refuse(403, 'workspace_frozen', 'Workspace is frozen', 'Ask the operator who froze it.');
  else
    perform private.refuse(403, 'forbidden', format('This needs the role %s in the workspace.', p_role),
      'Ask an owner of the workspace.');
  end if;
end
$$;
comment on function private.require_role(uuid, text) is 'Raises PT401/PT403 unless the caller has the role in that workspace and it is not frozen.';

create function private.require_operator() returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.uid() is null then
    perform private.refuse(401, 'no_session', 'Sign in first.');
  elsif not private.is_operator() then
    perform private.refuse(403, 'forbidden', 'This is for operators.', 'An operator is listed in SUPER_ADMIN_IDS.');
  end if;
end
$$;
comment on function private.require_operator() is 'Raises PT401/PT403 unless the caller is a super admin.';

do $$
declare v_function text;
begin
  foreach v_function in array array['uid()', 'is_operator()', 'my_workspaces()', 'opened_workspaces()',
    'workspaces_as(text)', 'accessible_workspaces()', 'admin_readable_workspaces()', 'visible_users()'] loop
    execute format('revoke all on function private.%s from public, anon, authenticated, service_role', v_function);
    execute format('grant execute on function private.%s to authenticated', v_function);
  end loop;
end
$$;
grant execute on function private.uid() to genesis_machine;
revoke all on function private.role_rank(text), private.require_role(uuid, text), private.require_operator()
  from public, anon, authenticated, service_role;

alter table public.workspaces enable row level security;
revoke all on table public.workspaces from public, anon, authenticated, service_role;
create policy select_members_or_operators on public.workspaces for select to authenticated
  using (id = any(array(select private.my_workspaces())) or id = any(array(select private.opened_workspaces()))
         or (select private.is_operator()));
create policy all_machine on public.workspaces for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), id::text) > 0);
grant select (id, slug, name, plan, status, frozen_at, frozen_by, freeze_reason, is_legacy, time_zone, created_at)
  on table public.workspaces to authenticated;
grant select on table public.workspaces to genesis_machine;
grant update (status, epoch, frozen_at, frozen_by, freeze_reason) on table public.workspaces to genesis_machine;
-- authenticated: no insert, update, delete (create_workspace and workspace_* functions)

alter table public.user_workspaces enable row level security;
revoke all on table public.user_workspaces from public, anon, authenticated, service_role;
create policy select_members on public.user_workspaces for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.user_workspaces to authenticated;
create policy all_machine on public.user_workspaces for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select on table public.user_workspaces to genesis_machine;
-- authenticated: no insert, update, delete
alter table public.workspace_invites enable row level security;
revoke all on table public.workspace_invites from public, anon, authenticated, service_role;
create policy select_members on public.workspace_invites for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select (workspace_id, id, email, role, invited_by, created_at, expires_at, accepted_at, accepted_by, revoked_at) on table public.workspace_invites to authenticated;
-- authenticated: no insert, update, delete
-- genesis_machine: nothing
alter table public.workspace_keys enable row level security;
revoke all on table public.workspace_keys from public, anon, authenticated, service_role;
create policy select_admins on public.workspace_keys for select to authenticated
  using (workspace_id = any(array(select private.admin_readable_workspaces())));
grant select (workspace_id, id, name, prefix, created_by, created_at, last_used_at, revoked_at) on table public.workspace_keys to authenticated;
create policy all_machine on public.workspace_keys for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, update on table public.workspace_keys to genesis_machine;
-- authenticated: no insert, update, delete

alter table public.users enable row level security;
revoke all on table public.users from public, anon, authenticated, service_role;
create policy select_co_members on public.users for select to authenticated
  using (user_id = any(array(select private.visible_users())) or (select private.is_operator()));
grant select (user_id, email, name) on table public.users to authenticated;
-- authenticated: no insert, update, delete (Clerk's webhook and public.sign_in)

alter table private.workspace_secrets enable row level security;
revoke all on table private.workspace_secrets from public, anon, authenticated, service_role;
create policy all_machine on private.workspace_secrets for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, update on table private.workspace_secrets to genesis_machine;

alter table genesis.super_admins enable row level security;
revoke all on table genesis.super_admins from public, anon, authenticated, service_role;
create policy select_operators on genesis.super_admins for select to authenticated using ((select private.is_operator()));
grant select on table genesis.super_admins to authenticated;
-- authenticated: no insert, update, delete (public.admin_sync)

alter table genesis.break_glass_grants enable row level security;
revoke all on table genesis.break_glass_grants from public, anon, authenticated, service_role;
create policy select_operators on genesis.break_glass_grants for select to authenticated
  using ((select private.is_operator()));
grant select on table genesis.break_glass_grants to authenticated;
-- authenticated: no insert, update, delete
-- genesis_machine: nothing

create policy select_operators on genesis.settings for select to authenticated using ((select private.is_operator()));
