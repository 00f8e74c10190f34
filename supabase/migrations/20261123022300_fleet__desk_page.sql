-- The desk for a fleet of 10,000: search, filter, sort and page in the database; the page asks for what it shows.

create function private.desk_of(p_ids uuid[]) returns table (
  id uuid, slug text, name text, plan text, status text, is_legacy boolean, frozen_at timestamptz, frozen_by text, freeze_reason text,
  freeze_stage text, ignition_status text, ignition_error text, last_heartbeat_at timestamptz, n8n_up boolean,
  open_alarms bigint, worst_alarm text, open_commands bigint, failed_commands bigint, open_drifts bigint, quarantined bigint,
  budget_limit_usd numeric, settled_usd numeric, reserved_usd numeric, members bigint, created_at timestamptz
)
language sql stable set search_path = ''
as $$
  select w.id, w.slug, w.name, w.plan, w.status, w.is_legacy, w.frozen_at, w.frozen_by, w.freeze_reason,
    case when w.status = 'frozen' then (select s.stage from genesis.freeze_stages s where s.workspace_id = w.id and s.epoch = w.epoch
      order by s.at desc, s.stage desc limit 1) end,
    i.status, i.error_message, h.created_at, h.n8n_up, a.n, a.worst,
    (select count(*) from genesis.commands c where c.workspace_id = w.id and c.status in ('open', 'running')),
    (select count(*) from genesis.commands c where c.workspace_id = w.id and c.status = 'failed'),
    (select count(*) from genesis.watchdog_drifts d where d.workspace_id = w.id and d.closed_at is null),
    (select count(*) from genesis.event_quarantine q where q.workspace_id = w.id and q.applied_at is null),
    case when b.workspace_id is null then coalesce(w.budget_limit_usd, private.plan_limit(w.plan)) else b.limit_usd end,
    coalesce(b.settled_usd, 0), coalesce(b.reserved_usd, 0),
    (select count(*) from public.user_workspaces m where m.workspace_id = w.id), w.created_at
  from public.workspaces w
  left join genesis.ignition_state i on i.workspace_id = w.id
  left join lateral (select b.created_at, b.n8n_up from genesis.droplet_heartbeats b where b.workspace_id = w.id order by b.id desc limit 1) h on true
  left join lateral (select count(*) as n, (array_agg(m.severity order by array_position(array['critical', 'high', 'medium', 'low'], m.severity)))[1] as worst
    from genesis.alarms m where m.workspace_id = w.id and m.cleared_at is null) a on true
  left join genesis.budget_periods b on b.workspace_id = w.id and b.month = date_trunc('month', now() at time zone 'utc')::date
  where w.id = any(p_ids)
$$;
comment on function private.desk_of(uuid[]) is 'The desk''s rows of these workspaces, in no order.';

create or replace function private.admin_desk(p_after_slug text, p_limit int) returns table (
  id uuid, slug text, name text, plan text, status text, is_legacy boolean, frozen_at timestamptz, frozen_by text, freeze_reason text,
  freeze_stage text, ignition_status text, ignition_error text, last_heartbeat_at timestamptz, n8n_up boolean,
  open_alarms bigint, worst_alarm text, open_commands bigint, failed_commands bigint, open_drifts bigint, quarantined bigint,
  budget_limit_usd numeric, settled_usd numeric, reserved_usd numeric, members bigint, created_at timestamptz
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query select d.* from private.desk_of(array(select o.id from public.workspaces o where o.slug > coalesce(p_after_slug, '')
    order by o.slug limit least(greatest(p_limit, 1), 500))) d order by d.slug;
end
$$;

create function private.admin_desk_of(p_ids uuid[], p_slugs text[]) returns table (
  id uuid, slug text, name text, plan text, status text, is_legacy boolean, frozen_at timestamptz, frozen_by text, freeze_reason text,
  freeze_stage text, ignition_status text, ignition_error text, last_heartbeat_at timestamptz, n8n_up boolean,
  open_alarms bigint, worst_alarm text, open_commands bigint, failed_commands bigint, open_drifts bigint, quarantined bigint,
  budget_limit_usd numeric, settled_usd numeric, reserved_usd numeric, members bigint, created_at timestamptz
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query select d.* from private.desk_of(array(select o.id from public.workspaces o
    where o.id = any(p_ids) or o.slug = any(p_slugs) order by o.slug limit 1000)) d order by d.slug;
end
$$;
comment on function private.admin_desk_of(uuid[], text[]) is 'Definer part of public.admin_desk_of.';
create function public.admin_desk_of(p_ids uuid[] default '{}', p_slugs text[] default '{}') returns table (
  id uuid, slug text, name text, plan text, status text, is_legacy boolean, frozen_at timestamptz, frozen_by text, freeze_reason text,
  freeze_stage text, ignition_status text, ignition_error text, last_heartbeat_at timestamptz, n8n_up boolean,
  open_alarms bigint, worst_alarm text, open_commands bigint, failed_commands bigint, open_drifts bigint, quarantined bigint,
  budget_limit_usd numeric, settled_usd numeric, reserved_usd numeric, members bigint, created_at timestamptz
)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_desk_of(p_ids, p_slugs);
end;
comment on function public.admin_desk_of(uuid[], text[]) is 'Operators: the desk''s rows of workspaces by id or slug, at most 1,000, by slug; one that is not there is left out. PT403 forbidden.';

-- What the whole fleet is searched, filtered and sorted by, and no more: the rest is read for one page.
create function private.desk_measures() returns table (
  id uuid, slug text, name text, status text, ignition_status text, heartbeat timestamptz, alarms bigint, spend numeric, look boolean
)
language sql stable set search_path = ''
as $$
  select w.id, w.slug, w.name, w.status, i.status, h.created_at, coalesce(a.n, 0), s.spend,
    coalesce(a.n > 0 or c.n > 0 or i.status = 'failed' or not h.n8n_up or s.spend >= s.most, false)
  from public.workspaces w
  left join genesis.ignition_state i on i.workspace_id = w.id
  left join lateral (select b.created_at, b.n8n_up from genesis.droplet_heartbeats b where b.workspace_id = w.id order by b.id desc limit 1) h on true
  left join (select m.workspace_id, count(*) as n from genesis.alarms m where m.cleared_at is null group by 1) a on a.workspace_id = w.id
  left join (select k.workspace_id, count(*) as n from genesis.commands k where k.status = 'failed' group by 1) c on c.workspace_id = w.id
  left join genesis.budget_periods b on b.workspace_id = w.id and b.month = date_trunc('month', now() at time zone 'utc')::date
  cross join lateral (select coalesce(b.settled_usd + b.reserved_usd, 0) as spend,
    case when b.workspace_id is null then coalesce(w.budget_limit_usd, private.plan_limit(w.plan)) else b.limit_usd end as most) s
$$;
comment on function private.desk_measures() is
  'Each workspace by what the desk searches, filters and sorts by. look: an open alarm, a command given up, a failed ignition, n8n down, or spend at its limit.';

create function private.admin_desk_page(p_search text, p_show text, p_sort text, p_descending boolean, p_offset int, p_limit int) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_said jsonb;
  v_ids uuid[];
begin
  perform private.require_operator();
  with m as materialized (select * from private.desk_measures()), found as (
    select m.*, case p_sort when 'spend' then m.spend when 'alarms' then m.alarms when 'heartbeat' then extract(epoch from m.heartbeat) end as value
    from m where (btrim(coalesce(p_search, '')) = '' or m.slug || ' ' || m.name ilike (select private.anywhere(p_search)))
      and case coalesce(p_show, 'all') when 'all' then true when 'attention' then m.look when 'not_launched' then m.ignition_status is null
        else m.status = p_show end
  ), page as (
    select f.id, row_number() over (order by case when p_descending then f.value end desc nulls last,
      case when not p_descending then f.value end nulls first, case when p_descending and f.value is null and p_sort not in ('spend', 'alarms', 'heartbeat') then f.slug end desc, f.slug) as n from found f
    order by n offset greatest(coalesce(p_offset, 0), 0) limit least(greatest(coalesce(p_limit, 50), 1), 500)
  )
  select (select array_agg(p.id order by p.n) from page p), jsonb_build_object('found', (select count(*) from found), 'workspaces', count(*),
    'frozen', count(*) filter (where m.status = 'frozen'), 'look', count(*) filter (where m.look))
  into v_ids, v_said from m;
  return v_said || jsonb_build_object('rows', (select coalesce(jsonb_agg(to_jsonb(d) order by array_position(v_ids, d.id)), '[]') from private.desk_of(v_ids) d));
end
$$;
comment on function private.admin_desk_page(text, text, text, boolean, int, int) is 'Definer part of public.admin_desk_page.';
create function public.admin_desk_page(p_search text default '', p_show text default 'all', p_sort text default 'slug',
  p_descending boolean default false, p_offset int default 0, p_limit int default 50) returns jsonb
language sql stable set search_path = ''
begin atomic
  select private.admin_desk_page(p_search, p_show, p_sort, p_descending, p_offset, p_limit);
end;
comment on function public.admin_desk_page(text, text, text, boolean, int, int) is
  'Operators: {rows (as admin_desk), found, workspaces, frozen, look}: the workspaces with the text in slug or name; show all, active, frozen, attention, not_launched; sort slug, spend, alarms, heartbeat; at most 500 from the offset on. The last three count the whole fleet. PT403 forbidden.';

revoke all on function private.desk_of(uuid[]), private.desk_measures() from public, anon, authenticated, service_role;
select private.open_to_people('private.admin_desk_of(uuid[],text[])', 'public.admin_desk_of(uuid[],text[])');
select private.open_to_people('private.admin_desk_page(text,text,text,boolean,int,int)', 'public.admin_desk_page(text,text,text,boolean,int,int)');
