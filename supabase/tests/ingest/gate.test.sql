-- S1, S4 and S11 in the database: who gets in, and that a refusal tells nothing of why.
begin;
select no_plan();
select tests.tenant('gate-a'), tests.tenant('gate-b');

select is(tests.events('gate-a', tests.event('sent', 'k1')) #>> '{results,0,status}', '200', 'the workspace''s token: 200');
select is(tests.events('gate-a', tests.event('sent', 'k2'), v.more), '{"status": 401, "code": "invalid_token"}', v.what || ': 401, and nothing else is said')
from (values ('a wrong token', jsonb_build_object('token_hash', tests.token_hash('wrong'))),
  ('another workspace''s token', jsonb_build_object('token_hash', tests.token_hash('token gate-b'))),
  ('an unknown workspace', '{"workspace_id": "99999999-0000-4000-8000-000000000000"}'),
  ('no token', '{"token_hash": null}'), ('global_token false', '{"token_hash": null, "global_token": false}'),
  ('signed false', '{"token_hash": null, "signed": false}')) as v (what, more);
select is((select count(*)::int from public.email_events where workspace_id in (tests.id('gate-a'), tests.id('gate-b')) and idempotency_key = 'k2'), 0, 'S1: nothing was stored');
select is(tests.events('gate-a', tests.event('opened', 'k3'), '{"token_hash": null, "signed": true}') ->> 'status', '200', 'a proven signature opens the gate');

-- A group: each request is judged alone, answers come in order.
select is(jsonb_path_query_array(tests.machine_call('ingest_events', jsonb_build_array(
    tests.request('gate-a', tests.event('sent', 'g1')), tests.request('gate-b', tests.event('sent', 'g2'), '{"token_hash": "00"}'),
    tests.request('gate-b', tests.event('sent', 'g3')))), '$[*].status'), '[200, 401, 200]', 'a group commit keeps the order');
select is((select string_agg(w.slug || ' ' || e.idempotency_key, ', ' order by e.idempotency_key) from public.email_events e join public.workspaces w on w.id = e.workspace_id
  where e.idempotency_key like 'g_'), 'gate-a g1, gate-b g3', 'each event lies in its own workspace');
select throws_ok($$select genesis.ingest_events((select jsonb_agg(jsonb_build_object('workspace_id', gen_random_uuid(), 'items', '[]'::jsonb)) from generate_series(1, 65)))$$,
  '22023', null, 'more than 64 workspaces in a call are refused');

-- Rotation: the previous token lives for the overlap.
select tests.as_service();
select is(genesis.webhook_token_set(tests.id('gate-a'), sha256('new'::bytea)), '{"status": 200}', 'a new token is issued');
select tests.reset();
select is(tests.events('gate-a', '[]') ->> 'status', '200', 'the previous token within its overlap');
select is(tests.events('gate-a', '[]', jsonb_build_object('token_hash', tests.token_hash('new'))) ->> 'status', '200', 'and the new one');
select cmp_ok((select previous_until - now() from private.workspace_secrets where workspace_id = tests.id('gate-a')), '>', interval '23 hours', '24 hours');
update private.workspace_secrets set previous_until = now() - interval '1 second' where workspace_id = tests.id('gate-a');
select is(tests.events('gate-a', '[]') ->> 'status', '401', 'after the overlap the previous token is nothing');
select genesis.webhook_token_set(tests.id('gate-a'), sha256('newer'::bytea), interval '0');
select is(tests.events('gate-a', '[]', jsonb_build_object('token_hash', tests.token_hash('new'))) ->> 'status', '401', 'an overlap of nothing voids at once');
select is((select count(*)::int from public.governance_audit_log where workspace_id = tests.id('gate-a') and action = 'webhook_token_issued'), 3, 'each issue is audited');

-- S11: the global token is audited once a workspace and hour, then with its count.
select is(tests.events('gate-b', '[]', '{"token_hash": null, "global_token": true}') ->> 'status', '200', 'the global token opens the gate') from generate_series(1, 3);
select is((select array_agg(action) from public.governance_audit_log where workspace_id = tests.id('gate-b') and action like 'global%'), '{global_token_used}', 'its first use of the hour is audited');
select tests.events('gate-a', '[]', '{"workspace_id": "99999999-0000-4000-8000-000000000000", "token_hash": null, "global_token": true}');
select is((select count(*)::int from private.global_token_uses where workspace_id = '99999999-0000-4000-8000-000000000000'), 0, 'on no workspace it is no use');
update private.global_token_uses set hour = hour - interval '1 hour' where workspace_id = tests.id('gate-b');
select private.housekeep();
select is((select metadata ->> 'uses' from public.governance_audit_log where workspace_id = tests.id('gate-b') and action = 'global_token_hour'), '3', 'and the hour''s count when it is over');
select private.housekeep();
select is((select count(*)::int from public.governance_audit_log where workspace_id = tests.id('gate-b') and action = 'global_token_hour'), 1, 'once');

-- Only machines call.
select tests.as_user('user_owner_gate-a');
select throws_ok($$select genesis.ingest_events('[]')$$, '42501', null, 'a signed-in person does not call it');
select tests.as_anon();
select throws_ok($$select genesis.ingest_events('[]')$$, '42501', null, 'nor does anon');
select tests.reset();
select * from finish();
rollback;
