-- A call's costs in one pass over them: looking for each among those before it took a full quarantine seconds.

create or replace function private.cost_results(p_items private.cost_item[], p_new private.cost_item[], p_month date) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_new jsonb := (select coalesce(jsonb_object_agg(x.ord || ' ' || x.n, true), '{}') from unnest(p_new) as x);
begin
  return (select jsonb_agg(jsonb_build_object('ord', i.ord, 'n', i.n, 'id', u.id, 'deduped', not v_new ? (i.ord || ' ' || i.n))
    || case when u.over_budget
      then jsonb_build_object('status', 402, 'code', 'budget_exceeded', 'current_spend', p.settled_usd, 'limit', p.limit_usd)
      else jsonb_build_object('status', 200, 'cost_usd', u.cost_usd, 'unpriced', u.unpriced) end order by i.ord, i.n)
  from unnest(p_items) as i
  join public.llm_usage u on u.workspace_id = i.workspace_id and u.idempotency_key = i.idempotency_key
  join genesis.budget_periods p on p.workspace_id = i.workspace_id and p.month = p_month);
end
$$;

create or replace function private.costs_apply(p_items private.cost_item[]) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_ids uuid[] := array(select distinct i.workspace_id from unnest(p_items) as i);
  v_month date := private.budget_lock(v_ids,
    array(select i.reservation_id from unnest(p_items) as i where i.reservation_id is not null));
  v_item private.cost_item;
  v_first private.cost_item[];
  v_new private.cost_item[] := '{}';
begin
  -- Of two with one key the first counts, and none that is stored already; in a statement after the lock.
  v_first := array(
    select (d.ord, d.n, d.workspace_id, d.provider, d.model, d.tokens_in, d.tokens_out, d.cost_usd, d.counted_usd, d.over_usd, d.unpriced,
      d.campaign_id, d.campaign_name, d.campaign_group_id, d.idempotency_key, d.reservation_id, d.expires_in_s, d.is_test, d.metadata)::private.cost_item
    from (select distinct on (i.workspace_id, i.idempotency_key) i.*
      from unnest(p_items) with ordinality as i (ord, n, workspace_id, provider, model, tokens_in, tokens_out, cost_usd, counted_usd, over_usd,
        unpriced, campaign_id, campaign_name, campaign_group_id, idempotency_key, reservation_id, expires_in_s, is_test, metadata, place)
      order by i.workspace_id, i.idempotency_key, i.place) as d
    where not exists (select from public.llm_usage u where u.workspace_id = d.workspace_id and u.idempotency_key = d.idempotency_key)
    order by d.place);
  foreach v_item in array v_first loop
    v_new := v_new || private.cost_decide(v_item, v_month);
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
