-- public.admin_set_plan, admin_set_budget_limit, admin_setting_set, admin_make_owner.
begin;
select plan(29);
select tests.workspace('pl', 'pl_owner');
select tests.member(tests.id('pl'), 'pl_member', 'member');
select tests.operator('pl_op');
insert into genesis.budget_periods (workspace_id, month, limit_usd)
values (tests.id('pl'), date_trunc('month', now() at time zone 'UTC')::date, 5);

select tests.as_user('pl_op');
select is((select w.plan from public.admin_set_plan(tests.id('pl'), 'pro') w), 'pro', 'plan set');
select is((select w.plan from public.admin_set_plan(tests.id('pl'), 'pro') w), 'pro', 'a repeat changes nothing');
select tests.refuses(format('select public.admin_set_plan(tests.id(''pl''), %L)', p), 'PT400', 'invalid_field', 'plan ' || coalesce(p, 'null'))
from unnest(array['gold', '', null]) p;
select tests.refuses('select public.admin_set_plan(gen_random_uuid(), ''pro'')', 'PT404', 'workspace_unknown');
select tests.reset();
select is((select limit_usd from genesis.budget_periods where workspace_id = tests.id('pl')), 250.0, 'this month''s limit follows the plan');

select tests.as_user('pl_op');
select is((select w.budget_limit_usd from public.admin_set_budget_limit(tests.id('pl'), 12.5) w), 12.5, 'own limit set');
select tests.refuses(format('select public.admin_set_budget_limit(tests.id(''pl''), %L)', l), 'PT400', 'invalid_field', 'limit ' || l)
from unnest(array['-1', 'NaN', 'Infinity', '1e12']) l;
select tests.reset();
select is((select limit_usd from genesis.budget_periods where workspace_id = tests.id('pl')), 12.5, 'this month''s limit follows it');
select tests.as_user('pl_op');
select is((select w.budget_limit_usd from public.admin_set_budget_limit(tests.id('pl'), null) w), null, 'null gives back the plan''s');
select tests.reset();
select is((select limit_usd from genesis.budget_periods where workspace_id = tests.id('pl')), 250.0, 'and this month too');

select tests.as_user('pl_op');
select is((select s.value from public.admin_setting_set('quarantine_events', 77) s), 77.0, 'setting set');
select tests.refuses('select public.admin_setting_set(''no_such'', 1)', 'PT404', 'setting_unknown');
select tests.refuses(format('select public.admin_setting_set(''rate_client_burst'', %L)', v), 'PT400', 'invalid_field', 'value ' || coalesce(v, 'null'))
from unnest(array['-1', 'NaN', 'Infinity', '0', null]) v;
select lives_ok('select public.admin_setting_set(''webhook_token_overlap_hours'', 0)', 'no overlap is possible');

select tests.refuses($$select public.admin_make_owner(tests.id('pl'), 'pl_member')$$, 'PT409', 'has_owner');
select tests.reset();
delete from public.user_workspaces where user_id = 'pl_owner';
select tests.as_user('pl_op');
select tests.refuses($$select public.admin_make_owner(tests.id('pl'), 'pl_op')$$, 'PT404', 'not_a_member', 'no stranger, himself included');
select is((select m.role from public.admin_make_owner(tests.id('pl'), 'pl_member') m), 'owner', 'a workspace without an owner gets one');

select tests.reset();
select results_eq($$select action, metadata ->> 'to' from public.governance_audit_log where workspace_id = tests.id('pl')
    and actor_id = 'pl_op' order by seq$$,
  $$values ('plan_changed', 'pro'), ('budget_limit_changed', '12.500000'), ('budget_limit_changed', null), ('member_role_changed', 'owner')$$,
  'each change is audited once');
select is((select array_agg(metadata ->> 'name' order by seq) from public.governance_audit_log
  where action = 'setting_changed' and actor_id = 'pl_op'), array['quarantine_events', 'webhook_token_overlap_hours'], 'settings in the chain without a workspace');
select is(private.setting('quarantine_events'), 77.0, 'and it counts');
select * from finish();
rollback;
