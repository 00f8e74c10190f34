-- public.admin_workspaces, admin_fleet_stats, admin_fleet_costs, admin_alarms, admin_clear_alarm.
begin;
select plan(17);
select tests.workspace('zz-a', 'li_owner');
select tests.member(tests.id('zz-a'), 'li_member', 'member');
select tests.workspace('zz-b', 'li_owner', 'frozen');
select tests.operator('li_op');
insert into public.daily_stats (workspace_id, day, sends, replies) values
  (tests.id('zz-a'), current_date, 7, 2), (tests.id('zz-a'), current_date - 1, 3, 1), (tests.id('zz-a'), current_date - 40, 100, 0);
insert into public.daily_costs (workspace_id, day, provider, model, calls, cost_usd) values
  (tests.id('zz-a'), current_date, 'li', 'm1', 2, 0.5), (tests.id('zz-b'), current_date, 'li', 'm1', 3, 1),
  (tests.id('zz-a'), current_date - 40, 'li', 'm1', 9, 9);
refresh materialized view public.mv_daily_stats;
refresh materialized view public.mv_llm_cost;
select private.alarm('li', 'li:1', 'low', 'first');
select private.alarm('li', 'li:2', 'critical', 'second', '{}', tests.id('zz-a'));
select private.alarm('li', 'li:2', 'critical', 'second again', '{}', tests.id('zz-a'));

select tests.as_user('li_op');
select results_eq($$select slug, status, plan, epoch, members from public.admin_workspaces('zz-')$$,
  $$values ('zz-a', 'active', 'free', 1::bigint, 2::bigint), ('zz-b', 'frozen', 'free', 1, 1)$$, 'the fleet, without any grant');
select is((select count(*)::int from public.admin_workspaces('zz-', 1)), 1, 'paged');
select is((select slug from public.admin_workspaces('zz-a', 1)), 'zz-b', 'by the last slug');
select results_eq($$select slug, sends, replies from public.admin_fleet_stats(p_after_slug => 'zz-')$$,
  $$values ('zz-a', 10::numeric, 3::numeric), ('zz-b', 0, 0)$$, 'counts of the last 30 days, of every workspace');
select is((select sends from public.admin_fleet_stats(current_date - 40, current_date - 40, 'zz-', 1)), 100::numeric, 'or of the days asked for');
select results_eq($$select model, workspaces, calls, cost_usd from public.admin_fleet_costs() where provider = 'li'$$,
  $$values ('m1', 2::bigint, 5::numeric, 1.5)$$, 'spend by model');
select throws_ok('select * from public.mv_daily_stats', '42501', null, 'the view itself stays closed');
select throws_ok('select * from public.mv_llm_cost', '42501', null, 'both of them');

select results_eq($$select dedupe_key, seen from public.admin_alarms() where kind = 'li'$$,
  $$values ('li:2', 2), ('li:1', 1)$$, 'open alarms, worst first');
select isnt((select (public.admin_clear_alarm(id)).cleared_at from public.admin_alarms() where dedupe_key = 'li:2'), null, 'cleared');
select is((select count(*)::int from public.admin_alarms() where kind = 'li'), 1, 'one is left');
select is((select count(*)::int from public.admin_alarms(true) where kind = 'li'), 2, 'the cleared one on demand');
select lives_ok($$select public.admin_clear_alarm(id) from public.admin_alarms(true) where dedupe_key = 'li:2'$$, 'a second call changes nothing');
select tests.refuses('select public.admin_clear_alarm(gen_random_uuid())', 'PT404', 'alarm_unknown');
select tests.reset();
select is((select count(*)::int from public.governance_audit_log where workspace_id = tests.id('zz-a') and action = 'alarm_cleared'), 1, 'audited once');
select private.alarm('li', 'li:2', 'critical', 'third', '{}', tests.id('zz-a'));
select is((select count(*)::int from genesis.alarms where dedupe_key = 'li:2'), 2, 'the next sighting opens a new alarm');
select tests.as_user('li_owner');
select is_empty('select id from genesis.alarms', 'alarms are the operators''');
select * from finish();
rollback;
