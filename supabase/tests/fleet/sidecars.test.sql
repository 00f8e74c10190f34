-- Enrolment and reports in the database. (Signatures: functions/fleet and functions/execution-events.)
begin;
select no_plan();
select tests.tenant('fleet-a'), tests.tenant('fleet-b');
create function pg_temp.key(p_x text) returns jsonb language sql as $$ select jsonb_build_object('kty', 'OKP', 'crv', 'Ed25519', 'x', p_x) $$;
create function pg_temp.enrol(p_token text, p_x text) returns text language sql as $$
  select coalesce(o ->> 'workspace_id', o ->> 'code') from (select genesis.enrol(tests.token_hash(p_token), pg_temp.key(p_x), pg_temp.key('seal')) o) x $$;
create function pg_temp.issue(p_slug text, p_token text, p_end interval default '1 hour') returns text language sql as $$
  select o ->> 'status' from (select genesis.enrol_token_new(tests.id(p_slug), tests.token_hash(p_token), now() + p_end) o) x $$;

select is(pg_temp.issue('fleet-a', 't1'), '200', 'a token is issued');
select is(pg_temp.issue('fleet-a', 't1'), '409', 'not the same twice');
select is(pg_temp.issue('nowhere', 't0'), '404', 'nor for nobody');
select is(genesis.enrol_token_new(tests.id('fleet-a'), 'in clear', now()) ->> 'code', 'invalid_field', 'nor in clear');
select is(pg_temp.enrol('t0', 'x1'), 'invalid_enrolment_token', 'an unknown token');
select is(pg_temp.enrol('t1', 'x1'), tests.id('fleet-a')::text, 'the token names the workspace');
select is(pg_temp.enrol('t1', 'x2'), 'invalid_enrolment_token', 'and is used up');
select is(pg_temp.enrol('t1', 'x1'), tests.id('fleet-a')::text, 'but for the sidecar whose answer was lost');
select is(pg_temp.issue('fleet-a', 't2', '-1 second'), '200', 'one that is over');
select is(pg_temp.enrol('t2', 'x2'), 'invalid_enrolment_token', 'is over');
select is(genesis.sidecar_key(tests.id('fleet-a')) #>> '{sign_key,x}', 'x1', 'its key is known');
select is(genesis.sidecar_key(tests.id('fleet-b')) ->> 'status', '404', 'of its workspace alone');

select is(genesis.heartbeat(tests.id('fleet-a'), '{"cpu_percent": 5, "n8n_up": true}', 'x1') ->> 'status', '200', 'a heartbeat');
select is(genesis.heartbeat(tests.id('fleet-a'), '{}', k) ->> 'code', 'invalid_sidecar_signature', 'not under ' || coalesce(k, 'no key')) from unnest('{x2,NULL}'::text[]) k;
select is(genesis.heartbeat(tests.id('fleet-b'), '{}', k) ->> 'code', 'invalid_sidecar_signature', 'nor where none is enrolled') from unnest('{x1,NULL}'::text[]) k;
insert into genesis.droplets (id, workspace_id, tag, provider, state) values (tests.id('droplet'), tests.id('fleet-a'), 'fleet-a', 'local', 'active');
select genesis.heartbeat(tests.id('fleet-a'), '{"cpu_percent": 6}', 'x1');
select is((select string_agg(cpu_percent || ' ' || (droplet_id = tests.id('droplet')), ', ' order by cpu_percent) from genesis.droplet_heartbeats where workspace_id = tests.id('fleet-a')), '5 false, 6 true', 'kept beside its droplet');
select is(genesis.execution_events(tests.id('fleet-a'), '[{"execution_id": "1", "seq": 1, "event_type": "node_start"}, {"execution_id": "1", "seq": 1, "event_type": "node_start"}]', 'x1'),
  '{"status": 200, "stored": 1, "deduped": 1}', 'node events, each once');

-- A new sidecar takes the place of the old one.
select pg_temp.issue('fleet-a', 't3'), pg_temp.issue('fleet-a', 't4');
select is(pg_temp.enrol('t3', 'x3'), tests.id('fleet-a')::text, 'enrolled anew');
select is(genesis.heartbeat(tests.id('fleet-a'), '{}', 'x1') ->> 'status', '401', 'the old one is out');
select is(pg_temp.enrol('t1', 'x1'), 'invalid_enrolment_token', 'and does not come back');
select is(pg_temp.enrol('t4', 'x4'), 'invalid_enrolment_token', 'nor does a token that was issued before');
select is(genesis.heartbeat(tests.id('fleet-a'), '{}', 'x3') ->> 'status', '200', 'the new one is in');

select pg_temp.issue('fleet-a', 't5');
update public.workspaces set status = 'frozen', frozen_at = now(), frozen_by = 'u', freeze_reason = 't' where id = tests.id('fleet-a');
select is(pg_temp.enrol('t5', 'x5'), 'workspace_frozen', 'frozen: none enrols');
select is(pg_temp.issue('fleet-a', 't6'), '403', 'none is invited');
select is(genesis.execution_events(tests.id('fleet-a'), '[]', 'x3') ->> 'code', 'workspace_frozen', 'no node events');
select is(genesis.heartbeat(tests.id('fleet-a'), '{}', 'x3') ->> 'status', '200', 'that it lives is still known');
select is((select string_agg(action, ', ' order by seq) from public.governance_audit_log where workspace_id = tests.id('fleet-a') and action ~ 'enrol'),
  'enrolment_token_issued, sidecar_enrolled, enrolment_token_issued, enrolment_token_issued, enrolment_token_issued, sidecar_enrolled, enrolment_token_issued', 'each act is in the log');
select * from finish();
rollback;
