-- Rollups. Events leave deltas, a job merges them into daily_stats; costs, already serialised by their budget row,
-- go into daily_costs at once.

create table public.daily_stats (
  workspace_id uuid not null,
  day date not null,
  campaign_id uuid,
  campaign_group_id uuid,
  sends bigint not null default 0,
  delivered bigint not null default 0,
  opens bigint not null default 0,
  opened_unique bigint not null default 0,
  clicks bigint not null default 0,
  clicked_unique bigint not null default 0,
  replies bigint not null default 0,
  opt_outs bigint not null default 0,
  bounces bigint not null default 0,
  complaints bigint not null default 0,
  failures bigint not null default 0,
  constraint one_row_a_day_campaign_and_group unique nulls not distinct (workspace_id, day, campaign_id, campaign_group_id)
);
comment on table public.daily_stats is 'Counts by day (in the workspace''s time zone), campaign and group. Null campaign: events whose campaign is unknown.';
create index daily_stats_by_campaign on public.daily_stats (workspace_id, campaign_id, day);
alter table public.daily_stats enable row level security;
revoke all on table public.daily_stats from public, anon, authenticated, service_role;
create policy select_members on public.daily_stats for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.daily_stats to authenticated;
-- authenticated: no insert, update, delete
-- genesis_machine: nothing

create table private.stats_delta (
  workspace_id uuid not null,
  id bigint not null generated always as identity,
  day date not null,
  campaign_id uuid,
  campaign_group_id uuid,
  kind text not null constraint kind_is_a_column_of_daily_stats check (kind in
    ('sends', 'delivered', 'opens', 'opened_unique', 'clicks', 'clicked_unique', 'replies', 'opt_outs', 'bounces',
     'complaints', 'failures')),
  n bigint not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
comment on table private.stats_delta is 'Counts not yet merged. Merging deletes them, so its cost grows with the new events alone.';
alter table private.stats_delta enable row level security;
revoke all on table private.stats_delta from public, anon, authenticated, service_role;
create policy all_machine on private.stats_delta for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant insert on table private.stats_delta to genesis_machine;
-- authenticated: no select, insert, update, delete

create table public.daily_costs (
  workspace_id uuid not null,
  day date not null,
  campaign_id uuid,
  campaign_group_id uuid,
  provider text not null,
  model text not null,
  calls bigint not null default 0,
  unpriced_calls bigint not null default 0,
  tokens_in bigint not null default 0,
  tokens_out bigint not null default 0,
  cost_usd numeric(14, 6) not null default 0,
  over_usd numeric(14, 6) not null default 0,
  constraint one_row_a_day_campaign_and_model
    unique nulls not distinct (workspace_id, day, campaign_id, campaign_group_id, provider, model)
);
comment on table public.daily_costs is 'Spend by day (in the workspace''s time zone), campaign, group and model. cost_usd includes over_usd.';
alter table public.daily_costs enable row level security;
revoke all on table public.daily_costs from public, anon, authenticated, service_role;
create policy select_members on public.daily_costs for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.daily_costs to authenticated;
create policy all_machine on public.daily_costs for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table public.daily_costs to genesis_machine;
-- authenticated: no insert, update, delete

create view public.v_llm_cost_secure with (security_invoker = true) as
select workspace_id, campaign_id, campaign_group_id, provider, model, day, tokens_in, tokens_out, cost_usd,
  calls as call_count
from public.daily_costs;
comment on view public.v_llm_cost_secure is 'Spend as its reader may see it: RLS of daily_costs judges the caller.';
revoke all on table public.v_llm_cost_secure from public, anon, authenticated, service_role;
grant select on table public.v_llm_cost_secure to authenticated;

-- Materialised views know no RLS: every privilege is revoked, and only operators' functions read them.
create materialized view public.mv_daily_stats as
select workspace_id, day, sum(sends) as sends, sum(opens) as opens, sum(opened_unique) as opened_unique,
  sum(clicks) as clicks, sum(clicked_unique) as clicked_unique, sum(replies) as replies, sum(opt_outs) as opt_outs,
  sum(bounces) as bounces, sum(complaints) as complaints
from public.daily_stats group by workspace_id, day
with data;
create unique index mv_daily_stats_key on public.mv_daily_stats (workspace_id, day);
comment on materialized view public.mv_daily_stats is 'Fleet page: counts by workspace and day. Read through public.admin_fleet_stats.';

create materialized view public.mv_llm_cost as
select workspace_id, day, provider, model, sum(calls) as calls, sum(unpriced_calls) as unpriced_calls,
  sum(tokens_in) as tokens_in, sum(tokens_out) as tokens_out, sum(cost_usd) as cost_usd, sum(over_usd) as over_usd
from public.daily_costs group by workspace_id, day, provider, model
with data;
create unique index mv_llm_cost_key on public.mv_llm_cost (workspace_id, day, provider, model);
comment on materialized view public.mv_llm_cost is 'Fleet page: spend by workspace, day and model. Read through public.admin_fleet_costs.';
revoke all on table public.mv_daily_stats, public.mv_llm_cost from public, anon, authenticated, service_role;
