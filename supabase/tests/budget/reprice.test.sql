-- A price for what was unpriced: downwards freely, upwards only into the room of the row's own month.
begin;
select no_plan();
select tests.tenant('rep', 'free'), tests.tenant('rep-down', 'free'), tests.operator('user_rep_op');
delete from genesis.llm_prices;
create function pg_temp.call(p_slug text, p_key text, p_tokens int, p_more jsonb default '{}') returns text language sql as $$
  select tests.costs(p_slug, jsonb_build_object('provider', 'openai', 'model', 'gpt-9-2026-01-01', 'tokens_in', p_tokens, 'idempotency_key', p_key) || p_more) #>> '{results,0,status}' $$;
create function pg_temp.row(p_key text) returns text language sql as $$
  select concat_ws(' ', trim_scale(cost_usd), trim_scale(counted_usd), trim_scale(over_usd), over_budget, unpriced) from public.llm_usage where idempotency_key = p_key $$;
create function pg_temp.period(p_slug text) returns text language sql as $$
  select concat_ws(' ', trim_scale(settled_usd), trim_scale(over_usd)) from genesis.budget_periods where workspace_id = tests.id(p_slug) $$;

-- $30 per million: 100,000 tokens are $3.
select pg_temp.call('rep-down', 'd1', 100000), pg_temp.call('rep-down', 'd2', 100000), pg_temp.call('rep-down', 'd3', 10000, '{"is_test": true}');
select is(pg_temp.row('d2') || ', ' || pg_temp.period('rep-down'), '3 2 1 t t, 5 1', 'valued at the ceiling the second does not fit');
select is((select dedupe_key from genesis.alarms where kind = 'unpriced_model' and cleared_at is null), 'unpriced:openai:gpt-9', 'an operator is told');
select throws_ok($$select public.admin_price_set('openai', 'gpt-9', 3, 9)$$, 'PT401', null, 'nobody sets prices without signing in');
select tests.as_user('user_owner_rep');
select throws_ok($$select public.admin_price_set('openai', 'gpt-9', 3, 9)$$, 'PT403', null, 'nor a tenant');
select tests.as_user('user_rep_op');
select throws_ok($$select public.admin_price_set('openai', 'gpt-9', -1, 9)$$, 'PT400', null, 'no price below nothing');
select is(public.admin_price_set('OpenAI ', 'gpt-9', 3, 9), '{"provider": "openai", "model": "gpt-9", "revalued": 3}', 'an operator does, under the model''s name');
select tests.reset();
select is(pg_temp.row('d1') || ', ' || pg_temp.row('d2'), '0.3 0.3 0 f f, 0.3 0.3 0 f f', 'downwards freely: nothing is over any more');
select is(pg_temp.period('rep-down'), '0.6 0', 'in the budget too');
select is((select concat_ws(' ', trim_scale(sum(cost_usd)), trim_scale(sum(over_usd)), sum(unpriced_calls)) from public.daily_costs where workspace_id = tests.id('rep-down')), '0.6 0 0', 'and in the rollup');
select is(pg_temp.row('d3'), '0.03 0.03 0 f f', 'a test row has its price, and no part in the budget');
select is((select count(*)::int from genesis.alarms where kind = 'unpriced_model' and cleared_at is null), 0, 'the alarm is over');
select is((select metadata ->> 'revalued' from public.governance_audit_log where action = 'price_set' order by created_at desc limit 1), '3', 'the change is audited');

-- Upwards: a provider with a low price, then the dear truth.
delete from genesis.llm_prices;
insert into genesis.llm_prices (provider, model, input_usd, output_usd, updated_by) values ('openai', 'small', 10, 10, 't');
select pg_temp.call('rep', 'u1', 100000), pg_temp.call('rep', 'u2', 100000);
select is(pg_temp.row('u1') || ', ' || pg_temp.period('rep'), '1 1 0 f t, 2 0', 'valued at the dearest price known, $10');
select tests.as_user('user_rep_op');
select public.admin_price_set('openai', 'gpt-9', 40, 40);
select tests.reset();
select is(pg_temp.row('u1'), '4 4 0 f f', 'upwards as far as there is room');
select is(pg_temp.row('u2'), '4 1 3 t f', 'the rest is over');
select is(pg_temp.period('rep'), '5 3', 'the limit holds');
select is((select array[trim_scale(sum(cost_usd)), trim_scale(sum(over_usd))] from public.daily_costs where workspace_id = tests.id('rep')), '{8,3}', 'the rollup shows all of it');
select tests.as_user('user_rep_op');
select is(public.admin_price_set('openai', 'gpt-9', 1, 1) ->> 'revalued', '0', 'what has a price keeps it');
select tests.reset();
select * from finish();
rollback;
