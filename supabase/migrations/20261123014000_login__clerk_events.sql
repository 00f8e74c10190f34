-- What Clerk's webhook reports of people: sign-ins and sign-outs, who they are, and that they are gone. Svix delivers at
-- least once and in any order: a delivery is known by its svix-id, a person's state by Clerk's own time of it.

alter table public.users add column clerk_at timestamptz;
comment on column public.users.clerk_at is
  'Clerk''s time of the newest state taken over from its webhook; null when none was. An older one that arrives late changes nothing.';
-- authenticated: no select on clerk_at

comment on table public.login_audit is
  'What Clerk''s webhook reports: session.*, user.*, organizationMembership.*. created_at is when it happened. Operators read it, nobody edits it.';

-- A later state of somebody; true when it was taken over. The address is the one that Clerk has verified, or none:
-- invitations are bound to it.
create function private.clerk_person(p_user_id text, p_email text, p_name text, p_as_of timestamptz) returns boolean
language plpgsql volatile set search_path = ''
as $$
begin
  insert into public.users as u (user_id, email, name, clerk_at) values (p_user_id, p_email, p_name, p_as_of)
  on conflict (user_id) do update
  set email = excluded.email, name = coalesce(excluded.name, u.name), clerk_at = excluded.clerk_at, updated_at = now()
  where u.deleted_at is null and (u.clerk_at is null or u.clerk_at < excluded.clerk_at);
  if not found then
    return false;
  end if;
  -- His sign-in may have been reported before he was.
  update public.login_audit set email = p_email where user_id = p_user_id and email is null and p_email is not null;
  return true;
end
$$;
comment on function private.clerk_person(text, text, text, timestamptz) is
  'Takes over a person''s state of p_as_of; false, and nothing changed, for one that is not newer or of somebody deleted.';
revoke all on function private.clerk_person(text, text, text, timestamptz) from public, anon, authenticated, service_role;

-- Definer, owned by postgres: people and logins are no tenant's, and somebody deleted leaves all workspaces at once.
create function genesis.clerk_event(p_svix_id text, p_event jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_type text := p_event ->> 'type';
  v_user text := nullif(btrim(p_event ->> 'user_id'), '');
  v_email text := p_event ->> 'email';
  v_as_of timestamptz := (p_event ->> 'as_of')::timestamptz;
  v_applied boolean := true;
begin
  if nullif(btrim(p_svix_id), '') is null or v_user is null
     or coalesce(v_type, '') !~ '^(session|user|organizationMembership)\.[a-z]+$'
     or v_type in ('user.created', 'user.updated') and v_as_of is null then
    return jsonb_build_object('status', 400, 'code', 'invalid_field');
  end if;
  -- Another delivery of the same message waits here for this one's end.
  insert into public.login_audit (svix_id, user_id, email, event_type, ip_address, user_agent, metadata, created_at)
  values (p_svix_id, v_user, coalesce(v_email, (select email from public.users where user_id = v_user)), v_type,
    p_event ->> 'ip_address', p_event ->> 'user_agent', coalesce(p_event -> 'metadata', '{}'),
    least(coalesce((p_event ->> 'at')::timestamptz, now()), now()))
  on conflict (svix_id) do nothing;
  if not found then
    return jsonb_build_object('status', 200, 'outcome', 'repeat');
  end if;
  if v_type in ('user.created', 'user.updated') then
    v_applied := private.clerk_person(v_user, v_email, p_event ->> 'name', v_as_of);
  elsif v_type = 'user.deleted' then
    v_applied := not (genesis.user_deleted(v_user) ->> 'already')::boolean;
  end if;
  return jsonb_build_object('status', 200, 'outcome', case when v_applied then 'stored' else 'overtaken' end);
end
$$;
comment on function genesis.clerk_event(text, jsonb) is
  'One message of Clerk''s webhook, {type, user_id, at, as_of, email, name, ip_address, user_agent, metadata}, proven and read by functions/clerk-webhook: kept once in login_audit and taken over in the same transaction. {status 200, outcome stored|overtaken|repeat}: overtaken is kept, and says nothing new of the person; repeat changes nothing. {status 400, code invalid_field} for one that names nobody.';
revoke all on function genesis.clerk_event(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function genesis.clerk_event(text, jsonb) to service_role;
