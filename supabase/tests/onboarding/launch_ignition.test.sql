-- Who launches by the command line or PostgREST is judged as the page's POST /launch is, operators too; what only the
-- operator's settings may fill is left to the run's first step.
begin;
select no_plan();
select tests.workspace('li', 'user_owner'), tests.workspace('li-frozen', 'user_frozen', 'frozen'), tests.workspace('li-legacy', 'user_owner');
update public.workspaces set is_legacy = false where is_legacy;
update public.workspaces set is_legacy = true where id = tests.id('li-legacy');
select tests.member(tests.id('li'), 'user_member', 'member'), tests.operator('user_op');
delete from genesis.workflow_templates;
create function pg_temp.launch(p_slug text default 'li') returns text language sql as $$
  select concat_ws(' ', o ->> 'status', o ->> 'code') from (select public.launch_ignition(tests.id(p_slug)) o) x $$;
create function pg_temp.missing() returns text language sql as $$
  select string_agg(concat_ws(' ', g ->> 'stage', g ->> 'field'), ', ' order by n) from jsonb_array_elements(public.launch_ignition(tests.id('li')) -> 'missing') with ordinality as x (g, n) $$;
grant execute on function pg_temp.launch(text), pg_temp.missing() to authenticated;

select tests.as_user('user_op');
select is(pg_temp.launch(), '422 no_templates', 'without templates there is nothing to launch');
select tests.reset();
insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by, is_current) values
  ('one', 'h', '1', '{"variants": [{"providers": ["smtp"], "requires": ["smtp"]}], "placeholders": [{"name": "YOUR_APIFY_TOKEN", "source": "research", "required": true},
    {"name": "YOUR_CALENDLY_LINK_1", "source": "calendly", "required": true}]}', '{"body": 1}', 't', true);

-- The same list, whoever asks.
create function pg_temp.as_and(p_user text) returns text language plpgsql as $$ begin perform tests.as_user(p_user); return pg_temp.missing(); end $$;
select is(pg_temp.as_and(u), 'brand company_name, brand postal_address, brand sender_name, email sender_email, credentials, infrastructure, calendly YOUR_CALENDLY_LINK_1', u || ': everything that is stored by a stage')
from unnest('{user_owner,user_op}'::text[]) u;
select is(pg_temp.launch(), '422 not_ready', 'refused');
select tests.reset();
select is((select count(*)::int from genesis.ignition_state where workspace_id = tests.id('li')), 0, 'nothing has begun');
select is((select count(*)::int from pgmq.q_ignition where message ->> 'workspace_id' = tests.id('li')::text), 0, 'nor will');

-- What is no launch at all is told first; and who has no right.
select tests.as_user('user_op');
select is(pg_temp.launch('li-legacy'), '409 legacy_workspace', 'the legacy workspace, whatever it lacks');
select is(pg_temp.launch('li-frozen'), '403 workspace_frozen', 'a frozen one');
select is(public.launch_ignition(gen_random_uuid()) ->> 'status', '404', 'one that there is not');
select tests.as_user('user_frozen');
select tests.refuses($$select public.launch_ignition(tests.id('li-frozen'))$$, 'PT403', 'workspace_frozen', 'its owner is refused');
select tests.as_user('user_member');
select tests.refuses($$select public.launch_ignition(tests.id('li'))$$, 'PT403', 'forbidden', 'a member does not launch');
select tests.reset();

insert into genesis.brand_profile (workspace_id, company_name, sender_name, postal_address, calendly_links, updated_by)
values (tests.id('li'), 'A', 'B', 'C', '["https://calendly.com/a"]', 't');
insert into genesis.email_provider_config (workspace_id, provider, sender_email, updated_by) values (tests.id('li'), 'smtp', 'me@a.test', 't');
insert into genesis.droplet_config (workspace_id, mode, region, size, updated_by) values (tests.id('li'), 'digitalocean', 'fra1', 's-2vcpu-4gb', 't');
select tests.as_user('user_op');
select is(pg_temp.missing(), 'credentials smtp', 'by name');
select tests.reset();
insert into genesis.credential_store (workspace_id, type, name, envelope, key_id, created_by)
values (tests.id('li'), 'smtp', 'Main', '{"key_id": "", "salt": "", "iv": "", "tag": "", "ciphertext": ""}', 'k', 't');
select tests.as_user('user_owner');
select is((select concat_ws(' ', o ->> 'code', o -> 'missing') from (select public.launch(tests.id('li')) o) x), 'not_ready [{"field": "YOUR_APIFY_TOKEN", "stage": "research"}]',
  'the page says what the settings supply');
select tests.as_user('user_op');
select is(pg_temp.launch(), '202', 'who cannot know it leaves it to the first step');
select is(pg_temp.launch(), '409 ignition_in_progress', 'once');
select tests.reset();
select is((select concat_ws(' ', status, mode, region, droplet_size, requested_by) from genesis.ignition_state where workspace_id = tests.id('li')),
  'pending digitalocean fra1 s-2vcpu-4gb user_op', 'as it was chosen, by whom');
delete from genesis.credential_store where workspace_id = tests.id('li');
update genesis.ignition_state set status = 'active', step = null, current_step = 6, completed_at = now() where workspace_id = tests.id('li');
select tests.as_user('user_op');
select is(public.launch_ignition(tests.id('li')) -> 'already_active', 'true', 'active: whatever is missing for the next');
select * from finish();
rollback;
