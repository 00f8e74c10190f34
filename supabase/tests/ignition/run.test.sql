-- The state machine from launch to active, through failures, an unclean rollback and the relaunch that cleans first.
begin;
select no_plan();
select tests.tenant('ign'), tests.tenant('ign-frozen'), tests.operator('user_ign_op');
create function pg_temp.state() returns text language sql as $$
  select concat_ws(' ', status, step, current_step, error_message, rollback_success) from genesis.ignition_state where workspace_id = tests.id('ign') $$;
-- The present step's message is claimed, as ignition-step does it; null when none is due.
create function pg_temp.claim() returns text language plpgsql as $$
declare v jsonb;
begin
  update pgmq.q_ignition set vt = now();
  loop
    v := genesis.ignition_claim(1);
    exit when v #> '{messages,0}' is null or v #>> '{messages,0,workspace_id}' = tests.id('ign')::text;
  end loop;
  perform set_config('tests.msg', coalesce(v #>> '{messages,0,msg_id}', '0'), true);
  return concat_ws(' ', v #>> '{messages,0,step}', v #>> '{messages,0,attempt}');
end $$;
create function pg_temp.report(p_what text, p_more jsonb default '{}') returns jsonb language plpgsql as $$
declare s genesis.ignition_state := (select s from genesis.ignition_state s where workspace_id = tests.id('ign')); m bigint := current_setting('tests.msg')::bigint;
begin
  return case p_what when 'done' then genesis.ignition_complete_step(m, s.workspace_id, s.run_id, s.step, p_more)
    when 'poll' then genesis.ignition_poll_step(m, s.workspace_id, s.run_id, s.step, 1)
    else genesis.ignition_fail_step(m, s.workspace_id, s.run_id, s.step, 'boom', null, p_what = 'permanent') end;
end $$;
create function pg_temp.run_to(p_step text) returns void language plpgsql as $$
begin
  while (select step is distinct from p_step and step is not null from genesis.ignition_state where workspace_id = tests.id('ign')) loop
    perform pg_temp.claim(), pg_temp.report('done');
  end loop;
end $$;

select is(genesis.ignition_start(gen_random_uuid(), 'u') ->> 'status', '404', 'an unknown workspace: 404');
select genesis.workspace_freeze(tests.id('ign-frozen'), 'user_ign_op', 'a test');
select is(genesis.ignition_start(tests.id('ign-frozen'), 'u') ->> 'code', 'workspace_frozen', 'a frozen one: refused');
select is(genesis.ignition_cancel(tests.id('ign'), 'u') ->> 'status', '404', 'nothing to cancel');
select is(genesis.ignition_start(tests.id('ign'), 'u') ->> 'status', '202', 'launched');
select is(genesis.ignition_start(tests.id('ign'), 'u') ->> 'code', 'ignition_in_progress', 'twice: in progress');
select is(pg_temp.state(), 'pending partition_creating 0', 'pending until its first message is claimed');
select is(pg_temp.claim(), 'partition_creating 1', 'claimed');
select is(pg_temp.state(), 'partition_creating partition_creating 0', 'and shown');

-- Retries, polls, a process that died.
select is(pg_temp.report('retryable') ->> 'next', 'retry', 'a transient failure');
select is(pg_temp.claim(), 'partition_creating 2', 'is a second attempt');
select is(pg_temp.report('done', '{"partition_name": "leads_p_ign"}') ->> 'next', 'droplet_provisioning', 'done: the next step');
select is((select partition_name from genesis.ignition_state where workspace_id = tests.id('ign')), 'leads_p_ign', 'what it found out is kept');
select pg_temp.run_to('handshake_pending');
select is(pg_temp.claim(), 'handshake_pending 1', 'the handshake');
select pg_temp.report('poll');
select is(pg_temp.claim(), 'handshake_pending 1', 'a poll uses up no attempt');
select is(pg_temp.claim(), 'handshake_pending 2', 'a process that died does');
select is((select error from genesis.ignition_operations where workspace_id = tests.id('ign') and operation = 'handshake_pending' and attempt = 1), 'The process died before it reported.', 'and its row says so');

-- Late reports change nothing.
select is(genesis.ignition_complete_step(0, workspace_id, run_id, 'partition_creating') ->> 'late', 'true', 'a step that is past')
from genesis.ignition_state where workspace_id = tests.id('ign');
select is(genesis.ignition_fail_step(0, tests.id('ign'), gen_random_uuid(), 'handshake_pending', 'x', null, true) ->> 'late', 'true', 'another run');
select is(pg_temp.state(), 'handshake_pending handshake_pending 2', 'the state stands');

-- A permanent failure, a rollback that cannot finish, and the launch after it.
select is(pg_temp.report('permanent') ->> 'next', 'rollback', 'a permanent failure turns the run round');
select is(pg_temp.state(), 'rollback_in_progress rollback_workflows 2 boom', 'and its reason is kept');
select pg_temp.run_to('rollback_droplet'), pg_temp.claim();
select is(pg_temp.report('permanent') ->> 'next', 'failed', 'a rollback step that fails for good');
select is(pg_temp.state(), 'failed 2 boom f', 'ends the run unclean');
select is((select count(*)::int from genesis.alarms where dedupe_key = 'rollback:' || tests.id('ign') and cleared_at is null), 1, 'with an alarm');
select is(genesis.ignition_start(tests.id('ign'), 'u') ->> 'status', '202', 'launched again');
select is(pg_temp.state(), 'rollback_in_progress rollback_workflows 0', 'it cleans first');
select pg_temp.run_to('rollback_partition'), pg_temp.claim();
select is(pg_temp.report('done') ->> 'next', 'partition_creating', 'and then starts');
select is(pg_temp.state(), 'partition_creating partition_creating 0', 'as a run like any');
select pg_temp.run_to(null);
select is(pg_temp.state(), 'active 6', 'which ends active');
select is((select count(*)::int from genesis.alarms where dedupe_key = 'rollback:' || tests.id('ign') and cleared_at is null), 0, 'and nothing is left to be alarmed about');
select is(genesis.ignition_start(tests.id('ign'), 'u') - 'run_id', '{"status": 200, "already_active": true}', 'a launch of an active one');
select is(genesis.ignition_cancel(tests.id('ign'), 'u') ->> 'code', 'not_running', 'has nothing to cancel');
select is((select count(*)::int from pgmq.q_ignition where message ->> 'workspace_id' = tests.id('ign')::text), 0, 'and no message is left');
select * from finish();
rollback;
