-- The limit: what is beyond it is kept and flagged, never counted; and the constraint that has the last word.
begin;
select no_plan();
select tests.tenant('lim', 'free'), tests.operator('user_lim_op');
create function pg_temp.cost(p_key text, p_usd numeric, p_more jsonb default '{}') returns jsonb language sql as $$
  select tests.costs('lim', jsonb_build_object('provider', 'openai', 'model', 'gpt-4o', 'cost_usd', p_usd, 'idempotency_key', p_key) || p_more) #> '{results,0}' $$;
create function pg_temp.period() returns text language sql as $$
  select concat_ws(' ', trim_scale(settled_usd), trim_scale(over_usd), trim_scale(limit_usd), trim_scale(floor_usd)) from genesis.budget_periods where workspace_id = tests.id('lim') $$;
create function pg_temp.commands() returns text language sql as $$ select string_agg(action, ' ' order by seq) from genesis.commands where workspace_id = tests.id('lim') $$;
create function pg_temp.told() returns text language sql as $$ select string_agg(threshold::text, ' ' order by threshold) from genesis.budget_alerts where workspace_id = tests.id('lim') $$;

select is(pg_temp.cost('k1', 2.4) ->> 'status', '200', 'free has $5');
select is(pg_temp.told(), null, 'nothing to tell at 48 %');
select is(pg_temp.cost('k2', 0.1) ->> 'status', '200', 'half of it');
select is(pg_temp.told(), '50', 'A1: told at 50 %');
select pg_temp.cost('k3', 1.6);
select is(pg_temp.told(), '50 80', 'and at 80 %, each once');
select is(pg_temp.cost('k4', 2) - 'id', '{"status": 402, "code": "budget_exceeded", "deduped": false, "current_spend": 5, "limit": 5}', 'what does not fit: 402');
select is(pg_temp.period(), '5 1.1 5 0', 'the part that fits counts, the rest is over');
select is((select concat_ws(' ', trim_scale(cost_usd), trim_scale(counted_usd), trim_scale(over_usd), over_budget) from public.llm_usage where workspace_id = tests.id('lim') and idempotency_key = 'k4'), '2 0.9 1.1 t', 'the row is kept and says so');
select is(pg_temp.told(), '50 80 95 100', 'A1: one alert each');
select is((select count(*)::int from public.notifications where workspace_id = tests.id('lim') and kind = 'budget'), 4, 'and one notification each');
select is(pg_temp.commands(), 'pause_llm_workflows', 'the breach asks for the LLM workflows to be paused');
select is(pg_temp.cost('k5', 1) ->> 'status', '402', 'nothing is left');
select is(pg_temp.period(), '5 2.1 5 0', 'all of it is over');
select is(pg_temp.commands(), 'pause_llm_workflows', 'once a breach');

-- Repeats.
select is(pg_temp.cost('k4', 7) ->> v.field, v.wanted, 'a repeat of a 402: its ' || v.field)
from (values ('status', '402'), ('deduped', 'true'), ('id', (select id::text from public.llm_usage where workspace_id = tests.id('lim') and idempotency_key = 'k4'))) v (field, wanted);
select is(pg_temp.cost('k1', 7) - 'id', '{"status": 200, "deduped": true, "cost_usd": 2.400000, "unpriced": false}', 'a repeat of a 200: its first answer');
select is(pg_temp.period(), '5 2.1 5 0', 'repeats cost nothing');
select is(jsonb_path_query_array(tests.costs('lim', '[{"provider": "openai", "model": "gpt-4o", "cost_usd": 0, "idempotency_key": "b1"}, {"provider": "openai", "model": "gpt-4o", "cost_usd": 3, "idempotency_key": "b1"}]'),
  '$.results[*].deduped'), '[false, true]', 'nor inside one batch');
select is(tests.costs('lim', '[{"provider": "p", "model": "m", "cost_usd": 0}, {"provider": "p", "model": "m", "cost_usd": 0}]') #> '{results,1,deduped}', 'false', 'without a key each is another');

-- An operator changes the limit.
select tests.as_user('user_lim_op');
select public.admin_set_budget_limit(tests.id('lim'), 3);
select tests.reset();
select is(pg_temp.period(), '5 2.1 3 5', 'lowered below the spend: the floor rises to what is counted');
select is(pg_temp.cost('k6', 0.01) ->> 'status', '402', 'and nothing more counts');
select tests.as_user('user_lim_op');
select public.admin_set_budget_limit(tests.id('lim'), 20);
select tests.reset();
select is(pg_temp.period(), '5 2.11 20 5', 'raised');
select is(pg_temp.commands(), 'pause_llm_workflows resume_llm_workflows', 'the workflows may start again');
select is(pg_temp.cost('k7', 5.5) ->> 'status', '200', 'there is room');
select is(pg_temp.told(), '50 80 95 100', 'A1: thresholds crossed again in the month are not told again');
select pg_temp.cost('k8', 10);
select is(pg_temp.commands(), 'pause_llm_workflows resume_llm_workflows pause_llm_workflows', 'a breach of the new limit pauses again');

-- While frozen, raising the limit starts nothing.
select genesis.workspace_freeze(tests.id('lim'), 'user_lim_op', 'a test');
select tests.as_user('user_lim_op');
select lives_ok($$select public.admin_set_budget_limit(tests.id('lim'), 200)$$, 'an operator may set the limit of a frozen workspace');
select tests.reset();
select is((select count(*)::int from genesis.commands where workspace_id = tests.id('lim') and action like 'resume%' and status = 'open'), 0, 'which starts no workflow in it');

select throws_ok(format($$update genesis.budget_periods set settled_usd = limit_usd + 0.000001, floor_usd = 0 where workspace_id = %L$$, tests.id('lim')), '23514', null, 'counted_spend_within_limit refuses a millionth of a dollar');
select throws_ok(format($$update genesis.budget_periods set settled_usd = 1, floor_usd = 0, reserved_usd = limit_usd where workspace_id = %L$$, tests.id('lim')), '23514', null, 'reserved money counts in it');
select throws_ok(format($$insert into public.llm_usage (workspace_id, provider, model, cost_usd, counted_usd, month, idempotency_key, over_budget) values (%L, 'p', 'm', %s, '2026-01-01', 'n', false)$$, tests.id('lim'), v), '23514', null, 'llm_usage refuses ' || v)
from unnest('{"''NaN'', ''NaN''","2, 1","-1, -1"}'::text[]) v;
select * from finish();
rollback;
