-- What a process may still do that slept over its message: nothing. Each function that changes something for a step is asked
-- as the attempt that is at work, and as those that were overtaken; people and operators are no step.
begin;
select no_plan();
select tests.tenant('ot');
select genesis.ignition_start(tests.id('ot'), 'u');
-- The present step's message, claimed.
create function pg_temp.claim() returns jsonb language plpgsql as $$
declare v jsonb;
begin
  -- run_to reports without its messages: they are late by now.
  delete from pgmq.q_ignition q using genesis.ignition_state s where s.workspace_id = tests.id('ot')
    and (q.message ->> 'run_id', q.message ->> 'step') is distinct from (s.run_id::text, s.step);
  update pgmq.q_ignition set vt = case when message ->> 'workspace_id' = tests.id('ot')::text then now() else now() + interval '1 h' end;
  v := genesis.ignition_claim(1) #> '{messages,0}';
  return jsonb_build_object('run_id', v -> 'run_id', 'step', v -> 'step', 'attempt', v -> 'attempt', 'epoch', v -> 'epoch');
end $$;
create function pg_temp.run_to(p_step text) returns void language plpgsql as $$
begin
  while (select step is distinct from p_step and step is not null from genesis.ignition_state where workspace_id = tests.id('ot')) loop
    perform genesis.ignition_complete_step(0, workspace_id, run_id, step) from genesis.ignition_state where workspace_id = tests.id('ot');
  end loop;
end $$;
create temp table acts (name text, call text);
insert into acts values
  ('partition_create', 'genesis.partition_create(%L, %L)'), ('webhook_token_set', 'genesis.webhook_token_set(%L, sha256(''new''), null, %L)'),
  ('map_intend', 'genesis.map_intend(%L, ''credential'', ''new'', null, %L)'), ('map_made', 'genesis.map_made(%L, tests.id(''ot row''), ''n-2'', ''h'', %L)'),
  ('map_removed', 'genesis.map_removed(%L, tests.id(''ot row''), %L)'),
  ('credential_put', $$genesis.credential_put(%L, tests.id('ot new'), 'webhook', 'new', '{"key_id": "k", "salt": "s", "iv": "i", "tag": "t", "ciphertext": "c", "v": 1}', null, 'k', 'system', %L)$$),
  ('credential_delete', 'genesis.credential_delete(%L, tests.id(''ot cred''), ''system'', %L)'), ('partition_drop', 'genesis.partition_drop(%L, %L)');
create function pg_temp.say(p_name text, p_fence jsonb) returns text language plpgsql as $$
declare v jsonb;
begin
  execute 'select ' || format((select call from acts where name = p_name), tests.id('ot'), p_fence) into v;
  return concat_ws(' ', v ->> 'status', v ->> 'code');
end $$;
create function pg_temp.all_say(p_fence jsonb) returns text language sql as $$ select string_agg(distinct pg_temp.say(name, p_fence), ', ') from acts $$;
-- Everything that these functions change.
create function pg_temp.seen() returns text language sql as $$
  select concat_ws(' | ', (select string_agg(concat_ws(' ', logical_id, n8n_id, state), ',') from genesis.workflow_map where workspace_id = tests.id('ot')),
    (select string_agg(name, ',') from genesis.credential_store where workspace_id = tests.id('ot')), (select encode(webhook_token_hash, 'hex') from private.workspace_secrets where workspace_id = tests.id('ot')),
    (select partition_name from genesis.partition_registry where workspace_id = tests.id('ot')), (select name || attached from private.partition_found(tests.id('ot')))) $$;
create temp table fence (who text primary key, claim jsonb);

insert into fence select 'a run before', jsonb_build_object('run_id', gen_random_uuid(), 'step', 'partition_creating', 'attempt', 1, 'epoch', 0);
insert into fence select 'a process that slept', pg_temp.claim();
insert into fence select 'the one at work', pg_temp.claim();
select is((select string_agg(claim ->> 'attempt', ' ' order by who) from fence where who <> 'a run before'), '1 2', 'a message that comes again is another attempt');
insert into fence select 'before a freeze', claim || jsonb_build_object('epoch', (claim ->> 'epoch')::int - 1) from fence where who = 'the one at work';
insert into fence values ('what is no fence', '{}'), ('nor this', '"x"'), ('nor that', '{"run_id": "no uuid", "step": 7, "attempt": "x"}');
select is(pg_temp.say('partition_create', claim), '200', 'the one at work makes its partition') from fence where who = 'the one at work';
select tests.id('ot row'), tests.id('ot cred'), tests.id('ot new');
insert into genesis.workflow_map (workspace_id, id, kind, logical_id, n8n_id, state) values (tests.id('ot'), tests.id('ot row'), 'workflow', 'email_1', 'n-1', 'made');
insert into genesis.credential_store (workspace_id, id, type, name, envelope, key_id, created_by)
values (tests.id('ot'), tests.id('ot cred'), 'webhook', 'webhook', '{"key_id": "k", "salt": "s", "iv": "i", "tag": "t", "ciphertext": "c", "v": 1}', 'k', 'system');
create temp table before as select pg_temp.seen() as seen;
select is(pg_temp.all_say(claim), '409 overtaken', who) from fence where who <> 'the one at work' order by who;
select is(pg_temp.seen(), seen, 'and nothing was changed') from before;
select is((select string_agg(distinct pg_temp.say(a.name, f.claim), ', ') from acts a, fence f where f.who = 'the one at work' and a.name <> 'partition_drop'), '200', 'the one at work may do each of them');
select isnt(pg_temp.seen(), seen, 'which is seen') from before;
select is(pg_temp.say('map_intend', claim - 'attempt' - 'epoch'), '200', 'a fence of run and step alone is one too') from fence where who = 'the one at work';

-- What slept before it dropped the partition of a run that was unmade, and wakes when the next one is live.
select genesis.ignition_fail_step(0, workspace_id, run_id, step, 'boom', null, true) from genesis.ignition_state where workspace_id = tests.id('ot');
select pg_temp.run_to('rollback_partition');
insert into fence select 'a rollback that slept', pg_temp.claim();
insert into fence select 'the rollback at work', pg_temp.claim();
select is(pg_temp.say('partition_drop', claim), '409 overtaken', 'a rollback that slept drops nothing') from fence where who = 'a rollback that slept';
select is(pg_temp.say('partition_drop', claim || '{"epoch": -1}'), '200', 'the one at work does, through a freeze too') from fence where who = 'the rollback at work';
select pg_temp.run_to(null);
select genesis.ignition_start(tests.id('ot'), 'u');
select is(pg_temp.say('partition_create', pg_temp.claim()), '200', 'launched again');
select pg_temp.run_to(null);
select is((select status from genesis.ignition_state where workspace_id = tests.id('ot')), 'active', 'and live');
update before set seen = pg_temp.seen();
select is(pg_temp.all_say(claim), '409 overtaken', who || ', on a live workspace') from fence order by who;
select is(pg_temp.seen(), seen, 'which stays as it is') from before;
select is((select string_agg(concat_ws(' ', t ->> 'status', t ->> 'code'), ', ') from fence, lateral genesis.command_ticket(tests.id('ot'), true, (claim ->> 'run_id')::uuid, claim ->> 'step') t
  where who like '% that slept'), '409 not_running, 409 not_running', 'nor is there a ticket for a command to the sidecar');
select is(genesis.partition_drop(tests.id('ot')) ->> 'outcome', 'dropped', 'without a fence the caller is no step');
select * from finish();
rollback;
