-- public.dashboard_aggregate: days of the workspace's zone, filters, who may see it.
begin;
select no_plan();
select tests.tenant('dash', 'pro', 'America/New_York'), tests.tenant('dash-other'), tests.operator('user_dash_op');
insert into public.campaign_groups (workspace_id, id, name) values (tests.id('dash'), tests.id('dash-g'), 'G');
insert into public.campaigns (workspace_id, id, name, campaign_group_id, in_totals) values (tests.id('dash'), tests.id('dash-a'), 'A', tests.id('dash-g'), true), (tests.id('dash'), tests.id('dash-b'), 'B', null, false);
-- Ten at night in New York on the 10th is the 11th in UTC.
select tests.events('dash', (select jsonb_agg(tests.event('sent', 'k' || n, 'l' || n || '@example.com', jsonb_build_object('campaign', c, 'email_number', 1, 'event_ts', t))) from (values
  (1, 'A', '2026-11-10T22:00:00-05:00'), (2, 'A', '2026-11-11T00:00:00-05:00'), (3, 'A', '2026-11-11T23:59:59-05:00'), (4, 'A', '2026-11-12T00:00:00-05:00'),
  (5, 'B', '2026-11-11T12:00:00-05:00'), (6, 'unknown', '2026-11-11T12:00:00-05:00'), (7, 'A', '2026-11-09T12:00:00-05:00')) v (n, c, t)));
select tests.events('dash', tests.event('sent', 'other'), jsonb_build_object('workspace_id', tests.id('dash-other'), 'token_hash', tests.token_hash('token dash-other')));
select tests.costs('dash', '{"provider": "openai", "model": "gpt-4o", "cost_usd": 0.75, "idempotency_key": "c1", "campaign": "A"}');

create function pg_temp.sends(p_from date, p_to date, p_group uuid default null, p_campaign uuid default null, p_part text default 'totals') returns text language plpgsql as $$
declare v text;
begin
  perform tests.as_user('user_viewer_dash');
  v := public.dashboard_aggregate(tests.id('dash'), p_from, p_to, p_group, p_campaign) #>> array[p_part, 'sends'];
  perform tests.reset();
  return v;
end $$;
create function pg_temp.all_of_it() returns setof text language sql as $$
  select is(pg_temp.sends('2026-11-10', '2026-11-10'), '1', 'the 10th in New York')
  union all select is(pg_temp.sends('2026-11-11', '2026-11-11'), '3', 'the 11th, midnight to midnight: two of A, one unknown; B is not in the totals')
  union all select is(pg_temp.sends('2026-11-10', '2026-11-12'), '5', 'both days included')
  union all select is(pg_temp.sends('2026-11-10', '2026-11-11', null, null, 'before'), '1', 'before: as many days before')
  union all select is(pg_temp.sends('2026-11-11', '2026-11-11', tests.id('dash-g')), '2', 'by group')
  union all select is(pg_temp.sends('2026-11-11', '2026-11-11', null, tests.id('dash-a')), '2', 'by campaign')
  union all select is(pg_temp.sends('2026-11-11', '2026-11-11', null, tests.id('dash-b')), '1', 'a campaign left out of the totals shows when it is asked for')
  union all select is(pg_temp.sends('2026-11-11', '2026-11-11', tests.id('dash-g'), tests.id('dash-b')), null, 'a campaign that is not in the group: nothing')
  union all select is(pg_temp.sends('2026-01-01', '2026-01-31'), null, 'where nothing was counted the totals are null') $$;
select pg_temp.all_of_it();
select private.stats_merge();
select pg_temp.all_of_it();

create function pg_temp.seen_by(p_user text, p_path text) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_user(p_user);
  v := public.dashboard_aggregate(tests.id('dash'), '2026-11-01', current_date + 1) #> p_path::text[];
  perform tests.reset();
  return v;
end $$;
select is(jsonb_path_query_array(pg_temp.seen_by('user_viewer_dash', '{campaigns}'), '$[*].name'), '["A", "B"]', 'campaigns come from campaigns, not from names in events');
select is(jsonb_path_query_array(pg_temp.seen_by('user_viewer_dash', '{by_day}'), '$[*].key'), '["2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"]', 'days in order');
select is(pg_temp.seen_by('user_viewer_dash', '{cost,cost_usd}'), '0.750000', 'what it cost');
select tests.as_user('user_viewer_dash');
select is(public.dashboard_costs(tests.id('dash'), current_date - 1, current_date + 1) #>> path::text[], value, 'spend of ' || path) from (values
  ('{by_campaign,0,key}', tests.id('dash-a')::text), ('{by_campaign,0,cost_usd}', '0.750000'), ('{by_campaign,0,calls}', '1'), ('{by_campaign,1}', null),
  ('{by_group,0,key}', tests.id('dash-g')::text), ('{by_group,0,cost_usd}', '0.750000'), ('{by_group,1}', null)) v (path, value);
select is(public.dashboard_costs(tests.id('dash'), current_date - 1, current_date + 1, p_campaign_id => tests.id('dash-b')),
  '{"by_campaign": [], "by_group": []}', 'nothing of a campaign that spent nothing');
select is(public.dashboard_costs(tests.id('dash'), current_date - 9, current_date - 8), '{"by_campaign": [], "by_group": []}', 'nor of other days');
select tests.reset();
select is(pg_temp.seen_by('user_viewer_dash', '{budget}'), 'null', 'the budget is for admins');
select is(pg_temp.seen_by('user_owner_dash', '{budget,settled_usd}'), '0.750000', 'who see it');
select is(pg_temp.seen_by('user_owner_dash', '{time_zone}'), '"America/New_York"', 'the zone whose days these are');

select tests.as_user('user_owner_dash');
select tests.refuses(format('select public.dashboard_aggregate(%L, %L, %L)', tests.id('dash'), d.from_day, d.to_day), 'PT400', 'invalid_field', concat_ws(' … ', 'no days:', d.from_day, d.to_day))
from (values ('-infinity', '2026-11-30'), ('2026-11-01', 'infinity'), ('infinity', 'infinity'), ('4713-01-01 BC', '2026-11-30'), ('2026-11-01', '5874897-12-31'), (null, '2026-11-30'), ('2026-11-01', null)) as d (from_day, to_day);
select lives_ok(format('select public.dashboard_aggregate(%L, %L, %L)', tests.id('dash'), '2000-01-01', '2099-12-31'), 'a century is a range');

select tests.as_user('user_owner_dash-other');
select throws_ok(format($$select public.dashboard_aggregate(%L, '2026-11-01', '2026-11-30')$$, tests.id('dash')), 'PT403', null, 'S5: 403 for a stranger');
select tests.refuses(format('select public.dashboard_aggregate(%L, null, null)', tests.id('dash')), 'PT403', 'forbidden', 'whatever days he asks for');
select throws_ok(format($$select public.usage_page(%L)$$, tests.id('dash')), 'PT403', null, 'S3: and for his look at the costs');
select throws_ok(format($$select public.dashboard_costs(%L, '2026-11-01', '2026-11-30')$$, tests.id('dash')), 'PT403', null, 'and at their parts');
select throws_ok($$select public.dashboard_aggregate(gen_random_uuid(), '2026-11-01', '2026-11-30')$$, 'PT403', null, 'an unknown workspace is no other answer');
select tests.as_user('user_dash_op');
select throws_ok(format($$select public.dashboard_aggregate(%L, '2026-11-01', '2026-11-30')$$, tests.id('dash')), 'PT403', null, 'an operator has no silent access');
select is((public.admin_open_workspace(tests.id('dash'), 'a customer asked')).workspace_id, tests.id('dash'), 'he opens it');
select is(public.dashboard_aggregate(tests.id('dash'), '2026-11-10', '2026-11-10') #>> '{totals,sends}', '1', 'and reads it');
select tests.reset();
select set_config('request.jwt.claims', '{}', true), set_config('role', 'authenticated', true);
select throws_ok(format($$select public.dashboard_aggregate(%L, '2026-11-01', '2026-11-30')$$, tests.id('dash')), 'PT401', null, 'without a session: 401');
select tests.reset();
select genesis.workspace_freeze(tests.id('dash'), 'user_dash_op', 'a test');
select tests.as_user('user_owner_dash');
select tests.refuses(format($$select public.dashboard_aggregate(%L, '2026-11-01', '2026-11-30')$$, tests.id('dash')), 'PT403', 'workspace_frozen', 'S5: 403 for a member while it is frozen');
select tests.refuses(format($$select public.usage_page(%L)$$, tests.id('dash')), 'PT403', 'workspace_frozen', 'for the costs too');
select tests.refuses(format($$select public.dashboard_costs(%L, '2026-11-01', '2026-11-30')$$, tests.id('dash')), 'PT403', 'workspace_frozen', 'and for their parts');
select tests.as_user('user_dash_op');
select is(public.dashboard_aggregate(tests.id('dash'), '2026-11-10', '2026-11-10') #>> '{totals,sends}', '1', 'break-glass reads a frozen workspace');
select tests.reset();
select * from finish();
rollback;
