-- A rollback that cannot finish: in local mode it is given up soon, and each object that is left is named.
begin;
select no_plan();
select tests.tenant('left'), tests.tenant('left-far');
create function pg_temp.rolling_back(p_slug text, p_mode text) returns void language plpgsql as $$
begin
  perform genesis.partition_create(tests.id(p_slug)), genesis.ignition_start(tests.id(p_slug), 'user_i', p_mode);
  perform genesis.ignition_fail_step(0, s.workspace_id, s.run_id, s.step, 'boom', null, true) from genesis.ignition_state s
  where workspace_id = tests.id(p_slug);
  delete from pgmq.q_ignition where message ->> 'step' = 'partition_creating';
end $$;
-- One attempt of the present step: claimed, and failed for the moment. Its row says now(), which stands still here.
create function pg_temp.attempt(p_slug text) returns text language plpgsql as $$
declare v jsonb;
begin
  update genesis.ignition_state set step_started_at = now() where workspace_id = tests.id(p_slug);
  update pgmq.q_ignition set vt = case when message ->> 'workspace_id' = tests.id(p_slug)::text then now() else now() + interval '1 h' end;
  v := genesis.ignition_claim(1) #> '{messages,0}';
  return genesis.ignition_fail_step((v ->> 'msg_id')::bigint, tests.id(p_slug), (v ->> 'run_id')::uuid, v ->> 'step', 'nobody answers') ->> 'next';
end $$;
create function pg_temp.left(p_slug text) returns jsonb language sql as $$
  select error_detail #> '{left,objects}' from genesis.ignition_state where workspace_id = tests.id(p_slug) $$;

select pg_temp.rolling_back('left', 'local'), pg_temp.rolling_back('left-far', 'digitalocean');
insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by, is_current)
values ('left_template', 'h', '1', '{"display_name": "A Template"}', '{}', 'test', true);
insert into genesis.workflow_map (workspace_id, id, kind, logical_id, n8n_id, state) values
  (tests.id('left'), '00000000-0000-4000-8000-000000000001', 'workflow', 'left_template', 'n-7', 'made'),
  (tests.id('left'), '00000000-0000-4000-8000-000000000002', 'credential', 'smtp', null, 'intended');
insert into genesis.droplets (workspace_id, tag, provider, provider_id, state)
values (tests.id('left-far'), 'genesis-ws-left-far', 'digitalocean', '77', 'active');

select is((select string_agg(pg_temp.attempt('left'), ' ') from generate_series(1, 5)), 'retry retry retry retry failed', 'local mode: five attempts');
select is((select concat_ws(' ', status, rollback_success) from genesis.ignition_state where workspace_id = tests.id('left')), 'failed f', 'and the run ends unclean');
select is(pg_temp.left('left') - 2, '[
  {"kind": "workflow", "logical_id": "left_template", "n8n_id": "n-7", "name": "A Template [genesis:00000000-0000-4000-8000-000000000001]"},
  {"kind": "credential", "logical_id": "smtp", "n8n_id": null, "name": "smtp [genesis:00000000-0000-4000-8000-000000000002]"}]',
  'each object is named as n8n has it, with its id where it is known') from (select 1) _ where jsonb_array_length(pg_temp.left('left')) = 3;
select is(pg_temp.left('left') #>> '{2,kind}', 'partition', 'and the partition');
select is(pg_temp.left('left') #>> '{2,name}', 'genesis.leads_p_left', 'with its name');
select is((select detail #> '{left,objects}' from genesis.alarms where dedupe_key = 'rollback:' || tests.id('left') and cleared_at is null), pg_temp.left('left'), 'the alarm has the same list');

select is((select string_agg(pg_temp.attempt('left-far'), ' ') from generate_series(1, 20)), repeat('retry ', 19) || 'failed', 'elsewhere: twenty');
select is(pg_temp.left('left-far') -> 0, '{"kind": "droplet", "name": "genesis-ws-left-far", "droplet_id": "77", "state": "active"}', 'a server that is left is named');

select is(genesis.ignition_claim(1) -> 'next_due_in_s' is distinct from 'null' and exists (select from pgmq.q_ignition), exists (select from pgmq.q_ignition), 'a queue that holds something says when it is due');
delete from pgmq.q_ignition;
select is(genesis.ignition_claim(1), '{"messages": [], "next_due_in_s": null}', 'an empty one never is');
delete from pgmq.q_commands;
select is(genesis.command_claim(), '{"next_due_in_s": null}', 'that of the commands likewise');
select * from finish();
rollback;
