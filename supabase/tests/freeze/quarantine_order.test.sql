-- In which order what was kept is applied, that halving for a refused item changes nothing of it, and that nothing is
-- started while somebody's no still waits.
begin;
select no_plan();
select tests.tenant('qo'), tests.operator('user_qo_op');
delete from pgmq.q_commands;
select genesis.partition_create(tests.id('qo'));
update genesis.partition_registry set sidecar_url = 'http://sidecar.test' where workspace_id = tests.id('qo');
select genesis.workspace_freeze(tests.id('qo'), 'user_qo_op', 'x');
create function pg_temp.keep(p_n int, p_type text, p_more jsonb default '{}') returns void language sql as $$
  insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, is_opt_out, event_ts, item)
  values (tests.id('qo'), 'event', 'k' || p_n, p_type = 'opt_out', now() - interval '1 hour' + p_n * interval '1 s',
    jsonb_strip_nulls(tests.event(p_type, 'k' || p_n, 'l' || p_n || '@example.com', jsonb_build_object('event_ts', now() - interval '1 hour' + p_n * interval '1 s') || p_more))) $$;
-- 12 refused ones among 60, two of them side by side; two opt-outs, one by a message that is reported before it.
select pg_temp.keep(n, 'replied', case when n in (3, 4, 17) or n between 40 and 48 then '{"email_number": 99999}'::jsonb else '{}' end) from generate_series(1, 60) n where n not in (20, 50, 51);
select pg_temp.keep(20, 'sent', '{"message_id": "m20"}'), pg_temp.keep(50, 'opt_out', '{"message_id": "m20", "contact_email": null}'), pg_temp.keep(51, 'opt_out');
-- Of one batch everything is applied at once; batches come one after the other.
create temp table applied (batch int, key text);
create temp sequence batches;
create function pg_temp.note() returns trigger language plpgsql security definer as $$
declare v_batch int := nextval('pg_temp.batches');
begin insert into applied select v_batch, k.idempotency_key from changed k; return null; end $$;
create trigger note after update on genesis.event_quarantine referencing new table as changed for each statement execute function pg_temp.note();
create function pg_temp.status(p_key text) returns text language sql as $$ select outcome ->> 'status' from genesis.event_quarantine where workspace_id = tests.id('qo') and idempotency_key = p_key $$;

-- No time for anything: all of it is left to the worker.
select is(private.quarantine_apply(tests.id('qo'), clock_timestamp()), 0, 'no batch begins after its time');
update public.workspaces set status = 'active', frozen_at = null, frozen_by = null, freeze_reason = null where id = tests.id('qo');
update genesis.commands set status = 'void', finished_at = now() where workspace_id = tests.id('qo');
select private.command_enqueue(tests.id('qo'), 'activate_workflows', '{"workflows": []}');
select is(genesis.freeze_status(tests.id('qo'), 'user_qo_op') -> 'quarantined', '{"costs": 0, "events": 60}', 'the status shows what is still to come');
select ok(tests.id('qo') = any(genesis.quarantine_due()), 'it is due');
update pgmq.q_commands set vt = now() - interval '1 s';
select is(genesis.command_claim() ? 'seq', false, 'nothing is started: somebody said no, which is not applied yet');
select is(genesis.quarantine_drain(tests.id('qo')), '{"status": 200, "applied": 48, "more": false}', 'all but the twelve');
select is((select min(batch) from applied where key = 'k51'), (select min(batch) from applied), 'who opted out is in the first batch');
select is((select count(*)::int from applied a join applied b on b.batch > a.batch and substr(b.key, 2)::int < substr(a.key, 2)::int where 'k51' not in (a.key, b.key)), 0, 'and otherwise none before an earlier one');
select cmp_ok((select max(batch) from applied), '>', 15, 'in several batches');
select is((select count(*) from applied), (select count(distinct key) from applied), 'each once');
select is((select string_agg(idempotency_key, ' ' order by event_ts) from genesis.event_quarantine where workspace_id = tests.id('qo') and outcome ->> 'code' = 'data_rejected'),
  'k3 k4 k17 k40 k41 k42 k43 k44 k45 k46 k47 k48', 'the refused ones, and no other, are told so');
select is((select string_agg(email, ' ' order by email) from public.suppressions where workspace_id = tests.id('qo')), 'l20@example.com l51@example.com', 'the opt-out by a message found its address');
update pgmq.q_commands set vt = now() - interval '1 s';
select is(genesis.command_claim() ->> 'action', 'activate_workflows', 'now workflows start');
select tests.as_anon();
select throws_ok(format('select genesis.quarantine_drain(%L)', tests.id('qo')), '42501', null, 'anon applies nothing');
select * from finish();
rollback;
