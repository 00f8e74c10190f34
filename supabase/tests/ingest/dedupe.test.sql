-- A repeat is the same event once more; the same key with other content is a conflict; opens and clicks count once a message.
begin;
select no_plan();
select tests.tenant('dedupe');
create temp table first as select tests.events('dedupe', tests.event('sent', 'k1', 'a@example.com', '{"message_id": "m1", "email_number": 1, "campaign": "C"}')) #> '{results,0}' as r;
select is((select r - 'id' from first), '{"status": 200, "deduped": false}', 'a new event');

select is(tests.events('dedupe', tests.event('sent', 'k1', 'a@example.com', '{"message_id": "m1", "email_number": 1, "campaign": "C", "event_ts": "2026-01-01T00:00:00Z", "metadata": {"try": 2}}'))
  #> '{results,0}', (select r || '{"deduped": true}' from first), 'a repeat with another clock and other metadata: 200, deduped, the same id');
select is(tests.events('dedupe', tests.event('sent', 'k1', 'a@example.com', '{"message_id": "m1", "email_number": 1, "campaign": "C"}' || v.other)) #> '{results,0}',
  '{"status": 409, "code": "idempotency_conflict"}', 'another ' || v.what || ': 409')
from (values ('type', '{"event_type": "opened"}'::jsonb), ('address', '{"contact_email": "b@example.com"}'), ('campaign', '{"campaign": "D"}'),
  ('step', '{"email_number": 2}'), ('message', '{"message_id": "m2"}')) as v (what, other);
select is((select count(*)::int from public.email_events where workspace_id = tests.id('dedupe')), 1, 'none of it was stored');
select is((select count(*)::int from public.contacts where workspace_id = tests.id('dedupe') and email = 'b@example.com'), 0, 'nor had an effect');

-- Inside one batch: the first of a key is the new one, whichever the indexes meet first.
select is(jsonb_path_query_array(tests.events('dedupe', jsonb_build_array(tests.event('sent', 'b' || n, 'c@example.com', jsonb_build_object('message_id', 'x' || n)),
    tests.event('sent', 'b' || n, 'c@example.com', jsonb_build_object('message_id', 'y' || n)), tests.event('sent', 'b' || n, 'c@example.com', jsonb_build_object('message_id', 'x' || n)))),
  '$.results[*].status'), '[200, 409, 200]', 'new, conflict, repeat in one batch, pair ' || n) from generate_series(1, 6) n;
select is((select string_agg(message_id, ' ' order by idempotency_key) from public.email_events where workspace_id = tests.id('dedupe') and idempotency_key like 'b_'), 'x1 x2 x3 x4 x5 x6',
  'what is stored is what was told to be new');
select is((select count(*)::int from public.emails where workspace_id = tests.id('dedupe') and message_id like 'y%'), 0, 'the conflicting ones left no mail');
select is(jsonb_path_query_array(tests.events('dedupe', jsonb_build_array(tests.event('sent', 'c1'), tests.event('sent', 'c1'))), '$.results[*].deduped'), '[false, true]', 'twice in a batch: once new');

-- Two requests of one group commit.
select is(jsonb_path_query_array(tests.machine_call('ingest_events', jsonb_build_array(tests.request('dedupe', tests.event('sent', 'd1')), tests.request('dedupe', tests.event('sent', 'd1')),
  tests.request('dedupe', tests.event('opened', 'd1')))), '$[*].results[0].status'), '[200, 200, 409]', 'two callers with one key in one group');

-- event_key: provider, message, type, step.
create temp table opened as select tests.events('dedupe', tests.event('opened', 'o1', 'a@example.com', '{"message_id": "m1", "provider": "p"}')) #> '{results,0}' as r;
select is(tests.events('dedupe', tests.event('opened', 'o2', 'a@example.com', '{"message_id": "m1", "provider": "p"}')) #> '{results,0}', (select r || '{"deduped": true}' from opened),
  'the same message opened again under another key: the first answer');
select is(jsonb_path_query_array(tests.events('dedupe', jsonb_build_array(tests.event('clicked', 'o3', 'a@example.com', '{"message_id": "m1"}'), tests.event('clicked', 'o4', 'a@example.com', '{"message_id": "m1"}'),
  tests.event('opened', 'o5', 'a@example.com', '{"message_id": "m1", "provider": "q"}'))), '$.results[*].deduped'), '[false, true, false]', 'other types and providers are other events');
select is(jsonb_path_query_array(tests.events('dedupe', jsonb_build_array(tests.event('opened', 'o6'), tests.event('opened', 'o7'))), '$.results[*].deduped'), '[false, false]', 'without a message id there is no such key');

-- Sacred: an opt-out whose key was used before is told so, and holds all the same.
select is(tests.events('dedupe', tests.event('opt_out', 'k1', 'a@example.com')) #>> '{results,0,status}', '409', 'an opt-out under a used key is a conflict');
select is((select reason from public.suppressions where workspace_id = tests.id('dedupe') and email = 'a@example.com'), 'opt_out', 'and suppresses');
select is(tests.events('dedupe', '{"event_type": "opt_out", "idempotency_key": "z1"}') #> '{results,0}' #- '{fields}', '{"status": 400, "code": "invalid_field"}', 'an opt-out of nobody is an error of its own');
select is(tests.events('dedupe', '{"event_type": "opt_out", "idempotency_key": "z2", "message_id": "m1"}') #>> '{results,0,status}', '200', 'one that names a message finds its contact');
-- The same key in another workspace is another event.
select tests.tenant('dedupe-other');
select is(tests.events('dedupe-other', tests.event('opened', 'k1')) #> '{results,0,deduped}', 'false', 'keys are the workspace''s own');
select * from finish();
rollback;
