-- Spend by campaign and by group, and the calls that somebody should look at, found at once. Apart from
-- dashboard_aggregate, whose every call would pay for what only the costs tab shows.

-- Few of many calls: the page lists the newest of them, which the index by time would have to search for.
create index llm_usage_to_look_at on public.llm_usage (workspace_id, created_at desc) where over_budget or unpriced;

create function public.dashboard_costs(
  p_workspace_id uuid, p_from_day date, p_to_day date, p_campaign_group_id uuid default null, p_campaign_id uuid default null
) returns jsonb
language sql stable set search_path = ''
begin atomic
  with sums as (
    select grouping(c.campaign_id) = 0 as of_campaign, coalesce(c.campaign_id, c.campaign_group_id) as key,
      jsonb_build_object('key', coalesce(c.campaign_id, c.campaign_group_id), 'calls', sum(c.calls), 'unpriced_calls', sum(c.unpriced_calls),
        'tokens_in', sum(c.tokens_in), 'tokens_out', sum(c.tokens_out), 'cost_usd', sum(c.cost_usd), 'over_usd', sum(c.over_usd)) as spend
    from public.daily_costs c
    where c.workspace_id = p_workspace_id and c.day between p_from_day and p_to_day
      and (p_campaign_group_id is null or c.campaign_group_id = p_campaign_group_id)
      and (p_campaign_id is null or c.campaign_id = p_campaign_id)
    group by grouping sets ((c.campaign_id), (c.campaign_group_id))
  )
  select jsonb_build_object(
    'by_campaign', coalesce((select jsonb_agg(s.spend order by s.key) from sums s where s.of_campaign), '[]'),
    'by_group', coalesce((select jsonb_agg(s.spend order by s.key) from sums s where not s.of_campaign), '[]'))
  where private.check_access(p_workspace_id);
end;
comment on function public.dashboard_costs(uuid, date, date, uuid, uuid) is
  'Spend of a workspace by campaign and by group for the days from … to, both included, in its time zone: {by_campaign, by_group}, each [{key (id, or null for none), calls, unpriced_calls, tokens_in, tokens_out, cost_usd, over_usd}]. Runs as the caller; PT403 for a frozen or foreign workspace.';
revoke all on function public.dashboard_costs(uuid, date, date, uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function public.dashboard_costs(uuid, date, date, uuid, uuid) to authenticated;
