-- W3, the database's half: everything a freeze does in its one transaction, and who may ask for it.
begin;
select no_plan();
select tests.tenant('fr'), tests.tenant('fr-other'), tests.operator('user_fr_op');
create function pg_temp.freeze(p_actor text default 'user_fr_op', p_reason text default 'spam report 7', p_id uuid default tests.id('fr')) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_service();
  v := genesis.workspace_freeze(p_id, p_actor, p_reason);
  perform tests.reset();
  return v;
end $$;
-- What is going on when it comes.
select tests.as_user('user_owner_fr');
create temp table key as select public.create_api_key(tests.id('fr'), 'script') ->> 'key' as k;
select tests.reset();
select genesis.webhook_token_set(tests.id('fr'), sha256('second'));
insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by, status) values (tests.id('fr'), tests.id('run'), 't', 'u', 'workflows_deploying');
insert into public.send_permits (workspace_id, id, lead_id, contact_email, campaign_id, step) values (tests.id('fr'), tests.id('permit'), tests.id('l'), 'lead@example.com', tests.id('c'), 1);
insert into public.send_permits (workspace_id, lead_id, contact_email, campaign_id, step, expires_at) values (tests.id('fr'), tests.id('l'), 'lead@example.com', tests.id('c'), 2, now() - interval '1 minute');
select private.command_enqueue(tests.id('fr'), a) from unnest('{deploy_workflow,activate_workflow,deactivate_workflow,delete_workflow,stop_execution,resume_llm_workflows,deploy_workflow}'::text[]) a;
update genesis.commands set status = 'running' where workspace_id = tests.id('fr') and seq = 7;
select private.command_enqueue(tests.id('fr-other'), 'deploy_workflow');
insert into genesis.commands (workspace_id, seq, epoch, action, status, finished_at) values (tests.id('fr'), 100, 1, 'deploy_workflow', 'done', now());
update private.command_heads set seq = 100 where workspace_id = tests.id('fr');

-- Who may.
select is(pg_temp.freeze('user_owner_fr'), '{"status": 403, "code": "forbidden"}', 'not an operator: 403, the owner included');
select is(pg_temp.freeze(null), '{"status": 403, "code": "forbidden"}', 'nobody: 403');
select is(pg_temp.freeze(p_reason => v) ->> 'status', '400', 'without a reason: 400') from unnest('{NULL,"  "}'::text[]) v;
select is(pg_temp.freeze(p_id => gen_random_uuid()), '{"status": 404, "code": "not_found"}', 'an unknown workspace: 404');
select is((select status || epoch from public.workspaces where slug = 'fr'), 'active1', 'none of it froze');
select tests.as_user('user_fr_op');
select throws_ok(format('select genesis.workspace_freeze(%L, ''user_fr_op'', ''x'')', tests.id('fr')), '42501', null, 'not even an operator''s session calls it: his Edge Function does');
select tests.reset();

create temp table answer as select pg_temp.freeze() as a;
select is((select a - '{stages,open_permits,trace_id}'::text[] from answer), '{"status": 200, "epoch": 2, "pending": ["workflows_off", "executions_drained", "verified"]}', 'frozen: the new epoch, and what is still pending');
select is((select string_agg(action, ' ' order by seq) from genesis.commands where workspace_id = tests.id('fr') and trace_id = (select a ->> 'trace_id' from answer)),
  'deactivate_all_workflows stop_executions verify_frozen', 'its own commands go under its trace id');
select is((select a #>> '{stages,0,detail,trace_id}' from answer), (select a ->> 'trace_id' from answer), 'and so does its first stage');
select is((select jsonb_path_query_array(a, '$.open_permits[*].permit_id') from answer), jsonb_build_array(tests.id('permit')), 'the permits that are still open');
select is((select jsonb_path_query_array(a, '$.stages[*].stage') from answer), '["requested", "enforced_in_database"]', 'the stages so far');
select is((select string_agg(stage, ' ' order by at) from genesis.freeze_stages where workspace_id = tests.id('fr') and epoch = 2), 'requested enforced_in_database', 'recorded with their times');
select is((select concat_ws(' ', status, epoch, frozen_by, freeze_reason, frozen_at is not null) from public.workspaces where slug = 'fr'), 'frozen 2 user_fr_op spam report 7 t', 'the workspace says by whom and why');
select is((select concat_ws(' ', revoked_by, revoked_at is not null) from public.workspace_keys where workspace_id = tests.id('fr')), 'user_fr_op t', 'API keys are revoked');
select is((select concat_ws(' ', webhook_token_hash is null, previous_hash is null, cardinality(frozen_hashes)) from private.workspace_secrets where workspace_id = tests.id('fr')), 't t 2', 'webhook tokens are voided');
select isnt((select cancel_requested_at from genesis.ignition_state where workspace_id = tests.id('fr')), null, 'running ignition is cancelled');
select is((select string_agg(action || ' ' || status || ' ' || epoch, ', ' order by seq) from genesis.commands where workspace_id = tests.id('fr')),
  'deploy_workflow void 1, activate_workflow void 1, deactivate_workflow open 2, delete_workflow open 2, stop_execution open 2, resume_llm_workflows void 1, deploy_workflow void 1, deploy_workflow done 1, deactivate_all_workflows open 2, stop_executions open 2, verify_frozen open 2',
  'commands: what only takes away goes on under the new epoch, the rest is void, and all workflows are to stop');
select is((select status || epoch from genesis.commands where workspace_id = tests.id('fr-other')), 'open1', 'another workspace''s are not touched');
select is((select concat_ws(' ', actor_id, reason, metadata ->> 'epoch') from public.governance_audit_log where workspace_id = tests.id('fr') and action = 'workspace_frozen'), 'user_fr_op spam report 7 2', 'it is audited');
select is((select count(*)::int from public.notifications where workspace_id = tests.id('fr') and kind = 'frozen'), 1, 'and told');
select is(pg_temp.freeze(), '{"status": 409, "code": "already_frozen"}', 'twice: 409');
select is((select epoch from public.workspaces where slug = 'fr'), 2::bigint, 'which changes nothing');

-- S4: what is told while frozen.
select is(tests.events('fr', tests.event('sent', 'k1'), v.more) ->> 'status', v.wanted, v.what)
from (values ('{}'::jsonb, '403', 'the previous token, valid at the freeze: 403'), (jsonb_build_object('token_hash', tests.token_hash('second')), '403', 'the token: 403'),
  (jsonb_build_object('token_hash', tests.token_hash('wrong')), '401', 'anybody else: 401'), ('{"token_hash": null, "global_token": true}', '403', 'the global token: 403'),
  ('{"token_hash": null, "signed": true}', '403', 'a signed link: 403')) as v (more, wanted, what);
select is(tests.costs('fr', '[]') ->> 'status', '403', 'costs: 403');
select is(tests.reserve('fr', '[]') ->> 'status', '403', 'reservations: 403');
select is(genesis.usage_page_by_key(tests.id('fr'), tests.token_hash((select k from key)), 'c') ->> 'status', '401', 'a revoked key: 401');
select is(genesis.webhook_token_set(tests.id('fr'), sha256('sneaky')) ->> 'status', '403', 'no new token while it is frozen');
select is(genesis.partition_create(tests.id('fr')) ->> 'status', '403', 'no partition');
select is((select count(*)::int from public.email_events where workspace_id = tests.id('fr')), 0, 'nothing was stored');
select is(tests.events('fr-other', tests.event('sent', 'k1')) ->> 'status', '200', 'other workspaces go on');
select * from finish();
rollback;
