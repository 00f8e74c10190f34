-- What nobody can read, what belongs to no run, and what fails whenever it is judged: set aside with an alarm, and whoever
-- comes after it goes on. Both queues.
begin;
select no_plan();
select tests.tenant('bad'), tests.tenant('good');
delete from pgmq.q_ignition;
delete from pgmq.q_commands;
create function pg_temp.alarms(p_kind text) returns text language sql as $$
  select string_agg(concat_ws(' ', dedupe_key, seen, severity), ', ' order by dedupe_key collate "C") from genesis.alarms
  where kind = p_kind and cleared_at is null and (workspace_id is null or workspace_id in (tests.id('bad'), tests.id('good'))) $$;
-- Claims until nothing is due: the steps that were given out.
create function pg_temp.claims() returns text language plpgsql as $$
declare v jsonb; v_out text := '';
begin
  for n in 1..40 loop
    v := genesis.ignition_claim(1);
    exit when v -> 'messages' = '[]' and coalesce((v ->> 'next_due_in_s')::int, 1) > 0;
    v_out := concat_ws(' ', nullif(v_out, ''), (select slug from public.workspaces where id = (v #>> '{messages,0,workspace_id}')::uuid), v #>> '{messages,0,step}');
  end loop;
  return v_out;
end $$;

-- The queue of ignition.
select pgmq.send('ignition', m) from (values
  ('{"workspace_id": "nonsense", "run_id": "x", "step": "activating", "epoch": 0}'::jsonb), ('{}'), ('[]'), ('"x"'), ('7'), ('null'), (null),
  (jsonb_build_object('workspace_id', tests.id('bad'), 'run_id', 'no uuid', 'epoch', 0, 'step', 'activating')),
  (jsonb_build_object('workspace_id', tests.id('bad'), 'run_id', gen_random_uuid(), 'epoch', 'many', 'step', 'activating')),
  (jsonb_build_object('workspace_id', tests.id('bad'), 'run_id', gen_random_uuid(), 'epoch', 1e30, 'step', 'activating')),
  (jsonb_build_object('workspace_id', tests.id('bad'), 'run_id', gen_random_uuid(), 'epoch', 0)),
  (jsonb_build_object('workspace_id', jsonb_build_array(tests.id('bad')), 'run_id', gen_random_uuid(), 'epoch', 0, 'step', 'activating'))) v (m);
select pgmq.send('ignition', jsonb_build_object('workspace_id', w, 'run_id', gen_random_uuid(), 'epoch', 0, 'step', 'activating'))
from (values (tests.id('bad')), (gen_random_uuid())) v (w);
select genesis.ignition_start(tests.id('good'), 'u');
select is(pg_temp.claims(), 'good partition_creating', 'behind fourteen that can be nothing, a run begins');
select is((select count(*)::int from pgmq.q_ignition), 1, 'they are out of the queue');
select is((select count(*)::int from pgmq.a_ignition where message is null or message ->> 'step' is distinct from 'x' and message ->> 'run_id' is distinct from
  (select run_id::text from genesis.ignition_state where workspace_id = tests.id('good'))), 14, 'and kept');
select is(pg_temp.alarms('dead_letter'), 'dead_letter:ignition 14 high', 'one alarm counts them');
select is((select detail - 'msg_id' from genesis.alarms where dedupe_key = 'dead_letter:ignition' and cleared_at is null),
  '{"queue": "ignition", "why": "it is of no run that is known."}', 'with the reason, and nothing of what they held');
-- A message of a run that was is no dead letter.
insert into genesis.ignition_operations (workspace_id, run_id, operation, attempt, status, finished_at, trace_id)
values (tests.id('good'), tests.id('old run'), 'activating', 1, 'failed', now(), 't');
select pgmq.send('ignition', jsonb_build_object('workspace_id', tests.id('good'), 'run_id', tests.id('old run'), 'epoch', 0, 'step', 'activating'));
select is(pg_temp.claims() || pg_temp.alarms('dead_letter'), 'dead_letter:ignition 14 high', 'one of an earlier run goes silently');

-- A message whose judging fails: ten times, while others go on; then its run is turned round.
create function pg_temp.break_it() returns trigger language plpgsql as $$ begin raise exception 'a bug'; end $$;
create trigger break_it before insert on genesis.ignition_operations for each row
  when (new.operation = 'partition_creating' and new.workspace_id = '00000000-0000-0000-0000-000000000000') execute function pg_temp.break_it();
select genesis.ignition_start(tests.id('bad'), 'u');
do $$ begin execute format('drop trigger break_it on genesis.ignition_operations; create trigger break_it before insert on genesis.ignition_operations for each row
  when (new.operation = ''partition_creating'' and new.workspace_id = %L) execute function pg_temp.break_it()', tests.id('bad')); end $$;
update pgmq.q_ignition set vt = now();
select is(pg_temp.claims(), 'good partition_creating', 'behind one that fails another goes on');
select is((select error from genesis.ignition_operations where workspace_id = tests.id('bad')), null, 'what its judging had written is undone');
create function pg_temp.again(p_times int) returns void language plpgsql as $$
begin
  for n in 1..p_times loop
    update pgmq.q_ignition set vt = case when message ->> 'workspace_id' = tests.id('bad')::text then now() else now() + interval '1 h' end;
    perform genesis.ignition_claim(1);
  end loop;
end $$;
select pg_temp.again(8);
select is(pg_temp.alarms('queue_fault') ~ '^queue_fault:ignition:\d+ 9 high$', true, 'each time is counted by one alarm');
select is((select round(extract(epoch from vt - clock_timestamp()))::int from pgmq.q_ignition where message ->> 'workspace_id' = tests.id('bad')::text), 300, 'and the pauses grow');
select pg_temp.again(1);
select is((select concat_ws(' ', status, step, error_step, error_message) from genesis.ignition_state where workspace_id = tests.id('bad')),
  'rollback_in_progress rollback_workflows partition_creating The step''s message could not be judged.', 'the tenth time its run is turned round');
select is((select string_agg(message ->> 'step', ' ') from pgmq.q_ignition where message ->> 'workspace_id' = tests.id('bad')::text), 'rollback_workflows', 'without that message');
select is(pg_temp.alarms('dead_letter'), 'dead_letter:ignition 14 high, dead_letter:ignition:' || tests.id('bad') || ' 1 high', 'which is a dead letter');

-- The queue of the commands.
select pgmq.send('commands', m) from (values ('{"workspace_id": "nonsense"}'::jsonb), ('{}'), ('[1]'), (null),
  (jsonb_build_object('workspace_id', gen_random_uuid()))) v (m);
insert into genesis.partition_registry (workspace_id, partition_name, sidecar_url) values (tests.id('good'), 'leads_p_good', 'http://127.0.0.1:1');
select private.command_enqueue(tests.id('good'), 'stop_executions');
select is(genesis.command_claim() ->> 'action', 'stop_executions', 'behind five bells that are of nobody, a command is given out');
select is(pg_temp.alarms('dead_letter') ~ 'dead_letter:commands 5 high', true, 'and they are dead letters');
delete from pgmq.q_commands;
select pgmq.send('commands', jsonb_build_object('workspace_id', tests.id('bad')));
select private.command_enqueue(tests.id('bad'), 'stop_executions'), private.command_enqueue(tests.id('good'), 'deactivate_all_workflows');
update genesis.commands set status = 'done', finished_at = now() where action = 'stop_executions' and workspace_id = tests.id('good');
create trigger break_it before update on genesis.commands for each row when (old.action = 'stop_executions') execute function pg_temp.break_it();
update pgmq.q_commands set vt = now();
select is(genesis.command_claim() ->> 'action', 'deactivate_all_workflows', 'behind one that fails likewise');
select is((select count(*)::int from pgmq.q_commands where message ->> 'workspace_id' = tests.id('bad')::text and vt > clock_timestamp() + interval '1 s'), 2, 'whose bells ring on: a freeze may wait behind them');
select * from finish();
rollback;
