-- genesis.clerk_event: sign-ins and sign-outs, each delivery once.
begin;
select plan(18);
select tests.workspace('lo-a', 'lo_owner');
insert into public.users (user_id, email) values ('lo_owner', 'lo_owner@example.com') on conflict (user_id) do update set email = excluded.email;
create function pg_temp.said(p_id text, p_type text, p_more jsonb default '{}') returns jsonb
language sql as $$ select genesis.clerk_event(p_id, jsonb_build_object('type', p_type, 'user_id', 'lo_owner', 'metadata', '{}'::jsonb) || p_more) $$;
grant execute on function pg_temp.said(text, text, jsonb) to public;

select tests.as_user('lo_owner');
select throws_ok($$select genesis.clerk_event('x', '{}')$$, '42501', null, 'no person may');
select tests.as_service();
select is(pg_temp.said('lo-1', 'session.created', '{"at": "2026-11-20T08:00:00Z", "ip_address": "203.0.113.9", "user_agent": "Browser", "metadata": {"session_id": "sess_1"}}'),
  '{"status": 200, "outcome": "stored"}'::jsonb, 'a sign-in');
select is(pg_temp.said('lo-1', 'session.created'), '{"status": 200, "outcome": "repeat"}'::jsonb, 'the same delivery again');
select is(pg_temp.said('lo-1', 'user.deleted'), '{"status": 200, "outcome": "repeat"}'::jsonb, 'whatever it says: a repeat does nothing');
select is(pg_temp.said('lo-' || n, t) ->> 'outcome', 'stored', t || ' is kept')
from (values (2, 'session.ended'), (3, 'session.removed'), (4, 'session.revoked'), (5, 'organizationMembership.created')) v (n, t);
select is(pg_temp.said('lo-6', 'session.ended', '{"at": "2999-01-01T00:00:00Z"}') ->> 'outcome', 'stored', 'of a clock that goes ahead');
select is(pg_temp.said(b.id, b.type, b.more), '{"status": 400, "code": "invalid_field"}'::jsonb, b.what)
from (values ('', 'session.created', '{}'::jsonb, 'without an id'), (null, 'session.created', '{}', 'null for an id'), ('lo-8', 'session.created', '{"user_id": " "}', 'of nobody'),
  ('lo-9', 'sms.created', '{}', 'of a type that is not for it'), ('lo-10', 'user.updated', '{"email": "x@example.com"}', 'a state without its time')) b (id, type, more, what);

select tests.reset();
select results_eq($$select user_id, email, event_type, ip_address, user_agent, metadata, created_at from public.login_audit where svix_id = 'lo-1'$$,
  $$values ('lo_owner', 'lo_owner@example.com', 'session.created', '203.0.113.9', 'Browser', '{"session_id": "sess_1"}'::jsonb, '2026-11-20T08:00:00Z'::timestamptz)$$,
  'who, with the address that we know, from where, with what, and when it happened');
select is((select created_at from public.login_audit where svix_id = 'lo-6'), now(), 'nothing happens in the future');
select is((select string_agg(svix_id, ',' order by svix_id) from public.login_audit where svix_id like 'lo-%'), 'lo-1,lo-2,lo-3,lo-4,lo-5,lo-6', 'one row a delivery');
select is((select count(*)::int from public.user_workspaces where user_id = 'lo_owner'), 1, 'an organisation of Clerk''s changes no membership, nor does a repeat');
select * from finish();
rollback;
