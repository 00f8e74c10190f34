-- An invitation that is listed for a person's own address is accepted or declined where it is listed. The link's token
-- proves that its holder was sent it; here the verified address does, to which every invitation is bound anyway.

create index workspace_invites_by_address on public.workspace_invites (email);

create function private.take_invite(p_workspace_id uuid, p_invite_id uuid, p_person public.users) returns public.user_workspaces
language plpgsql volatile set search_path = ''
as $$
declare
  v_invite public.workspace_invites;
  v_member public.user_workspaces;
begin
  perform private.lock_workspace(p_workspace_id);
  select * into v_invite from public.workspace_invites where workspace_id = p_workspace_id and id = p_invite_id for update;
  perform private.check_invite(v_invite, p_person.email);
  -- An invitation raises a member's role, and never lowers it.
  insert into public.user_workspaces as m (workspace_id, user_id, role)
  values (v_invite.workspace_id, p_person.user_id, v_invite.role)
  on conflict (workspace_id, user_id) do update set role = excluded.role
  where private.role_rank(excluded.role) > private.role_rank(m.role);
  update public.workspace_invites set accepted_at = now(), accepted_by = p_person.user_id
  where workspace_id = v_invite.workspace_id and id = v_invite.id;
  select * into v_member from public.user_workspaces
  where workspace_id = v_invite.workspace_id and user_id = p_person.user_id;
  perform private.audit(v_invite.workspace_id, 'member_joined', null,
    jsonb_build_object('invite_id', v_invite.id, 'user_id', p_person.user_id, 'role', v_member.role));
  return v_member;
end
$$;
comment on function private.take_invite(uuid, uuid, public.users) is
  'The person joins by this invitation; raises as private.check_invite. Under the workspace''s lock, so that it is taken once.';

create or replace function private.accept_invite(p_token text) returns public.user_workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_person public.users := private.person();
  v_invite public.workspace_invites;
begin
  select * into v_invite from public.workspace_invites where token_hash = private.secret_hash(p_token);
  if not found then
    perform private.refuse(404, 'invite_unknown', 'There is no such invitation.', 'Open the whole link that you were sent.');
  end if;
  return private.take_invite(v_invite.workspace_id, v_invite.id, v_person);
end
$$;

create function private.own_invite(p_invite_id uuid, p_email text) returns public.workspace_invites
language plpgsql stable set search_path = ''
as $$
declare
  v_invite public.workspace_invites;
begin
  -- An id is no secret: another's invitation is as unknown as one that is not there.
  select * into v_invite from public.workspace_invites where id = p_invite_id and email = p_email;
  if not found then
    perform private.refuse(404, 'invite_unknown', 'There is no such invitation.', 'Sign in with the address that was invited.');
  end if;
  return v_invite;
end
$$;
comment on function private.own_invite(uuid, text) is 'The invitation with this id, if it is for this address; else PT404 invite_unknown.';

-- Definer: whoever accepts is no member yet.
create function private.accept_invite_by_id(p_invite_id uuid) returns public.user_workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_person public.users := private.person();
  v_invite public.workspace_invites := private.own_invite(p_invite_id, v_person.email);
begin
  return private.take_invite(v_invite.workspace_id, v_invite.id, v_person);
end
$$;
comment on function private.accept_invite_by_id(uuid) is 'Definer part of public.accept_invite_by_id.';
create function public.accept_invite_by_id(p_invite_id uuid) returns public.user_workspaces
language sql volatile set search_path = '' begin atomic select private.accept_invite_by_id(p_invite_id); end;
comment on function public.accept_invite_by_id(uuid) is
  'As public.accept_invite, for an invitation of the caller''s own address, as public.sign_in lists it. PT401 no_session, PT403 workspace_frozen | user_deleted, PT404 invite_unknown (also another''s), PT410 invite_used | invite_revoked | invite_expired.';

-- Definer: nobody signed in may write invitations.
create function private.decline_invite(p_invite_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_person public.users := private.person();
  v_invite public.workspace_invites := private.own_invite(p_invite_id, v_person.email);
begin
  perform private.lock_workspace(v_invite.workspace_id);
  select * into v_invite from public.workspace_invites
  where workspace_id = v_invite.workspace_id and id = v_invite.id for update;
  perform private.check_invite(v_invite, v_person.email);
  update public.workspace_invites set revoked_at = now() where workspace_id = v_invite.workspace_id and id = v_invite.id;
  perform private.audit(v_invite.workspace_id, 'invite_declined', null, jsonb_build_object('invite_id', v_invite.id));
end
$$;
comment on function private.decline_invite(uuid) is 'Definer part of public.decline_invite.';
create function public.decline_invite(p_invite_id uuid) returns void
language sql volatile set search_path = '' begin atomic select private.decline_invite(p_invite_id); end;
comment on function public.decline_invite(uuid) is
  'Ends an invitation of the caller''s own address, its link too; the workspace may invite again. Refuses as public.accept_invite_by_id.';

revoke all on function private.take_invite(uuid, uuid, public.users), private.own_invite(uuid, text)
  from public, anon, authenticated, service_role;
select private.open_to_people('private.accept_invite_by_id(uuid)', 'public.accept_invite_by_id(uuid)');
select private.open_to_people('private.decline_invite(uuid)', 'public.decline_invite(uuid)');
