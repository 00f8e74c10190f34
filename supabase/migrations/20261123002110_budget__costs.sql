-- The cost endpoint's two calls: costs that happened, and reservations before they do.

create type private.cost_item as (
  ord int, n int, workspace_id uuid, provider text, model text, tokens_in bigint, tokens_out bigint, cost_usd numeric,
  counted_usd numeric, over_usd numeric, unpriced boolean, campaign_id uuid, campaign_name text, campaign_group_id uuid,
  idempotency_key text, reservation_id uuid, expires_in_s int, is_test boolean, metadata jsonb
);
comment on type private.cost_item is 'One cost, or one estimate, of a call: ord and n say which request and which of its items it was.';

create function private.cost_items(p_requests jsonb, p_gate jsonb) returns private.cost_item[]
language plpgsql stable set search_path = ''
as $$
begin
  return (select array_agg((g.ord, i.n, g.workspace_id, x.provider, x.model, x.tokens_in, x.tokens_out,
      round(coalesce(x.cost_usd, x.estimate_usd, price.cost_usd), 6), null, null,
      coalesce(x.cost_usd, x.estimate_usd) is null and price.unpriced,
      c.id, coalesce(x.campaign, c.name), coalesce(c.campaign_group_id, own_group.id),
      coalesce(x.idempotency_key, private.uuid_v7()::text), x.reservation_id, x.expires_in_s,
      coalesce(x.is_test, false) or (x.run_token_hash is not null and exists (select from genesis.sandbox_test_runs t
        where t.workspace_id = g.workspace_id and t.run_token_hash = decode(x.run_token_hash, 'hex'))),
      coalesce(x.metadata, '{}')
    )::private.cost_item order by g.workspace_id, g.ord, i.n)
  from jsonb_to_recordset(p_gate) as g (ord int, workspace_id uuid, status int)
  cross join lateral jsonb_array_elements(p_requests -> (g.ord - 1) -> 'items') with ordinality as i (item, n)
  cross join lateral jsonb_to_record(i.item) as x (provider text, model text, tokens_in bigint, tokens_out bigint,
    max_tokens_in bigint, max_tokens_out bigint, cost_usd numeric, estimate_usd numeric, campaign text, campaign_id uuid,
    campaign_group_id uuid, idempotency_key text, reservation_id uuid, expires_in_s int, run_token_hash text,
    is_test boolean, metadata jsonb)
  cross join lateral private.llm_cost(x.provider, x.model,
    coalesce(x.tokens_in, x.max_tokens_in), coalesce(x.tokens_out, x.max_tokens_out)) as price
  -- The fences (offset 0) keep each look-up one an item: pulled up, they run for every campaign of the workspace.
  left join lateral (select coalesce(
    (select id from public.campaigns where workspace_id = g.workspace_id and id = x.campaign_id),
    (select id from public.campaigns where workspace_id = g.workspace_id and name = x.campaign),
    (select campaign_id from public.campaign_aliases where workspace_id = g.workspace_id and name = x.campaign)) as id offset 0) as found on true
  left join lateral (select k.id, k.name, k.campaign_group_id from public.campaigns k
    where k.workspace_id = g.workspace_id and k.id = found.id offset 0) as c on true
  left join lateral (select o.id from public.campaign_groups o
    where o.workspace_id = g.workspace_id and o.id = x.campaign_group_id offset 0) as own_group on true
  where g.status = 200);
end
$$;
comment on function private.cost_items(jsonb, jsonb) is 'The items of the requests that the gate let in, priced and resolved, sorted by workspace.';

-- Settles a reservation under the budget lock: gives its money back and says how much of it covers the cost.
create function private.reservation_settle(p_workspace_id uuid, p_id uuid) returns numeric
language plpgsql volatile set search_path = ''
as $$
declare
  v_row genesis.budget_reservations;
begin
  update genesis.budget_reservations set status = 'settled', settled_at = clock_timestamp()
  where workspace_id = p_workspace_id and id = p_id and status = 'open' and expires_at > clock_timestamp()
  returning * into v_row;
  if v_row.id is null or v_row.is_test then
    return 0;
  end if;
  update genesis.budget_periods set reserved_usd = reserved_usd - v_row.amount_usd
  where workspace_id = p_workspace_id and month = v_row.month;
  return v_row.amount_usd;
end
$$;
comment on function private.reservation_settle(uuid, uuid) is 'US dollars freed; 0 when it expired, was settled, or never was. A cost after expiry counts as unreserved.';

-- Decides one new cost under the budget lock: how much of it counts, how much is over.
create function private.cost_decide(p_item private.cost_item, p_month date) returns private.cost_item
language plpgsql volatile set search_path = ''
as $$
declare
  v_room numeric;
begin
  if p_item.reservation_id is not null then
    perform private.reservation_settle(p_item.workspace_id, p_item.reservation_id);
  end if;
  if p_item.is_test then
    v_room := greatest(0, private.setting('sandbox_usd_per_day') - private.test_spend(p_item.workspace_id));
  else
    v_room := (select private.budget_room(p) from genesis.budget_periods p
               where p.workspace_id = p_item.workspace_id and p.month = p_month);
  end if;
  p_item.counted_usd := least(p_item.cost_usd, coalesce(v_room, p_item.cost_usd));
  p_item.over_usd := p_item.cost_usd - p_item.counted_usd;
  if not p_item.is_test then
    update genesis.budget_periods set settled_usd = settled_usd + p_item.counted_usd, over_usd = over_usd + p_item.over_usd,
      updated_at = clock_timestamp()
    where workspace_id = p_item.workspace_id and month = p_month;
    if p_item.over_usd > 0 then
      perform private.budget_breach(p_item.workspace_id, p_month);
    end if;
  end if;
  return p_item;
end
$$;
comment on function private.cost_decide(private.cost_item, date) is
  'Counts at most the room there is; the rest is over. Its own reservation is given back first, so a reserved cost finds at least that room.';

create function private.costs_roll_up(p_items private.cost_item[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  insert into public.daily_costs as d (workspace_id, day, campaign_id, campaign_group_id, provider, model, calls,
    unpriced_calls, tokens_in, tokens_out, cost_usd, over_usd)
  -- now() is llm_usage.created_at: a rollup made anew, or a new price, must find the same day.
  select i.workspace_id, (now() at time zone w.time_zone)::date, i.campaign_id, i.campaign_group_id, i.provider,
    i.model, count(*), count(*) filter (where i.unpriced), coalesce(sum(i.tokens_in), 0), coalesce(sum(i.tokens_out), 0),
    sum(i.cost_usd), sum(i.over_usd)
  from unnest(p_items) as i join public.workspaces w on w.id = i.workspace_id
  where not i.is_test
  group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
  on conflict on constraint one_row_a_day_campaign_and_model do update set
    calls = d.calls + excluded.calls, unpriced_calls = d.unpriced_calls + excluded.unpriced_calls,
    tokens_in = d.tokens_in + excluded.tokens_in, tokens_out = d.tokens_out + excluded.tokens_out,
    cost_usd = d.cost_usd + excluded.cost_usd, over_usd = d.over_usd + excluded.over_usd;
end
$$;
comment on function private.costs_roll_up(private.cost_item[]) is 'Adds new costs to daily_costs; their callers are in line behind the budget row already.';

create function private.cost_results(p_items private.cost_item[], p_new private.cost_item[], p_month date) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (select jsonb_agg(jsonb_build_object('ord', i.ord, 'n', i.n, 'id', u.id,
      'deduped', not exists (select from unnest(p_new) as x where x.ord = i.ord and x.n = i.n))
    || case when u.over_budget
      then jsonb_build_object('status', 402, 'code', 'budget_exceeded', 'current_spend', p.settled_usd, 'limit', p.limit_usd)
      else jsonb_build_object('status', 200, 'cost_usd', u.cost_usd, 'unpriced', u.unpriced) end order by i.ord, i.n)
  from unnest(p_items) as i
  join public.llm_usage u on u.workspace_id = i.workspace_id and u.idempotency_key = i.idempotency_key
  join genesis.budget_periods p on p.workspace_id = i.workspace_id and p.month = p_month);
end
$$;
comment on function private.cost_results(private.cost_item[], private.cost_item[], date) is 'Outcome of each cost; a repeat gets the first answer.';

create function private.costs_apply(p_items private.cost_item[]) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_ids uuid[] := array(select distinct i.workspace_id from unnest(p_items) as i);
  v_month date := private.budget_lock(v_ids,
    array(select i.reservation_id from unnest(p_items) as i where i.reservation_id is not null));
  v_item private.cost_item;
  v_new private.cost_item[] := '{}';
begin
  foreach v_item in array p_items loop
    if not exists (select from public.llm_usage u where u.workspace_id = v_item.workspace_id and u.idempotency_key = v_item.idempotency_key)
       and not exists (select from unnest(v_new) as x where x.workspace_id = v_item.workspace_id and x.idempotency_key = v_item.idempotency_key) then
      v_new := v_new || private.cost_decide(v_item, v_month);
    end if;
  end loop;
  insert into public.llm_usage (workspace_id, campaign_id, campaign_name, campaign_group_id, provider, model, tokens_in,
    tokens_out, cost_usd, counted_usd, over_usd, month, idempotency_key, reservation_id, over_budget, unpriced, is_test, metadata)
  select i.workspace_id, i.campaign_id, i.campaign_name, i.campaign_group_id, i.provider, i.model, i.tokens_in, i.tokens_out,
    i.cost_usd, i.counted_usd, i.over_usd, v_month, i.idempotency_key, i.reservation_id, i.over_usd > 0, i.unpriced, i.is_test, i.metadata
  from unnest(v_new) as i order by i.workspace_id, i.idempotency_key;
  perform private.costs_roll_up(v_new);
  perform private.budget_alerts_send(v_ids, v_month);
  perform private.alarm('unpriced_model', 'unpriced:' || i.provider || ':' || i.model, 'medium',
      format('No price for %s %s: its calls are valued at the ceiling until public.admin_price_set knows it.', i.provider, i.model),
      jsonb_build_object('provider', i.provider, 'model', i.model))
  from (select distinct x.provider, private.model_name(x.model) as model from unnest(v_new) as x where x.unpriced order by 1, 2) as i;
  return private.cost_results(p_items, v_new, v_month);
end
$$;
comment on function private.costs_apply(private.cost_item[]) is
  'Stores costs under the budget lock, which makes the look for repeats exact; [{ord, n, status 200|402, id, …}].';

create function genesis.ingest_costs(p_requests jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s' set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_gate jsonb;
  v_items private.cost_item[];
  v_results jsonb := '[]';
begin
  perform private.lock_workspaces(array(select (r ->> 'workspace_id')::uuid from jsonb_array_elements(p_requests) as r));
  v_gate := private.gate(p_requests);
  perform private.enter(array(select distinct (g ->> 'workspace_id')::uuid from jsonb_array_elements(v_gate) as g
                              where (g ->> 'status')::int <> 401));
  perform private.quarantine('cost', p_requests, v_gate);
  v_items := private.cost_items(p_requests, v_gate);
  if cardinality(v_items) > 0 then
    v_results := private.costs_apply(v_items);
  end if;
  return private.results_by_request(v_gate, v_results);
end
$$;
comment on function genesis.ingest_costs(jsonb) is
  'Group commit of costs; request shape as genesis.ingest_events. Definer: runs as genesis_machine, inside the workspaces whose token was proven.';

revoke all on function private.cost_items(jsonb, jsonb), private.reservation_settle(uuid, uuid),
  private.cost_decide(private.cost_item, date), private.costs_roll_up(private.cost_item[]),
  private.cost_results(private.cost_item[], private.cost_item[], date), private.costs_apply(private.cost_item[])
  from public, anon, authenticated, service_role;
grant execute on function private.cost_items(jsonb, jsonb), private.reservation_settle(uuid, uuid),
  private.cost_decide(private.cost_item, date), private.costs_roll_up(private.cost_item[]),
  private.cost_results(private.cost_item[], private.cost_item[], date), private.costs_apply(private.cost_item[]) to genesis_machine;
select private.hand_to_machine('genesis.ingest_costs(jsonb)', true);
