-- genesis.clerk_event: who somebody is, in whatever order it is told.
begin;
select plan(20);
select tests.workspace('pe-a', 'pe_one');
select tests.member(tests.id('pe-a'), 'pe_two', 'viewer');
create function pg_temp.said(p_id text, p_type text, p_user text, p_more jsonb default '{}') returns text
language sql as $$ select genesis.clerk_event(p_id, jsonb_build_object('type', p_type, 'user_id', p_user) || p_more) ->> 'outcome' $$;
create function pg_temp.state(p_email text, p_as_of text, p_name text default null) returns jsonb
language sql as $$ select jsonb_build_object('email', p_email, 'name', p_name, 'as_of', p_as_of) $$;
create function pg_temp.person(p_user text) returns text
language sql security definer as $$ select coalesce(email, '-') || ' ' || coalesce(name, '-') || case when deleted_at is null then '' else ' deleted' end from public.users where user_id = p_user $$;
grant execute on function pg_temp.said(text, text, text, jsonb), pg_temp.state(text, text, text), pg_temp.person(text) to public;

-- Somebody new: the sign-in is told before the person is.
select tests.as_service();
select is(pg_temp.said('pe-1', 'session.created', 'pe_new'), 'stored', 'a sign-in of somebody unknown');
select is(pg_temp.said('pe-2', 'user.created', 'pe_new', pg_temp.state('a@example.com', '2026-11-01T10:00:00Z', 'Ann')), 'stored', 'then who it was');
select tests.reset();
select is(pg_temp.person('pe_new'), 'a@example.com Ann', 'is known');
select is((select email from public.login_audit where svix_id = 'pe-1'), 'a@example.com', 'and the sign-in has the address');

-- States in any order.
select tests.as_service();
select is(pg_temp.said('pe-3', 'user.updated', 'pe_new', pg_temp.state('c@example.com', '2026-11-01T12:00:00Z', 'Ann C')), 'stored', 'a later state');
select is(pg_temp.said('pe-4', 'user.updated', 'pe_new', pg_temp.state('b@example.com', '2026-11-01T11:00:00Z', 'Ann B')), 'overtaken', 'an earlier one, late');
select is(pg_temp.said('pe-5', 'user.created', 'pe_new', pg_temp.state('a@example.com', '2026-11-01T10:00:00Z', 'Ann')), 'overtaken', 'the first of all, under another id');
select is(pg_temp.person('pe_new'), 'c@example.com Ann C', 'the latest holds');
select is(pg_temp.said('pe-6', 'user.updated', 'pe_new', pg_temp.state(null, '2026-11-01T13:00:00Z')), 'stored', 'an address that is verified no more');
select is(pg_temp.person('pe_new'), '- Ann C', 'is nobody''s: invitations are bound to it');

-- Somebody who signed in before the webhook was set up.
select tests.reset();
insert into public.users (user_id, email, name) values ('pe_two', 'two@example.com', 'Two') on conflict (user_id) do update set email = excluded.email, name = excluded.name;
select tests.as_service();
select is(pg_temp.said('pe-7', 'user.updated', 'pe_two', pg_temp.state('zwei@example.com', '2020-01-01T00:00:00Z', 'Zwei')), 'stored', 'the first state that Clerk tells');
select is(pg_temp.person('pe_two'), 'zwei@example.com Zwei', 'is taken over, however old');

-- Deleted: every membership at once, and nothing that comes late revives them.
select is(pg_temp.said('pe-8', 'user.deleted', 'pe_two'), 'stored', 'deleted');
select is(pg_temp.said('pe-9', 'user.updated', 'pe_two', pg_temp.state('new@example.com', '2027-01-01T00:00:00Z')), 'overtaken', 'a state that comes late, of whatever time');
select is(pg_temp.said('pe-10', 'user.deleted', 'pe_two'), 'overtaken', 'deleted under another id');
select is(pg_temp.said('pe-11', 'user.deleted', 'pe_never'), 'stored', 'somebody who was never seen');
select is(pg_temp.said('pe-12', 'user.created', 'pe_never', pg_temp.state('n@example.com', '2026-11-01T10:00:00Z')), 'overtaken', 'and is created too late');
select tests.reset();
select is(pg_temp.person('pe_two') || ', ' || pg_temp.person('pe_never'), 'zwei@example.com Zwei deleted, - - deleted', 'both are gone');
select is((select count(*)::int from public.user_workspaces where user_id = 'pe_two'), 0, 'no membership is left');
select results_eq($$select workspace_id, action from public.governance_audit_log where metadata ->> 'user_id' = 'pe_two' order by action$$,
  $$values (tests.id('pe-a'), 'member_removed'), ('00000000-0000-0000-0000-000000000000'::uuid, 'user_deleted')$$, 'audited once');
select * from finish();
rollback;
