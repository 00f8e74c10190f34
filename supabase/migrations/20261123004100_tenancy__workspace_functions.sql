-- Making a workspace, naming it, its time zone, its API keys.

-- Definer: nobody signed in may write workspaces.
create function private.create_workspace(p_name text, p_slug text) returns public.workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_person public.users := private.person();
  v_most numeric := private.setting('workspaces_per_user');
  v_workspace public.workspaces;
begin
  if length(btrim(p_name)) not between 1 and 120 or p_name is null then
    perform private.refuse(400, 'invalid_field', 'name must have 1 to 120 characters');
  elsif p_slug is null or p_slug !~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$' then
    perform private.refuse(400, 'invalid_field', 'slug must be 1 to 63 lower-case letters, digits and hyphens, no hyphen at its ends');
  end if;
  -- One at a time for one person, or two calls would both find room.
  perform from public.users where user_id = v_person.user_id for no key update;
  if (select count(*) from public.workspaces where created_by = v_person.user_id) >= v_most then
    perform private.refuse(409, 'too_many_workspaces', format('One person may create at most %s workspaces.', v_most),
      'Ask an operator.');
  end if;
  insert into public.workspaces (name, slug, created_by) values (btrim(p_name), p_slug, v_person.user_id)
  on conflict (slug) do nothing returning * into v_workspace;
  if v_workspace.id is null then
    perform private.refuse(409, 'slug_taken', 'slug is taken', 'Choose another slug.');
  end if;
  insert into public.user_workspaces (workspace_id, user_id, role) values (v_workspace.id, v_person.user_id, 'owner');
  perform private.audit(v_workspace.id, 'workspace_created', null,
    jsonb_build_object('slug', v_workspace.slug, 'plan', v_workspace.plan));
  return v_workspace;
end
$$;
comment on function private.create_workspace(text, text) is 'Definer part of public.create_workspace.';
create index workspaces_by_creator on public.workspaces (created_by);

create function public.create_workspace(p_name text, p_slug text) returns public.workspaces
language sql volatile set search_path = ''
begin atomic
  select private.create_workspace(p_name, p_slug);
end;
comment on function public.create_workspace(text, text) is
  'Anyone signed in; plan free, the caller its owner. Returns the row. PT400 invalid_field, PT401 no_session, PT409 slug_taken | too_many_workspaces.';

-- Definer: nobody signed in may write workspaces.
create function private.rename_workspace(p_workspace_id uuid, p_name text) returns public.workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_workspace public.workspaces;
  v_former text;
begin
  perform private.lock_as(p_workspace_id, 'owner');
  if length(btrim(p_name)) not between 1 and 120 or p_name is null then
    perform private.refuse(400, 'invalid_field', 'name must have 1 to 120 characters');
  end if;
  select * into v_workspace from public.workspaces where id = p_workspace_id;
  if v_workspace.name = btrim(p_name) then
    return v_workspace;
  end if;
  v_former := v_workspace.name;
  update public.workspaces set name = btrim(p_name) where id = p_workspace_id returning * into v_workspace;
  perform private.audit(p_workspace_id, 'workspace_renamed', null,
    jsonb_build_object('from', v_former, 'to', v_workspace.name));
  return v_workspace;
end
$$;
comment on function private.rename_workspace(uuid, text) is 'Definer part of public.rename_workspace.';

create function public.rename_workspace(p_workspace_id uuid, p_name text) returns public.workspaces
language sql volatile set search_path = ''
begin atomic
  select private.rename_workspace(p_workspace_id, p_name);
end;
comment on function public.rename_workspace(uuid, text) is 'Owners. Returns the row; the slug stays. PT400 invalid_field, PT403 forbidden.';

-- Definer: nobody signed in may write workspaces, nor the rollups that follow from the zone.
create function private.set_time_zone(p_workspace_id uuid, p_time_zone text) returns public.workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_workspace public.workspaces;
  v_former text;
begin
  perform private.require_role(p_workspace_id, 'owner');
  -- Exclusive from the start, as the rebuild needs it: two callers who both began shared could never get there.
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  perform private.lock_as(p_workspace_id, 'owner');
  if not exists (select from pg_catalog.pg_timezone_names where name = p_time_zone and name !~ '^posix') then
    perform private.refuse(400, 'invalid_field', 'time_zone must be a name such as Europe/Berlin or UTC');
  end if;
  select * into v_workspace from public.workspaces where id = p_workspace_id;
  if v_workspace.time_zone = p_time_zone then
    return v_workspace;
  end if;
  v_former := v_workspace.time_zone;
  update public.workspaces set time_zone = p_time_zone where id = p_workspace_id returning * into v_workspace;
  perform private.stats_rebuild(p_workspace_id); -- its days begin at another hour now
  perform private.audit(p_workspace_id, 'time_zone_changed', null, jsonb_build_object('from', v_former, 'to', p_time_zone));
  return v_workspace;
end
$$;
comment on function private.set_time_zone(uuid, text) is 'Definer part of public.set_time_zone.';

create function public.set_time_zone(p_workspace_id uuid, p_time_zone text) returns public.workspaces
language sql volatile set search_path = ''
begin atomic
  select private.set_time_zone(p_workspace_id, p_time_zone);
end;
comment on function public.set_time_zone(uuid, text) is
  'Owners. An IANA name; the days of the statistics are rolled up anew. Returns the row. PT400 invalid_field, PT403 forbidden.';

-- Definer: nobody signed in may write keys. The prefix is what people recognise a key by; its 32 bits are no secret.
create function private.create_api_key(p_workspace_id uuid, p_name text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_prefix text := encode(extensions.gen_random_bytes(4), 'hex');
  v_key text := 'gk_' || v_prefix || '_' || private.new_secret();
  v_row public.workspace_keys;
begin
  perform private.lock_as(p_workspace_id, 'admin');
  if length(btrim(p_name)) not between 1 and 80 or p_name is null then
    perform private.refuse(400, 'invalid_field', 'name must have 1 to 80 characters');
  end if;
  insert into public.workspace_keys (workspace_id, name, prefix, hash, created_by)
  values (p_workspace_id, btrim(p_name), v_prefix, private.secret_hash(v_key), private.uid())
  returning * into v_row;
  perform private.audit(p_workspace_id, 'api_key_issued', null, jsonb_build_object('key_id', v_row.id, 'prefix', v_prefix));
  return jsonb_build_object('id', v_row.id, 'name', v_row.name, 'prefix', v_prefix, 'created_at', v_row.created_at, 'key', v_key);
end
$$;
comment on function private.create_api_key(uuid, text) is 'Definer part of public.create_api_key.';

create function public.create_api_key(p_workspace_id uuid, p_name text) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.create_api_key(p_workspace_id, p_name);
end;
comment on function public.create_api_key(uuid, text) is
  'Admins. Returns {id, name, prefix, created_at, key}: the key gk_<prefix>_<secret> is shown this once. PT400 invalid_field, PT403 forbidden.';

create function private.revoke_api_key(p_workspace_id uuid, p_key_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_revoked_at timestamptz;
begin
  perform private.lock_as(p_workspace_id, 'admin');
  select revoked_at into v_revoked_at from public.workspace_keys where workspace_id = p_workspace_id and id = p_key_id for update;
  if not found then
    perform private.refuse(404, 'key_unknown', 'There is no such API key.');
  elsif v_revoked_at is null then
    update public.workspace_keys set revoked_at = now(), revoked_by = private.uid()
    where workspace_id = p_workspace_id and id = p_key_id;
    perform private.audit(p_workspace_id, 'api_key_revoked', null, jsonb_build_object('key_id', p_key_id));
  end if;
end
$$;
comment on function private.revoke_api_key(uuid, uuid) is 'Definer part of public.revoke_api_key: nobody signed in may write keys.';

create function public.revoke_api_key(p_workspace_id uuid, p_key_id uuid) returns void
language sql volatile set search_path = ''
begin atomic
  select private.revoke_api_key(p_workspace_id, p_key_id);
end;
comment on function public.revoke_api_key(uuid, uuid) is
  'Admins. The key opens nothing from now on; a second call changes nothing. PT403 forbidden, PT404 key_unknown.';

select private.open_to_people('private.create_workspace(text,text)', 'public.create_workspace(text,text)');
select private.open_to_people('private.rename_workspace(uuid,text)', 'public.rename_workspace(uuid,text)');
select private.open_to_people('private.set_time_zone(uuid,text)', 'public.set_time_zone(uuid,text)');
select private.open_to_people('private.create_api_key(uuid,text)', 'public.create_api_key(uuid,text)');
select private.open_to_people('private.revoke_api_key(uuid,uuid)', 'public.revoke_api_key(uuid,uuid)');
