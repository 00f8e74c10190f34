-- Launch: what is missing, what would be made, and the start itself, judged and begun in one transaction.

create function private.campaign_to_deploy(p_workspace_id uuid) returns uuid
language sql stable set search_path = ''
as $$
  select id from public.campaigns where workspace_id = p_workspace_id and status <> 'archived'
  order by status = 'active' desc, created_at, id limit 1
$$;
comment on function private.campaign_to_deploy(uuid) is 'The campaign that ignition deploys: the oldest active one, else the oldest; null when there is none yet.';

create or replace function private.default_campaign(p_workspace_id uuid) returns uuid
language plpgsql volatile set search_path = ''
as $$
declare
  v_id uuid := private.campaign_to_deploy(p_workspace_id);
begin
  if v_id is null then
    insert into public.campaign_groups (workspace_id, name) values (p_workspace_id, 'Default') on conflict do nothing;
    -- An archived campaign keeps its name.
    insert into public.campaigns (workspace_id, name, campaign_group_id)
    select p_workspace_id, case when exists (select from public.campaigns c where c.workspace_id = p_workspace_id and c.name = 'Default')
      then 'Default ' || left(gen_random_uuid()::text, 8) else 'Default' end, g.id
    from public.campaign_groups g where g.workspace_id = p_workspace_id and g.name = 'Default'
    returning id into v_id;
  end if;
  return v_id;
end
$$;

create function private.launch_gaps(p_workspace_id uuid, p_supplied text[]) returns jsonb
language sql stable set search_path = ''
as $$
  -- What a template takes from the stage "research" or "calendly", and whether anybody supplies it.
  with asked as (
    select distinct p.placeholder ->> 'source' as stage, p.placeholder ->> 'name' as name
    from genesis.workflow_templates t cross join lateral jsonb_array_elements(t.manifest -> 'placeholders') as p (placeholder)
    where t.is_current and (p.placeholder ->> 'required')::boolean and p.placeholder ->> 'source' in ('research', 'calendly')
  ), gaps (position, stage, field) as (
    select 1, 'brand', f.field
    from (select 1) as one left join genesis.brand_profile b on b.workspace_id = p_workspace_id
    cross join lateral (values ('company_name', b.company_name), ('sender_name', b.sender_name), ('postal_address', b.postal_address)) as f (field, value)
    where nullif(btrim(f.value), '') is null
    union all
    select 2, 'email', 'sender_email' where not exists (select from genesis.email_provider_config e where e.workspace_id = p_workspace_id)
    union all
    -- Without a provider nobody can say which: the stage as a whole.
    select 3, 'credentials', m.type from (select private.missing_credentials(p_workspace_id) as types) as missing
    cross join lateral unnest(coalesce(missing.types, array[null::text])) as m (type)
    union all
    select 4, 'infrastructure', null where not exists (select from genesis.droplet_config d where d.workspace_id = p_workspace_id)
    union all
    select 5, a.stage, a.name from asked a
    where a.stage = 'research' and a.name <> all(p_supplied) and not exists (
      select from genesis.credential_store c where c.workspace_id = p_workspace_id and c.type = case
        when a.name ~ 'RELEVANCE' then 'relevance_config' when a.name ~ 'GOOGLE_CSE' then 'google_cse' when a.name ~ 'APIFY' then 'apify' end)
    union all
    select 5, a.stage, a.name from asked a
    where a.stage = 'calendly' and coalesce((select jsonb_array_length(b.calendly_links) from genesis.brand_profile b
      where b.workspace_id = p_workspace_id), 0) < coalesce(substring(a.name from '[0-9]+$')::int, 1)
  )
  select coalesce(jsonb_agg(jsonb_build_object('stage', g.stage, 'field', g.field) order by g.position, g.stage, g.field), '[]') from gaps g
$$;
comment on function private.launch_gaps(uuid, text[]) is
  'What a launch waits for: [{stage, field}], field null for a stage as a whole; [] when nothing. Judged by what is stored, whatever progress says. p_supplied: placeholders that the operator''s settings fill.';

create function private.launch_facts(p_workspace_id uuid, p_supplied text[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_campaign uuid := private.campaign_to_deploy(p_workspace_id);
  v_partition text := (select partition_name from genesis.partition_registry where workspace_id = p_workspace_id);
begin
  perform private.check_access(p_workspace_id);
  if v_partition is null then
    begin
      v_partition := (select private.partition_free_name(w.id, w.slug) from public.workspaces w where w.id = p_workspace_id);
    exception when duplicate_table then
      v_partition := null; -- both names are taken by something else: the launch's first step says so
    end;
  end if;
  return (select jsonb_build_object(
    'workspace', jsonb_build_object('id', w.id, 'slug', w.slug, 'name', w.name, 'time_zone', w.time_zone),
    'partition', coalesce(v_partition, ''),
    'droplet', (select jsonb_build_object('mode', d.mode, 'region', d.region, 'size', d.size, 'monthly_usd', d.price_monthly_usd)
      from genesis.droplet_config d where d.workspace_id = w.id),
    'brand', (select to_jsonb(b) - '{workspace_id,updated_by,updated_at}'::text[] from genesis.brand_profile b where b.workspace_id = w.id),
    'email', (select to_jsonb(e) - '{workspace_id,updated_by,updated_at}'::text[] from genesis.email_provider_config e where e.workspace_id = w.id),
    'credentials', coalesce((select jsonb_agg(jsonb_build_object('type', c.type, 'name', c.name) order by c.type, c.name)
      from genesis.credential_store c where c.workspace_id = w.id and c.type <> 'webhook'), '[]'),
    'campaign', (select jsonb_build_object('id', c.id, 'name', c.name, 'group_id', g.id, 'group_name', g.name) from public.campaigns c
      left join public.campaign_groups g on g.workspace_id = c.workspace_id and g.id = c.campaign_group_id
      where c.workspace_id = w.id and c.id = v_campaign),
    'templates', coalesce((select jsonb_agg(jsonb_build_object('slug', t.slug, 'hash', t.hash, 'manifest', t.manifest, 'bodies', t.bodies) order by t.slug)
      from genesis.workflow_templates t where t.is_current), '[]'),
    'gaps', private.launch_gaps(w.id, p_supplied),
    'stages', private.onboarding_stages(w.id),
    'state', private.ignition_status(w.id) -> 'state')
    from public.workspaces w where w.id = p_workspace_id);
end
$$;
comment on function private.launch_facts(uuid, text[]) is 'All that a plan needs, writing nothing; of credentials type and name. Definer with its own check: members, and break-glass.';
create function public.launch_facts(p_workspace_id uuid, p_supplied text[] default '{}') returns jsonb
language sql stable set search_path = '' begin atomic select private.launch_facts(p_workspace_id, p_supplied); end;
comment on function public.launch_facts(uuid, text[]) is
  'For members: {workspace, partition, droplet, brand, email, credentials, campaign, templates, gaps, stages, state}, as GET /launch/plan reads it.';

create function private.launch(p_workspace_id uuid, p_supplied text[], p_retry boolean) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_status text;
  v_gaps jsonb;
  v_outcome jsonb;
begin
  perform private.lock_as(p_workspace_id, 'admin');
  perform private.onboarding_lock(p_workspace_id);
  v_status := (select s.status from genesis.ignition_state s where s.workspace_id = p_workspace_id for update);
  if p_retry and v_status is distinct from 'failed' then
    return '{"status": 409, "code": "not_failed"}';
  end if;
  -- A run under way, or at its end, answers for itself: what is missing now concerns the next one.
  if coalesce(v_status, 'failed') = 'failed' then
    if not exists (select from genesis.workflow_templates where is_current) then
      return '{"status": 422, "code": "no_templates"}';
    end if;
    v_gaps := private.launch_gaps(p_workspace_id, p_supplied);
    if v_gaps <> '[]' then
      return jsonb_build_object('status', 422, 'code', 'not_ready', 'missing', v_gaps);
    end if;
  end if;
  v_outcome := private.launch_ignition(p_workspace_id);
  if v_outcome ->> 'status' = '202' then
    update genesis.ignition_state s set region = d.region, droplet_size = d.size from genesis.droplet_config d
    where s.workspace_id = p_workspace_id and d.workspace_id = p_workspace_id;
    v_outcome := v_outcome || jsonb_build_object('launch', private.ignition_status(p_workspace_id));
  end if;
  return v_outcome;
end
$$;
comment on function private.launch(uuid, text[], boolean) is 'Definer: provisions. Admins of the workspace; what is missing is judged in the transaction of the start.';
create function public.launch(p_workspace_id uuid, p_supplied text[] default '{}', p_retry boolean default false) returns jsonb
language sql volatile set search_path = '' begin atomic select private.launch(p_workspace_id, p_supplied, p_retry); end;
comment on function public.launch(uuid, text[], boolean) is
  'As public.launch_ignition once the required stages are complete: {status 202, run_id, launch: {state, operations}} | 200 already_active | 409 ignition_in_progress, legacy_workspace, with p_retry not_failed | 422 not_ready with missing, no_templates | 403.';

revoke all on function private.campaign_to_deploy(uuid), private.launch_gaps(uuid, text[]) from public, anon, authenticated, service_role;
grant execute on function private.campaign_to_deploy(uuid) to genesis_machine;
select private.open_to_people('private.launch_facts(uuid, text[])', 'public.launch_facts(uuid, text[])');
select private.open_to_people('private.launch(uuid, text[], boolean)', 'public.launch(uuid, text[], boolean)');
