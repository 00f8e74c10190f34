-- What the web page shows of a workspace, in one call and one statement.

create function private.check_access(p_workspace_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  if p_workspace_id is not null and p_workspace_id = any(array(select private.accessible_workspaces())) then
    return true;
  end if;
  perform private.require_role(p_workspace_id, 'viewer');
  return false;
end
$$;
comment on function private.check_access(uuid) is 'true when the caller may read the workspace, by membership or break-glass; else raises PT401 or PT403. Definer: reads memberships.';

-- Stable: it reads the snapshot of the statement that calls it, so merged and unmerged counts are of one moment.
create function private.stats_unmerged(p_workspace_id uuid, p_from date, p_to date) returns setof public.daily_stats
language plpgsql stable security definer rows 10 set search_path = ''
as $$
begin
  return query
  select p_workspace_id, t.day, t.campaign_id, t.campaign_group_id, x.*
  from (select d.day, d.campaign_id, d.campaign_group_id, jsonb_object_agg(d.kind, d.n) as counts
        from (select day, campaign_id, campaign_group_id, kind, sum(n) as n from private.stats_delta
              where workspace_id = p_workspace_id and day between p_from and p_to
                and private.check_access(p_workspace_id)
              group by 1, 2, 3, 4) as d group by 1, 2, 3) as t
  cross join lateral private.stats_columns(t.counts) as x;
end
$$;
comment on function private.stats_unmerged(uuid, date, date) is 'Deltas not yet merged, as rows of daily_stats. Definer with its own check: members may not read private.';
revoke all on function private.check_access(uuid), private.stats_unmerged(uuid, date, date)
  from public, anon, authenticated, service_role;
grant execute on function private.check_access(uuid), private.stats_unmerged(uuid, date, date),
  private.stats_columns(jsonb) to authenticated;

-- plpgsql, because a connection then plans it once; as SQL it was planned at each call, for a third of a call's time.
-- An invoker without a right on schema private, so it names nothing of that; RLS judges the caller.
create function private.dashboard_read(p_workspace_id uuid, p_from_day date, p_to_day date, p_campaign_group_id uuid,
  p_campaign_id uuid, p_unmerged public.daily_stats[]) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
begin
  return (
    with days as (
      select p_from_day as from_day, p_to_day as to_day,
        p_from_day - (p_to_day - p_from_day + 1) as before_from, p_from_day - 1 as before_to
    ), stats as materialized (
      select s.*, s.day < p_from_day as is_before from (
        select d.* from public.daily_stats d, days
        where d.workspace_id = p_workspace_id and d.day between days.before_from and days.to_day
        union all
        select u.* from unnest(p_unmerged) as u) as s
      left join public.campaigns c on c.workspace_id = s.workspace_id and c.id = s.campaign_id
      where (p_campaign_group_id is null or s.campaign_group_id = p_campaign_group_id)
        and (p_campaign_id is null or s.campaign_id = p_campaign_id)
        -- A campaign left out of the totals is still shown when it is asked for.
        and (p_campaign_id is not null or coalesce(c.in_totals, true))
    ), costs as materialized (
      select d.*, d.day < p_from_day as is_before from public.daily_costs d, days
      where d.workspace_id = p_workspace_id and d.day between days.before_from and days.to_day
        and (p_campaign_group_id is null or d.campaign_group_id = p_campaign_group_id)
        and (p_campaign_id is null or d.campaign_id = p_campaign_id)
    ), sums as materialized (
      -- By day, and by campaign and group: what follows adds up these few rows, not the rollup's again. grouping() says,
      -- as bits, which of the keys a row is not of.
      select s.is_before, s.day, s.campaign_id, s.campaign_group_id, grouping(s.day) = 1 as of_campaign,
        sum(s.sends) as sends, sum(s.delivered) as delivered, sum(s.opens) as opens,
        sum(s.opened_unique) as opened_unique, sum(s.clicks) as clicks, sum(s.clicked_unique) as clicked_unique,
        sum(s.replies) as replies, sum(s.opt_outs) as opt_outs, sum(s.bounces) as bounces,
        sum(s.complaints) as complaints, sum(s.failures) as failures
      from stats s
      group by s.is_before, grouping sets ((s.day), (s.campaign_id, s.campaign_group_id))
    ), summed as (
      select case grouping(s.day, s.campaign_id, s.campaign_group_id) when 7 then case when s.is_before then 'before' else 'totals' end
          when 3 then 'by_day' when 5 then 'by_campaign' else 'by_group' end as part,
        coalesce(s.day::text, s.campaign_id::text, s.campaign_group_id::text) as key,
        jsonb_build_object(
          'sends', sum(s.sends), 'delivered', sum(s.delivered), 'opens', sum(s.opens),
          'opened_unique', sum(s.opened_unique), 'clicks', sum(s.clicks), 'clicked_unique', sum(s.clicked_unique),
          'replies', sum(s.replies), 'opt_outs', sum(s.opt_outs), 'bounces', sum(s.bounces),
          'complaints', sum(s.complaints), 'failures', sum(s.failures)) as counts
      from sums s
      group by s.is_before, s.of_campaign, grouping sets ((), (s.day), (s.campaign_id), (s.campaign_group_id))
      having case grouping(s.day, s.campaign_id, s.campaign_group_id) when 7 then s.of_campaign when 3 then not s.is_before and not s.of_campaign
        else not s.is_before and s.of_campaign end
    ), spent as (
      select case grouping(c.day, c.model) when 3 then case when c.is_before then 'cost_before' else 'cost' end
          when 1 then 'cost_by_day' else 'cost_by_model' end as part,
        coalesce(c.day::text, c.provider || ' ' || c.model) as key,
        jsonb_build_object('calls', sum(c.calls), 'unpriced_calls', sum(c.unpriced_calls), 'tokens_in', sum(c.tokens_in),
          'tokens_out', sum(c.tokens_out), 'cost_usd', sum(c.cost_usd), 'over_usd', sum(c.over_usd)) as counts
      from costs c
      group by c.is_before, grouping sets ((), (c.day), (c.provider, c.model))
      having grouping(c.day, c.model) = 3 or not c.is_before
    ), parts as (
      select s.part, jsonb_agg(s.counts || jsonb_build_object('key', s.key) order by s.key) as list, jsonb_agg(s.counts) -> 0 as one
      from (select * from summed union all select * from spent) as s group by s.part
    )
    select jsonb_build_object(
      'workspace_id', p_workspace_id, 'from_day', p_from_day, 'to_day', p_to_day,
      'time_zone', (select w.time_zone from public.workspaces w where w.id = p_workspace_id),
      'totals', (select one from parts where part = 'totals'), 'before', (select one from parts where part = 'before'),
      'by_day', coalesce((select list from parts where part = 'by_day'), '[]'),
      'by_campaign', coalesce((select list from parts where part = 'by_campaign'), '[]'),
      'by_group', coalesce((select list from parts where part = 'by_group'), '[]'),
      'campaigns', coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'status', c.status,
          'campaign_group_id', c.campaign_group_id, 'in_totals', c.in_totals) order by c.name)
        from public.campaigns c where c.workspace_id = p_workspace_id), '[]'),
      'cost', (select one from parts where part = 'cost'), 'cost_before', (select one from parts where part = 'cost_before'),
      'cost_by_day', coalesce((select list from parts where part = 'cost_by_day'), '[]'),
      'cost_by_model', coalesce((select list from parts where part = 'cost_by_model'), '[]'),
      'budget', (select jsonb_build_object('month', b.month, 'limit_usd', b.limit_usd, 'settled_usd', b.settled_usd,
          'reserved_usd', b.reserved_usd, 'over_usd', b.over_usd)
        from genesis.budget_periods b where b.workspace_id = p_workspace_id
          and b.month = date_trunc('month', now() at time zone 'UTC')::date)));
end
$$;
comment on function private.dashboard_read(uuid, date, date, uuid, uuid, public.daily_stats[]) is
  'What public.dashboard_aggregate answers. Longer than others: one statement, so that all of it is of one moment.';
revoke all on function private.dashboard_read(uuid, date, date, uuid, uuid, public.daily_stats[])
  from public, anon, authenticated, service_role;
grant execute on function private.dashboard_read(uuid, date, date, uuid, uuid, public.daily_stats[]) to authenticated;

-- A stable function reads the snapshot of the statement that calls it: both are of the same moment.
create function public.dashboard_aggregate(
  p_workspace_id uuid, p_from_day date, p_to_day date, p_campaign_group_id uuid default null, p_campaign_id uuid default null
) returns jsonb
language sql stable set search_path = ''
begin atomic
  select private.dashboard_read(p_workspace_id, p_from_day, p_to_day, p_campaign_group_id, p_campaign_id, array(
    select u from private.stats_unmerged(p_workspace_id, p_from_day - (p_to_day - p_from_day + 1), p_to_day) as u))
  where private.check_access(p_workspace_id);
end;
comment on function public.dashboard_aggregate(uuid, date, date, uuid, uuid) is
  'The dashboard of a workspace for the days from … to, both included, in its time zone: totals, before (as many days before), by_day, by_campaign, by_group (key and counts), campaigns, cost…, budget (admins only, else null). totals, before, cost and cost_before are null when nothing was counted. Runs as the caller; PT403 for a frozen or foreign workspace.';
revoke all on function public.dashboard_aggregate(uuid, date, date, uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.dashboard_aggregate(uuid, date, date, uuid, uuid) to authenticated;

-- Costs, newest first, a page at a time. Keyset paging: a page costs the same at any depth.
create function private.usage_rows(p_workspace_id uuid, p_before timestamptz, p_before_id uuid, p_limit int) returns jsonb
language sql stable set search_path = ''
begin atomic
  with page as (
    select u.id, u.campaign_id, u.campaign_name, u.campaign_group_id, u.provider, u.model, u.tokens_in, u.tokens_out,
      u.cost_usd, u.counted_usd, u.over_usd, u.over_budget, u.unpriced, u.is_test, u.idempotency_key, u.metadata, u.created_at
    from public.llm_usage u
    where u.workspace_id = p_workspace_id
      and (p_before is null or (u.created_at, u.id) < (p_before, coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
    order by u.created_at desc, u.id desc limit least(greatest(coalesce(p_limit, 100), 1), 500)
  )
  select jsonb_build_object('rows', coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id desc), '[]'),
    'next', case when count(*) = least(greatest(coalesce(p_limit, 100), 1), 500) then (
      select jsonb_build_object('before', l.created_at, 'before_id', l.id) from page l order by l.created_at, l.id limit 1) end)
  from page;
end;
comment on function private.usage_rows(uuid, timestamptz, uuid, int) is 'One page of llm_usage as its caller may read it: {rows, next {before, before_id} | null}.';
revoke all on function private.usage_rows(uuid, timestamptz, uuid, int) from public, anon, authenticated, service_role;
grant execute on function private.usage_rows(uuid, timestamptz, uuid, int) to authenticated, genesis_machine;

create function public.usage_page(p_workspace_id uuid, p_before timestamptz default null, p_before_id uuid default null, p_limit int default 100)
returns jsonb
language sql stable set search_path = ''
begin atomic
  select private.usage_rows(p_workspace_id, p_before, p_before_id, p_limit) where private.check_access(p_workspace_id);
end;
comment on function public.usage_page(uuid, timestamptz, uuid, int) is 'Costs of a workspace, newest first, at most 500 a page; PT403 for a frozen or foreign workspace.';
revoke all on function public.usage_page(uuid, timestamptz, uuid, int) from public, anon, authenticated, service_role;
grant execute on function public.usage_page(uuid, timestamptz, uuid, int) to authenticated;

create function genesis.usage_page_by_key(p_workspace_id uuid, p_key_hash text, p_client text,
  p_before timestamptz default null, p_before_id uuid default null, p_limit int default 100) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_gate jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_gate := private.key_gate(p_workspace_id, decode(p_key_hash, 'hex'), p_client);
  if (v_gate ->> 'status')::int <> 200 then
    return v_gate;
  end if;
  perform private.enter(array[p_workspace_id]);
  return jsonb_build_object('status', 200) || private.usage_rows(p_workspace_id, p_before, p_before_id, p_limit);
end
$$;
comment on function genesis.usage_page_by_key(uuid, text, text, timestamptz, uuid, int) is
  'public.usage_page for a workspace API key (hex SHA-256). Definer: runs as genesis_machine, inside the workspace whose key was proven.';

-- Definer, owned by postgres: reads the key before the workspace is entered.
create function private.key_gate(p_workspace_id uuid, p_hash bytea, p_client text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_status text;
  v_taken record;
begin
  update public.workspace_keys k set last_used_at = clock_timestamp()
  from public.workspaces w
  where w.id = p_workspace_id and k.workspace_id = w.id and k.hash = p_hash and k.revoked_at is null
  returning w.status into v_status;
  select * into v_taken from private.rate_take(array['client:' || coalesce(p_client, '')], array[1],
    array[private.setting('rate_client_per_second')::float8], array[private.setting('rate_client_burst')::float8]);
  return case when v_status is null then '{"status": 401, "code": "invalid_api_key"}'::jsonb
    when v_status = 'frozen' then '{"status": 403, "code": "workspace_frozen"}'
    when v_taken.granted = 0 then '{"status": 429, "code": "rate_limited", "retry_after": 1}'
    else '{"status": 200}' end;
end
$$;
comment on function private.key_gate(uuid, bytea, text) is 'Judges a workspace API key: {status 200|401|403|429, code}.';
revoke all on function private.key_gate(uuid, bytea, text) from public, anon, authenticated, service_role;
grant execute on function private.key_gate(uuid, bytea, text) to genesis_machine;
select private.hand_to_machine('genesis.usage_page_by_key(uuid, text, text, timestamptz, uuid, int)', true);
