-- public.accept_invite: the address, seven days, once.
begin;
select plan(20);
select tests.workspace('acc', 'acc_owner');
select tests.member(tests.id('acc'), 'acc_admin', 'admin');
select tests.member(tests.id('acc'), 'acc_member', 'member');
select tests.workspace('acc-frozen', 'acc_owner', 'frozen');
insert into public.workspace_invites (workspace_id, email, role, token_hash, invited_by, created_at, expires_at, revoked_at) values
  (tests.id('acc'), 'ann@example.com', 'member', sha256('good'), 'acc_admin', now(), now() + interval '7 days', null),
  (tests.id('acc'), 'late@example.com', 'member', sha256('late'), 'acc_admin', now() - interval '8 days', now() - interval '1 second', null),
  (tests.id('acc'), 'ann@example.com', 'member', sha256('revoked'), 'acc_admin', now(), now() + interval '7 days', now()),
  (tests.id('acc'), 'b@example.com', 'admin', sha256('gone'), 'acc_gone', now(), now() + interval '7 days', null),
  (tests.id('acc'), 'c@example.com', 'owner', sha256('demoted'), 'acc_admin', now(), now() + interval '7 days', null),
  (tests.id('acc'), 'acc_member@example.com', 'viewer', sha256('lower'), 'acc_owner', now(), now() + interval '7 days', null),
  (tests.id('acc'), 'acc_admin@example.com', 'owner', sha256('higher'), 'acc_owner', now(), now() + interval '7 days', null),
  (tests.id('acc-frozen'), 'ann@example.com', 'member', sha256('frozen'), 'acc_owner', now(), now() + interval '7 days', null);

select tests.as_user('acc_mallory', 'mallory@example.com');
select tests.refuses($$select public.accept_invite('good')$$, 'PT403', 'invite_other_address', 'another address');
select tests.refuses($$select public.accept_invite('revoked')$$, 'PT403', 'invite_other_address', 'learns nothing more');
select tests.as_user('acc_noaddress');
select tests.refuses($$select public.accept_invite('good')$$, 'PT403', 'invite_other_address', 'a person without an address');
select tests.as_user('acc_liar', 'ann@example.com', '{"email_verified": false}');
select tests.refuses($$select public.accept_invite('good')$$, 'PT403', 'invite_other_address', 'an unverified address');

select tests.as_user('acc_ann', 'Ann@example.com');
select tests.refuses($$select public.accept_invite('wrong')$$, 'PT404', 'invite_unknown', 'a wrong token');
select tests.refuses($$select public.accept_invite(null)$$, 'PT404', 'invite_unknown', 'no token');
select tests.refuses($$select public.accept_invite('revoked')$$, 'PT410', 'invite_revoked');
select tests.refuses($$select public.accept_invite('frozen')$$, 'PT403', 'workspace_frozen');
select is((select (m.workspace_id, m.user_id, m.role)::text from public.accept_invite('good') m),
  (select (tests.id('acc'), 'acc_ann', 'member')::text), 'the invited address joins');
select is((select count(*)::int from public.user_workspaces), 4, 'and sees the members at once');
select tests.refuses($$select public.accept_invite('good')$$, 'PT410', 'invite_used', 'once');

select tests.as_user('acc_late', 'late@example.com');
select tests.refuses($$select public.accept_invite('late')$$, 'PT410', 'invite_expired');
select tests.as_user('acc_b', 'b@example.com');
select tests.refuses($$select public.accept_invite('gone')$$, 'PT410', 'invite_revoked', 'its inviter is no member any more');
select tests.as_user('acc_c', 'c@example.com');
select tests.refuses($$select public.accept_invite('demoted')$$, 'PT410', 'invite_revoked', 'its inviter may not make an owner any more');

select tests.as_user('acc_member');
select is((select m.role from public.accept_invite('lower') m), 'member', 'an invitation lowers no role');
select tests.as_user('acc_admin');
select is((select m.role from public.accept_invite('higher') m), 'owner', 'it may raise one');

select tests.reset();
select is((select array_agg(actor_id order by seq) from public.governance_audit_log where workspace_id = tests.id('acc') and action = 'member_joined'),
  array['acc_ann', 'acc_member', 'acc_admin'], 'audited');
select is((select accepted_by from public.workspace_invites where token_hash = sha256('good')), 'acc_ann', 'the invitation says by whom');
select is((select count(*)::int from public.user_workspaces where workspace_id = tests.id('acc-frozen')), 1, 'nobody joined the frozen one');
select is((select actor_email from public.governance_audit_log where workspace_id = tests.id('acc') and actor_id = 'acc_ann'),
  'ann@example.com', 'with the address of the person who joined');
select * from finish();
rollback;
