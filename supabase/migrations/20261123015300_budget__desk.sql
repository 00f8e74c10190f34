-- The operators' desk, its money: every workspace's limit and what this month counts against it. And the audit log read
-- across workspaces, newest first, which an operator does all day.

-- Every filter but that of one workspace walks the log by time.
create index governance_audit_log_by_all_time on public.governance_audit_log (created_at desc, workspace_id, seq);

-- Definer: an operator is no member, and sees sums here, no single cost.
create function private.admin_budgets(p_after_slug text, p_limit int) returns table (
  id uuid, slug text, name text, status text, plan text, plan_limit_usd numeric, own_limit_usd numeric, limit_usd numeric,
  settled_usd numeric, reserved_usd numeric, over_usd numeric, breached_at timestamptz, resumed_at timestamptz
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query
  select w.id, w.slug, w.name, w.status, w.plan, private.plan_limit(w.plan), w.budget_limit_usd,
    case when b.workspace_id is null then coalesce(w.budget_limit_usd, private.plan_limit(w.plan)) else b.limit_usd end,
    coalesce(b.settled_usd, 0), coalesce(b.reserved_usd, 0), coalesce(b.over_usd, 0), b.breached_at, b.resumed_at
  from (select * from public.workspaces o where o.slug > coalesce(p_after_slug, '') order by o.slug limit least(greatest(p_limit, 1), 1000)) w
  left join genesis.budget_periods b on b.workspace_id = w.id and b.month = date_trunc('month', now() at time zone 'utc')::date
  order by w.slug;
end
$$;
comment on function private.admin_budgets(text, int) is 'Definer part of public.admin_budgets.';

create function public.admin_budgets(p_after_slug text default null, p_limit int default 500) returns table (
  id uuid, slug text, name text, status text, plan text, plan_limit_usd numeric, own_limit_usd numeric, limit_usd numeric,
  settled_usd numeric, reserved_usd numeric, over_usd numeric, breached_at timestamptz, resumed_at timestamptz
)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_budgets(p_after_slug, p_limit);
end;
comment on function public.admin_budgets(text, int) is
  'Operators: plan, limit and this UTC month''s spend of every workspace in US dollars, by slug, at most 1,000 a page; own_limit_usd null: the plan''s holds, limit_usd null: none. PT403 forbidden.';

select private.open_to_people('private.admin_budgets(text,int)', 'public.admin_budgets(text,int)');
