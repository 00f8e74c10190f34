-- Runs before every other file (files run in alphabetical order) and is committed: schema tests, whose functions become
-- somebody. None of them has a SET clause: at its end PostgreSQL would undo the role that the function has just taken.
begin;
create extension if not exists pgtap with schema extensions;

drop schema if exists tests cascade;
create schema tests;
comment on schema tests is 'Only for tests: to become a user, and to make the rows that a test needs.';

create function tests.as_user(p_user_id text, p_email text default null, p_claims jsonb default '{}') returns void
language plpgsql volatile
as $$
begin
  perform set_config('request.jwt.claims', (jsonb_build_object('sub', p_user_id, 'role', 'authenticated')
    || case when p_email is null then '{}' else jsonb_build_object('email', p_email) end || p_claims)::text, true);
  perform set_config('role', 'authenticated', true);
end
$$;
comment on function tests.as_user(text, text, jsonb) is 'Until the transaction''s end or the next tests.as_…: a signed-in person, as PostgREST makes one.';

create function tests.as_anon() returns void
language plpgsql volatile
as $$
begin
  perform set_config('request.jwt.claims', '{"role": "anon"}', true);
  perform set_config('role', 'anon', true);
end
$$;
comment on function tests.as_anon() is 'A caller with the publishable key alone.';

create function tests.as_service() returns void
language plpgsql volatile
as $$
begin
  perform set_config('request.jwt.claims', '{"role": "service_role"}', true);
  perform set_config('role', 'service_role', true);
end
$$;
comment on function tests.as_service() is 'A machine with the secret key.';

create function tests.reset() returns void
language plpgsql volatile
as $$
begin
  perform set_config('role', 'none', true);
  perform set_config('request.jwt.claims', '', true);
end
$$;
comment on function tests.reset() is 'Back to postgres, without claims.';

-- A refusal is its SQLSTATE and its code (the error's detail): throws_ok knows only the first.
create function tests.refuses(p_sql text, p_sqlstate text, p_code text, p_description text default null) returns text
language plpgsql volatile
as $$
declare
  v_state text;
  v_detail text;
  v_message text;
  v_hint text;
begin
  begin
    execute p_sql;
  exception when others then
    get stacked diagnostics v_state = returned_sqlstate, v_detail = pg_exception_detail, v_message = message_text,
      v_hint = pg_exception_hint;
  end;
  v_detail := nullif(v_detail, '');
  return extensions.ok(
      v_state is not distinct from p_sqlstate and v_detail is not distinct from p_code
        and v_message <> '' and (p_code is null or v_hint <> ''),
      coalesce(p_description, p_sqlstate || ' ' || p_code || ': ' || p_sql))
    || case when v_state is distinct from p_sqlstate or v_detail is distinct from p_code
       then E'\n' || extensions.diag(format('wanted %s %s, got %s %s: %s', p_sqlstate, p_code,
         coalesce(v_state, 'no error'), v_detail, v_message)) else '' end;
end
$$;
comment on function tests.refuses(text, text, text, text) is
  'One test: the statement, run as the present role, is refused with this SQLSTATE and this code (null: without one), and says why and what to do.';

create function tests.id(p_name text) returns uuid
language sql immutable
as $$ select md5('tests ' || p_name)::uuid $$;
comment on function tests.id(text) is 'The same id for the same name, so that a test need not carry ids from one role to another.';

create function tests.workspace(p_slug text, p_owner text default null, p_status text default 'active') returns uuid
language plpgsql volatile
as $$
declare
  v_id uuid := tests.id(p_slug);
begin
  insert into public.workspaces (id, slug, name, status, frozen_at, frozen_by, freeze_reason)
  values (v_id, p_slug, initcap(p_slug), p_status, case when p_status = 'frozen' then now() end,
    case when p_status = 'frozen' then 'user_op' end, case when p_status = 'frozen' then 'test' end);
  if p_owner is not null then
    perform tests.member(v_id, p_owner, 'owner');
  end if;
  return v_id;
end
$$;
comment on function tests.workspace(text, text, text) is 'As postgres: a workspace with the id tests.id(slug), and its owner; returns the id.';

create function tests.member(p_workspace_id uuid, p_user_id text, p_role text, p_email text default null) returns void
language plpgsql volatile
as $$
begin
  insert into public.users (user_id, email, name) values (p_user_id, coalesce(p_email, p_user_id || '@example.com'), p_user_id)
  on conflict (user_id) do nothing;
  insert into public.user_workspaces (workspace_id, user_id, role) values (p_workspace_id, p_user_id, p_role);
end
$$;
comment on function tests.member(uuid, text, text, text) is 'As postgres: a person (address <user id>@example.com) and his membership.';

create function tests.operator(p_user_id text) returns void
language plpgsql volatile
as $$
begin
  insert into public.users (user_id, email, name) values (p_user_id, p_user_id || '@example.com', p_user_id)
  on conflict (user_id) do nothing;
  insert into genesis.super_admins (user_id, added_by) values (p_user_id, 'test') on conflict do nothing;
end
$$;
comment on function tests.operator(text) is 'As postgres: makes somebody an operator.';

grant usage on schema tests to public;
revoke all on all functions in schema tests from public;
grant execute on all functions in schema tests to public;
commit;

begin;
select plan(9);

select tests.as_user('user_t', 't@example.com');
select is(current_user::text, 'authenticated', 'as_user takes the role');
select is(current_setting('request.jwt.claims')::jsonb ->> 'sub', 'user_t', 'as_user sets the claims');
select is(current_setting('request.jwt.claims')::jsonb ->> 'email', 't@example.com', 'as_user sets the address');
select tests.as_anon();
select is(current_user::text, 'anon', 'as_anon takes the role from a user');
select tests.as_service();
select is(current_user::text, 'service_role', 'as_service takes the role from anon');
select tests.reset();
select is(current_user, session_user, 'reset gives the role back');
select is(nullif(current_setting('request.jwt.claims', true), ''), null, 'reset takes the claims away');
select is(tests.workspace('tests-helpers', 'user_t'), tests.id('tests-helpers'), 'workspace makes one');
select is((select count(*)::int from public.user_workspaces where user_id = 'user_t'), 1, 'with its owner');

select * from finish();
rollback;
