-- public.accept_invite_by_id and public.decline_invite: by the address alone, never by the id.
begin;
select no_plan();
select tests.workspace('own', 'own_owner');
select tests.member(tests.id('own'), 'own_admin', 'admin'), tests.member(tests.id('own'), 'own_member', 'member');
select tests.workspace('own-frozen', 'own_owner', 'frozen');
insert into public.workspace_invites (workspace_id, id, email, role, token_hash, invited_by, created_at, expires_at, revoked_at) values
  (tests.id('own'), tests.id('good'), 'ann@example.com', 'member', sha256('own good'), 'own_admin', now(), now() + interval '7 days', null),
  (tests.id('own'), tests.id('late'), 'late@example.com', 'member', sha256('own late'), 'own_admin', now() - interval '8 days', now() - interval '1 second', null),
  (tests.id('own'), tests.id('revoked'), 'ann@example.com', 'member', sha256('own revoked'), 'own_admin', now(), now() + interval '7 days', now()),
  (tests.id('own'), tests.id('gone'), 'b@example.com', 'admin', sha256('own gone'), 'own_gone', now(), now() + interval '7 days', null),
  (tests.id('own'), tests.id('lower'), 'own_member@example.com', 'viewer', sha256('own lower'), 'own_owner', now(), now() + interval '7 days', null),
  (tests.id('own'), tests.id('not now'), 'd@example.com', 'member', sha256('own d'), 'own_owner', now(), now() + interval '7 days', null),
  (tests.id('own-frozen'), tests.id('frozen'), 'ann@example.com', 'member', sha256('own frozen'), 'own_owner', now(), now() + interval '7 days', null);
create temp table acts as select unnest(array['accept_invite_by_id', 'decline_invite']) as fn;
create function pg_temp.call(fn text, p_name text) returns text language sql as $$ select format('select public.%I(%L::uuid)', fn, tests.id(p_name)) $$;
grant select on acts to public;

-- Another's invitation is as unknown as one that is not there, whatever became of it.
create function pg_temp.unknown(p_who text) returns setof text language sql as $$
  select tests.refuses(pg_temp.call(fn, name), 'PT404', 'invite_unknown', format('%s %s: %s', p_who, fn, name))
  from acts cross join unnest(array['good', 'late', 'revoked', 'frozen', 'nothing']) as name $$;
grant execute on function pg_temp.call(text, text), pg_temp.unknown(text) to public;
select tests.as_user('own_mallory', 'mallory@example.com');
select pg_temp.unknown('another address');
select tests.as_user('own_admin');
select pg_temp.unknown('who invited');
select tests.as_user('own_noaddress');
select pg_temp.unknown('no address');
select tests.as_user('own_liar', 'ann@example.com', '{"email_verified": false}');
select pg_temp.unknown('an unverified address');
select tests.refuses('select public.' || fn || '(null)', 'PT404', 'invite_unknown', fn || ': no id') from acts;

-- The address in another case is the same; what cannot be accepted cannot be declined.
select tests.as_user('own_ann', ' Ann@Example.COM ');
select tests.refuses(pg_temp.call(fn, 'revoked'), 'PT410', 'invite_revoked', fn || ': revoked') from acts;
select tests.refuses(pg_temp.call(fn, 'frozen'), 'PT403', 'workspace_frozen', fn || ': frozen') from acts;
select is((select array_agg(i ->> 'invite_id') from jsonb_array_elements(public.sign_in() -> 'invitations') i), array[tests.id('good')::text], 'what is listed');
select is((select (m.workspace_id, m.user_id, m.role)::text from public.accept_invite_by_id(tests.id('good')) m),
  (select (tests.id('own'), 'own_ann', 'member')::text), 'is accepted by its id');
select is(jsonb_array_length(public.sign_in() -> 'invitations'), 0, 'and listed no more');
select is(public.sign_in() #>> '{workspaces,0,slug}', 'own', 'the workspace is');
select tests.refuses(pg_temp.call(fn, 'good'), 'PT410', 'invite_used', fn || ': once') from acts;
select tests.refuses($$select public.accept_invite('own good')$$, 'PT410', 'invite_used', 'its link opens nothing either');

select tests.as_user('own_late', 'late@example.com');
select tests.refuses(pg_temp.call(fn, 'late'), 'PT410', 'invite_expired', fn || ': expired') from acts;
select tests.as_user('own_b', 'b@example.com');
select tests.refuses(pg_temp.call(fn, 'gone'), 'PT410', 'invite_revoked', fn || ': its inviter is no member any more') from acts;
select tests.as_user('own_member');
select is((select m.role from public.accept_invite_by_id(tests.id('lower')) m), 'member', 'an invitation lowers no role');

select tests.as_user('own_d', 'd@example.com');
select public.decline_invite(tests.id('not now'));
select is(jsonb_array_length(public.sign_in() -> 'invitations'), 0, 'declined: listed no more');
select tests.refuses(pg_temp.call('accept_invite_by_id', 'not now'), 'PT410', 'invite_revoked', 'nor accepted later');
select tests.refuses($$select public.accept_invite('own d')$$, 'PT410', 'invite_revoked', 'nor by its link');
select tests.as_user('own_admin');
select isnt(public.invite_member(tests.id('own'), 'D@example.com', 'viewer') ->> 'token', null, 'the address can be invited again');

select tests.reset();
select is((select string_agg(action || ' ' || actor_id, ', ' order by seq) from public.governance_audit_log where workspace_id = tests.id('own')),
  'member_joined own_ann, member_joined own_member, invite_declined own_d, member_invited own_admin', 'audited, with the person');
select is((select count(*)::int from public.user_workspaces where workspace_id = tests.id('own')), 4, 'one person joined');
select is((select count(*)::int from public.user_workspaces where workspace_id = tests.id('own-frozen')), 1, 'nobody the frozen one');
select * from finish();
rollback;
