-- Who the caller is, what he belongs to, and changes of membership. A change first takes the workspace's advisory lock
-- (shared: a freeze takes it exclusively), then the workspace's row: two owners who remove each other stand in line.

-- Migration helper: the definer part in private and its invoker wrapper in public, both for signed-in people alone.
create function private.open_to_people(p_definer regprocedure, p_wrapper regprocedure) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  execute format('revoke all on function %s, %s from public, anon, authenticated, service_role', p_definer, p_wrapper);
  execute format('grant execute on function %s, %s to authenticated', p_definer, p_wrapper);
end
$$;
comment on function private.open_to_people(regprocedure, regprocedure) is
  'Migration helper: EXECUTE on a definer part and its wrapper to authenticated, and to nobody else.';
revoke all on function private.open_to_people(regprocedure, regprocedure) from public, anon, authenticated, service_role;

-- 256 random bits in base64url: what invitations and keys are made of. The database keeps only private.secret_hash.
create function private.new_secret() returns text
language sql volatile set search_path = ''
as $$ select rtrim(translate(encode(extensions.gen_random_bytes(32), 'base64'), E'+/\n', '-_'), '=') $$;
comment on function private.new_secret() is '32 random bytes as 43 characters of base64url.';

create function private.secret_hash(p_secret text) returns bytea
language sql immutable parallel safe set search_path = ''
as $$ select sha256(convert_to(p_secret, 'UTF8')) $$;
comment on function private.secret_hash(text) is 'SHA-256 of a secret''s UTF-8 bytes: the form in which the database keeps it.';

create function private.lock_workspace(p_workspace_id uuid) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock_shared(private.workspace_lock_key(p_workspace_id));
  perform from public.workspaces where id = p_workspace_id for no key update;
end
$$;
comment on function private.lock_workspace(uuid) is
  'Advisory lock (shared), then the row: whoever changes members or names stands in line, and a freeze waits for him.';

create function private.lock_as(p_workspace_id uuid, p_role text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform private.require_role(p_workspace_id, p_role); -- a stranger takes no lock
  perform private.lock_workspace(p_workspace_id);
  perform private.require_role(p_workspace_id, p_role); -- what was true before the wait may be over
end
$$;
comment on function private.lock_as(uuid, text) is 'Locks the workspace for a change by a caller who has the role; raises as private.require_role.';

create function private.role_in(p_workspace_id uuid, p_user_id text) returns text
language sql stable set search_path = ''
as $$ select role from public.user_workspaces where workspace_id = p_workspace_id and user_id = p_user_id $$;
comment on function private.role_in(uuid, text) is 'A person''s role in a workspace; null for a stranger.';
revoke all on function private.new_secret(), private.secret_hash(text), private.lock_workspace(uuid),
  private.lock_as(uuid, text), private.role_in(uuid, text) from public, anon, authenticated, service_role;

-- The caller's row of public.users, made or brought up to date from his session's claims. An address that the session
-- calls unverified is not taken: invitations are bound to it.
create function private.person() returns public.users
language plpgsql volatile set search_path = ''
as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_email text := case when v_claims ->> 'email_verified' is distinct from 'false'
                       then nullif(lower(btrim(v_claims ->> 'email')), '') end;
  v_name text := nullif(left(btrim(v_claims ->> 'name'), 200), '');
  v_person public.users;
begin
  if private.uid() is null then
    perform private.refuse(401, 'no_session', 'Sign in first.');
  end if;
  insert into public.users as u (user_id, email, name) values (private.uid(), v_email, v_name)
  on conflict (user_id) do update
  set email = coalesce(excluded.email, u.email), name = coalesce(excluded.name, u.name), updated_at = now()
  where u.deleted_at is null
    and (coalesce(excluded.email, u.email) is distinct from u.email or coalesce(excluded.name, u.name) is distinct from u.name);
  select * into v_person from public.users where user_id = private.uid();
  if v_person.deleted_at is not null then
    perform private.refuse(403, 'user_deleted', 'This account was deleted.', 'Sign up again to get a new one.');
  end if;
  return v_person;
end
$$;
comment on function private.person() is 'Upserts and returns the caller''s row of public.users. Raises PT401 no_session, PT403 user_deleted.';
revoke all on function private.person() from public, anon, authenticated, service_role;

-- Definer: reads memberships and invitations across workspaces, for the caller alone.
create function private.sign_in() returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_person public.users := private.person();
begin
  return jsonb_build_object(
    'user', jsonb_build_object('user_id', v_person.user_id, 'email', v_person.email, 'name', v_person.name,
      'is_operator', private.is_operator()),
    'workspaces', coalesce((
      select jsonb_agg(jsonb_build_object('workspace_id', w.id, 'slug', w.slug, 'name', w.name, 'role', m.role,
        'plan', w.plan, 'status', w.status, 'freeze_reason', w.freeze_reason, 'time_zone', w.time_zone) order by w.name, w.id)
      from public.user_workspaces m join public.workspaces w on w.id = m.workspace_id
      where m.user_id = v_person.user_id), '[]'),
    'invitations', coalesce((
      select jsonb_agg(jsonb_build_object('invite_id', i.id, 'workspace_id', w.id, 'workspace_name', w.name, 'role', i.role,
        'expires_at', i.expires_at) order by i.created_at, i.id)
      from public.workspace_invites i join public.workspaces w on w.id = i.workspace_id
      where i.email = v_person.email and i.accepted_at is null and i.revoked_at is null
        and i.expires_at > now() and w.status = 'active'), '[]'));
end
$$;
comment on function private.sign_in() is 'Definer part of public.sign_in.';
create function public.sign_in() returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.sign_in();
end;
comment on function public.sign_in() is
  'Called once after signing in: {user {user_id, email, name, is_operator}, workspaces [{workspace_id, slug, name, role, plan, status, freeze_reason, time_zone}], invitations [{invite_id, workspace_id, workspace_name, role, expires_at}]}. PT401 no_session, PT403 user_deleted.';
select private.open_to_people('private.sign_in()', 'public.sign_in()');

-- Definer: nobody signed in may write memberships.
create function private.set_member_role(p_workspace_id uuid, p_user_id text, p_role text) returns public.user_workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_member public.user_workspaces;
  v_former text;
begin
  perform private.lock_as(p_workspace_id, 'admin');
  if private.role_rank(p_role) is null then
    perform private.refuse(400, 'invalid_field', 'role must be viewer, member, admin or owner');
  end if;
  select * into v_member from public.user_workspaces where workspace_id = p_workspace_id and user_id = p_user_id;
  if not found then
    perform private.refuse(404, 'not_a_member', 'This person is no member of the workspace.');
  elsif 'owner' in (v_member.role, p_role) and private.role_in(p_workspace_id, private.uid()) is distinct from 'owner' then
    perform private.refuse(403, 'forbidden', 'Only an owner may make or unmake an owner.', 'Ask an owner of the workspace.');
  elsif v_member.role = p_role then
    return v_member;
  end if;
  v_former := v_member.role;
  perform private.keep_an_owner(v_member);
  update public.user_workspaces set role = p_role where workspace_id = p_workspace_id and user_id = p_user_id
  returning * into v_member;
  perform private.audit(p_workspace_id, 'member_role_changed', null,
    jsonb_build_object('user_id', p_user_id, 'from', v_former, 'to', p_role));
  return v_member;
end
$$;
comment on function private.set_member_role(uuid, text, text) is 'Definer part of public.set_member_role.';

-- Called with the workspace's row locked, so that nobody else's change is under way.
create function private.keep_an_owner(p_member public.user_workspaces) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if p_member.role = 'owner' and not exists (
    select from public.user_workspaces
    where workspace_id = p_member.workspace_id and role = 'owner' and user_id <> p_member.user_id
  ) then
    perform private.refuse(409, 'last_owner', 'A workspace keeps at least one owner.', 'Make somebody else an owner first.');
  end if;
end
$$;
comment on function private.keep_an_owner(public.user_workspaces) is 'Raises PT409 last_owner when this member is the only owner.';
revoke all on function private.keep_an_owner(public.user_workspaces) from public, anon, authenticated, service_role;

create function private.remove_member(p_workspace_id uuid, p_user_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_member public.user_workspaces;
  v_leaves boolean := p_user_id = private.uid();
begin
  perform private.lock_as(p_workspace_id, case when v_leaves then 'viewer' else 'admin' end);
  select * into v_member from public.user_workspaces where workspace_id = p_workspace_id and user_id = p_user_id;
  if not found then
    perform private.refuse(404, 'not_a_member', 'This person is no member of the workspace.');
  elsif v_member.role = 'owner' and private.role_in(p_workspace_id, private.uid()) is distinct from 'owner' then
    perform private.refuse(403, 'forbidden', 'Only an owner may remove an owner.', 'Ask an owner of the workspace.');
  end if;
  perform private.keep_an_owner(v_member);
  delete from public.user_workspaces where workspace_id = p_workspace_id and user_id = p_user_id;
  perform private.audit(p_workspace_id, case when v_leaves then 'member_left' else 'member_removed' end, null,
    jsonb_build_object('user_id', p_user_id, 'role', v_member.role));
end
$$;
comment on function private.remove_member(uuid, text) is 'Definer part of public.remove_member and leave_workspace: nobody signed in may write memberships.';

create function public.set_member_role(p_workspace_id uuid, p_user_id text, p_role text) returns public.user_workspaces
language sql volatile set search_path = ''
begin atomic
  select private.set_member_role(p_workspace_id, p_user_id, p_role);
end;
comment on function public.set_member_role(uuid, text, text) is
  'An admin sets viewer, member or admin; owner only by an owner. Returns the membership. PT400 invalid_field, PT403 forbidden, PT404 not_a_member, PT409 last_owner.';

create function public.remove_member(p_workspace_id uuid, p_user_id text) returns void
language sql volatile set search_path = ''
begin atomic
  select private.remove_member(p_workspace_id, p_user_id);
end;
comment on function public.remove_member(uuid, text) is
  'An admin removes a member (an owner removes owners too), with effect from the next statement. PT403 forbidden, PT404 not_a_member, PT409 last_owner.';

create function public.leave_workspace(p_workspace_id uuid) returns void
language sql volatile set search_path = ''
begin atomic
  select private.remove_member(p_workspace_id, private.uid());
end;
comment on function public.leave_workspace(uuid) is 'The caller leaves; the last owner stays. PT403 forbidden, PT409 last_owner.';

select private.open_to_people('private.set_member_role(uuid,text,text)', 'public.set_member_role(uuid,text,text)');
select private.open_to_people('private.remove_member(uuid,text)', 'public.remove_member(uuid,text)');
select private.open_to_people('private.remove_member(uuid,text)', 'public.leave_workspace(uuid)');
