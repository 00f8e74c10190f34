-- Merging deltas, rolling up anew, and checking the rollup against the events.

create function private.stats_columns(p_counts jsonb) returns table (
  sends bigint, delivered bigint, opens bigint, opened_unique bigint, clicks bigint, clicked_unique bigint, replies bigint,
  opt_outs bigint, bounces bigint, complaints bigint, failures bigint)
language sql immutable parallel safe set search_path = ''
as $$
  select coalesce(x.sends, 0), coalesce(x.delivered, 0), coalesce(x.opens, 0), coalesce(x.opened_unique, 0),
    coalesce(x.clicks, 0), coalesce(x.clicked_unique, 0), coalesce(x.replies, 0), coalesce(x.opt_outs, 0),
    coalesce(x.bounces, 0), coalesce(x.complaints, 0), coalesce(x.failures, 0)
  from jsonb_to_record(p_counts) as x (sends bigint, delivered bigint, opens bigint, opened_unique bigint, clicks bigint,
    clicked_unique bigint, replies bigint, opt_outs bigint, bounces bigint, complaints bigint, failures bigint)
$$;
comment on function private.stats_columns(jsonb) is 'Counts by kind as the columns of daily_stats.';

-- One statement: what is deleted is what is added, and a crash undoes both.
create function private.stats_merge(p_limit int default 50000) returns bigint
language sql volatile security definer set search_path = ''
as $$
  with picked as materialized (
    select d.workspace_id, d.id from private.stats_delta d order by d.workspace_id, d.id limit p_limit for update skip locked
  ), taken as (
    delete from private.stats_delta d using picked p where d.workspace_id = p.workspace_id and d.id = p.id
    returning d.workspace_id, d.day, d.campaign_id, d.campaign_group_id, d.kind, d.n, d.created_at
  ), merged as (
    insert into public.daily_stats as s (workspace_id, day, campaign_id, campaign_group_id, sends, delivered, opens,
      opened_unique, clicks, clicked_unique, replies, opt_outs, bounces, complaints, failures)
    select t.workspace_id, t.day, t.campaign_id, t.campaign_group_id, x.sends, x.delivered, x.opens, x.opened_unique,
      x.clicks, x.clicked_unique, x.replies, x.opt_outs, x.bounces, x.complaints, x.failures
    from (select t.workspace_id, t.day, t.campaign_id, t.campaign_group_id, jsonb_object_agg(t.kind, t.n) as counts
          from (select workspace_id, day, campaign_id, campaign_group_id, kind, sum(n) as n from taken group by 1, 2, 3, 4, 5) as t
          group by 1, 2, 3, 4) as t
    cross join lateral private.stats_columns(t.counts) as x
    order by 1, 2, 3, 4
    on conflict on constraint one_row_a_day_campaign_and_group do update set
      sends = s.sends + excluded.sends, delivered = s.delivered + excluded.delivered, opens = s.opens + excluded.opens,
      opened_unique = s.opened_unique + excluded.opened_unique, clicks = s.clicks + excluded.clicks,
      clicked_unique = s.clicked_unique + excluded.clicked_unique, replies = s.replies + excluded.replies,
      opt_outs = s.opt_outs + excluded.opt_outs, bounces = s.bounces + excluded.bounces,
      complaints = s.complaints + excluded.complaints, failures = s.failures + excluded.failures
    returning 1
  ), told as (
    insert into public.notifications as m (workspace_id, kind, dedupe_key, campaign_id, bucket, count)
    select t.workspace_id, k.told_as, k.told_as || ':' || coalesce(t.campaign_id::text, '') || ':' || date_trunc('hour', t.created_at, 'UTC'),
      t.campaign_id, date_trunc('hour', t.created_at, 'UTC'), sum(t.n)
    from taken t join (values ('sends', 'sent'), ('opens', 'opened'), ('clicks', 'clicked')) as k (kind, told_as) on k.kind = t.kind
    where t.n > 0
    group by 1, 2, 3, 4, 5 order by 1, 3
    on conflict (workspace_id, dedupe_key) do update set count = m.count + excluded.count, updated_at = now()
    returning 1
  )
  select count(*) from taken
$$;
comment on function private.stats_merge(int) is
  'Merges up to p_limit deltas into daily_stats and the hourly notifications; returns how many. Definer: cron''s job.';

-- What the rollup must say, counted from the events themselves.
create function private.stats_recount(p_workspace_id uuid, p_from date, p_to date)
returns table (day date, campaign_id uuid, campaign_group_id uuid, counts jsonb)
language sql stable security definer set search_path = ''
as $$
  with zone as (select time_zone from public.workspaces where id = p_workspace_id),
  bounds as (select p_from::timestamp at time zone time_zone as lower_ts, (p_to + 1)::timestamp at time zone time_zone as upper_ts from zone),
  counted as (
    select (e.event_ts at time zone zone.time_zone)::date as day, e.campaign_id, e.campaign_group_id, case e.event_type
        when 'sent' then 'sends' when 'delivered' then 'delivered' when 'opened' then 'opens' when 'clicked' then 'clicks'
        when 'replied' then 'replies' when 'opt_out' then 'opt_outs' when 'bounced' then 'bounces'
        when 'complained' then 'complaints' else 'failures' end as kind, count(*) as n
    from public.email_events e, zone, bounds
    where e.workspace_id = p_workspace_id and e.event_ts >= lower_ts and e.event_ts < upper_ts and not e.is_test and not e.is_bot
    group by 1, 2, 3, 4
    union all
    select (m.first_opened_at at time zone zone.time_zone)::date, m.campaign_id, m.campaign_group_id, 'opened_unique', count(*)
    from public.emails m, zone, bounds
    where m.workspace_id = p_workspace_id and m.first_opened_at >= lower_ts and m.first_opened_at < upper_ts and not m.is_test
    group by 1, 2, 3
    union all
    select (m.first_clicked_at at time zone zone.time_zone)::date, m.campaign_id, m.campaign_group_id, 'clicked_unique', count(*)
    from public.emails m, zone, bounds
    where m.workspace_id = p_workspace_id and m.first_clicked_at >= lower_ts and m.first_clicked_at < upper_ts and not m.is_test
    group by 1, 2, 3
  )
  select c.day, c.campaign_id, c.campaign_group_id, jsonb_object_agg(c.kind, c.n) from counted c group by 1, 2, 3
$$;
comment on function private.stats_recount(uuid, date, date) is 'Counts from events and emails by day, campaign and group, both days included. Definer: for jobs.';

create function private.stats_rebuild(p_workspace_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- Exclusive: an ingest call between the delete and the recount would count twice.
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  delete from private.stats_delta where workspace_id = p_workspace_id;
  delete from public.daily_stats where workspace_id = p_workspace_id;
  insert into public.daily_stats (workspace_id, day, campaign_id, campaign_group_id, sends, delivered, opens, opened_unique,
    clicks, clicked_unique, replies, opt_outs, bounces, complaints, failures)
  select p_workspace_id, r.day, r.campaign_id, r.campaign_group_id, x.*
  from private.stats_recount(p_workspace_id, '2000-01-01', '2999-12-31') as r
  cross join lateral private.stats_columns(r.counts) as x;
  delete from public.daily_costs where workspace_id = p_workspace_id;
  insert into public.daily_costs (workspace_id, day, campaign_id, campaign_group_id, provider, model, calls, unpriced_calls,
    tokens_in, tokens_out, cost_usd, over_usd)
  select u.workspace_id, (u.created_at at time zone w.time_zone)::date, u.campaign_id, u.campaign_group_id, u.provider,
    u.model, count(*), count(*) filter (where u.unpriced), coalesce(sum(u.tokens_in), 0), coalesce(sum(u.tokens_out), 0),
    sum(u.cost_usd), sum(u.over_usd)
  from public.llm_usage u join public.workspaces w on w.id = u.workspace_id
  where u.workspace_id = p_workspace_id and not u.is_test
  group by 1, 2, 3, 4, 5, 6;
end
$$;
comment on function private.stats_rebuild(uuid) is 'Rolls a workspace''s days up anew, as after a change of its time zone. Definer: called by functions that proved the right.';

-- Both sides in one statement, so that an event arriving meanwhile is in both or in neither.
create function private.stats_differences(p_workspace_id uuid, p_day date) returns jsonb
language sql stable security definer set search_path = ''
as $$
  with rollup as (
    select s.campaign_id, s.campaign_group_id, k.key as kind, k.value::bigint as n
    from public.daily_stats s, jsonb_each_text(to_jsonb(s) - '{workspace_id,day,campaign_id,campaign_group_id}'::text[]) as k
    where s.workspace_id = p_workspace_id and s.day = p_day
    union all
    select d.campaign_id, d.campaign_group_id, d.kind, d.n from private.stats_delta d
    where d.workspace_id = p_workspace_id and d.day = p_day
  ), both_sides as (
    select campaign_id, campaign_group_id, kind, n as rolled_up, 0 as counted from rollup
    union all
    select r.campaign_id, r.campaign_group_id, k.key, 0, k.value::bigint
    from private.stats_recount(p_workspace_id, p_day, p_day) as r, jsonb_each_text(r.counts) as k
  ), sums as (
    select campaign_id, campaign_group_id, kind, sum(rolled_up) as rolled_up, sum(counted) as counted
    from both_sides group by 1, 2, 3
  )
  select coalesce(jsonb_agg(to_jsonb(s)), '[]') from sums s where s.rolled_up is distinct from s.counted
$$;
comment on function private.stats_differences(uuid, date) is 'Where rollup and recount disagree: [] when they agree.';

create function private.stats_check(p_sample int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row record;
  v_bad int := 0;
begin
  for v_row in
    select s.workspace_id, s.day, private.stats_differences(s.workspace_id, s.day) as differences
    from (select distinct d.workspace_id, d.day from public.daily_stats d where d.day >= current_date - 2
          union (select d.workspace_id, d.day from public.daily_stats d order by random() limit p_sample)) as s
  loop
    if v_row.differences <> '[]' then
      perform private.alarm('stats_differ', format('stats:%s:%s', v_row.workspace_id, v_row.day), 'high',
        format('The rollup of %s differs from its events.', v_row.day), jsonb_build_object('day', v_row.day,
        'differences', v_row.differences), v_row.workspace_id);
      v_bad := v_bad + 1;
    end if;
  end loop;
  return v_bad;
end
$$;
comment on function private.stats_check(int) is 'Nightly: recounts the last days and a sample of older ones, raises an alarm on any difference; returns how many differ.';

create function private.views_refresh() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  refresh materialized view concurrently public.mv_daily_stats;
  refresh materialized view concurrently public.mv_llm_cost;
end
$$;
comment on function private.views_refresh() is 'Refreshes the fleet pages'' views. Definer: only their owner may.';

create function private.views_refresh_as_operator() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  perform private.views_refresh();
end
$$;
comment on function private.views_refresh_as_operator() is 'private.views_refresh for a signed-in operator.';

revoke all on function private.stats_merge(int), private.stats_columns(jsonb), private.stats_recount(uuid, date, date),
  private.stats_rebuild(uuid), private.stats_differences(uuid, date), private.stats_check(int), private.views_refresh(),
  private.views_refresh_as_operator() from public, anon, authenticated, service_role;
grant execute on function private.views_refresh_as_operator() to authenticated;

create function public.admin_refresh_views() returns void
language sql volatile set search_path = ''
begin atomic
  select private.views_refresh_as_operator();
end;
comment on function public.admin_refresh_views() is 'For operators: refreshes mv_daily_stats and mv_llm_cost now.';
revoke all on function public.admin_refresh_views() from public, anon, authenticated, service_role;
grant execute on function public.admin_refresh_views() to authenticated;
