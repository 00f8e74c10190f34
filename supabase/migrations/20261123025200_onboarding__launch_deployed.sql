-- What a launch made, by what its steps noted, and which stages were saved since: a plan says what a launch would make
-- today, which of a live workspace is another question.

create function private.launch_deployed(p_workspace_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  with run as (
    select s.* from genesis.ignition_state s where s.workspace_id = p_workspace_id and s.status = 'active'
  ), op as (
    -- One completed attempt of each; what it read, it read after it began.
    select o.operation, o.result, o.started_at from genesis.ignition_operations o join run on o.run_id = run.run_id
    where o.workspace_id = p_workspace_id and o.status = 'completed'
  ), deploy as (select * from op where operation = 'workflows_deploying' order by started_at desc limit 1
  ), inject as (select * from op where operation = 'credentials_injecting' order by started_at desc limit 1
  )
  select jsonb_build_object(
    'partition', coalesce((select r.partition_name from genesis.partition_registry r where r.workspace_id = p_workspace_id), ''),
    'droplet', jsonb_build_object('mode', run.mode, 'region', run.region, 'size', run.droplet_size, 'monthly_usd',
      (select d.price_monthly_usd from genesis.droplet_config d where d.workspace_id = p_workspace_id and d.mode = run.mode
        and d.size is not distinct from run.droplet_size)),
    'credentials', coalesce((select jsonb_agg(k order by k) from jsonb_object_keys(inject.result -> 'credentials') as k), '[]'),
    'campaign', (select jsonb_build_object('name', c.name, 'group', coalesce(g.name, '')) from public.campaigns c
      left join public.campaign_groups g on g.workspace_id = c.workspace_id and g.id = c.campaign_group_id
      where c.workspace_id = p_workspace_id and c.id = (select m.campaign_id from genesis.workflow_map m
        where m.workspace_id = p_workspace_id and m.kind = 'workflow' order by m.created_at limit 1)),
    -- A run that noted no provider used the one of today, unless the stage was saved since: then nobody can say.
    'provider', coalesce(deploy.result ->> 'provider', (select e.provider from genesis.email_provider_config e
      where e.workspace_id = p_workspace_id and not exists (select from genesis.onboarding_progress p
        where p.workspace_id = p_workspace_id and p.stage = 'email' and p.updated_at >= deploy.started_at))),
    'workflows', coalesce((select jsonb_agg(jsonb_build_object('slug', w.slug, 'name', deploy.result #>> array['deployed', w.slug, 'name'],
        'manifest', template.manifest) order by w.slug)
      from jsonb_object_keys(deploy.result -> 'workflows') as w (slug)
      -- That which was deployed, where the run noted it; else the one of today.
      cross join lateral (select t.manifest from genesis.workflow_templates t where t.slug = w.slug
        order by coalesce(t.hash = deploy.result #>> array['deployed', w.slug, 'template_hash'], false) desc, t.is_current desc limit 1) as template), '[]'),
    'saved_since', coalesce((select jsonb_agg(s.stage order by s.stage) from (
      select p.stage from genesis.onboarding_progress p where p.workspace_id = p_workspace_id and p.status = 'done'
        and p.stage in ('brand', 'email', 'calendly', 'tracking', 'research') and p.updated_at >= deploy.started_at
      union all
      select 'credentials' where exists (select from genesis.credential_store c
        where c.workspace_id = p_workspace_id and c.type <> 'webhook' and c.updated_at >= inject.started_at)) as s), '[]'))
  from run join deploy on true join inject on true
$$;
comment on function private.launch_deployed(uuid) is
  'Of a live workspace, by its run''s own notes: {partition, droplet, credentials: [type], campaign, provider, workflows: [{slug, name, manifest}], saved_since: [stage]}; null of any other, and of one whose trail is gone. name is null of a run that noted none, provider where nobody can say.';
revoke all on function private.launch_deployed(uuid) from public, anon, authenticated, service_role;

create function private.launch_standing(p_workspace_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_operator() then
    perform private.check_access(p_workspace_id);
  end if;
  -- An operator reads any run's state, and what is the tenant's own by break-glass alone.
  return private.ignition_status(p_workspace_id) || jsonb_build_object('deployed',
    case when p_workspace_id = any(array(select private.accessible_workspaces())) then private.launch_deployed(p_workspace_id) end);
end
$$;
comment on function private.launch_standing(uuid) is
  'private.ignition_status with private.launch_deployed, for members and break-glass; operators get the state alone. Definer: reads templates and the dates of credentials.';
create function public.launch_standing(p_workspace_id uuid) returns jsonb
language sql stable set search_path = '' begin atomic select private.launch_standing(p_workspace_id); end;
comment on function public.launch_standing(uuid) is
  'For members and operators, as GET /launch/status reads it: {state, operations, deployed}; deployed: as private.launch_deployed.';
select private.open_to_people('private.launch_standing(uuid)', 'public.launch_standing(uuid)');
