-- Prices, the lock that every budget decision takes, and what follows from a breach.

create function private.plan_limit(p_plan text) returns numeric
language sql immutable parallel safe set search_path = ''
as $$ select case p_plan when 'free' then 5 when 'starter' then 50 when 'pro' then 250 end::numeric $$;
comment on function private.plan_limit(text) is 'US dollars a month; null (enterprise) is no limit.';

create function private.model_name(p_model text) returns text
language sql immutable parallel safe set search_path = ''
as $$ select regexp_replace(lower(btrim(p_model)), '-(\d{4}-\d{2}-\d{2}|\d{8})$', '') $$;
comment on function private.model_name(text) is 'A model without its snapshot date: gpt-4o-2024-08-06 costs what gpt-4o costs.';

create function private.llm_cost(p_provider text, p_model text, p_in bigint, p_out bigint, out cost_usd numeric, out unpriced boolean)
language plpgsql stable set search_path = ''
as $$
begin
  select round((coalesce(p_in, 0) * coalesce(p.input_usd, ceiling.input_usd)
    + coalesce(p_out, 0) * coalesce(p.output_usd, ceiling.output_usd)) / 1000000, 6), p.model is null
  into cost_usd, unpriced
  from (select coalesce(max(c.input_usd), private.setting('unpriced_input_usd')) as input_usd,
          coalesce(max(c.output_usd), private.setting('unpriced_output_usd')) as output_usd
        from genesis.llm_prices c where c.provider = p_provider) as ceiling
  left join lateral (
    select * from genesis.llm_prices x
    where x.provider = p_provider and x.model in (lower(btrim(p_model)), private.model_name(p_model))
    order by length(x.model) desc limit 1) as p on true;
end
$$;
comment on function private.llm_cost(text, text, bigint, bigint) is
  'US dollars for these tokens. Unknown model: the dearest known price of the provider, else the ceiling, and unpriced.';

-- Locks the month's row of each workspace (and the earlier one of a reservation settled after midnight), sorted; then
-- frees what expired. Whoever holds these locks knows settled and reserved until its commit.
create function private.budget_lock(p_ids uuid[], p_reservations uuid[] default '{}') returns date
language plpgsql volatile set search_path = ''
as $$
declare
  v_month date := date_trunc('month', clock_timestamp() at time zone 'UTC')::date;
begin
  insert into genesis.budget_periods (workspace_id, month, limit_usd)
  select w.id, v_month, coalesce(w.budget_limit_usd, private.plan_limit(w.plan))
  from public.workspaces w where w.id = any(p_ids) order by w.id
  on conflict do nothing;
  perform 1 from genesis.budget_periods p
  where p.workspace_id = any(p_ids) and (p.month = v_month or p.month in (
    select r.month from genesis.budget_reservations r where r.workspace_id = p.workspace_id and r.id = any(p_reservations)))
  order by p.workspace_id, p.month for update;
  with expired as (
    update genesis.budget_reservations r set status = 'expired'
    where r.workspace_id = any(p_ids) and (r.month = v_month or r.id = any(p_reservations))
      and r.status = 'open' and r.expires_at <= clock_timestamp()
    returning r.workspace_id, r.month, case when r.is_test then 0 else r.amount_usd end as amount_usd
  )
  update genesis.budget_periods p set reserved_usd = p.reserved_usd - e.amount_usd
  from (select workspace_id, month, sum(amount_usd) as amount_usd from expired group by 1, 2) as e
  where p.workspace_id = e.workspace_id and p.month = e.month;
  return v_month;
end
$$;
comment on function private.budget_lock(uuid[], uuid[]) is 'Locks the budget rows and frees expired reservations; returns the present month.';

-- Not greatest(0, …) alone: that answers 0 for null, and no limit would be no room.
create function private.budget_room(p_period genesis.budget_periods) returns numeric
language sql immutable parallel safe set search_path = ''
as $$
  select case when p_period.limit_usd is not null
    then greatest(0, p_period.limit_usd - p_period.settled_usd - p_period.reserved_usd) end
$$;
comment on function private.budget_room(genesis.budget_periods) is 'US dollars that a month still has room for; null is no limit.';

create function private.test_spend(p_workspace_id uuid) returns numeric
language sql stable set search_path = ''
as $$
  select coalesce((select sum(u.counted_usd) from public.llm_usage u
      where u.workspace_id = p_workspace_id and u.is_test and u.created_at >= date_trunc('day', now(), 'UTC')), 0)
    + coalesce((select sum(r.amount_usd) from genesis.budget_reservations r
      where r.workspace_id = p_workspace_id and r.is_test and r.status = 'open' and r.expires_at > clock_timestamp()), 0)
$$;
comment on function private.test_spend(uuid) is 'Test money of today (UTC), spent and reserved. Test rows use this small cap of their own, not the month''s budget.';

create function private.budget_breach(p_workspace_id uuid, p_month date) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  update genesis.budget_periods set breached_at = clock_timestamp(), resumed_at = null
  where workspace_id = p_workspace_id and month = p_month and (breached_at is null or resumed_at is not null);
  if found then
    perform private.command_enqueue(p_workspace_id, 'pause_llm_workflows', jsonb_build_object('month', p_month));
  end if;
end
$$;
comment on function private.budget_breach(uuid, date) is 'First breach of a month, or first since the limit was raised: asks for the LLM workflows to be paused.';

create function private.budget_alerts_send(p_ids uuid[], p_month date) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  with told as (
    insert into genesis.budget_alerts (workspace_id, month, threshold, spend_usd, limit_usd)
    select p.workspace_id, p.month, t.threshold, p.settled_usd, p.limit_usd
    from genesis.budget_periods p, (values (50), (80), (95), (100)) as t (threshold)
    where p.workspace_id = any(p_ids) and p.month = p_month and p.limit_usd is not null
      and p.settled_usd > 0 and p.settled_usd * 100 >= p.limit_usd * t.threshold
    order by p.workspace_id, t.threshold
    on conflict do nothing
    returning workspace_id, month, threshold, spend_usd, limit_usd
  )
  insert into public.notifications (workspace_id, kind, dedupe_key, detail)
  select workspace_id, 'budget', 'budget:' || month || ':' || threshold,
    jsonb_build_object('month', month, 'threshold', threshold, 'spend_usd', spend_usd, 'limit_usd', limit_usd)
  from told order by workspace_id, threshold on conflict do nothing;
end
$$;
comment on function private.budget_alerts_send(uuid[], date) is 'Tells each threshold that counted spend has reached, once a month.';

revoke all on function private.plan_limit(text), private.model_name(text), private.llm_cost(text, text, bigint, bigint),
  private.budget_lock(uuid[], uuid[]), private.budget_room(genesis.budget_periods), private.test_spend(uuid), private.budget_breach(uuid, date),
  private.budget_alerts_send(uuid[], date) from public, anon, authenticated, service_role;
grant execute on function private.plan_limit(text), private.model_name(text), private.llm_cost(text, text, bigint, bigint),
  private.budget_lock(uuid[], uuid[]), private.budget_room(genesis.budget_periods), private.test_spend(uuid), private.budget_breach(uuid, date),
  private.budget_alerts_send(uuid[], date) to genesis_machine;

-- Definer, owned by postgres: called by operators' functions after they changed a plan or a limit.
create function private.budget_limit_changed(p_workspace_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_month date := private.budget_lock(array[p_workspace_id]);
  v_limit numeric := (select coalesce(budget_limit_usd, private.plan_limit(plan)) from public.workspaces where id = p_workspace_id);
  v_resumed boolean;
begin
  update genesis.budget_periods p set limit_usd = v_limit, updated_at = clock_timestamp(),
    floor_usd = case when p.settled_usd + p.reserved_usd > v_limit then greatest(p.floor_usd, p.settled_usd + p.reserved_usd)
                     else p.floor_usd end,
    resumed_at = case when p.breached_at is not null and (v_limit is null or p.settled_usd + p.reserved_usd < v_limit)
                      then coalesce(p.resumed_at, clock_timestamp()) else p.resumed_at end
  where p.workspace_id = p_workspace_id and p.month = v_month
  returning resumed_at >= transaction_timestamp() into v_resumed;
  -- Nothing starts in a frozen workspace, nor by itself once it is unfrozen.
  if v_resumed and exists (select from public.workspaces where id = p_workspace_id and status = 'active') then
    perform private.command_enqueue(p_workspace_id, 'resume_llm_workflows', jsonb_build_object('month', v_month));
  end if;
end
$$;
comment on function private.budget_limit_changed(uuid) is 'Brings this month''s row to the workspace''s limit and asks for paused LLM workflows to start again where there is room.';

-- Definer, owned by postgres: cron, on the first of the month.
create function private.budget_month_roll() returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row record;
  v_count int := 0;
begin
  for v_row in
    update genesis.budget_periods p set resumed_at = clock_timestamp()
    where p.month < date_trunc('month', clock_timestamp() at time zone 'UTC')::date
      and p.breached_at is not null and p.resumed_at is null
      and exists (select from public.workspaces w where w.id = p.workspace_id and w.status = 'active')
    returning p.workspace_id, p.month
  loop
    perform private.command_enqueue(v_row.workspace_id, 'resume_llm_workflows', jsonb_build_object('month', v_row.month));
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
comment on function private.budget_month_roll() is 'Starts again what a breach of an earlier month paused; frozen workspaces wait for their unfreeze. Returns how many.';
revoke all on function private.budget_limit_changed(uuid), private.budget_month_roll() from public, anon, authenticated, service_role;
