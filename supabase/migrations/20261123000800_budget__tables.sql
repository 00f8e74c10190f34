-- Costs, prices and budgets. At no moment is settled + reserved above the limit: the check below is the last word.

create table genesis.llm_prices (
  provider text not null constraint provider_is_normal check (provider = lower(btrim(provider)) and provider <> ''),
  model text not null constraint model_is_given check (btrim(model) <> ''),
  input_usd numeric(14, 6) not null constraint input_is_not_negative check (input_usd >= 0 and input_usd < 'Infinity'),
  output_usd numeric(14, 6) not null constraint output_is_not_negative check (output_usd >= 0 and output_usd < 'Infinity'),
  updated_by text not null,
  updated_at timestamptz not null default now(),
  primary key (provider, model)
);
comment on table genesis.llm_prices is 'US dollars per million tokens. Changed by public.admin_price_set, which re-values what was unpriced.';
alter table genesis.llm_prices enable row level security;
revoke all on table genesis.llm_prices from public, anon, authenticated, service_role;
create policy select_everyone on genesis.llm_prices for select to authenticated using (true);
create policy select_machine on genesis.llm_prices for select to genesis_machine using (true);
grant select on table genesis.llm_prices to authenticated, genesis_machine;
-- authenticated, genesis_machine: no insert, update, delete

create table genesis.budget_periods (
  workspace_id uuid not null,
  month date not null constraint month_is_its_first_day check (extract(day from month) = 1),
  limit_usd numeric(14, 6),
  floor_usd numeric(14, 6) not null default 0,
  reserved_usd numeric(14, 6) not null default 0 constraint reserved_is_not_negative check (reserved_usd >= 0),
  settled_usd numeric(14, 6) not null default 0 constraint settled_is_not_negative check (settled_usd >= 0),
  over_usd numeric(14, 6) not null default 0 constraint over_is_not_negative check (over_usd >= 0),
  breached_at timestamptz,
  resumed_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, month),
  constraint counted_spend_within_limit
    check (limit_usd is null or reserved_usd + settled_usd <= greatest(limit_usd, floor_usd)),
  constraint resumed_only_after_a_breach check (resumed_at is null or breached_at is not null)
);
comment on table genesis.budget_periods is 'One row per workspace and UTC month; every check and change of a budget locks it.';
comment on column genesis.budget_periods.floor_usd is 'Rises only when an operator lowers the limit below what is already counted.';
comment on column genesis.budget_periods.over_usd is 'Money spent beyond the limit: kept and shown, never counted in.';
alter table genesis.budget_periods enable row level security;
revoke all on table genesis.budget_periods from public, anon, authenticated, service_role;
create policy select_admins on genesis.budget_periods for select to authenticated
  using (workspace_id = any(array(select private.admin_readable_workspaces())));
grant select on table genesis.budget_periods to authenticated;
create policy all_machine on genesis.budget_periods for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.budget_periods to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.budget_reservations (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  month date not null,
  idempotency_key text not null,
  provider text not null,
  model text not null,
  amount_usd numeric(14, 6) not null constraint amount_is_not_negative check (amount_usd >= 0),
  is_test boolean not null default false,
  status text not null default 'open' constraint status_is_known check (status in ('open', 'settled', 'expired')),
  expires_at timestamptz not null,
  settled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint asked_once unique (workspace_id, idempotency_key),
  constraint settled_says_when check ((status = 'settled') = (settled_at is not null))
);
comment on table genesis.budget_reservations is 'Money locked before a call to a model; freed by settling, or by expiry in the next call that locks the period.';
create index budget_reservations_open on genesis.budget_reservations (workspace_id, month, expires_at) where status = 'open';
-- For the hourly purge, which goes by age through all workspaces.
create index budget_reservations_by_age on genesis.budget_reservations using brin (created_at);
alter table genesis.budget_reservations enable row level security;
revoke all on table genesis.budget_reservations from public, anon, authenticated, service_role;
create policy select_admins on genesis.budget_reservations for select to authenticated
  using (workspace_id = any(array(select private.admin_readable_workspaces())));
grant select on table genesis.budget_reservations to authenticated;
create policy all_machine on genesis.budget_reservations for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.budget_reservations to genesis_machine;
-- authenticated: no insert, update, delete

create table genesis.budget_alerts (
  workspace_id uuid not null,
  month date not null,
  threshold smallint not null constraint threshold_is_known check (threshold in (50, 80, 95, 100)),
  spend_usd numeric(14, 6) not null,
  limit_usd numeric(14, 6) not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, month, threshold)
);
comment on table genesis.budget_alerts is 'Each threshold is told once a period: that is the primary key.';
alter table genesis.budget_alerts enable row level security;
revoke all on table genesis.budget_alerts from public, anon, authenticated, service_role;
create policy select_admins on genesis.budget_alerts for select to authenticated
  using (workspace_id = any(array(select private.admin_readable_workspaces())));
grant select on table genesis.budget_alerts to authenticated;
create policy all_machine on genesis.budget_alerts for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert on table genesis.budget_alerts to genesis_machine;
-- authenticated: no insert, update, delete

create table public.llm_usage (
  workspace_id uuid not null,
  id uuid not null default private.uuid_v7(),
  campaign_id uuid,
  campaign_name text,
  campaign_group_id uuid,
  provider text not null,
  model text not null,
  tokens_in bigint constraint tokens_in_is_not_negative check (tokens_in >= 0),
  tokens_out bigint constraint tokens_out_is_not_negative check (tokens_out >= 0),
  cost_usd numeric(14, 6) not null,
  counted_usd numeric(14, 6) not null,
  over_usd numeric(14, 6) not null default 0,
  month date not null,
  idempotency_key text not null,
  reservation_id uuid,
  over_budget boolean not null default false,
  unpriced boolean not null default false,
  is_test boolean not null default false,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint cost_arrives_once unique (workspace_id, idempotency_key),
  constraint cost_is_counted_plus_over check (
    cost_usd = counted_usd + over_usd and counted_usd >= 0 and over_usd >= 0
    and cost_usd < 'Infinity' and cost_usd <> 'NaN'),
  constraint over_budget_says_so check (over_budget = (over_usd > 0))
);
comment on table public.llm_usage is 'Each call to a language model. counted_usd is within the limit, over_usd beyond it.';
comment on column public.llm_usage.month is 'The UTC month whose budget it used, by arrival; re-pricing touches that one.';
create index llm_usage_by_time on public.llm_usage (workspace_id, created_at desc, id desc);
create index llm_usage_by_campaign on public.llm_usage (workspace_id, campaign_id, created_at desc);
create index llm_usage_by_group on public.llm_usage (workspace_id, campaign_group_id) where campaign_group_id is not null;
create index llm_usage_unpriced on public.llm_usage (provider, model) where unpriced;
create index llm_usage_test on public.llm_usage (workspace_id, created_at) where is_test;
alter table public.llm_usage enable row level security;
revoke all on table public.llm_usage from public, anon, authenticated, service_role;
create policy select_members on public.llm_usage for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.llm_usage to authenticated;
create policy all_machine on public.llm_usage for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert on table public.llm_usage to genesis_machine;
-- authenticated: no insert, update, delete
