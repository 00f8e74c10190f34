-- What operators' fleet pages list. Lists of workspaces are paged by slug: PostgREST cuts an answer at 1,000 rows.

-- Definer: an operator is no member, and reads no tenant's rows here, only counts and states.
create function private.admin_workspaces(p_after_slug text, p_limit int) returns table (
  id uuid, slug text, name text, plan text, status text, epoch bigint, is_legacy boolean, time_zone text,
  budget_limit_usd numeric, frozen_at timestamptz, frozen_by text, freeze_reason text, created_at timestamptz, members bigint
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query
  select w.id, w.slug, w.name, w.plan, w.status, w.epoch, w.is_legacy, w.time_zone, w.budget_limit_usd, w.frozen_at,
    w.frozen_by, w.freeze_reason, w.created_at,
    (select count(*) from public.user_workspaces m where m.workspace_id = w.id)
  from public.workspaces w
  where w.slug > coalesce(p_after_slug, '')
  order by w.slug limit least(greatest(p_limit, 1), 1000);
end
$$;
comment on function private.admin_workspaces(text, int) is 'Definer part of public.admin_workspaces.';

create function public.admin_workspaces(p_after_slug text default null, p_limit int default 1000) returns table (
  id uuid, slug text, name text, plan text, status text, epoch bigint, is_legacy boolean, time_zone text,
  budget_limit_usd numeric, frozen_at timestamptz, frozen_by text, freeze_reason text, created_at timestamptz, members bigint
)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_workspaces(p_after_slug, p_limit);
end;
comment on function public.admin_workspaces(text, int) is
  'Operators: the fleet by slug, at most 1,000 a page; the next page begins after the last slug. Needs no break-glass grant. PT403 forbidden.';

-- The materialised views know no RLS and grant nothing to anybody, so only definers read them.
create function private.admin_fleet_stats(p_from date, p_to date, p_after_slug text, p_limit int) returns table (
  workspace_id uuid, slug text, name text, plan text, status text, sends numeric, opens numeric, opened_unique numeric,
  clicks numeric, clicked_unique numeric, replies numeric, opt_outs numeric, bounces numeric, complaints numeric
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query
  select w.id, w.slug, w.name, w.plan, w.status, coalesce(sum(s.sends), 0), coalesce(sum(s.opens), 0),
    coalesce(sum(s.opened_unique), 0), coalesce(sum(s.clicks), 0), coalesce(sum(s.clicked_unique), 0),
    coalesce(sum(s.replies), 0), coalesce(sum(s.opt_outs), 0), coalesce(sum(s.bounces), 0), coalesce(sum(s.complaints), 0)
  from (select * from public.workspaces o where o.slug > coalesce(p_after_slug, '')
        order by o.slug limit least(greatest(p_limit, 1), 1000)) w
  left join public.mv_daily_stats s on s.workspace_id = w.id
    and s.day between coalesce(p_from, current_date - 29) and coalesce(p_to, current_date + 1)
  group by w.id, w.slug, w.name, w.plan, w.status order by w.slug;
end
$$;
comment on function private.admin_fleet_stats(date, date, text, int) is 'Definer part of public.admin_fleet_stats.';

create function public.admin_fleet_stats(
  p_from date default null, p_to date default null, p_after_slug text default null, p_limit int default 1000
) returns table (
  workspace_id uuid, slug text, name text, plan text, status text, sends numeric, opens numeric, opened_unique numeric,
  clicks numeric, clicked_unique numeric, replies numeric, opt_outs numeric, bounces numeric, complaints numeric
)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_fleet_stats(p_from, p_to, p_after_slug, p_limit);
end;
comment on function public.admin_fleet_stats(date, date, text, int) is
  'Operators: counts by workspace, both days included (default: the last 30), as of the last refresh of mv_daily_stats; paged by slug. PT403 forbidden.';

create function private.admin_fleet_costs(p_from date, p_to date) returns table (
  provider text, model text, workspaces bigint, calls numeric, unpriced_calls numeric, tokens_in numeric,
  tokens_out numeric, cost_usd numeric, over_usd numeric
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query
  select c.provider, c.model, count(distinct c.workspace_id), sum(c.calls), sum(c.unpriced_calls), sum(c.tokens_in),
    sum(c.tokens_out), sum(c.cost_usd), sum(c.over_usd)
  from public.mv_llm_cost c
  where c.day between coalesce(p_from, current_date - 29) and coalesce(p_to, current_date + 1)
  group by c.provider, c.model order by sum(c.cost_usd) desc, c.provider, c.model;
end
$$;
comment on function private.admin_fleet_costs(date, date) is
  'Definer part of public.admin_fleet_costs: mv_llm_cost grants nothing to anybody.';

create function public.admin_fleet_costs(p_from date default null, p_to date default null) returns table (
  provider text, model text, workspaces bigint, calls numeric, unpriced_calls numeric, tokens_in numeric,
  tokens_out numeric, cost_usd numeric, over_usd numeric
)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_fleet_costs(p_from, p_to);
end;
comment on function public.admin_fleet_costs(date, date) is
  'Operators: spend of the whole fleet by model, dearest first, both days included (default: the last 30), as of the last refresh of mv_llm_cost. PT403 forbidden.';

-- Reads through the operators' policy; the check makes a stranger's answer 403 instead of no rows.
create function private.admin_alarms(p_cleared_too boolean) returns setof genesis.alarms
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query select a.* from genesis.alarms a where p_cleared_too or a.cleared_at is null
  order by a.cleared_at is not null, array_position(array['critical', 'high', 'medium', 'low'], a.severity), a.last_seen_at desc
  limit 1000;
end
$$;
comment on function private.admin_alarms(boolean) is 'Definer part of public.admin_alarms.';

create function public.admin_alarms(p_cleared_too boolean default false) returns setof genesis.alarms
language sql stable set search_path = ''
begin atomic
  select * from private.admin_alarms(p_cleared_too);
end;
comment on function public.admin_alarms(boolean) is 'Operators: open alarms, worst first; with p_cleared_too the cleared ones after them. PT403 forbidden.';

create function private.admin_clear_alarm(p_id uuid) returns genesis.alarms
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_alarm genesis.alarms;
begin
  perform private.require_operator();
  select * into v_alarm from genesis.alarms where id = p_id for update;
  if not found then
    perform private.refuse(404, 'alarm_unknown', 'There is no such alarm.');
  elsif v_alarm.cleared_at is null then
    update genesis.alarms set cleared_at = now() where id = p_id returning * into v_alarm;
    perform private.audit(v_alarm.workspace_id, 'alarm_cleared', null,
      jsonb_build_object('alarm_id', p_id, 'kind', v_alarm.kind, 'seen', v_alarm.seen));
  end if;
  return v_alarm;
end
$$;
comment on function private.admin_clear_alarm(uuid) is 'Definer part of public.admin_clear_alarm: nobody signed in may write alarms.';

create function public.admin_clear_alarm(p_id uuid) returns genesis.alarms
language sql volatile set search_path = ''
begin atomic
  select private.admin_clear_alarm(p_id);
end;
comment on function public.admin_clear_alarm(uuid) is
  'Operators: closes an alarm; the next sighting opens a new one. Returns the row; a second call changes nothing. PT404 alarm_unknown.';

select private.open_to_people('private.admin_workspaces(text,int)', 'public.admin_workspaces(text,int)');
select private.open_to_people('private.admin_fleet_stats(date,date,text,int)', 'public.admin_fleet_stats(date,date,text,int)');
select private.open_to_people('private.admin_fleet_costs(date,date)', 'public.admin_fleet_costs(date,date)');
select private.open_to_people('private.admin_alarms(boolean)', 'public.admin_alarms(boolean)');
select private.open_to_people('private.admin_clear_alarm(uuid)', 'public.admin_clear_alarm(uuid)');
