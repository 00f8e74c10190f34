-- Invitations: bound to an address, for the days that the table's default says, once. The token leaves the database
-- once, when it is made. An invitation is worth no more than what its inviter may still grant when it is accepted.

create function private.may_invite(p_workspace_id uuid, p_user_id text, p_role text) returns boolean
language sql stable set search_path = ''
as $$
  select coalesce(private.role_rank(private.role_in(p_workspace_id, p_user_id))
    >= greatest(private.role_rank('admin'), private.role_rank(p_role)), false)
$$;
comment on function private.may_invite(uuid, text, text) is 'Admins invite up to admin, owners anybody.';
revoke all on function private.may_invite(uuid, text, text) from public, anon, authenticated, service_role;

-- Definer: nobody signed in may write invitations.
create function private.invite_member(p_workspace_id uuid, p_email text, p_role text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_email));
  v_token text := 'gi_' || private.new_secret();
  v_replaced uuid;
  v_invite public.workspace_invites;
begin
  perform private.lock_as(p_workspace_id, 'admin');
  if v_email is null or length(v_email) > 320 or v_email !~ '^[^\s@]+@[^\s@]+\.[^\s@.]+$' then
    perform private.refuse(400, 'invalid_field', 'email must be an e-mail address');
  elsif private.role_rank(p_role) is null then
    perform private.refuse(400, 'invalid_field', 'role must be viewer, member, admin or owner');
  elsif not private.may_invite(p_workspace_id, private.uid(), p_role) then
    perform private.refuse(403, 'forbidden', 'Only an owner may invite an owner.', 'Ask an owner of the workspace.');
  elsif exists (select from public.user_workspaces m join public.users u using (user_id)
                where m.workspace_id = p_workspace_id and u.email = v_email) then
    perform private.refuse(409, 'already_a_member', 'Somebody with this address is a member already.');
  end if;
  update public.workspace_invites set revoked_at = now()
  where workspace_id = p_workspace_id and email = v_email and accepted_at is null and revoked_at is null
    and private.may_invite(p_workspace_id, private.uid(), role)
  returning id into v_replaced;
  insert into public.workspace_invites (workspace_id, email, role, token_hash, invited_by)
  values (p_workspace_id, v_email, p_role, private.secret_hash(v_token), private.uid())
  on conflict (workspace_id, email) where accepted_at is null and revoked_at is null do nothing
  returning * into v_invite;
  if v_invite.id is null then
    perform private.refuse(409, 'already_invited', 'An owner has invited this address already.', 'Ask an owner of the workspace.');
  end if;
  perform private.audit(p_workspace_id, 'member_invited', null,
    jsonb_build_object('invite_id', v_invite.id, 'role', p_role, 'replaces', v_replaced));
  return jsonb_build_object('invite_id', v_invite.id, 'email', v_email, 'role', p_role, 'expires_at', v_invite.expires_at,
    'token', v_token);
end
$$;
comment on function private.invite_member(uuid, text, text) is 'Definer part of public.invite_member.';

create function public.invite_member(p_workspace_id uuid, p_email text, p_role text) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.invite_member(p_workspace_id, p_email, p_role);
end;
comment on function public.invite_member(uuid, text, text) is
  'Admins invite up to admin, owners anybody; an open invitation to the address is replaced. Returns {invite_id, email, role, expires_at, token}: the token is shown this once. PT400 invalid_field, PT403 forbidden, PT409 already_a_member | already_invited.';

create function private.revoke_invite(p_workspace_id uuid, p_invite_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_invite public.workspace_invites;
begin
  perform private.lock_as(p_workspace_id, 'admin');
  select * into v_invite from public.workspace_invites where workspace_id = p_workspace_id and id = p_invite_id for update;
  if not found then
    perform private.refuse(404, 'invite_unknown', 'There is no such invitation.');
  elsif v_invite.accepted_at is not null then
    perform private.refuse(409, 'invite_used', 'This invitation was accepted already.', 'Remove the member instead.');
  elsif not private.may_invite(p_workspace_id, private.uid(), v_invite.role) then
    perform private.refuse(403, 'forbidden', 'Only an owner may revoke an owner''s invitation.', 'Ask an owner of the workspace.');
  elsif v_invite.revoked_at is null then
    update public.workspace_invites set revoked_at = now() where workspace_id = p_workspace_id and id = p_invite_id;
    perform private.audit(p_workspace_id, 'invite_revoked', null, jsonb_build_object('invite_id', p_invite_id));
  end if;
end
$$;
comment on function private.revoke_invite(uuid, uuid) is 'Definer part of public.revoke_invite: nobody signed in may write invitations.';

create function public.revoke_invite(p_workspace_id uuid, p_invite_id uuid) returns void
language sql volatile set search_path = ''
begin atomic
  select private.revoke_invite(p_workspace_id, p_invite_id);
end;
comment on function public.revoke_invite(uuid, uuid) is
  'Its token opens nothing from now on; a second call changes nothing. PT403 forbidden, PT404 invite_unknown, PT409 invite_used.';

-- Why an invitation cannot be accepted, in the order that tells a stranger least; returns when it can.
create function private.check_invite(p_invite public.workspace_invites, p_email text) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if p_invite.email is distinct from p_email then
    perform private.refuse(403, 'invite_other_address', 'This invitation was sent to another address.',
      'Sign in with the address that received it.');
  elsif p_invite.accepted_at is not null then
    perform private.refuse(410, 'invite_used', 'This invitation was accepted already.');
  elsif p_invite.revoked_at is not null
     or not private.may_invite(p_invite.workspace_id, p_invite.invited_by, p_invite.role) then
    perform private.refuse(410, 'invite_revoked', 'This invitation was revoked.', 'Ask for a new one.');
  elsif p_invite.expires_at <= now() then
    perform private.refuse(410, 'invite_expired', 'This invitation has expired.', 'Ask for a new one.');
  elsif exists (select from public.workspaces where id = p_invite.workspace_id and status = 'frozen') then
    perform private.refuse(403, 'workspace_frozen', 'Workspace is frozen', 'Try again when it is open.');
  end if;
end
$$;
comment on function private.check_invite(public.workspace_invites, text) is 'Raises PT403 or PT410 unless this address may accept the invitation now.';
revoke all on function private.check_invite(public.workspace_invites, text) from public, anon, authenticated, service_role;

-- Definer: whoever accepts is no member yet.
create function private.accept_invite(p_token text) returns public.user_workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_person public.users := private.person();
  v_invite public.workspace_invites;
  v_member public.user_workspaces;
begin
  select * into v_invite from public.workspace_invites where token_hash = private.secret_hash(p_token);
  if not found then
    perform private.refuse(404, 'invite_unknown', 'There is no such invitation.', 'Open the whole link that you were sent.');
  end if;
  perform private.lock_workspace(v_invite.workspace_id);
  select * into v_invite from public.workspace_invites
  where workspace_id = v_invite.workspace_id and id = v_invite.id for update;
  perform private.check_invite(v_invite, v_person.email);
  -- An invitation raises a member's role, and never lowers it.
  insert into public.user_workspaces as m (workspace_id, user_id, role)
  values (v_invite.workspace_id, v_person.user_id, v_invite.role)
  on conflict (workspace_id, user_id) do update set role = excluded.role
  where private.role_rank(excluded.role) > private.role_rank(m.role);
  update public.workspace_invites set accepted_at = now(), accepted_by = v_person.user_id
  where workspace_id = v_invite.workspace_id and id = v_invite.id;
  select * into v_member from public.user_workspaces
  where workspace_id = v_invite.workspace_id and user_id = v_person.user_id;
  perform private.audit(v_invite.workspace_id, 'member_joined', null,
    jsonb_build_object('invite_id', v_invite.id, 'user_id', v_person.user_id, 'role', v_member.role));
  return v_member;
end
$$;
comment on function private.accept_invite(text) is 'Definer part of public.accept_invite.';

create function public.accept_invite(p_token text) returns public.user_workspaces
language sql volatile set search_path = ''
begin atomic
  select private.accept_invite(p_token);
end;
comment on function public.accept_invite(text) is
  'The caller, whose address must be the invited one, joins; returns the membership. PT401 no_session, PT403 invite_other_address | workspace_frozen | user_deleted, PT404 invite_unknown, PT410 invite_used | invite_revoked | invite_expired.';

select private.open_to_people('private.invite_member(uuid,text,text)', 'public.invite_member(uuid,text,text)');
select private.open_to_people('private.revoke_invite(uuid,uuid)', 'public.revoke_invite(uuid,uuid)');
select private.open_to_people('private.accept_invite(text)', 'public.accept_invite(text)');
