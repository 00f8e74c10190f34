-- An event finds its campaign by id, then name, then former name; what it cannot find is kept and flagged.
begin;
select no_plan();
select tests.tenant('camp'), tests.tenant('camp-other');
insert into public.campaign_groups (workspace_id, id, name) values (tests.id('camp'), tests.id('group'), 'Group'), (tests.id('camp'), tests.id('group2'), 'Own'), (tests.id('camp-other'), tests.id('group3'), 'Foreign');
insert into public.campaigns (workspace_id, id, name, campaign_group_id) values (tests.id('camp'), tests.id('c1'), 'First', tests.id('group')),
  (tests.id('camp'), tests.id('c2'), 'Second', null), (tests.id('camp-other'), tests.id('c3'), 'Foreign', null);
update public.campaigns set name = 'Renamed' where id = tests.id('c1');

create function pg_temp.filed(p_key text) returns text language sql as $$
  select concat_ws(' ', case e.campaign_id when tests.id('c1') then 'c1' when tests.id('c2') then 'c2' else e.campaign_id::text end, e.campaign_name,
    case e.campaign_group_id when tests.id('group') then 'group' when tests.id('group2') then 'group2' else e.campaign_group_id::text end, case when e.campaign_unknown then 'unknown' end)
  from public.email_events e where e.idempotency_key = p_key $$;
select is(tests.events('camp', (select jsonb_agg(tests.event('sent', 'k' || n, 'lead@example.com', more)) from (values
  (1, jsonb_build_object('campaign_id', tests.id('c1'))), (2, '{"campaign": "Second"}'), (3, '{"campaign": "First"}'), (4, '{"campaign": "Nobody knows"}'), (5, '{}'),
  (6, jsonb_build_object('campaign_id', tests.id('c3'))), (7, jsonb_build_object('campaign_id', tests.id('c2'), 'campaign', 'Renamed')),
  (8, jsonb_build_object('campaign', 'Second', 'campaign_group_id', tests.id('group2'))), (9, jsonb_build_object('campaign', 'Second', 'campaign_group_id', tests.id('group3'))),
  (10, jsonb_build_object('campaign_id', tests.id('c3'), 'campaign', 'Foreign'))) v (n, more))) ->> 'status', '200', 'all are taken');
select is(pg_temp.filed('k1'), 'c1 Renamed group', 'by id, with its group');
select is(pg_temp.filed('k2'), 'c2 Second', 'by name');
select is(pg_temp.filed('k3'), 'c1 First group', 'by a former name: the history is not split');
select is(pg_temp.filed('k4'), 'Nobody knows unknown', 'an unknown name is kept and flagged');
select is(pg_temp.filed('k5'), '', 'no campaign is no unknown one');
select is(pg_temp.filed('k6'), 'unknown', 'another workspace''s id is unknown here');
select is(pg_temp.filed('k7'), 'c2 Renamed', 'the id comes before the name');
select is(pg_temp.filed('k8'), 'c2 Second group2', 'a group of its own where the campaign has none');
select is(pg_temp.filed('k9'), 'c2 Second', 'not another workspace''s');
select is(pg_temp.filed('k10'), 'Foreign unknown', 'nor another workspace''s campaign by its name');
select is((select count(*)::int from public.campaigns where workspace_id = tests.id('camp')), 2, 'no phantom campaign is made');

-- A name taken over by another campaign is that one's; the former owner is found by id alone.
update public.campaigns set name = 'First' where id = tests.id('c2');
select tests.events('camp', tests.event('sent', 'k11', 'lead@example.com', '{"campaign": "First"}'));
select is(pg_temp.filed('k11'), 'c2 First', 'a present name comes before a former one');
select tests.costs('camp', '{"provider": "openai", "model": "gpt-4o", "cost_usd": 0.1, "campaign": "Renamed", "idempotency_key": "k1"}');
select is((select campaign_id from public.llm_usage where workspace_id = tests.id('camp')), tests.id('c1'), 'costs are filed the same way');
select * from finish();
rollback;
