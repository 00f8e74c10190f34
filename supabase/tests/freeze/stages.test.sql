-- W3, the database's half: each command of a freeze that is done is a stage, none is given up, and without a sidecar
-- the stages say so.
begin;
select no_plan();
select tests.tenant('st'), tests.tenant('st-alone'), tests.operator('user_st_op');
-- Nobody else's bell is to be answered here; it all comes back with the rollback.
delete from pgmq.q_commands;
select genesis.partition_create(tests.id('st'));
update genesis.partition_registry set sidecar_url = 'http://sidecar.test' where workspace_id = tests.id('st');
create function pg_temp.claim() returns jsonb language plpgsql as $$
declare v jsonb;
begin
  update pgmq.q_commands set vt = now() - interval '1 s';
  perform tests.as_service();
  v := genesis.command_claim();
  perform tests.reset();
  return v;
end $$;
create function pg_temp.report(p_command jsonb, p_result jsonb) returns jsonb language sql as $$
  select genesis.command_done((p_command ->> 'workspace_id')::uuid, (p_command ->> 'seq')::bigint, (p_command ->> 'epoch')::bigint, (p_command ->> 'msg_id')::bigint, p_result) $$;
create function pg_temp.fail(p_command jsonb, p_permanent boolean) returns jsonb language sql as $$
  select genesis.command_failed((p_command ->> 'workspace_id')::uuid, (p_command ->> 'seq')::bigint, (p_command ->> 'epoch')::bigint, (p_command ->> 'msg_id')::bigint, 'away', p_permanent) $$;
create function pg_temp.stages(p_slug text) returns text language sql as $$
  select string_agg(stage, ' ' order by at, stage <> 'requested') from genesis.freeze_stages where workspace_id = tests.id(p_slug) $$;
create function pg_temp.alarm() returns text language sql as $$
  select string_agg(severity || ' ' || (detail ->> 'stage') || ' ' || (cleared_at is not null), ', ') from genesis.alarms
  where workspace_id = tests.id('st') and kind = 'freeze_pending' $$;

select private.command_enqueue(tests.id('st'), 'delete_workflow');
update genesis.commands set status = 'running', attempts = 7, next_at = now() + interval '1 minute' where workspace_id = tests.id('st');
select genesis.workspace_freeze(tests.id('st'), 'user_st_op', 'a test');
select is((select status || ' ' || (next_at <= clock_timestamp()) from genesis.commands where workspace_id = tests.id('st') and action = 'delete_workflow'), 'open true', 'what a worker is at, and only takes away, is due again: its report comes under the old epoch');
update genesis.commands set next_at = now() + interval '1 hour' where workspace_id = tests.id('st') and action = 'delete_workflow';
create temp table c as select pg_temp.claim() as v;
select is((select v ->> 'action' from c), 'deactivate_all_workflows', 'first all workflows off, whatever else waits for the sidecar');
select is(pg_temp.fail(v, false) ->> 'after_s', '2', 'a sidecar that is away is asked again after two seconds') from c;
update genesis.commands set attempts = 60, next_at = now() where workspace_id = tests.id('st') and action = 'deactivate_all_workflows';
truncate c; insert into c select pg_temp.claim();
select is(pg_temp.fail(v, false) - 'status', '{"late": false, "next": "retry", "after_s": 30}', 'for the hundredth time after half a minute: never given up') from c;
select is(pg_temp.alarm(), null, 'no alarm in its first minutes');
update public.workspaces set frozen_at = now() - interval '11 minutes' where id = tests.id('st');
update genesis.commands set next_at = now() where workspace_id = tests.id('st') and action <> 'delete_workflow';
truncate c; insert into c select pg_temp.claim();
select pg_temp.fail(v, false) from c;
select is(pg_temp.alarm(), 'critical workflows_off false', 'then one');
select matches((select message from genesis.alarms where workspace_id = tests.id('st') and kind = 'freeze_pending'), 'is not done: away\. It is tried again', 'in sentences of their own');
update genesis.commands set next_at = now() where workspace_id = tests.id('st') and action <> 'delete_workflow';
truncate c; insert into c select pg_temp.claim();
select is(pg_temp.fail(v, true) ->> 'next', 'retry', 'a refusal is no end of it either: somebody mends it') from c;
update genesis.commands set next_at = now() where workspace_id = tests.id('st') and action <> 'delete_workflow';
truncate c; insert into c select pg_temp.claim();
select is(pg_temp.report(v, '{"workflows": 7}') ->> 'late', 'false', 'done') from c;
select is(pg_temp.report(v, '{"workflows": 8}') ->> 'late', 'true', 'a report that comes twice changes nothing') from c;
select is(pg_temp.stages('st'), 'requested enforced_in_database workflows_off', 'a stage');
truncate c; insert into c select pg_temp.claim();
select is(v ->> 'action', 'stop_executions', 'then executions') from c;
select pg_temp.report(v, '{"stopped": 3}') from c;
truncate c; insert into c select pg_temp.claim();
select is(v ->> 'action', 'verify_frozen', 'then the look, which a frozen workspace''s sidecar may be told to take') from c;
select pg_temp.report(v, '{"workflows": 7, "active": 0}') from c;
select is(pg_temp.stages('st'), 'requested enforced_in_database workflows_off executions_drained verified', 'all stages in their order');
select is((select detail from genesis.freeze_stages where workspace_id = tests.id('st') and stage = 'verified'), '{"workflows": 7, "active": 0}', 'each with what was found');
select is(pg_temp.alarm(), 'critical workflows_off true', 'the alarm is cleared by itself');

update genesis.commands set status = 'done', finished_at = now() where workspace_id = tests.id('st') and action = 'delete_workflow';

-- Without a sidecar.
select genesis.workspace_freeze(tests.id('st-alone'), 'user_st_op', 'a test');
select private.alarm('freeze_pending', 'freeze_pending:' || tests.id('st-alone'), 'critical', 'm', '{}', tests.id('st-alone'));
select is(pg_temp.claim() ? 'seq', false, 'nobody is to be told');
select isnt((select cleared_at from genesis.alarms where workspace_id = tests.id('st-alone') and kind = 'freeze_pending'), null, 'so nothing is pending, and no alarm is open');
select is(pg_temp.stages('st-alone'), 'requested enforced_in_database workflows_off executions_drained verified', 'the stages are complete');
select is((select string_agg(distinct detail ->> 'sidecar', ' ') from genesis.freeze_stages where workspace_id = tests.id('st-alone') and stage in ('workflows_off', 'executions_drained', 'verified')), 'none', 'and say that there is no sidecar');
select is((select string_agg(distinct status || ' ' || error, ', ') from genesis.commands where workspace_id = tests.id('st-alone')), 'void The workspace has no sidecar.', 'as the commands do');

-- Afterwards a command that cannot be done is given up; what waits for the new token does not start with the old one.
select genesis.workspace_unfreeze(tests.id('st'), 'user_st_op', tests.token_hash('fresh'));
select private.command_enqueue(tests.id('st'), 'activate_workflows', '{"workflows": []}');
truncate c; insert into c select pg_temp.claim();
select is(v ->> 'action', 'rotate_webhook_token', 'first the token') from c;
select is(pg_temp.fail(v, true) ->> 'next', 'failed', 'which could not be handed over') from c;
select is((select string_agg(action || ' ' || status || ' ' || error, ', ' order by seq) from genesis.commands where workspace_id = tests.id('st') and status = 'failed'),
  'rotate_webhook_token failed away, activate_workflows failed n8n did not get the new webhook token: away', 'then nothing starts');
select * from finish();
rollback;
