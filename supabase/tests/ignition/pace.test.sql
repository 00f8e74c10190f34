-- I8, I5: what a wake-up comes too late is not counted towards a step's deadline, wherever the process died; a step that
-- is worked on all along has its deadline and no more, and no death is forgiven for ever.
begin;
select no_plan();
select tests.tenant('pace');

-- Time passes: all that was written of the run becomes older.
create function pg_temp.later(p_by interval) returns void language plpgsql as $$
begin
  update genesis.ignition_state set step_started_at = step_started_at - p_by where workspace_id = tests.id('pace');
  update private.ignition_pace set step_started_at = step_started_at - p_by, due_at = due_at - p_by where workspace_id = tests.id('pace');
  update genesis.ignition_operations set started_at = started_at - p_by where workspace_id = tests.id('pace');
end $$;
-- Claims the run's message, as soon as it is due: step, attempt and, to a second, the time that is left. Null: it was judged.
create function pg_temp.claim() returns text language plpgsql as $$
declare v jsonb;
begin
  update pgmq.q_ignition set vt = case when message ->> 'workspace_id' = tests.id('pace')::text then now() else now() + interval '1 h' end;
  v := genesis.ignition_claim(1) #> '{messages,0}';
  -- A row says now(), which stands still here.
  update genesis.ignition_operations set started_at = clock_timestamp() where workspace_id = tests.id('pace') and started_at = now();
  perform set_config('tests.msg', coalesce(v ->> 'msg_id', '0'), true);
  return (v ->> 'step') || ' ' || (v ->> 'attempt') || ' ' || round(extract(epoch from (v ->> 'deadline')::timestamptz - clock_timestamp())) || ' s';
end $$;
create function pg_temp.report(p_what text) returns void language plpgsql as $$
declare s genesis.ignition_state := (select s from genesis.ignition_state s where workspace_id = tests.id('pace')); m bigint := current_setting('tests.msg')::bigint;
begin
  perform case p_what when 'done' then genesis.ignition_complete_step(m, s.workspace_id, s.run_id, s.step)
    when 'again' then genesis.ignition_poll_step(m, s.workspace_id, s.run_id, s.step, 1)
    else genesis.ignition_fail_step(m, s.workspace_id, s.run_id, s.step, 'boom', null, p_what = 'failed') end;
end $$;
create function pg_temp.launch_to(p_step text) returns void language plpgsql as $$
begin
  update genesis.ignition_state set status = 'failed', step = null, error_message = 'x', completed_at = now() where workspace_id = tests.id('pace');
  delete from pgmq.q_ignition where message ->> 'workspace_id' = tests.id('pace')::text;
  perform genesis.ignition_start(tests.id('pace'), 'u');
  while (select step <> p_step from genesis.ignition_state where workspace_id = tests.id('pace')) loop
    perform pg_temp.claim(), pg_temp.report('done');
  end loop;
end $$;
create function pg_temp.error() returns text language sql as $$
  select concat_ws(': ', error_step, error_message) from genesis.ignition_state where workspace_id = tests.id('pace') $$;

-- Alive all along: the deadline, and no more.
select pg_temp.launch_to('handshake_pending');
select is(pg_temp.claim(), 'handshake_pending 1 30 s', 'thirty seconds in local mode');
select pg_temp.report('again'), pg_temp.later('3 s');
select is(pg_temp.claim(), 'handshake_pending 1 27 s', 'a look that is as late as a living process may be is counted');
select is((select count(c)::int from generate_series(1, 26) n, lateral (select pg_temp.report('again'), pg_temp.later(make_interval(secs => sign(n)::int))) r, lateral (select pg_temp.claim() as c where r is not null) x), 26, 'a look a second');
select pg_temp.report('again'), pg_temp.later('2 s');
select is(pg_temp.claim(), null, 'and no more');
select is(pg_temp.error(), 'handshake_pending: handshake_pending did not finish within 00:00:30', 'with the sentence of the deadline');

-- Killed in the pause between two polls, for as long as cron may take.
select pg_temp.launch_to('handshake_pending'), pg_temp.claim(), pg_temp.report('again'), pg_temp.later('60 s');
select is(pg_temp.claim(), 'handshake_pending 1 29 s', 'the poll''s own second is counted, what came after it is not; no attempt is used up');
select pg_temp.report('again'), pg_temp.later('40 s');
select is(pg_temp.claim(), 'handshake_pending 1 28 s', 'a second time');
select pg_temp.report('done'), pg_temp.later('2 s');
select is(pg_temp.claim(), 'credentials_injecting 1 598 s', 'the next step has its own time');

-- Killed elsewhere.
select pg_temp.launch_to('handshake_pending'), pg_temp.later('60 s');
select is(pg_temp.claim(), 'handshake_pending 1 30 s', 'between two steps: nobody has looked yet');
select pg_temp.report('for the moment'), pg_temp.later('62 s');
select is(pg_temp.claim(), 'handshake_pending 2 28 s', 'in the pause between two tries');
select pg_temp.later('61 s');
select is(pg_temp.claim(), 'handshake_pending 3 28 s', 'while it held the message');
select pg_temp.launch_to('partition_creating'), pg_temp.later('8 h');
select is(pg_temp.claim(), 'partition_creating 1 60 s', 'before the first step: the machine slept');
select pg_temp.launch_to('droplet_provisioning'), pg_temp.claim(), pg_temp.report('again'), pg_temp.later('1 h');
select is(pg_temp.claim(), 'droplet_provisioning 1 599 s', 'while a server boots');

-- On the way back too.
select pg_temp.report('failed');
select is(pg_temp.error(), 'droplet_provisioning: boom', 'it turns round');
select pg_temp.claim(), pg_temp.report('done');
select pg_temp.claim(), pg_temp.report('done');
select is(pg_temp.claim(), 'rollback_droplet 1 86400 s', 'a server that is being terminated');
select pg_temp.report('again'), pg_temp.later('3 days');
select is(pg_temp.claim(), 'rollback_droplet 1 86399 s', 'is asked again, however late');
select pg_temp.report('done'), pg_temp.claim(), pg_temp.report('done');
select is((select concat_ws(' ', status, rollback_success) from genesis.ignition_state where workspace_id = tests.id('pace')), 'failed t', 'and the run ends clean');

-- Nothing is forgiven for ever.
create function pg_temp.looks() returns int language plpgsql as $$
declare v_looks int := 0;
begin
  while pg_temp.claim() is not null loop
    v_looks := v_looks + 1;
    perform pg_temp.report('again'), pg_temp.later('61 s');
    exit when v_looks > 99;
  end loop;
  return v_looks;
end $$;
select pg_temp.launch_to('handshake_pending');
select is(pg_temp.looks(), 11, 'a process that dies in every pause looks once, and ten times more');
select is(pg_temp.error(), 'handshake_pending: handshake_pending did not finish within 00:00:30, not counting 600 s in which no process came for it', 'and the run says what was not counted');
update private.ignition_steps set late_wakes = 1000 where step = 'handshake_pending';
select pg_temp.launch_to('handshake_pending');
select is(pg_temp.looks(), 30, 'without that end: as many looks as it would have had, a second each');
select is((select count(*)::int from pgmq.q_ignition where message ->> 'workspace_id' = tests.id('pace')::text and message ->> 'step' = 'handshake_pending'), 0, 'and its message is gone');
select * from finish();
rollback;
