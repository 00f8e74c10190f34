-- public.invite_member, public.revoke_invite.
begin;
select plan(24);
select tests.workspace('inv', 'inv_owner');
select tests.member(tests.id('inv'), 'inv_admin', 'admin');
select tests.workspace('inv-b', 'inv_bob');
create temp table made (who text, answer jsonb);
grant all on made to authenticated;

select tests.as_user('inv_admin');
select lives_ok($$insert into made select 'first', public.invite_member(tests.id('inv'), ' Ann@Example.com ', 'admin')$$, 'an admin invites up to admin');
select is((select answer ->> 'email' from made), 'ann@example.com', 'the address is trimmed and lower case');
select matches((select answer ->> 'token' from made), '^gi_[A-Za-z0-9_-]{43}$', 'the token has 256 bits');
select is((select (answer ->> 'expires_at')::timestamptz from made), now() + interval '7 days', 'seven days');
select tests.refuses($$select public.invite_member(tests.id('inv'), 'o@example.com', 'owner')$$, 'PT403', 'forbidden', 'an admin invites no owner');
select tests.refuses($$select public.invite_member(tests.id('inv'), 'o@example.com', 'king')$$, 'PT400', 'invalid_field', 'an unknown role');
select tests.refuses($$select public.invite_member(tests.id('inv'), 'o@example.com', null)$$, 'PT400', 'invalid_field', 'no role');
select tests.refuses(format('select public.invite_member(tests.id(''inv''), %L, ''viewer'')', e), 'PT400', 'invalid_field', 'address ' || coalesce(e, 'null'))
from unnest(array['', 'a', 'a@b', 'a b@c.de', '@c.de', null]) e;
select tests.refuses($$select public.invite_member(tests.id('inv'), 'INV_OWNER@example.com', 'viewer')$$, 'PT409', 'already_a_member');
select throws_ok('select token_hash from public.workspace_invites', '42501', null, 'nobody reads the hash');

select tests.reset();
select is((select token_hash from public.workspace_invites where workspace_id = tests.id('inv')),
  (select sha256(convert_to(answer ->> 'token', 'UTF8')) from made), 'only the SHA-256 is kept');
select ok(not exists (select from public.governance_audit_log, made
  where workspace_id = tests.id('inv') and metadata::text ~ (answer ->> 'token')), 'the audit entry does not hold the token');

select tests.as_user('inv_owner');
select lives_ok($$insert into made select 'again', public.invite_member(tests.id('inv'), 'ann@example.com', 'owner')$$, 'an owner invites an owner');
select is((select array_agg((revoked_at is null)::text order by created_at, id) from public.workspace_invites), array['false', 'true'],
  'the new invitation replaces the open one');
select tests.as_user('inv_admin');
select tests.refuses($$select public.invite_member(tests.id('inv'), 'ann@example.com', 'viewer')$$, 'PT409', 'already_invited', 'an admin does not replace an owner''s');
select tests.refuses(format('select public.revoke_invite(tests.id(''inv''), %L)', answer ->> 'invite_id'), 'PT403', 'forbidden', 'nor revokes it')
from made where who = 'again';
select tests.as_user('inv_owner');
select lives_ok(format('select public.revoke_invite(tests.id(''inv''), %L), public.revoke_invite(tests.id(''inv''), %L)', answer ->> 'invite_id', answer ->> 'invite_id'), 'the owner does, twice over')
from made where who = 'again';
select is((select array_agg(action order by seq) from public.governance_audit_log where workspace_id = tests.id('inv')),
  array['member_invited', 'member_invited', 'invite_revoked'], 'each change is audited once');
select tests.as_user('inv_bob');
select tests.refuses(format('select public.revoke_invite(tests.id(''inv-b''), %L)', answer ->> 'invite_id'), 'PT404', 'invite_unknown', 'another workspace''s invitation is unknown')
from made where who = 'again';
select * from finish();
rollback;
