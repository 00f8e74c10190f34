-- What the wizard's saves keep when they fail, and what of it PostgreSQL's log is told.
begin;
select no_plan();
select tests.workspace('os', 'user_owner');
create temp table calls (name text, call text);
insert into calls values
  ('brand', $$select genesis.onboarding_brand_save(%L, 'user_owner', '{"company_name": "A", "sender_name": "B", "postal_address": "C"}')$$),
  ('email', $$select genesis.onboarding_email_save(%L, 'user_owner', '{"provider": "smtp", "sender_email": "me@a.test", "daily_cap": 5, "window_start": "09:00", "window_end": "17:00"}')$$),
  ('calendly', $$select genesis.onboarding_calendly_save(%L, 'user_owner', '{https://calendly.com/a/b}')$$),
  ('research', $$select genesis.onboarding_research_save(%L, 'user_owner', 'a/b', '{"x": 1}')$$);
grant select on calls to service_role;

-- Constraints hold below the function's schema. Their DETAIL would quote the whole row, addresses with it, into the
-- server's log and the answer; PostgreSQL leaves it out where RLS binds the writer, which it does not bind postgres.
create function pg_temp.detail(p_call text) returns text language plpgsql as $$
declare v_state text; v text;
begin
  execute p_call;
  return 'no error';
exception when check_violation or not_null_violation then
  get stacked diagnostics v = pg_exception_detail, v_state = returned_sqlstate;
  return v_state || ' ' || v;
end $$;
select is(pg_temp.detail(format($$select genesis.onboarding_email_save(%L, 'user_owner', %L)$$, tests.id('os'), '{"sender_email": "me@a.test", "window_start": "09:00", "window_end": "17:00", "provider": "smtp", "daily_cap": 5}'::jsonb || o.over)),
  o.state, o.name) from (values
  ('a provider that is known', '{"provider": "pigeon"}'::jsonb, '23514 '), ('a cap within bounds', '{"daily_cap": 5000}', '23514 '),
  ('a window that ends after it starts', '{"window_end": "08:00"}', '23514 '), ('a sender', '{"sender_email": null}', '23502 '),
  ('an address that is normal', '{"sender_email": " Me@a.test"}', '23514 ')) as o (name, over, state);

-- A save and its stage are one: when the one fails, the other is not there (O3).
create function pg_temp.refuse_progress() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100', message = 'disk full'; end $$;
create trigger no_progress before insert or update on genesis.onboarding_progress for each row execute function pg_temp.refuse_progress();
select tests.as_service();
select throws_ok(format(call, tests.id('os')), '53100', 'disk full', name || ' fails with its stage') from calls;
select tests.as_user('user_owner');
select throws_ok($$select public.onboarding_skip(tests.id('os'), 'dns')$$, '53100', 'disk full', 'so does a skip');
select tests.reset();
select is((select count(*)::int from genesis.brand_profile where workspace_id = tests.id('os'))
  + (select count(*)::int from genesis.email_provider_config where workspace_id = tests.id('os'))
  + (select count(*)::int from genesis.research_config where workspace_id = tests.id('os')), 0, 'and nothing of it is kept');
select * from finish();
rollback;
