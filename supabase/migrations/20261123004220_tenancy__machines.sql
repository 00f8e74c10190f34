-- Two acts of machines on people: the list of operators from SUPER_ADMIN_IDS, and a user whom Clerk deleted. Both
-- reach across workspaces, so they belong to postgres; they are definers because service_role has no table privilege.

create function genesis.admin_sync(p_user_ids text[]) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_ids text[] := array(select distinct btrim(id) from unnest(p_user_ids) id where btrim(id) <> '' order by 1);
  v_added text[];
  v_removed text[];
  v_user text;
begin
  if cardinality(v_ids) = 0 then -- an unset setting must not lock every operator out
    return jsonb_build_object('status', 400, 'code', 'invalid_field');
  end if;
  lock table genesis.super_admins in share row exclusive mode;
  v_removed := array(select user_id from genesis.super_admins where user_id <> all (v_ids) order by 1);
  v_added := array(select id from unnest(v_ids) id where id not in (select user_id from genesis.super_admins) order by 1);
  delete from genesis.super_admins where user_id = any (v_removed);
  update genesis.break_glass_grants set revoked_at = now()
  where user_id = any (v_removed) and revoked_at is null and expires_at > now();
  insert into genesis.super_admins (user_id, added_by) select id, 'SUPER_ADMIN_IDS' from unnest(v_added) id order by 1;
  foreach v_user in array v_removed loop
    perform private.audit(null, 'admin_removed', null, jsonb_build_object('user_id', v_user));
  end loop;
  foreach v_user in array v_added loop
    perform private.audit(null, 'admin_added', null, jsonb_build_object('user_id', v_user));
  end loop;
  return jsonb_build_object('status', 200, 'added', v_added, 'removed', v_removed, 'operators', v_ids);
end
$$;
comment on function genesis.admin_sync(text[]) is
  'Makes exactly these user ids operators: {status 200, added, removed, operators}, or {status 400, code invalid_field} for an empty list, which changes nothing. Open break-glass grants of those removed end.';

create function genesis.user_deleted(p_user_id text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_member public.user_workspaces;
  v_gone int := 0;
  v_already boolean;
begin
  if nullif(btrim(p_user_id), '') is null then
    return jsonb_build_object('status', 400, 'code', 'invalid_field');
  end if;
  v_already := exists (select from public.users where user_id = p_user_id and deleted_at is not null);
  -- Also for somebody never seen: Clerk's messages come in any order, and a later user.created must not revive him.
  insert into public.users as u (user_id, deleted_at) values (p_user_id, now())
  on conflict (user_id) do update set deleted_at = now(), updated_at = now() where u.deleted_at is null;
  for v_member in
    select * from public.user_workspaces where user_id = p_user_id order by workspace_id
  loop
    perform private.lock_workspace(v_member.workspace_id);
    delete from public.user_workspaces where workspace_id = v_member.workspace_id and user_id = p_user_id
    returning * into v_member;
    continue when not found;
    v_gone := v_gone + 1;
    perform private.audit(v_member.workspace_id, 'member_removed', 'user deleted',
      jsonb_build_object('user_id', p_user_id, 'role', v_member.role));
    if not exists (select from public.user_workspaces where workspace_id = v_member.workspace_id and role = 'owner') then
      perform private.alarm('workspace_without_owner', 'workspace_without_owner:' || v_member.workspace_id, 'high',
        'The last owner''s account was deleted: make a member the owner with public.admin_make_owner.', '{}', v_member.workspace_id);
    end if;
  end loop;
  update genesis.break_glass_grants set revoked_at = now()
  where user_id = p_user_id and revoked_at is null and expires_at > now();
  delete from genesis.super_admins where user_id = p_user_id;
  if found then
    perform private.audit(null, 'admin_removed', 'user deleted', jsonb_build_object('user_id', p_user_id));
  end if;
  if not v_already then
    perform private.audit(null, 'user_deleted', null, jsonb_build_object('user_id', p_user_id, 'memberships', v_gone));
  end if;
  return jsonb_build_object('status', 200, 'memberships', v_gone, 'already', v_already);
end
$$;
comment on function genesis.user_deleted(text) is
  'A user whom Clerk deleted loses every membership and operator''s right at once: {status 200, memberships, already}. A repeat changes nothing. A workspace left without an owner raises an alarm.';

revoke all on function genesis.admin_sync(text[]), genesis.user_deleted(text) from public, anon, authenticated, service_role;
grant execute on function genesis.admin_sync(text[]), genesis.user_deleted(text) to service_role;
