-- How many keys, open invitations and credentials one workspace may have: each is counted under the lock that its making
-- takes, so that two callers never find the same room.

-- Definer, as before: nobody signed in may write keys.
create or replace function private.create_api_key(p_workspace_id uuid, p_name text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_prefix text := encode(extensions.gen_random_bytes(4), 'hex');
  v_key text := 'gk_' || v_prefix || '_' || private.new_secret();
  v_most numeric := private.setting('api_keys_per_workspace');
  v_name text;
  v_row public.workspace_keys;
begin
  perform private.lock_as(p_workspace_id, 'admin');
  v_name := private.one_line('name', p_name, 80);
  if (select count(*) from public.workspace_keys where workspace_id = p_workspace_id and revoked_at is null) >= v_most then
    perform private.refuse(409, 'too_many_keys', format('A workspace has at most %s API keys.', v_most), 'Revoke one that nobody uses.');
  end if;
  insert into public.workspace_keys (workspace_id, name, prefix, hash, created_by)
  values (p_workspace_id, v_name, v_prefix, private.secret_hash(v_key), private.uid())
  returning * into v_row;
  perform private.audit(p_workspace_id, 'api_key_issued', null, jsonb_build_object('key_id', v_row.id, 'prefix', v_prefix));
  return jsonb_build_object('id', v_row.id, 'name', v_row.name, 'prefix', v_prefix, 'created_at', v_row.created_at, 'key', v_key);
end
$$;
comment on function public.create_api_key(uuid, text) is
  'Admins. Returns {id, name, prefix, created_at, key}: the key gk_<prefix>_<secret> is shown this once. PT400 invalid_field, PT403 forbidden, PT409 too_many_keys.';

create or replace function private.invite_member(p_workspace_id uuid, p_email text, p_role text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_email));
  v_token text := 'gi_' || private.new_secret();
  v_replaced uuid;
  v_most numeric := private.setting('open_invites_per_workspace');
  v_invite public.workspace_invites;
begin
  perform private.lock_as(p_workspace_id, 'admin');
  if v_email is null or length(v_email) > 320 or v_email !~ '^[^\s@]+@[^\s@]+\.[^\s@.]+$' or v_email ~ '[\u0001-\u001F\u007F-\u009F]' then
    perform private.refuse(400, 'invalid_field', 'email must be an e-mail address');
  elsif private.role_rank(p_role) is null then
    perform private.refuse(400, 'invalid_field', 'role must be viewer, member, admin or owner');
  elsif not private.may_invite(p_workspace_id, private.uid(), p_role) then
    perform private.refuse(403, 'forbidden', 'Only an owner may invite an owner.', 'Ask an owner of the workspace.');
  elsif exists (select from public.user_workspaces m join public.users u using (user_id)
                where m.workspace_id = p_workspace_id and u.email = v_email) then
    perform private.refuse(409, 'already_a_member', 'Somebody with this address is a member already.');
  -- One that is there for this address is replaced, so it takes no room.
  elsif (select count(*) from public.workspace_invites where workspace_id = p_workspace_id and email <> v_email
         and accepted_at is null and revoked_at is null and expires_at > now()) >= v_most then
    perform private.refuse(409, 'too_many_invites', format('A workspace has at most %s open invitations.', v_most),
      'Revoke one, or wait until some are accepted or expire.');
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
comment on function public.invite_member(uuid, text, text) is
  'Admins invite up to admin, owners anybody; an open invitation to the address is replaced. Returns {invite_id, email, role, expires_at, token}: the token is shown this once. PT400 invalid_field, PT403 forbidden, PT409 already_a_member | already_invited | too_many_invites.';

create or replace function genesis.onboarding_credential_put(p_workspace_id uuid, p_actor text, p_id uuid, p_type text, p_name text,
  p_envelope jsonb, p_last_four text, p_key_id text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_outcome jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_outcome := private.actor_refusal(p_workspace_id, p_actor, 'admin');
  if v_outcome is not null then
    return v_outcome;
  elsif p_type = 'webhook' then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "type", "message": "is made by ignition and cannot be entered"}]}';
  end if;
  -- Before the audit's lock, which a launch takes after this one.
  perform private.onboarding_lock(p_workspace_id);
  -- Another secret for a stored one takes no room, whichever of its id and its name says that it is the same.
  if (select count(*) filter (where c.id = p_id or c.name = p_name) = 0 and count(*) >= private.setting('credentials_per_type')
      from genesis.credential_store c where c.workspace_id = p_workspace_id and c.type = p_type) then
    return '{"status": 409, "code": "too_many_credentials"}';
  end if;
  v_outcome := genesis.credential_put(p_workspace_id, p_id, p_type, p_name, p_envelope, p_last_four, p_key_id, p_actor);
  if v_outcome ->> 'status' <> '200' then
    return v_outcome;
  end if;
  perform private.settle_credentials(p_workspace_id, p_actor);
  return (select jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id), 'credential', jsonb_build_object(
      'id', c.id, 'type', c.type, 'name', c.name, 'last_four', c.last_four, 'validated_at', c.validated_at, 'created_at', c.created_at,
      'updated_at', c.updated_at))
    from genesis.credential_store c where c.workspace_id = p_workspace_id and c.id = p_id);
end
$$;
comment on function genesis.onboarding_credential_put(uuid, text, uuid, text, text, jsonb, text, text) is
  'genesis.credential_put for an admin: {status 200, credential, stages}, else its outcomes, 400 for type webhook, 409 too_many_credentials, 403. Definer: runs as genesis_machine.';
select private.hand_to_machine('genesis.onboarding_credential_put(uuid, text, uuid, text, text, jsonb, text, text)', true);
