-- Operators: one makes another (genesis admin add), named in the log. The list itself is SUPER_ADMIN_IDS: whoever is not in
-- it is no operator after the next genesis.admin_sync (genesis admin sync), which also makes a project's first one.

-- Definer: nobody signed in may write super_admins.
create function private.admin_add(p_user_id text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user text := btrim(p_user_id);
  v_person public.users;
  v_is_new boolean;
begin
  perform private.require_operator();
  if v_user is null or v_user !~ '^[\x21-\x7e]{1,200}$' then
    perform private.refuse(400, 'invalid_field', 'user_id must be the id of a user', 'Clerk shows it as user_…');
  end if;
  select * into v_person from public.users where user_id = v_user;
  if v_person.deleted_at is not null then
    perform private.refuse(409, 'conflict', 'This account was deleted.', 'Ask the person for the id of the new account.');
  end if;
  insert into genesis.super_admins (user_id, added_by) values (v_user, private.uid()) on conflict do nothing;
  v_is_new := found;
  if v_is_new then
    perform private.audit(null, 'admin_added', null, jsonb_build_object('user_id', v_user));
  end if;
  return jsonb_build_object('user_id', v_user, 'added', v_is_new, 'email', v_person.email, 'has_signed_in', v_person.user_id is not null);
end
$$;
comment on function private.admin_add(text) is 'Definer part of public.admin_add.';
create function public.admin_add(p_user_id text) returns jsonb
language sql volatile set search_path = '' begin atomic select private.admin_add(p_user_id); end;
comment on function public.admin_add(text) is
  'Operators: makes another user an operator until the next genesis.admin_sync whose list lacks the id. {user_id, added, email, has_signed_in}; a repeat changes nothing (added false). PT400 invalid_field, PT403 forbidden, PT409 conflict for a deleted account.';
select private.open_to_people('private.admin_add(text)', 'public.admin_add(text)');

-- As before, but that the ids are ids: what stands in a setting is typed by hand.
create or replace function genesis.admin_sync(p_user_ids text[]) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_ids text[] := array(select distinct btrim(id) from unnest(p_user_ids) id where btrim(id) <> '' order by 1);
  v_added text[];
  v_removed text[];
  v_user text;
begin
  -- An unset setting must not lock every operator out, and a mistyped one neither.
  if cardinality(v_ids) = 0 or exists (select from unnest(v_ids) id where id !~ '^[\x21-\x7e]{1,200}$') then
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
