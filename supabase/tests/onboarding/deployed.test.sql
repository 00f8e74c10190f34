-- What stands in a live workspace, by its run's notes; and what was saved since.
begin;
select no_plan();
select tests.workspace('od', 'user_owner'), tests.workspace('od-other', 'user_stranger'), tests.workspace('od-frozen', 'user_frozen', 'frozen');
select tests.member(tests.id('od'), 'user_viewer', 'viewer'), tests.operator('user_op');
delete from genesis.workflow_templates;
insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by, is_current) values
  ('one', 'old', '1', '{"v": "old"}', '{}', 't', false), ('one', 'new', '2', '{"v": "new"}', '{}', 't', true);
insert into genesis.email_provider_config (workspace_id, provider, sender_email, updated_by) values (tests.id('od'), 'smtp', 'me@a.test', 't');
create function pg_temp.deployed() returns jsonb language sql as $$ select public.launch_standing(tests.id('od')) -> 'deployed' $$;
grant execute on function pg_temp.deployed() to authenticated;

select tests.as_user('user_viewer');
select is(pg_temp.deployed(), 'null', 'nothing before a launch');
select tests.reset();
insert into genesis.ignition_state (workspace_id, run_id, trace_id, status, mode, requested_by, started_at, completed_at)
values (tests.id('od'), tests.id('run'), 't', 'active', 'local', 't', now() - interval '1 h', now() - interval '50 min');
insert into genesis.ignition_operations (workspace_id, run_id, operation, attempt, status, result, trace_id, started_at, finished_at) values
  (tests.id('od'), tests.id('run'), 'credentials_injecting', 1, 'completed', '{"credentials": {"smtp": "c-1", "webhook": "c-2"}}', 't', now() - interval '56 min', now() - interval '55 min'),
  (tests.id('od'), tests.id('run'), 'workflows_deploying', 1, 'failed', '{}', 't', now() - interval '55 min', now() - interval '54 min'),
  (tests.id('od'), tests.id('run'), 'workflows_deploying', 2, 'completed', '{"workflows": {"one": "w-1"}, "provider": "gmail", "deployed": {"one": {"name": "[A] One", "template_hash": "old"}}}', 't',
    now() - interval '54 min', now() - interval '53 min');
insert into genesis.onboarding_progress (workspace_id, stage, status, updated_by, updated_at) values
  (tests.id('od'), 'brand', 'done', 't', now() - interval '2 h'), (tests.id('od'), 'calendly', 'skipped', 't', now()), (tests.id('od'), 'dns', 'done', 't', now());

select tests.as_user('user_viewer');
select is(pg_temp.deployed() -> 'provider', '"gmail"', 'the provider that was deployed, whatever is chosen today');
select is(pg_temp.deployed() -> 'workflows', '[{"slug": "one", "name": "[A] One", "manifest": {"v": "old"}}]', 'the template that was deployed, under its name in n8n');
select is(pg_temp.deployed() -> 'credentials', '["smtp", "webhook"]', 'the types that were put into n8n');
select is(pg_temp.deployed() -> 'saved_since', '[]', 'nothing was saved since; a skip is nothing, and DNS stands in no workflow');
select tests.reset();
insert into genesis.onboarding_progress (workspace_id, stage, status, updated_by) values (tests.id('od'), 'email', 'done', 't');
update genesis.onboarding_progress set updated_at = now() - interval '53 min 30 s' where workspace_id = tests.id('od') and stage = 'brand';
insert into genesis.credential_store (workspace_id, type, name, envelope, key_id, created_by)
values (tests.id('od'), 'openai_api', 'New', '{"key_id": "", "salt": "", "iv": "", "tag": "", "ciphertext": ""}', 'k', 't'),
  (tests.id('od'), 'webhook', 'webhook', '{"key_id": "", "salt": "", "iv": "", "tag": "", "ciphertext": ""}', 'k', 't');
select tests.as_user('user_owner');
select is(pg_temp.deployed() -> 'saved_since', '["brand", "credentials", "email"]', 'saved after the step began, while it ran too');

-- A run that noted neither provider nor templates.
select tests.reset();
update genesis.ignition_operations set result = '{"workflows": {"one": "w-1"}}' where workspace_id = tests.id('od') and status = 'completed' and operation = 'workflows_deploying';
select tests.as_user('user_owner');
select is(pg_temp.deployed() -> 'provider', 'null', 'nobody can say: the stage was saved since');
select is(pg_temp.deployed() -> 'workflows', '[{"slug": "one", "name": null, "manifest": {"v": "new"}}]', 'the template of today');
select tests.reset();
delete from genesis.onboarding_progress where workspace_id = tests.id('od') and stage = 'email';
select tests.as_user('user_owner');
select is(pg_temp.deployed() -> 'provider', '"smtp"', 'not saved since: it is that of today');

-- By actor.
select tests.as_user('user_stranger');
select tests.refuses($$select public.launch_standing(tests.id('od'))$$, 'PT403', 'forbidden', 'a stranger sees nothing');
select tests.as_user('user_frozen');
select tests.refuses($$select public.launch_standing(tests.id('od-frozen'))$$, 'PT403', 'workspace_frozen', 'nobody while frozen');
select tests.as_user('user_op');
select is(public.launch_standing(tests.id('od')) #>> '{state,status}', 'active', 'an operator reads the state');
select is(pg_temp.deployed(), 'null', 'and not what is the tenant''s');
select tests.as_anon();
select throws_ok($$select public.launch_standing(tests.id('od'))$$, '42501', null, 'not without a session');
select * from finish();
rollback;
