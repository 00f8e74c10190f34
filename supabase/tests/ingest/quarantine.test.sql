-- While a workspace is frozen its events are answered 403 and kept; unfreezing applies them.
begin;
select no_plan();
select tests.tenant('qu'), tests.operator('user_q');
update genesis.settings set value = 4 where name = 'quarantine_events';
select tests.events('qu', tests.event('sent', 'before', 'used@example.com'));
select genesis.workspace_freeze(tests.id('qu'), 'user_q', 'a test');

select is(tests.events('qu', tests.event('sent', 'k1'), '{"token_hash": "00"}') ->> 'status', '401', 'a wrong token is 401 still');
select is(tests.events('qu', jsonb_build_array(tests.event('opened', 'k3', 'lead@example.com', jsonb_build_object('event_ts', now() - interval '1 hour', 'message_id', 'm1')),
  tests.event('sent', 'k1', 'lead@example.com', jsonb_build_object('event_ts', now() - interval '3 hours', 'message_id', 'm1')), tests.event('replied', 'k2'))),
  '{"status": 403, "code": "workspace_frozen"}', 'the token that was valid: 403');
select is((select string_agg(idempotency_key, ' ' order by event_ts) from genesis.event_quarantine where workspace_id = tests.id('qu')), 'k1 k3 k2', 'all of it is kept');
select is((select count(*)::int from public.email_events where workspace_id = tests.id('qu')), 1, 'and nothing stored');
select tests.events('qu', tests.event('sent', 'k1', 'other@example.com'));
select is((select count(*)::int from genesis.event_quarantine where workspace_id = tests.id('qu')), 3, 'a repeat is kept once');
select is(tests.costs('qu', '{"provider": "openai", "model": "gpt-4o", "cost_usd": 0.5, "idempotency_key": "c1"}') ->> 'status', '403', 'a cost: 403, kept');
select is(tests.reserve('qu', '{"provider": "openai", "model": "gpt-4o", "estimate_usd": 0.5, "idempotency_key": "r1"}') ->> 'status', '403', 'a reservation: 403');
select is((select count(*)::int from genesis.budget_reservations where workspace_id = tests.id('qu')), 0, 'and not kept: nothing was spent');

-- The cap of four is reached; opt-outs are never capped, and one under a used key holds too.
select tests.events('qu', jsonb_build_array(tests.event('sent', 'k5'), tests.event('opt_out', 'k6', 'stop@example.com'), tests.event('opt_out', 'k1', 'halt@example.com'), tests.event('opt_out', 'before', 'used@example.com')));
select is((select string_agg(kind || ' ' || split_part(idempotency_key, ' ', 1), ', ' order by received_at, is_opt_out, kind, idempotency_key) from genesis.event_quarantine where workspace_id = tests.id('qu') and not is_opt_out),
  'cost c1, event k1, event k2, event k3', 'what is over the cap is not kept');
select is((select count(*)::int from genesis.event_quarantine where workspace_id = tests.id('qu') and is_opt_out), 3, 'but for opt-outs');
select is((select count(*)::int from genesis.alarms where dedupe_key = 'quarantine:' || tests.id('qu') and cleared_at is null), 1, 'and an operator is told');
update genesis.event_quarantine set event_ts = now() - interval '2 hours', item = item || jsonb_build_object('event_ts', now() - interval '2 hours') where workspace_id = tests.id('qu') and idempotency_key = 'k2';

select is(genesis.workspace_unfreeze(tests.id('qu'), 'user_q', tests.token_hash('new')) ->> 'quarantine_applied', '7', 'unfreezing applies it');
select is((select string_agg(split_part(idempotency_key, ' ', 1) || ' ' || (outcome ->> 'status'), ', ' order by kind, is_opt_out, idempotency_key) from genesis.event_quarantine where workspace_id = tests.id('qu')),
  'c1 200, k1 200, k2 200, k3 200, before 409, k1 409, k6 200', 'each with its outcome');
select is((select concat_ws(' ', status, last_event_type) from public.contacts where workspace_id = tests.id('qu') and email = 'lead@example.com'), 'replied opened', 'in the order of event_ts: the open came last');
select is((select event_ts from public.email_events where workspace_id = tests.id('qu') and idempotency_key = 'k1'), now() - interval '3 hours', 'with the times of then');
select is((select string_agg(email, ' ' order by email) from public.suppressions where workspace_id = tests.id('qu')), 'halt@example.com stop@example.com used@example.com', 'every opt-out holds');
select is((select settled_usd from genesis.budget_periods where workspace_id = tests.id('qu')), 0.5, 'the cost counts');
select is(tests.events('qu', '[]') ->> 'status', '401', 'the old token is void');
select is(tests.events('qu', tests.event('replied', 'k2'), jsonb_build_object('token_hash', tests.token_hash('new'))) #> '{results,0,deduped}', 'true', 'a repeat of what was kept is known');
select * from finish();
rollback;
