-- Which of a workspace's workflows call a model, and what a command says of itself.
begin;
select no_plan();
select tests.tenant('llm'), tests.tenant('llm-other');
update genesis.workflow_templates set is_current = false where slug in ('asks', 'asks_not');
insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by, is_current) values
  ('asks', 'h', '1', '{"uses_llm": true}', '{}', 'test', true), ('asks_not', 'h', '1', '{"uses_llm": false}', '{}', 'test', true);
insert into genesis.workflow_map (workspace_id, kind, logical_id, n8n_id, state) values
  (tests.id('llm'), 'workflow', 'asks', 'n-1', 'made'), (tests.id('llm'), 'workflow', 'asks_not', 'n-2', 'made'),
  (tests.id('llm'), 'credential', 'asks', 'c-1', 'made'), (tests.id('llm-other'), 'workflow', 'asks', null, 'intended');
select is(genesis.llm_workflows(tests.id('llm')), '["n-1"]', 'the workflow whose template says so');
select is(genesis.llm_workflows(tests.id('llm-other')), '[]', 'none that is not there yet');
select is(genesis.llm_workflows(gen_random_uuid()), '[]', 'none of a workspace that is not there');

insert into genesis.partition_registry (workspace_id, partition_name, sidecar_url) values (tests.id('llm'), 'leads_p_llm', 'http://sidecar.test');
create function pg_temp.claimed(p_action text) returns text language plpgsql as $$
begin
  update genesis.commands set status = 'void', finished_at = now() where status in ('open', 'running');
  delete from pgmq.q_commands;
  perform private.command_enqueue(tests.id('llm'), p_action);
  return genesis.command_claim() ->> 'removing';
end $$;
select is(pg_temp.claimed('pause_llm_workflows'), 'true', 'pausing takes away');
select is(pg_temp.claimed('resume_llm_workflows'), 'false', 'resuming does not');
select * from finish();
rollback;
