-- The start is judged in its own transaction, by what is stored; the facts of a plan write nothing.
begin;
select no_plan();
select tests.workspace('ol', 'user_owner'), tests.workspace('ol-other', 'user_stranger'), tests.workspace('ol-frozen', 'user_frozen', 'frozen');
select tests.member(tests.id('ol'), 'user_member', 'member');
select tests.operator('user_op');
delete from genesis.workflow_templates;

create function pg_temp.gaps(p_supplied text[] default '{}') returns text language sql as $$
  select coalesce(string_agg(concat_ws(' ', g ->> 'stage', g ->> 'field'), ', ' order by n), '') from jsonb_array_elements(private.launch_gaps(tests.id('ol'), p_supplied)) with ordinality as x (g, n) $$;
create function pg_temp.launch(p_retry boolean default false) returns text language sql as $$
  select concat_ws(' ', o ->> 'status', o ->> 'code') from (select public.launch(tests.id('ol'), '{}', p_retry) o) x $$;
grant execute on function pg_temp.launch(boolean) to authenticated;

select tests.as_user('user_owner');
select is(pg_temp.launch(), '422 no_templates', 'without templates there is nothing to launch');
select tests.reset();
insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by, is_current) values
  ('one', 'h', '1', '{"variants": [{"providers": ["smtp"], "requires": ["smtp"]}], "placeholders": [
    {"name": "YOUR_CALENDLY_LINK_1", "source": "calendly", "required": false}, {"name": "YOUR_COMPANY_NAME", "source": "brand", "required": true}]}', '{"body": 1}', 't', true);

select is(pg_temp.gaps(), 'brand company_name, brand postal_address, brand sender_name, email sender_email, credentials, infrastructure', 'everything is missing');
insert into genesis.brand_profile (workspace_id, company_name, sender_name, postal_address, updated_by) values (tests.id('ol'), 'A', ' ', 'C', 't');
insert into genesis.email_provider_config (workspace_id, provider, sender_email, updated_by) values (tests.id('ol'), 'smtp', 'me@a.test', 't');
select is(pg_temp.gaps(), 'brand sender_name, credentials smtp, infrastructure', 'a blank is nothing; credentials by name');
insert into genesis.droplet_config (workspace_id, mode, region, size, updated_by) values (tests.id('ol'), 'digitalocean', 'fra1', 's-2vcpu-4gb', 't');
insert into genesis.credential_store (workspace_id, type, name, envelope, key_id, created_by)
values (tests.id('ol'), 'smtp', 'Main', '{"key_id": "", "salt": "", "iv": "", "tag": "", "ciphertext": "sealed"}', 'k', 't');
insert into genesis.onboarding_progress (workspace_id, stage, status, updated_by) select tests.id('ol'), s, 'done', 't' from unnest('{brand,email,credentials,infrastructure}'::text[]) s;
select is(pg_temp.gaps(), 'brand sender_name', 'whatever progress says');
select tests.as_user('user_owner');
select is(public.launch(tests.id('ol')) -> 'missing', '[{"stage": "brand", "field": "sender_name"}]', 'a launch names it');
select is(public.ignition_status(tests.id('ol')) -> 'state', 'null', 'and has not begun');
select tests.reset();
update genesis.brand_profile set sender_name = 'B' where workspace_id = tests.id('ol');
select is(pg_temp.gaps(), '', 'nothing is missing');

-- What only some templates ask for.
update genesis.workflow_templates set manifest = jsonb_set(manifest, '{placeholders}', '[{"name": "YOUR_CALENDLY_LINK_2", "source": "calendly", "required": true},
  {"name": "YOUR_APIFY_TOKEN", "source": "research", "required": true}, {"name": "YOUR_GOOGLE_CSE_ID", "source": "research", "required": true}]');
update genesis.brand_profile set calendly_links = '["https://calendly.com/a"]' where workspace_id = tests.id('ol');
select is(pg_temp.gaps(), 'calendly YOUR_CALENDLY_LINK_2, research YOUR_APIFY_TOKEN, research YOUR_GOOGLE_CSE_ID', 'a stage that may be skipped is needed when a template needs it');
select is(pg_temp.gaps('{YOUR_APIFY_TOKEN}'), 'calendly YOUR_CALENDLY_LINK_2, research YOUR_GOOGLE_CSE_ID', 'the operator supplies');
insert into genesis.credential_store (workspace_id, type, name, envelope, key_id, created_by)
values (tests.id('ol'), 'google_cse', 'Main', '{"key_id": "", "salt": "", "iv": "", "tag": "", "ciphertext": ""}', 'k', 't');
update genesis.brand_profile set calendly_links = '["https://calendly.com/a", "https://calendly.com/b"]' where workspace_id = tests.id('ol');
select is(pg_temp.gaps('{YOUR_APIFY_TOKEN}'), '', 'or the workspace itself');
update genesis.workflow_templates set manifest = jsonb_set(manifest, '{placeholders}', '[]');

-- Facts: for members, without secrets, writing nothing.
select tests.as_user('user_member');
select is(public.launch_facts(tests.id('ol')) -> 'credentials', '[{"name": "Main", "type": "google_cse"}, {"name": "Main", "type": "smtp"}]', 'types and names');
select ok(public.launch_facts(tests.id('ol'))::text !~ 'sealed|envelope', 'no envelope');
select is(public.launch_facts(tests.id('ol')) -> 'campaign', 'null', 'no campaign yet');
select is(public.launch_facts(tests.id('ol')) #>> '{droplet,size}', 's-2vcpu-4gb', 'the server');
select tests.refuses($$select public.launch(tests.id('ol'))$$, 'PT403', 'forbidden', 'a member does not launch');
select tests.as_user('user_stranger');
select tests.refuses($$select public.launch_facts(tests.id('ol'))$$, 'PT403', 'forbidden', 'a stranger sees nothing');
select tests.refuses($$select public.launch(tests.id('ol'))$$, 'PT403', 'forbidden', 'nor launches');
select tests.as_user('user_op');
select tests.refuses($$select public.launch(tests.id('ol'))$$, 'PT403', 'forbidden', 'an operator has launch_ignition');
select tests.as_user('user_frozen');
select tests.refuses($$select public.launch(tests.id('ol-frozen'))$$, 'PT403', 'workspace_frozen', 'nobody launches what is frozen');
select tests.reset();
select is((select count(*)::int from public.campaigns where workspace_id = tests.id('ol')), 0, 'looking made no campaign');

select tests.as_user('user_owner');
select is(pg_temp.launch(true), '409 not_failed', 'no retry before a failure');
select is(pg_temp.launch(), '202', 'begun');
select is(pg_temp.launch(), '409 ignition_in_progress', 'once');
select tests.reset();
select is((select concat_ws(' ', status, mode, region, droplet_size, requested_by) from genesis.ignition_state where workspace_id = tests.id('ol')), 'pending digitalocean fra1 s-2vcpu-4gb user_owner', 'as it was chosen');
delete from genesis.credential_store where workspace_id = tests.id('ol');
update genesis.ignition_state set status = 'active', step = null, current_step = 6, completed_at = now() where workspace_id = tests.id('ol');
select tests.as_user('user_owner');
select is(public.launch(tests.id('ol')) -> 'already_active', 'true', 'active: whatever is missing for the next');
select is(pg_temp.launch(true), '409 not_failed', 'nor is there anything to retry');
select tests.reset();
update genesis.ignition_state set status = 'failed', error_message = 'x' where workspace_id = tests.id('ol');
select tests.as_user('user_owner');
select is(pg_temp.launch(true), '422 not_ready', 'a retry is judged as a launch');
select * from finish();
rollback;
