-- A month that ended in a breach: the next one starts the workflows again.
begin;
select no_plan();
select tests.tenant('mon', 'free'), tests.tenant('mon-frozen', 'free'), tests.operator('user_mon_op');
select tests.costs(s, '{"provider": "openai", "model": "gpt-4o", "cost_usd": 9, "idempotency_key": "k1"}') from unnest('{mon,mon-frozen}'::text[]) s;
select genesis.workspace_freeze(tests.id('mon-frozen'), 'user_mon_op', 'a test');
create function pg_temp.resumed(p_slug text) returns int language sql as $$ select count(*)::int from genesis.commands where workspace_id = tests.id(p_slug) and action = 'resume_llm_workflows' $$;

select private.budget_month_roll();
select is(pg_temp.resumed('mon'), 0, 'within the month nothing starts');
update genesis.budget_periods set month = month - interval '1 month' where workspace_id in (tests.id('mon'), tests.id('mon-frozen'));
select is(private.budget_month_roll(), 1, 'in the next month');
select is(pg_temp.resumed('mon'), 1, 'they start again');
select is(private.budget_month_roll(), 0, 'once');
select is(pg_temp.resumed('mon-frozen'), 0, 'in a frozen workspace not');
select is(tests.costs('mon', '{"provider": "openai", "model": "gpt-4o", "cost_usd": 4, "idempotency_key": "k2"}') #>> '{results,0,status}', '200', 'the new month has its own limit');
select is((select count(*)::int from genesis.budget_alerts where workspace_id = tests.id('mon') and month = date_trunc('month', now())), 4, 'alerts of the old month');
update genesis.budget_alerts set month = month - interval '1 month' where workspace_id = tests.id('mon') and threshold = 50;
select tests.costs('mon', '{"provider": "openai", "model": "gpt-4o", "cost_usd": 0.1, "idempotency_key": "k3"}');
select is((select count(*)::int from genesis.budget_alerts where workspace_id = tests.id('mon') and threshold = 50), 2, 'A1: the same threshold is told in each month');
select * from finish();
rollback;
