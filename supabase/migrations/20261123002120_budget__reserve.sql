-- Reserving before a call to a model: what makes the limit hard.

create function private.reserve_one(p_item private.cost_item, p_month date) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_period genesis.budget_periods;
  v_row genesis.budget_reservations;
  v_room numeric;
  v_life interval := make_interval(secs => least(
    coalesce(p_item.expires_in_s, private.setting('reservation_minutes') * 60), private.setting('reservation_minutes_max') * 60));
begin
  select * into v_period from genesis.budget_periods where workspace_id = p_item.workspace_id and month = p_month;
  v_room := case when p_item.is_test
    then greatest(0, private.setting('sandbox_usd_per_day') - private.test_spend(p_item.workspace_id))
    else private.budget_room(v_period) end;
  select * into v_row from genesis.budget_reservations
  where workspace_id = p_item.workspace_id and idempotency_key = p_item.idempotency_key;
  if v_row.id is not null then
    if (v_row.provider, v_row.model, v_row.amount_usd) is distinct from (p_item.provider, p_item.model, p_item.cost_usd) then
      return '{"status": 409, "code": "idempotency_conflict"}';
    end if;
    -- One that expired unused holds no money any more: its repeat asks anew, under the same id.
    if v_row.status <> 'expired' then
      return jsonb_build_object('status', 200, 'deduped', true, 'reservation_id', v_row.id,
        'expires_at', v_row.expires_at, 'remaining', v_room);
    end if;
  end if;
  if p_item.cost_usd > v_room then
    -- Almost spent is a breach; an estimate too large for an open budget is only refused.
    if not p_item.is_test and v_period.settled_usd >= 0.95 * v_period.limit_usd then
      perform private.budget_breach(p_item.workspace_id, p_month);
    end if;
    return jsonb_build_object('status', 402, 'code', 'budget_exceeded',
      'current_spend', v_period.settled_usd + v_period.reserved_usd, 'limit', v_period.limit_usd);
  end if;
  insert into genesis.budget_reservations (workspace_id, month, idempotency_key, provider, model, amount_usd, is_test, expires_at)
  values (p_item.workspace_id, p_month, p_item.idempotency_key, p_item.provider, p_item.model, p_item.cost_usd,
    p_item.is_test, clock_timestamp() + v_life)
  on conflict on constraint asked_once do update set month = excluded.month, status = 'open', expires_at = excluded.expires_at
  returning * into v_row;
  if not p_item.is_test then
    update genesis.budget_periods set reserved_usd = reserved_usd + p_item.cost_usd, updated_at = clock_timestamp()
    where workspace_id = p_item.workspace_id and month = p_month;
  end if;
  return jsonb_build_object('status', 200, 'deduped', false, 'reservation_id', v_row.id, 'expires_at', v_row.expires_at,
    'remaining', v_room - p_item.cost_usd);
end
$$;
comment on function private.reserve_one(private.cost_item, date) is 'One reservation under the budget lock; cost_usd is the estimate. remaining is null without a limit.';
revoke all on function private.reserve_one(private.cost_item, date) from public, anon, authenticated, service_role;
grant execute on function private.reserve_one(private.cost_item, date) to genesis_machine;

create function genesis.cost_reserve(p_requests jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s' set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_gate jsonb;
  v_items private.cost_item[];
  v_item private.cost_item;
  v_month date;
  v_results jsonb := '[]';
begin
  perform private.lock_workspaces(array(select (r ->> 'workspace_id')::uuid from jsonb_array_elements(p_requests) as r));
  v_gate := private.gate(p_requests);
  perform private.enter(array(select distinct (g ->> 'workspace_id')::uuid from jsonb_array_elements(v_gate) as g
                              where (g ->> 'status')::int = 200));
  v_items := private.cost_items(p_requests, v_gate);
  if cardinality(v_items) > 0 then
    v_month := private.budget_lock(array(select distinct i.workspace_id from unnest(v_items) as i));
    foreach v_item in array v_items loop
      v_results := v_results || (jsonb_build_object('ord', v_item.ord, 'n', v_item.n) || private.reserve_one(v_item, v_month));
    end loop;
  end if;
  return private.results_by_request(v_gate, v_results);
end
$$;
comment on function genesis.cost_reserve(jsonb) is
  'Reserves estimates; request shape as genesis.ingest_costs. A frozen workspace reserves nothing. Definer: runs as genesis_machine, inside the workspaces whose token was proven.';
select private.hand_to_machine('genesis.cost_reserve(jsonb)', true);

-- Definer, owned by postgres: changes rows of every workspace that used the model.
create function private.price_set(p_provider text, p_model text, p_input_usd numeric, p_output_usd numeric) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_provider text := lower(btrim(p_provider));
  v_model text := lower(btrim(p_model));
  v_row record;
  v_new numeric;
  v_counted numeric;
  v_revalued int := 0;
begin
  perform private.require_operator();
  if coalesce(v_provider, '') = '' or coalesce(v_model, '') = '' or not coalesce(p_input_usd >= 0 and p_input_usd < 1000000, false)
     or not coalesce(p_output_usd >= 0 and p_output_usd < 1000000, false) then
    perform private.refuse(400, 'invalid_field', 'A price needs provider, model, and two prices from 0 to 1,000,000 US dollars per million tokens.');
  end if;
  insert into genesis.llm_prices (provider, model, input_usd, output_usd, updated_by)
  values (v_provider, v_model, p_input_usd, p_output_usd, private.uid())
  on conflict (provider, model) do update set input_usd = excluded.input_usd, output_usd = excluded.output_usd,
    updated_by = excluded.updated_by, updated_at = now();
  -- Locked in the order of every other call: workspace, then month.
  perform 1 from genesis.budget_periods p where (p.workspace_id, p.month) in (
    select u.workspace_id, u.month from public.llm_usage u
    where u.unpriced and u.provider = v_provider and v_model in (lower(btrim(u.model)), private.model_name(u.model)))
  order by p.workspace_id, p.month for update;
  for v_row in
    select u.*, (u.created_at at time zone w.time_zone)::date as day
    from public.llm_usage u join public.workspaces w on w.id = u.workspace_id
    where u.unpriced and u.provider = v_provider and v_model in (lower(btrim(u.model)), private.model_name(u.model))
    order by u.workspace_id, u.month, u.id
  loop
    v_new := (private.llm_cost(v_row.provider, v_row.model, v_row.tokens_in, v_row.tokens_out)).cost_usd;
    -- The room is read anew for each row: the rows before it used some.
    v_counted := least(v_new, v_row.counted_usd + coalesce((select private.budget_room(p) from genesis.budget_periods p
      where p.workspace_id = v_row.workspace_id and p.month = v_row.month), v_new));
    if v_row.is_test then
      v_counted := v_new;
    else
      update genesis.budget_periods set settled_usd = settled_usd + v_counted - v_row.counted_usd,
        over_usd = over_usd + (v_new - v_counted) - v_row.over_usd
      where workspace_id = v_row.workspace_id and month = v_row.month;
      update public.daily_costs set cost_usd = cost_usd + v_new - v_row.cost_usd,
        over_usd = over_usd + (v_new - v_counted) - v_row.over_usd, unpriced_calls = unpriced_calls - 1
      where workspace_id = v_row.workspace_id and day = v_row.day and provider = v_row.provider and model = v_row.model
        and campaign_id is not distinct from v_row.campaign_id and campaign_group_id is not distinct from v_row.campaign_group_id;
    end if;
    update public.llm_usage set cost_usd = v_new, counted_usd = v_counted, over_usd = v_new - v_counted,
      over_budget = v_new > v_counted, unpriced = false
    where workspace_id = v_row.workspace_id and id = v_row.id;
    v_revalued := v_revalued + 1;
  end loop;
  update genesis.alarms set cleared_at = now() where dedupe_key = 'unpriced:' || v_provider || ':' || private.model_name(v_model)
    and cleared_at is null;
  perform private.audit(null, 'price_set', null, jsonb_build_object('provider', v_provider, 'model', v_model,
    'input_usd', p_input_usd, 'output_usd', p_output_usd, 'revalued', v_revalued));
  return jsonb_build_object('provider', v_provider, 'model', v_model, 'revalued', v_revalued);
end
$$;
comment on function private.price_set(text, text, numeric, numeric) is
  'Sets a price (US dollars per million tokens) and re-values what was unpriced: downwards freely, upwards only into the room of the row''s own month.';
revoke all on function private.price_set(text, text, numeric, numeric) from public, anon, authenticated, service_role;
grant execute on function private.price_set(text, text, numeric, numeric) to authenticated;

create function public.admin_price_set(p_provider text, p_model text, p_input_usd numeric, p_output_usd numeric) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.price_set(p_provider, p_model, p_input_usd, p_output_usd);
end;
comment on function public.admin_price_set(text, text, numeric, numeric) is 'For operators: private.price_set.';
revoke all on function public.admin_price_set(text, text, numeric, numeric) from public, anon, authenticated, service_role;
grant execute on function public.admin_price_set(text, text, numeric, numeric) to authenticated;
