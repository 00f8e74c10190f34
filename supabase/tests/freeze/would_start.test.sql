-- W4: what a freeze switched off is known, survives a second freeze, and starts when an operator says so: exactly that.
begin;
select no_plan();
select tests.tenant('ws'), tests.operator('user_ws_op');
insert into public.campaigns (workspace_id, id, name, status) values (tests.id('ws'), tests.id('ws-a'), 'Autumn', 'active'), (tests.id('ws'), tests.id('ws-b'), 'Berries', 'active'), (tests.id('ws'), tests.id('ws-p'), 'Paused', 'paused');
insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by, is_current) values ('wst_mail', repeat('a', 64), '1', '{"display_name": "Mail", "uses_llm": false}', '{}', 'u', true), ('wst_llm', repeat('b', 64), '1', '{"display_name": "Research", "uses_llm": true}', '{}', 'u', true);
insert into genesis.workflow_map (workspace_id, id, kind, logical_id, campaign_id, n8n_id, state)
select tests.id('ws'), tests.id('ws ' || n), 'workflow', l, tests.id(c), n, s from (values ('n1', 'wst_mail', 'ws-a', 'made'), ('n2', 'wst_llm', 'ws-a', 'made'), ('n3', 'wst_mail', 'ws-b', 'made'), ('n4', 'wst_mail', 'ws-p', 'made'), ('n5', 'wst_llm', 'ws-b', 'removing')) as v (n, l, c, s);
insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by, status, completed_at) values (tests.id('ws'), tests.id('run'), 't', 'u', 'active', now());
create function pg_temp.op(p_call text) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_service();
  execute 'select genesis.' || p_call into v;
  perform tests.reset();
  return v;
end $$;
create function pg_temp.freeze() returns jsonb language sql as $$ select pg_temp.op(format('workspace_freeze(%L, ''user_ws_op'', ''a test'')', tests.id('ws'))) $$;
create function pg_temp.unfreeze(p_reactivate jsonb default null) returns jsonb language sql as $$
  select pg_temp.op(format('workspace_unfreeze(%L, ''user_ws_op'', %L, null, %L)', tests.id('ws'), tests.token_hash(gen_random_uuid()::text), p_reactivate)) $$;
create function pg_temp.start(p_reactivate jsonb, p_actor text default 'user_ws_op') returns jsonb language sql as $$
  select pg_temp.op(format('workspace_reactivate(%L, %L, %L)', tests.id('ws'), p_actor, p_reactivate)) $$;
create function pg_temp.would() returns text language sql as $$
  select string_agg(w ->> 'n8n_id', ' ' order by w ->> 'n8n_id') from jsonb_array_elements(private.would_start(tests.id('ws'))) g, jsonb_array_elements(g -> 'workflows') w $$;
create function pg_temp.asked() returns text language sql as $$
  select string_agg(m.n8n_id, ' ' order by m.n8n_id) from genesis.commands c, jsonb_array_elements_text(c.ids -> 'workflows') w (id)
  join genesis.workflow_map m on m.id = w.id::uuid where c.workspace_id = tests.id('ws') and c.action = 'activate_workflows' and c.status = 'open' $$;
create function pg_temp.done() returns void language sql as $$ update genesis.commands set status = 'done', finished_at = now() where workspace_id = tests.id('ws') and status = 'open' $$;

select is(pg_temp.start('true', 'user_owner_ws'), '{"status": 403, "code": "forbidden"}', 'who is no operator starts nothing');
select pg_temp.freeze();
select is(pg_temp.would(), 'n1 n2 n3', 'what the database knows to be on: no paused campaign, nothing that is being removed');
select is(private.would_start(tests.id('ws')) #>> '{0,campaign}', 'Autumn', 'by campaign');
select is(private.would_start(tests.id('ws')) #>> '{0,workflows,1,name}', '[Ws] Mail — Autumn', 'with the names that n8n shows');
select is(pg_temp.start('true'), '{"status": 403, "code": "workspace_frozen"}', 'nothing starts while it is frozen');
-- n8n's word goes before that: the research was off, somebody had switched the paused campaign's on.
update genesis.commands set status = 'running' where workspace_id = tests.id('ws') and action = 'deactivate_all_workflows';
select is(pg_temp.op(format('freeze_saw_active(%L, 1, 2, ''{n1,n4}'')', tests.id('ws'))), '{"status": 200, "late": false}', 'n8n is asked before it is switched off');
select is(pg_temp.op(format('freeze_saw_active(%L, 1, 2, ''{n3}'')', tests.id('ws'))) ->> 'late', 'false', 'and again after a try that was cut off');
select is(pg_temp.would(), 'n1 n3', 'what any try saw counts; a paused campaign still does not start');
select is(pg_temp.op(format('freeze_saw_active(%L, 1, 1, ''{n2}'')', tests.id('ws'))) ->> 'late', 'true', 'a word of an older epoch does not');
select is(pg_temp.unfreeze(format('["%s"]', tests.id('ws-p'))::jsonb) #>> '{fields,0,path}', 'reactivate', 'a choice of what would not start is refused');
select is((select status from public.workspaces where slug = 'ws'), 'frozen', 'and unfreezes nothing');

select is(pg_temp.unfreeze() -> 'reactivating', '[]', 'unfrozen without a choice nothing starts');
select is(pg_temp.asked(), null, 'nothing is asked of the sidecar');
select is(pg_temp.would(), 'n1 n3', 'what is off is still known');
select is(jsonb_array_length(pg_temp.start(format('["%s"]', tests.id('ws-b'))::jsonb) -> 'reactivating'), 1, 'a campaign is started');
select is(pg_temp.asked(), 'n3', 'that one alone');
select is(pg_temp.would(), 'n1', 'the rest stays off');
select is((select actor_id from public.governance_audit_log where workspace_id = tests.id('ws') and action = 'workflows_reactivated'), 'user_ws_op', 'it is audited');
select pg_temp.done();

-- A second freeze: what the first left off is not forgotten, and what was started is off again.
select pg_temp.freeze();
update genesis.commands set status = 'running' where workspace_id = tests.id('ws') and action = 'deactivate_all_workflows' and status = 'open';
select pg_temp.op(format('freeze_saw_active(%L, %s, 4, ''{n3}'')', tests.id('ws'), (select max(seq) from genesis.commands where workspace_id = tests.id('ws') and action = 'deactivate_all_workflows')));
select is(pg_temp.would(), 'n1 n3', 'both are known after a second freeze');
select is(jsonb_array_length(pg_temp.unfreeze('true') -> 'reactivating'), 2, 'true starts them all');
select is(pg_temp.asked(), 'n1 n3', 'exactly those');
select is((select string_agg(action, ' ' order by seq) from genesis.commands where workspace_id = tests.id('ws') and epoch = 5 and status = 'open'), 'deactivate_all_workflows stop_executions rotate_webhook_token activate_workflows', 'after what the freeze still wanted, and after the new token');
select is(pg_temp.start('true') -> 'reactivating', '[]', 'asked twice, nothing is left to start');

-- A freeze that comes before the sidecar was told takes it back.
select pg_temp.freeze();
select is((select status from genesis.commands where workspace_id = tests.id('ws') and action = 'activate_workflows' order by seq desc limit 1), 'void', 'what was asked for is void');
update genesis.ignition_state set status = 'failed', error_message = 'x' where workspace_id = tests.id('ws');
select is(pg_temp.would(), null, 'nothing of an ignition that is no more is started piecemeal');
select * from finish();
rollback;
