-- public.sign_in: the profile from the claims, memberships, invitations.
begin;
select plan(13);
select tests.workspace('si-a', 'si_owner');
select tests.workspace('si-b', 'si_owner', 'frozen');
select tests.operator('si_op');
insert into public.workspace_invites (workspace_id, email, role, token_hash, invited_by, expires_at, revoked_at) values
  (tests.id('si-a'), 'new@example.com', 'member', sha256('si-1'), 'si_owner', now() + interval '1 day', null),
  (tests.id('si-a'), 'other@example.com', 'member', sha256('si-2'), 'si_owner', now() + interval '1 day', null),
  (tests.id('si-b'), 'new@example.com', 'member', sha256('si-3'), 'si_owner', now() + interval '1 day', null);

select tests.as_user('si_new', ' New@Example.COM ', '{"name": " Nina New "}');
select is(public.sign_in() -> 'user',
  '{"user_id": "si_new", "email": "new@example.com", "name": "Nina New", "is_operator": false}'::jsonb,
  'first sign-in: the profile, its address trimmed and lower case');
select is(public.sign_in() -> 'workspaces', '[]'::jsonb, 'a newcomer belongs nowhere');
select is(jsonb_array_length(public.sign_in() -> 'invitations'), 1, 'one invitation: not the other address''s, not the frozen workspace''s');
select is(public.sign_in() -> 'invitations' -> 0 ->> 'workspace_name', 'Si-A', 'it names the workspace');
select ok(not (public.sign_in() -> 'invitations' -> 0) ?| array['token', 'token_hash'], 'and tells no token');
select is((select email from public.users where user_id = 'si_new'), 'new@example.com', 'he reads his own row');

select tests.as_user('si_new');
select is(public.sign_in() -> 'user' ->> 'email', 'new@example.com', 'a token without the claim takes nothing away');
select tests.as_user('si_new', 'newer@example.com');
select is(public.sign_in() -> 'user' ->> 'email', 'newer@example.com', 'a new address is taken over');
select tests.as_user('si_new', 'si_owner@example.com', '{"email_verified": false}');
select is(public.sign_in() -> 'user' ->> 'email', 'newer@example.com', 'an unverified one is not');

select tests.as_user('si_owner');
select results_eq(
  $$select w ->> 'slug', w ->> 'role', w ->> 'status' from jsonb_array_elements(public.sign_in() -> 'workspaces') w$$,
  $$values ('si-a', 'owner', 'active'), ('si-b', 'owner', 'frozen')$$, 'memberships, the frozen one for its banner');
select tests.as_user('si_op');
select is(public.sign_in() -> 'user' ->> 'is_operator', 'true', 'an operator is told so');

select tests.reset();
update public.users set deleted_at = now() where user_id = 'si_new';
select tests.as_user('si_new', 'new@example.com');
select tests.refuses('select public.sign_in()', 'PT403', 'user_deleted');
select tests.refuses('select public.create_workspace(''X'', ''si-x'')', 'PT403', 'user_deleted');
select * from finish();
rollback;
