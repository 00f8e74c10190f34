-- Campaigns and their groups. An event finds its campaign by id, then by name, then by a former name.

create table public.campaign_groups (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  name text not null constraint name_is_1_to_200_characters check (length(btrim(name)) between 1 and 200),
  description text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint group_name_is_unique unique (workspace_id, name)
);
comment on table public.campaign_groups is 'A group holds campaigns.';
alter table public.campaign_groups enable row level security;
revoke all on table public.campaign_groups from public, anon, authenticated, service_role;
create policy select_members on public.campaign_groups for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.campaign_groups to authenticated;
create policy insert_members on public.campaign_groups for insert to authenticated
  with check (workspace_id = any(array(select private.workspaces_as('member'))));
grant insert (workspace_id, name, description) on table public.campaign_groups to authenticated;
create policy update_members on public.campaign_groups for update to authenticated
  using (workspace_id = any(array(select private.workspaces_as('member'))));
grant update (name, description) on table public.campaign_groups to authenticated;
create policy all_machine on public.campaign_groups for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert on table public.campaign_groups to genesis_machine;
-- authenticated: no delete

create table public.campaigns (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  name text not null constraint name_is_1_to_200_characters check (length(btrim(name)) between 1 and 200),
  description text,
  status text not null default 'draft'
    constraint status_is_known check (status in ('draft', 'provisioning', 'active', 'paused', 'archived', 'failed')),
  campaign_group_id uuid,
  in_totals boolean not null default true,
  schedule jsonb not null default '{}' constraint schedule_is_an_object check (jsonb_typeof(schedule) = 'object'),
  texts jsonb not null default '[]' constraint texts_are_a_list check (jsonb_typeof(texts) = 'array'),
  template_hashes jsonb not null default '{}',
  n8n_status text,
  n8n_workflow_ids jsonb not null default '{}',
  status_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  constraint campaign_name_is_unique unique (workspace_id, name),
  constraint group_is_of_the_same_workspace foreign key (workspace_id, campaign_group_id)
    references public.campaign_groups (workspace_id, id)
);
comment on table public.campaigns is 'One sequence of mails. texts: [{step, subject, body}]; schedule: {days, window_start, window_end, time_zone, gaps}.';
comment on column public.campaigns.in_totals is 'Whether the workspace''s totals count it.';
create index campaigns_by_group on public.campaigns (workspace_id, campaign_group_id) where campaign_group_id is not null;
alter table public.campaigns enable row level security;
revoke all on table public.campaigns from public, anon, authenticated, service_role;
create policy select_members on public.campaigns for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.campaigns to authenticated;
create policy insert_members on public.campaigns for insert to authenticated
  with check (workspace_id = any(array(select private.workspaces_as('member'))));
grant insert (workspace_id, name, description, campaign_group_id, in_totals, schedule, texts) on table public.campaigns to authenticated;
create policy update_members on public.campaigns for update to authenticated
  using (workspace_id = any(array(select private.workspaces_as('member'))));
grant update (name, description, campaign_group_id, in_totals, schedule, texts) on table public.campaigns to authenticated;
create policy all_machine on public.campaigns for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table public.campaigns to genesis_machine;
-- authenticated: no delete

create table public.campaign_aliases (
  workspace_id uuid not null,
  name text not null,
  campaign_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, name),
  constraint alias_is_of_a_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete cascade
);
comment on table public.campaign_aliases is 'Former names, so that late events under an old name find their campaign.';
create index campaign_aliases_by_campaign on public.campaign_aliases (workspace_id, campaign_id);
alter table public.campaign_aliases enable row level security;
revoke all on table public.campaign_aliases from public, anon, authenticated, service_role;
create policy select_members on public.campaign_aliases for select to authenticated
  using (workspace_id = any(array(select private.accessible_workspaces())));
grant select on table public.campaign_aliases to authenticated;
create policy all_machine on public.campaign_aliases for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select on table public.campaign_aliases to genesis_machine;
-- authenticated: no insert, update, delete

create function private.campaign_keeps_former_name() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  new.updated_at := now();
  if new.name is distinct from old.name then
    insert into public.campaign_aliases (workspace_id, name, campaign_id)
    values (old.workspace_id, old.name, old.id)
    on conflict (workspace_id, name) do update set campaign_id = excluded.campaign_id;
  end if;
  return new;
end
$$;
comment on function private.campaign_keeps_former_name() is 'Definer: a member who renames a campaign may not write aliases himself.';
revoke all on function private.campaign_keeps_former_name() from public, anon, authenticated, service_role;
create trigger campaign_keeps_former_name before update on public.campaigns
  for each row execute function private.campaign_keeps_former_name();
