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
language sql stable security definer rows 10 set search_path = ''
as $$
  select p_workspace_id, t.day, t.campaign_id, t.campaign_group_id, x.*
  from (select d.day, d.campaign_id, d.campaign_group_id, jsonb_object_agg(d.kind, d.n) as counts
        from (select day, campaign_id, campaign_group_id, kind, sum(n) as n from private.stats_delta
              where workspace_id = p_workspace_id and day between p_from and p_to
                and private.check_access(p_workspace_id)
              group by 1, 2, 3, 4) as d group by 1, 2, 3) as t
  cross join lateral private.stats_columns(t.counts) as x
$$;
comment on function private.stats_unmerged(uuid, date, date) is 'Deltas not yet merged, as rows of daily_stats. Definer with its own check: members may not read private.';
revoke all on function private.check_access(uuid), private.stats_unmerged(uuid, date, date)
  from public, anon, authenticated, service_role;
grant execute on function private.check_access(uuid), private.stats_unmerged(uuid, date, date),
  private.stats_columns(jsonb) to authenticated;

create function public.dashboard_aggregate(
  p_workspace_id uuid, p_from_day date, p_to_day date, p_campaign_group_id uuid default null, p_campaign_id uuid default null
) returns jsonb
language sql stable set search_path = ''
begin atomic
  with days as (
    select p_from_day as from_day, p_to_day as to_day,
      p_from_day - (p_to_day - p_from_day + 1) as before_from, p_from_day - 1 as before_to
  ), stats as materialized (
    select s.* from (
      select d.* from public.daily_stats d, days
      where d.workspace_id = p_workspace_id and d.day between days.before_from and days.to_day
      union all
      select u.* from days, private.stats_unmerged(p_workspace_id, days.before_from, days.to_day) u) as s
    left join public.campaigns c on c.workspace_id = s.workspace_id and c.id = s.campaign_id
    where (p_campaign_group_id is null or s.campaign_group_id = p_campaign_group_id)
      and (p_campaign_id is null or s.campaign_id = p_campaign_id)
      -- A campaign left out of the totals is still shown when it is asked for.
      and (p_campaign_id is not null or coalesce(c.in_totals, true))
  ), costs as materialized (
    select d.* from public.daily_costs d, days
    where d.workspace_id = p_workspace_id and d.day between days.before_from and days.to_day
      and (p_campaign_group_id is null or d.campaign_group_id = p_campaign_group_id)
      and (p_campaign_id is null or d.campaign_id = p_campaign_id)
  ), keyed as (
    select 'totals' as part, null::text as key, s.* from stats s, days where s.day >= days.from_day
    union all select 'before', null, s.* from stats s, days where s.day <= days.before_to
    union all select 'by_day', s.day::text, s.* from stats s, days where s.day >= days.from_day
    union all select 'by_campaign', s.campaign_id::text, s.* from stats s, days where s.day >= days.from_day
    union all select 'by_group', s.campaign_group_id::text, s.* from stats s, days where s.day >= days.from_day
  ), summed as (
    select k.part, k.key, jsonb_build_object('sends', sum(k.sends), 'delivered', sum(k.delivered), 'opens', sum(k.opens),
      'opened_unique', sum(k.opened_unique), 'clicks', sum(k.clicks), 'clicked_unique', sum(k.clicked_unique),
      'replies', sum(k.replies), 'opt_outs', sum(k.opt_outs), 'bounces', sum(k.bounces), 'complaints', sum(k.complaints),
      'failures', sum(k.failures)) as counts
    from keyed k group by k.part, k.key
  ), spent as (
    select k.part, k.key, jsonb_build_object('calls', sum(k.calls), 'unpriced_calls', sum(k.unpriced_calls),
      'tokens_in', sum(k.tokens_in), 'tokens_out', sum(k.tokens_out), 'cost_usd', sum(k.cost_usd), 'over_usd', sum(k.over_usd)) as counts
    from (
      select 'cost' as part, null::text as key, c.* from costs c, days where c.day >= days.from_day
      union all select 'cost_before', null, c.* from costs c, days where c.day <= days.before_to
      union all select 'cost_by_day', c.day::text, c.* from costs c, days where c.day >= days.from_day
      union all select 'cost_by_model', c.provider || ' ' || c.model, c.* from costs c, days where c.day >= days.from_day
    ) as k group by k.part, k.key
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
        and b.month = date_trunc('month', now() at time zone 'UTC')::date))
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
