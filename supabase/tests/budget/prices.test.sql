-- What a call costs: given, priced, priced under its name without the snapshot date, or at the ceiling.
begin;
select no_plan();
select tests.tenant('price', 'enterprise');
delete from genesis.llm_prices;
insert into genesis.llm_prices (provider, model, input_usd, output_usd, updated_by) values
  ('openai', 'gpt-4o', 2.5, 10, 't'), ('openai', 'gpt-4o-2024-05-13', 5, 15, 't'), ('openai', 'o3', 1, 40, 't');
create function pg_temp.cost(p_more jsonb) returns text language sql as $$
  select concat_ws(' ', r ->> 'status', (r ->> 'cost_usd')::numeric, nullif(r ->> 'unpriced', 'false')) from (
    select tests.costs('price', '{"tokens_in": 1000000, "tokens_out": 100000}'::jsonb || p_more) #> '{results,0}' as r) x $$;

select is(pg_temp.cost('{"provider": "openai", "model": "gpt-4o"}'), '200 3.500000', 'per million tokens, in and out');
select is(pg_temp.cost('{"provider": "openai", "model": "gpt-4o-2024-08-06"}'), '200 3.500000', 'a snapshot costs what its model costs');
select is(pg_temp.cost('{"provider": "openai", "model": "gpt-4o-20240806"}'), '200 3.500000', 'in either way of writing the date');
select is(pg_temp.cost('{"provider": "openai", "model": "GPT-4o-2024-05-13"}'), '200 6.500000', 'unless it has a price of its own');
select is(pg_temp.cost('{"provider": "openai", "model": "gpt-4o", "cost_usd": 0.25}'), '200 0.250000', 'a cost that is given is taken');
select is(pg_temp.cost('{"provider": "openai", "model": "gpt-4o", "tokens_in": null, "tokens_out": 1}'), '200 0.000010', 'one token is not free');
select is(pg_temp.cost('{"provider": "openai", "model": "gpt-9"}'), '200 9.000000 true', 'unknown: the dearest known prices of the provider, 5 in and 40 out');
select is(pg_temp.cost('{"provider": "nobody", "model": "m"}'), '200 42.000000 true', 'a provider without any price: $30 in, $120 out');
select is(pg_temp.cost('{"provider": "nobody", "model": "m", "cost_usd": 1}'), '200 1.000000', 'what its caller knows the cost of is not unpriced');
select is((select string_agg(provider || ' ' || model, ', ' order by provider desc) from public.llm_usage where workspace_id = tests.id('price') and unpriced), 'openai gpt-9, nobody m', 'such rows are marked');
select is((select string_agg(dedupe_key, ', ' order by dedupe_key) from genesis.alarms where kind = 'unpriced_model' and cleared_at is null), 'unpriced:nobody:m, unpriced:openai:gpt-9', 'and an operator is told, once a model');
select is((select concat_ws(' ', settled_usd, over_usd, limit_usd) from genesis.budget_periods where workspace_id = tests.id('price')),
  (select concat_ws(' ', sum(cost_usd), '0.000000') from public.llm_usage where workspace_id = tests.id('price')), 'enterprise: everything counts, nothing is over, no limit');
select is((select array[sum(cost_usd)::text, sum(calls)::text, sum(unpriced_calls)::text] from public.daily_costs where workspace_id = tests.id('price')),
  (select array[sum(cost_usd)::text, count(*)::text, count(*) filter (where unpriced)::text] from public.llm_usage where workspace_id = tests.id('price')), 'the rollup says the same');
select is(tests.reserve('price', '{"provider": "openai", "model": "gpt-4o", "max_tokens_in": 1000000, "idempotency_key": "r"}') #>> '{results,0,remaining}', null, 'remaining is null without a limit');
select is((select amount_usd from genesis.budget_reservations where workspace_id = tests.id('price')), 2.5, 'an estimate by tokens has its price');
select * from finish();
rollback;
