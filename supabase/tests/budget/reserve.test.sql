-- Reserving, settling, expiring; across the end of a month; test spend.
begin;
select no_plan();
select tests.tenant('res', 'free');
create function pg_temp.reserve(p_key text, p_usd numeric, p_more jsonb default '{}') returns jsonb language sql as $$
  select tests.reserve('res', jsonb_build_object('provider', 'openai', 'model', 'gpt-4o', 'estimate_usd', p_usd, 'idempotency_key', p_key) || p_more) #> '{results,0}' $$;
create function pg_temp.cost(p_key text, p_usd numeric, p_reservation text default null, p_more jsonb default '{}') returns jsonb language sql as $$
  select tests.costs('res', jsonb_build_object('provider', 'openai', 'model', 'gpt-4o', 'cost_usd', p_usd, 'idempotency_key', p_key, 'reservation_id',
    (select id from genesis.budget_reservations where workspace_id = tests.id('res') and idempotency_key = p_reservation)) || p_more) #> '{results,0}' $$;
create function pg_temp.period(p_months_ago int default 0) returns text language sql as $$
  select concat_ws(' ', trim_scale(settled_usd), trim_scale(reserved_usd), trim_scale(over_usd)) from genesis.budget_periods where workspace_id = tests.id('res')
    and month = date_trunc('month', now() at time zone 'UTC') - make_interval(months => p_months_ago) $$;
create function pg_temp.age(p_key text) returns void language sql as $$
  update genesis.budget_reservations set expires_at = now() - interval '1 second' where workspace_id = tests.id('res') and idempotency_key = p_key $$;

create temp table first as select pg_temp.reserve('r1', 2) as r;
select is((select r - 'reservation_id' - 'expires_at' from first), '{"status": 200, "deduped": false, "remaining": 3.000000}', 'reserved: what remains');
select cmp_ok((select (r ->> 'expires_at')::timestamptz - now() from first), '<=', interval '10 minutes 5 seconds', 'for ten minutes');
select cmp_ok((select (r ->> 'expires_at')::timestamptz - now() from first), '>', interval '9 minutes', 'and not less');
select is(pg_temp.reserve('r1', 2), (select r || '{"deduped": true}' from first), 'a repeat: the same reservation');
select is(pg_temp.reserve('r1', 3), '{"status": 409, "code": "idempotency_conflict"}', 'its key with another estimate: 409');
select is(pg_temp.reserve('r2', 3.1), '{"status": 402, "code": "budget_exceeded", "current_spend": 2.000000, "limit": 5.000000}', 'no room: 402, with settled + reserved');
select is(pg_temp.period(), '0 2 0', 'a refusal locks nothing');
select is((select count(*)::int from genesis.commands where workspace_id = tests.id('res')), 0, 'an estimate too large for an open budget is no breach');
select cmp_ok((pg_temp.reserve('r3', 0.5, '{"expires_in_s": 99999}') ->> 'expires_at')::timestamptz - now(), '<=', interval '60 minutes 5 seconds', 'an hour at most');

-- Settling.
select is(pg_temp.cost('k1', 1.25, 'r1') ->> 'status', '200', 'cheaper than the estimate');
select is(pg_temp.period(), '1.25 0.5 0', 'the difference is given back');
select is(pg_temp.cost('k2', 1, 'r1') ->> 'status', '200', 'a reservation settles once; then a cost is unreserved');
select is(pg_temp.period(), '2.25 0.5 0', 'and counts whole');
select is(pg_temp.cost('k3', 3, 'r3') ->> 'status', '402', 'dearer than estimate and room');
select is(pg_temp.period(), '5 0 0.25', 'the estimate and all the room count, the rest is over');

-- Expiring.
update genesis.budget_periods set settled_usd = 1, over_usd = 0 where workspace_id = tests.id('res');
select pg_temp.reserve('r4', 3);
select pg_temp.age('r4');
select is(pg_temp.reserve('r5', 3.5) ->> 'status', '200', 'what expired is free again inside the next call');
select is((select status from genesis.budget_reservations where workspace_id = tests.id('res') and idempotency_key = 'r4'), 'expired', 'and says so');
select is(pg_temp.cost('k4', 3, 'r4') ->> 'status', '402', 'a late settling counts as unreserved');
select is(pg_temp.period(), '1.5 3.5 2.5', 'within the room that is left');
select pg_temp.age('r5');
select is(pg_temp.cost('k5', 3.5, 'r5') ->> 'status', '200', 'late, and there is room: it counts');
select is(pg_temp.period(), '5 0 2.5', 'once');
update genesis.budget_periods set settled_usd = 0, over_usd = 0 where workspace_id = tests.id('res');
select is(pg_temp.reserve('r4', 3) - 'reservation_id' - 'expires_at', '{"status": 200, "deduped": false, "remaining": 2.000000}', 'a repeat of one that expired reserves anew');
select is(pg_temp.period(), '0 3 0', 'and locks its money');
select pg_temp.age('r4');
select is(pg_temp.reserve('r8', 4) ->> 'status', '200', 'which expires like any');
select is(pg_temp.reserve('r4', 3) ->> 'status', '402', 'and asks for room again');
select pg_temp.cost('k8', 0, 'r8');

-- Across the end of a month: the money goes back to the old month, the cost is the new one's.
update genesis.budget_periods set settled_usd = 0, over_usd = 0, breached_at = null where workspace_id = tests.id('res');
select pg_temp.reserve('r6', 4), pg_temp.reserve('r7', 0.5);
update genesis.budget_periods set month = month - interval '1 month' where workspace_id = tests.id('res');
update genesis.budget_reservations set month = month - interval '1 month' where workspace_id = tests.id('res');
select is(pg_temp.cost('k6', 3, 'r6') ->> 'status', '200', 'reserved before midnight, settled after it');
select is(pg_temp.period(1) || ', ' || pg_temp.period(), '0 0.5 0, 3 0 0', 'old month: only the other reservation; new month: the cost');
select pg_temp.age('r7');
select is(pg_temp.cost('k7', 0.5, 'r7') ->> 'status', '200', 'one that expired in the old month');
select is(pg_temp.period(1) || ', ' || pg_temp.period(), '0 0 0, 3.5 0 0', 'holds nothing there any more');

-- Test spend: a cap of its own a day.
select is(pg_temp.reserve('t1', 0.4, '{"is_test": true}') -> 'remaining', '0.100000', 'test money: 50 cents a day');
select is(pg_temp.reserve('t2', 0.2, '{"is_test": true}') ->> 'status', '402', 'reserved test money counts');
select is(pg_temp.cost('t3', 0.3, 't1', '{"is_test": true}') ->> 'status', '200', 'settled');
select is(pg_temp.cost('t4', 0.3, null, '{"is_test": true}') ->> 'status', '402', 'over the cap: 402');
select is((select trim_scale(counted_usd) from public.llm_usage where workspace_id = tests.id('res') and idempotency_key = 't4'), 0.2, 'what fits counts, the rest is over');
select is(pg_temp.period(), '3.5 0 0', 'the month''s budget does not move');
select is((select count(*)::int from genesis.commands where workspace_id = tests.id('res') and created_at = now() and action = 'pause_llm_workflows' and ids ->> 'month' is null), 0, 'nor is anything paused by it');
select * from finish();
rollback;
