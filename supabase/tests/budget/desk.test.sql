-- The operators' desk, its money: limits and what counts against them, for operators alone.
begin;
select no_plan();
select tests.tenant('money-a'), tests.tenant('money-b');
select tests.as_user('user_money-a');
select throws_ok('select * from public.admin_budgets()', 'PT403', null, 'no member');
select tests.reset();

insert into genesis.budget_periods (workspace_id, month, limit_usd, floor_usd, settled_usd, reserved_usd, over_usd, breached_at)
values (tests.id('money-a'), date_trunc('month', now() at time zone 'utc')::date, 10, 0, 9, 1, 2.5, now());
update public.workspaces set plan = 'enterprise', budget_limit_usd = 7 where id = tests.id('money-b');

select tests.as_user('user_root');
select is((select concat_ws(' ', limit_usd::float8, settled_usd::float8, reserved_usd::float8, over_usd::float8, breached_at is not null)
  from public.admin_budgets() where slug = 'money-a'), '10 9 1 2.5 t', 'this month');
select is((select concat_ws(' ', plan, coalesce(plan_limit_usd::text, 'none'), own_limit_usd::float8, limit_usd::float8, settled_usd)
  from public.admin_budgets() where slug = 'money-b'), 'enterprise none 7 7 0', 'without a cost yet: its own limit holds');
select is((select array_agg(slug) from public.admin_budgets('money-a', 1)), '{money-b}', 'paged by slug');
select tests.reset();
select * from finish();
rollback;
