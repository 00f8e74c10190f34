-- Pages of costs, by session and by key; and the fleet's materialised views.
begin;
select no_plan();
select tests.tenant('use'), tests.operator('user_use_op');
select tests.costs('use', (select jsonb_agg(jsonb_build_object('provider', 'openai', 'model', 'gpt-4o', 'cost_usd', n, 'idempotency_key', 'k' || n)) from generate_series(1, 5) n));
select tests.as_user('user_owner_use');
create temp table key as select public.create_api_key(tests.id('use'), 'script') as k;
create temp table page as select public.usage_page(tests.id('use'), null, null, 2) as p;
create temp table page2 as select public.usage_page(tests.id('use'), (p #>> '{next,before}')::timestamptz, (p #>> '{next,before_id}')::uuid, 2) as p from page;
create temp table page3 as select public.usage_page(tests.id('use'), (p #>> '{next,before}')::timestamptz, (p #>> '{next,before_id}')::uuid, 2) as p from page2;
select is((select jsonb_array_length(p -> 'rows') from page), 2, 'a page');
select is((select p -> 'next' from page3), 'null', 'the last page has no next');
select is((select count(distinct r ->> 'id')::int from (select jsonb_array_elements(p -> 'rows') r from page union all select jsonb_array_elements(p -> 'rows') from page2 union all select jsonb_array_elements(p -> 'rows') from page3) x), 5, 'three pages show each row once');
select is(jsonb_array_length(public.usage_page(tests.id('use'), null, null, -1) -> 'rows'), 1, 'a limit is 1 at least');
select tests.reset();

create function pg_temp.by_key(p_key text, p_workspace uuid default tests.id('use')) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_service();
  v := genesis.usage_page_by_key(p_workspace, tests.token_hash(p_key), '127.0.0.1', null, null, 100);
  perform tests.reset();
  return v;
end $$;
select is(jsonb_array_length(pg_temp.by_key((select k ->> 'key' from key)) -> 'rows'), 5, 'a workspace key reads them');
select isnt((select last_used_at from public.workspace_keys where workspace_id = tests.id('use')), null, 'its use is noted');
select is(pg_temp.by_key('gk_wrong'), '{"status": 401, "code": "invalid_api_key"}', 'another key: 401');
select tests.tenant('use-other');
select is(pg_temp.by_key((select k ->> 'key' from key), tests.id('use-other')), '{"status": 401, "code": "invalid_api_key"}', 'in another workspace: 401');
select tests.as_user('user_owner_use');
select public.revoke_api_key(tests.id('use'), (select id from public.workspace_keys where workspace_id = tests.id('use')));
select tests.reset();
select is(pg_temp.by_key((select k ->> 'key' from key)), '{"status": 401, "code": "invalid_api_key"}', 'revoked: 401');

-- S6's SQL half beside the grants: only operators' functions read the views.
insert into public.daily_stats (workspace_id, day, sends, opens) values (tests.id('use'), current_date, 7, 3), (tests.id('use'), current_date - 1, 2, 1);
select tests.as_user('user_owner_use');
select throws_ok('select public.admin_refresh_views()', 'PT403', null, 'a tenant refreshes nothing');
select throws_ok('select * from public.admin_fleet_stats()', 'PT403', null, 'nor reads the fleet');
select throws_ok('select * from public.mv_daily_stats', '42501', null, 'nor a view itself');
select is((select sum(cost_usd) from public.v_llm_cost_secure), 15::numeric, 'his own costs he reads through v_llm_cost_secure');
select tests.as_user('user_use_op');
select lives_ok('select public.admin_refresh_views()', 'an operator refreshes them');
select is((select concat_ws(' ', sends, opens) from public.admin_fleet_stats(current_date - 1, current_date) where slug = 'use'), '9 4', 'the fleet''s counts');
select is((select cost_usd from public.admin_fleet_costs() where provider = 'openai' and model = 'gpt-4o' and workspaces = 1), 15::numeric, 'and costs');
select throws_ok('select * from public.mv_llm_cost', '42501', null, 'not even he reads a view itself');
select tests.as_service();
select throws_ok('select * from public.mv_llm_cost', '42501', null, 'nor the secret key');
select tests.reset();
select * from finish();
rollback;
