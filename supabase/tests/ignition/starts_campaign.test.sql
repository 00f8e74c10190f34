-- A workspace that is live can send: the campaign that was deployed is active from the same moment on.
begin;
select no_plan();
select tests.tenant('sc'), tests.tenant('sc-paused');
create function pg_temp.launch_to(p_slug text, p_step text) returns void language plpgsql as $$
declare s genesis.ignition_state;
begin
  perform genesis.ignition_start(tests.id(p_slug), 'user_owner_' || p_slug);
  loop
    select * into s from genesis.ignition_state where workspace_id = tests.id(p_slug);
    exit when s.step is not distinct from p_step or s.step is null;
    if s.step = 'workflows_deploying' then
      insert into genesis.workflow_map (workspace_id, kind, logical_id, campaign_id, n8n_id, state)
      values (s.workspace_id, 'workflow', 'email_1', (genesis.assemble(s.workspace_id) #>> '{campaign,id}')::uuid, 'n-1', 'made') on conflict do nothing;
    end if;
    perform genesis.ignition_complete_step(0, s.workspace_id, s.run_id, s.step);
  end loop;
end $$;
create function pg_temp.campaigns(p_slug text) returns text language sql as $$
  select string_agg(name || ' ' || status, ', ' order by name) from public.campaigns where workspace_id = tests.id(p_slug) $$;

select pg_temp.launch_to('sc', 'activating');
insert into public.campaigns (workspace_id, name) values (tests.id('sc'), 'Another');
select is(pg_temp.campaigns('sc'), 'Another draft, Default draft', 'until the last step nothing is started');
select pg_temp.launch_to('sc', null);
select is((select status from genesis.ignition_state where workspace_id = tests.id('sc')), 'active', 'the run ends active');
select is(pg_temp.campaigns('sc'), 'Another draft, Default active', 'and with it the campaign that it deployed, no other');
select is((select jsonb_agg(metadata - 'campaign_id' || jsonb_build_object('actor', actor_id)) from public.governance_audit_log where workspace_id = tests.id('sc') and action = 'campaign_started'),
  jsonb_build_array(jsonb_build_object('run_id', (select run_id from genesis.ignition_state where workspace_id = tests.id('sc')), 'requested_by', 'user_owner_sc',
    'mode', 'local', 'name', 'Default', 'was', 'draft', 'actor', 'system')), 'which the log says, with the run');
select is((select (metadata ->> 'campaign_id')::uuid = c.id from public.governance_audit_log l, public.campaigns c
  where l.workspace_id = tests.id('sc') and l.action = 'campaign_started' and c.workspace_id = tests.id('sc') and c.name = 'Default'), true, 'and the campaign');

-- The reason that send-permit gives, before and after.
select genesis.partition_create(tests.id('sc'));
insert into genesis.leads (workspace_id, campaign_id, email) select tests.id('sc'), id, 'a@prospects.test' from public.campaigns where workspace_id = tests.id('sc');
select is((select string_agg(concat_ws(' ', c.name, coalesce(r.reason, 'may be mailed')), ', ' order by c.name) from public.campaigns c,
  lateral private.permit_reasons(jsonb_build_object('workspace_id', c.workspace_id, 'campaign_id', c.id, 'items', '[{"n": 1, "email": "a@prospects.test"}]'::jsonb)) r
  where c.workspace_id = tests.id('sc')), 'Another campaign_paused, Default may be mailed', 'a lead of it may be mailed');

-- Somebody's will stands, and a run that fails starts nothing.
select pg_temp.launch_to('sc-paused', 'activating');
update public.campaigns set status = 'paused', status_reason = 'by hand' where workspace_id = tests.id('sc-paused');
select pg_temp.launch_to('sc-paused', null);
select is(pg_temp.campaigns('sc-paused'), 'Default paused', 'a paused one stays paused');
select is((select count(*)::int from public.governance_audit_log where workspace_id = tests.id('sc-paused') and action = 'campaign_started'), 0, 'and nothing is logged');
update genesis.ignition_state set status = 'failed', error_message = 'x' where workspace_id = tests.id('sc-paused');
update public.campaigns set status = 'draft' where workspace_id = tests.id('sc-paused');
select pg_temp.launch_to('sc-paused', 'activating');
select genesis.ignition_fail_step(0, workspace_id, run_id, step, 'boom', null, true) from genesis.ignition_state where workspace_id = tests.id('sc-paused');
select pg_temp.launch_to('sc-paused', null);
select is((select status from genesis.ignition_state where workspace_id = tests.id('sc-paused')) || ', ' || pg_temp.campaigns('sc-paused'), 'failed, Default draft', 'a run that fails leaves the draft');
select * from finish();
rollback;
