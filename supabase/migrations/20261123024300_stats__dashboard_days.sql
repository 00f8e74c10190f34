-- The dashboard counts back as many days as it is asked for: of days that have no such past PostgreSQL made 22008.

create function private.check_days(p_workspace_id uuid, p_from_day date, p_to_day date) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.check_access(p_workspace_id); -- first: a stranger learns nothing from what he asks
  if p_from_day between '2000-01-01' and '2099-12-31' and p_to_day between '2000-01-01' and '2099-12-31' then
    return true;
  end if;
  perform private.refuse(400, 'invalid_field', 'from_day and to_day must be days from 2000-01-01 to 2099-12-31');
end
$$;
comment on function private.check_days(uuid, date, date) is
  'true when the caller may read the workspace (private.check_access) and both are days of this century; PT400 invalid_field for null, infinity, a year that nobody means. Definer: people may not name what lies in private.';
revoke all on function private.check_days(uuid, date, date) from public, anon, authenticated, service_role;
grant execute on function private.check_days(uuid, date, date) to authenticated;

create or replace function public.dashboard_aggregate(
  p_workspace_id uuid, p_from_day date, p_to_day date, p_campaign_group_id uuid default null, p_campaign_id uuid default null
) returns jsonb
language sql stable set search_path = ''
begin atomic
  select private.dashboard_read(p_workspace_id, p_from_day, p_to_day, p_campaign_group_id, p_campaign_id, array(
    select u from private.stats_unmerged(p_workspace_id, p_from_day - (p_to_day - p_from_day + 1), p_to_day) as u))
  where private.check_days(p_workspace_id, p_from_day, p_to_day);
end;
comment on function public.dashboard_aggregate(uuid, date, date, uuid, uuid) is
  'The dashboard of a workspace for the days from … to, both included, in its time zone: totals, before (as many days before), by_day, by_campaign, by_group (key and counts), campaigns, cost…, budget (admins only, else null). totals, before, cost and cost_before are null when nothing was counted. Runs as the caller; PT403 for a frozen or foreign workspace, PT400 invalid_field for days outside this century.';
