-- The wizard is told when each stage was saved, which its next save says back; and a launch judges an address, and a text
-- that nobody can see, by what is stored.

create or replace function private.onboarding_progress(p_workspace_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.check_access(p_workspace_id);
  return (select jsonb_build_object(
    'workspace', jsonb_build_object('id', w.id, 'slug', w.slug, 'name', w.name, 'status', w.status, 'time_zone', w.time_zone),
    -- By break-glass one reads, as a viewer does.
    'role', coalesce(private.role_in(w.id, private.uid()), 'viewer'),
    'stages', private.onboarding_stages(w.id),
    'updated_at', coalesce((select jsonb_object_agg(o.stage, o.updated_at) from genesis.onboarding_progress o
      where o.workspace_id = w.id and o.status = 'done' and o.stage <> 'launch'), '{}'),
    'brand', (select jsonb_build_object('company_name', b.company_name, 'website', b.website, 'logo_url', b.logo_url, 'description', b.description,
      'sender_name', b.sender_name, 'postal_address', b.postal_address) from genesis.brand_profile b where b.workspace_id = w.id and b.company_name is not null),
    'email', (select jsonb_build_object('provider', e.provider, 'sender_email', e.sender_email, 'test_email', e.test_email, 'daily_cap', e.daily_cap,
      'window_start', to_char(e.window_start, 'HH24:MI'), 'window_end', to_char(e.window_end, 'HH24:MI')) from genesis.email_provider_config e where e.workspace_id = w.id),
    'calendly_links', coalesce((select b.calendly_links from genesis.brand_profile b where b.workspace_id = w.id), '[]'),
    'infrastructure', (select jsonb_build_object('mode', d.mode, 'region', d.region, 'size', d.size) from genesis.droplet_config d where d.workspace_id = w.id),
    'dns', (select jsonb_build_object('domain', s.domain, 'sender', s.sender, 'dkim_selector', s.dkim_selector, 'spf_include', s.spf_include,
      'findings', s.findings, 'checked_at', s.checked_at, 'verified_at', s.verified_at) from genesis.sending_domains s where s.workspace_id = w.id),
    'tracking', (select jsonb_build_object('domain', e.tracking_domain, 'verified_at', e.tracking_verified_at)
      from genesis.email_provider_config e where e.workspace_id = w.id and e.tracking_domain is not null),
    'research', (select jsonb_build_object('actor_id', r.actor_id, 'input', r.input) from genesis.research_config r where r.workspace_id = w.id),
    'credentials_required', coalesce(to_jsonb(private.required_credentials(w.id)), '[]'),
    'credentials_missing', coalesce(to_jsonb(private.missing_credentials(w.id)), '[]'))
    from public.workspaces w where w.id = p_workspace_id);
end
$$;
comment on function public.onboarding_progress(uuid) is 'For members: {workspace, role, stages, updated_at, brand, email, calendly_links, infrastructure, dns, tracking, research, credentials_required, credentials_missing}; updated_at: by stage that is done, when it was saved.';

create function private.visible_text(p_text text) returns text
language sql immutable set search_path = ''
as $$
  select nullif(btrim(regexp_replace(p_text, '[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]', '', 'g')), '')
$$;
comment on function private.visible_text(text) is 'What of a text is drawn: null where it is empty, or zero-width characters and fillers alone.';
revoke all on function private.visible_text(text) from public, anon, authenticated, service_role;

create or replace function private.launch_gaps(p_workspace_id uuid, p_supplied text[]) returns jsonb
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
    where private.visible_text(f.value) is null
    union all
    select 2, 'email', 'sender_email' where not exists (
      select from genesis.email_provider_config e where e.workspace_id = p_workspace_id and private.is_mail_address(e.sender_email))
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
