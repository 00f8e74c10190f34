-- R1 in the database: token buckets a workspace and a client; opt-outs are taken whatever they say.
begin;
select no_plan();
select tests.tenant('rate-a'), tests.tenant('rate-b');
update genesis.settings set value = 3 where name = 'rate_workspace_burst';
update genesis.settings set value = 0.01 where name in ('rate_workspace_per_second', 'rate_client_per_second');

select is(jsonb_path_query_array(tests.machine_call('ingest_events', (select jsonb_agg(tests.request('rate-a', tests.event('sent', 'k' || n)) order by n) from generate_series(1, 5) n)),
  '$[*].status'), '[200, 200, 200, 429, 429]', 'a burst of three lets the first three of five in');
select is((select string_agg(idempotency_key, ' ' order by idempotency_key) from public.email_events where workspace_id = tests.id('rate-a')), 'k1 k2 k3', 'and stores no other');
select is(tests.events('rate-a', tests.event('sent', 'k6')) - 'retry_after', '{"status": 429, "code": "rate_limited"}', 'the next call is over it too');
select is(tests.events('rate-a', tests.event('sent', 'k6')) -> 'retry_after', '100', 'Retry-After: whole seconds until one request is there again');
select is(tests.events('rate-b', tests.event('sent', 'k1')) ->> 'status', '200', 'another workspace has a bucket of its own');
update genesis.rate_limits set updated_at = updated_at - interval '101 seconds' where bucket = 'workspace:' || tests.id('rate-a');
select is(tests.events('rate-a', tests.event('sent', 'k7')) ->> 'status', '200', 'the bucket fills with time');
select is(tests.events('rate-a', tests.event('sent', 'k8')) ->> 'status', '429', 'by as much as the rate says');

-- Opt-outs.
select is(tests.events('rate-a', jsonb_build_array(tests.event('sent', 'k9'), tests.event('opt_out', 'o1', 'one@example.com'))) ->> 'status', '429', 'a mixed request over the rate is answered 429');
select is((select string_agg(idempotency_key, ' ') from public.email_events where workspace_id = tests.id('rate-a') and idempotency_key in ('k9', 'o1')), 'o1', 'its opt-out is taken, the rest is not');
select is((select string_agg(reason, ' ') from public.suppressions where workspace_id = tests.id('rate-a') and email = 'one@example.com'), 'opt_out', 'the address is suppressed');
select is(jsonb_path_query_array(tests.events('rate-a', jsonb_build_array(tests.event('opt_out', 'o2', 'two@example.com'), tests.event('opt_out', 'o3', 'three@example.com'))),
  '$.status') || jsonb_path_query_array(tests.events('rate-a', jsonb_build_array(tests.event('opt_out', 'o2', 'two@example.com'))), '$.results[*].deduped'), '[200, true]',
  'nothing but opt-outs: 200, and known when it comes again');

-- The client's bucket: of all workspaces, and wrong tokens empty it as well.
update genesis.settings set value = 2 where name = 'rate_client_burst';
select tests.events('rate-b', '[]', '{"client": "10.0.0.1", "token_hash": "00"}') from generate_series(1, 2);
select is(tests.events('rate-b', '[]', '{"client": "10.0.0.1"}') ->> 'status', '429', 'two guesses leave a client of burst two nothing');
select is(tests.events('rate-b', '[]', '{"client": "10.0.0.2"}') ->> 'status', '200', 'another client is not concerned');
select is(tests.events('rate-b', '[]', '{"client": "10.0.0.1", "token_hash": "00"}'), '{"status": 401, "code": "invalid_token"}', 'a wrong token is told 401, never 429');
select is(tests.costs('rate-b', '[]', '{"client": "10.0.0.1"}') ->> 'status', '429', 'costs draw from the same bucket');
select is(tests.reserve('rate-b', '[]', '{"client": "10.0.0.1"}') ->> 'status', '429', 'and reservations');
select * from finish();
rollback;
