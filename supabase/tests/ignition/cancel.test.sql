-- A cancel or a freeze that comes while the last step is under way. (All other boundaries: e2e/ignition.)
begin;
select no_plan();
select tests.tenant('late-cancel'), tests.tenant('not-cancelled');
create function pg_temp.at_last_step(p_slug text) returns genesis.ignition_state language plpgsql as $$
declare v_state genesis.ignition_state;
begin
  perform genesis.ignition_start(tests.id(p_slug), 'user_i');
  update genesis.ignition_state set status = 'activating', step = 'activating', current_step = 5
  where workspace_id = tests.id(p_slug) returning * into v_state;
  return v_state;
end $$;
create function pg_temp.report(p_slug text) returns text language sql as $$
  select genesis.ignition_complete_step(0, s.workspace_id, s.run_id, 'activating') ->> 'next'
  from genesis.ignition_state s where s.workspace_id = tests.id(p_slug) $$;
create function pg_temp.state(p_slug text) returns text language sql as $$
  select concat_ws(' ', status, step, error_message) from genesis.ignition_state where workspace_id = tests.id(p_slug) $$;

select pg_temp.at_last_step('not-cancelled'), pg_temp.at_last_step('late-cancel');
select is(pg_temp.report('not-cancelled'), null, 'the last step is the last');
select is(pg_temp.state('not-cancelled'), 'active', 'and ends the run as active');
select is(genesis.ignition_cancel(tests.id('late-cancel'), 'user_i') ->> 'status', '202', 'a cancel is taken while the last step runs');
select is(pg_temp.report('late-cancel'), 'rollback_workflows', 'its report is the boundary at which the run turns round');
select is(pg_temp.state('late-cancel'), 'rollback_in_progress rollback_workflows Cancelled', 'as one that was cancelled earlier');
select is((select count(*)::int from pgmq.q_ignition where message ->> 'workspace_id' = tests.id('late-cancel')::text and message ->> 'step' = 'rollback_workflows'), 1, 'with its message');
select * from finish();
rollback;
