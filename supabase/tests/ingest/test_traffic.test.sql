-- X1, the database's half: what carries a run's token is test traffic whatever it says, and moves no metric. Bots count nothing either.
begin;
select no_plan();
select tests.tenant('xt'), tests.tenant('xt-other');
insert into public.campaigns (workspace_id, id, name) values (tests.id('xt'), tests.id('xt-c'), 'C');
insert into genesis.sandbox_test_runs (workspace_id, campaign_id, test_email, run_token_hash, requested_by)
values (tests.id('xt'), tests.id('xt-c'), 't@example.com', sha256('run'::bytea), 'user_owner_xt');
create function pg_temp.in_run(p_type text, p_key text, p_more jsonb default '{}') returns jsonb language sql as $$
  select tests.event(p_type, p_key, 't@example.com', jsonb_build_object('run_token_hash', tests.token_hash('run'), 'is_test', false, 'campaign', 'C', 'message_id', 'm-test', 'email_number', 1) || p_more) $$;

select is(tests.events('xt', (select jsonb_agg(pg_temp.in_run(t, 'x-' || t)) from unnest('{sent,delivered,opened,clicked,replied,bounced,complained,failed}'::text[]) t)) ->> 'status', '200', 'a run reports');
select is((select count(*)::int from public.email_events where workspace_id = tests.id('xt') and is_test), 8, 'all of it is stored as test, though the payload says false');
select is((select count(*)::int from private.stats_delta where workspace_id = tests.id('xt')), 0, 'no metric moves');
select is((select count(*)::int from public.contacts where workspace_id = tests.id('xt')), 0, 'no contact is made');
select is((select count(*)::int from public.suppressions where workspace_id = tests.id('xt')), 0, 'nobody is suppressed');
select private.stats_merge();
select is((select count(*)::int from public.notifications where workspace_id = tests.id('xt')), 0, 'nobody is told');
select is((select is_test from public.emails where workspace_id = tests.id('xt')), true, 'the mail is marked too');

-- A real event of another step is real; a payload may mark itself, and may not unmark a run.
select tests.events('xt', jsonb_build_array(tests.event('sent', 'r1', 'real@example.com', '{"campaign": "C", "email_number": 1, "message_id": "m-real"}'), tests.event('sent', 'r2', 'real@example.com', '{"is_test": true}'),
  tests.event('sent', 'r3', 'real@example.com', jsonb_build_object('run_token_hash', tests.token_hash('no run')))));
select is((select string_agg(idempotency_key, ' ' order by idempotency_key) from public.email_events where workspace_id = tests.id('xt') and is_test and idempotency_key like 'r%'), 'r2', 'is_test true is believed, an unknown run token is none');
select tests.events('xt-other', pg_temp.in_run('sent', 'x1'));
select is((select is_test from public.email_events where workspace_id = tests.id('xt-other')), false, 'a run''s token means nothing in another workspace');
select tests.events('xt', tests.event('opened', 'r4', 'real@example.com', '{"message_id": "m-real", "is_test": true}'));
select is((select first_opened_at from public.emails where message_id = 'm-real'), null, 'a test open does not open a real mail');

-- An opt-out is one, whatever run it came with.
select tests.events('xt', pg_temp.in_run('opt_out', 'x-opt', '{"contact_email": "stop@example.com"}'));
select is((select status from public.contacts where workspace_id = tests.id('xt') and email = 'stop@example.com'), 'opted_out', 'a test opt-out opts out');
select is((select reason from public.suppressions where workspace_id = tests.id('xt')), 'opt_out', 'and suppresses');
select is((select count(*)::int from public.notifications where workspace_id = tests.id('xt') and kind = 'opt_out'), 0, 'without a notification');

-- Costs of a run: their own small cap, no budget.
select is(tests.costs('xt', jsonb_build_object('provider', 'openai', 'model', 'gpt-4o', 'cost_usd', 0.2, 'is_test', false, 'run_token_hash', tests.token_hash('run'), 'idempotency_key', 'c1')) #>> '{results,0,status}', '200', 'a run''s cost');
select is((select is_test from public.llm_usage where workspace_id = tests.id('xt')), true, 'is a test row');
select is((select settled_usd + over_usd from genesis.budget_periods where workspace_id = tests.id('xt')), 0::numeric, 'no budget moves');
select is((select count(*)::int from public.daily_costs where workspace_id = tests.id('xt')), 0, 'no rollup moves');

-- The real mail of the same step to the same address, after its sandbox run.
select tests.events('xt', tests.event('sent', 'after-1', 't@example.com', '{"campaign": "C", "email_number": 1, "message_id": "m-after"}'));
select tests.events('xt', tests.event('opened', 'after-2', 't@example.com', '{"campaign": "C", "email_number": 1}'));
select is((select count(*)::int from public.emails where workspace_id = tests.id('xt') and contact_email = 't@example.com' and not is_test and first_opened_at is not null),
  1, 'has a row of its own, and its open counts as a first one');

-- Scanners.
select tests.events('xt-other', tests.event('sent', 's1', 'b@example.com', '{"message_id": "mb"}'));
delete from private.stats_delta;
select is(tests.events('xt-other', tests.event('clicked', 'b1', 'b@example.com', '{"message_id": "mb", "is_bot": true}')) #>> '{results,0,status}', '200', 'a scanner''s click is recorded');
select is((select count(*)::int from private.stats_delta), 0, 'not counted');
select is((select first_clicked_at from public.emails where message_id = 'mb'), null, 'nor does it click the mail');
select is((select last_clicked_at from public.contacts where email = 'b@example.com'), null, 'nor the contact');
select is(tests.events('xt-other', tests.event('clicked', 'b2', 'b@example.com', '{"message_id": "mb"}')) #> '{results,0,deduped}', 'false', 'the person''s click after it is new');
select is((select string_agg(kind, ' ' order by kind) from private.stats_delta), 'clicked_unique clicks', 'and counts');
select * from finish();
rollback;
