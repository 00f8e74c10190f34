-- The stages that a person saves with his own token. Each save writes the stage's table and its progress in one
-- transaction and answers {stages}. The shapes are judged by _shared/contracts/onboarding.ts; who calls these by hand is
-- held by the tables' constraints and by what is judged here.

create function private.onboarding_access(p_workspace_id uuid, p_role text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_role(p_workspace_id, p_role);
  return (select jsonb_build_object('slug', w.slug, 'name', w.name, 'stages', private.onboarding_stages(w.id),
      'sender_email', e.sender_email, 'tracking_domain', e.tracking_domain)
    from public.workspaces w left join genesis.email_provider_config e on e.workspace_id = w.id where w.id = p_workspace_id);
end
$$;
comment on function private.onboarding_access(uuid, text) is 'Raises unless the caller has the role. For what happens before a save, or without one. Definer: reads memberships.';
create function public.onboarding_access(p_workspace_id uuid, p_role text default 'admin') returns jsonb
language sql stable set search_path = '' begin atomic select private.onboarding_access(p_workspace_id, p_role); end;
comment on function public.onboarding_access(uuid, text) is 'PT401/PT403 unless the caller has this role in the workspace and it is not frozen; {slug, name, stages, sender_email, tracking_domain}.';

create function private.onboarding_progress(p_workspace_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.check_access(p_workspace_id);
  return (select jsonb_build_object(
    'workspace', jsonb_build_object('id', w.id, 'slug', w.slug, 'name', w.name, 'status', w.status, 'time_zone', w.time_zone),
    -- By break-glass one reads, as a viewer does.
    'role', coalesce(private.role_in(w.id, private.uid()), 'viewer'),
    'stages', private.onboarding_stages(w.id),
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
comment on function private.onboarding_progress(uuid) is 'What the wizard shows: stages, and what each holds; no secret. Definer with its own check: members, and break-glass.';
create function public.onboarding_progress(p_workspace_id uuid) returns jsonb
language sql stable set search_path = '' begin atomic select private.onboarding_progress(p_workspace_id); end;
comment on function public.onboarding_progress(uuid) is 'For members: {workspace, role, stages, brand, email, calendly_links, infrastructure, dns, tracking, research, credentials_required, credentials_missing}.';

create function private.onboarding_skip(p_workspace_id uuid, p_stage text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_as(p_workspace_id, 'admin');
  if p_stage is null or p_stage <> all('{calendly,dns,tracking,research}') then
    perform private.refuse(400, 'invalid_field', 'This stage cannot be skipped', 'Brand, email, credentials and infrastructure are needed for a launch.');
  end if;
  perform private.onboarding_mark(p_workspace_id, p_stage, 'skipped', private.uid());
  return private.onboarding_stages(p_workspace_id);
end
$$;
comment on function private.onboarding_skip(uuid, text) is 'Definer: nobody signed in may write progress. Admins; a stage that is done stays done.';
create function public.onboarding_skip(p_workspace_id uuid, p_stage text) returns jsonb
language sql volatile set search_path = '' begin atomic select private.onboarding_skip(p_workspace_id, p_stage); end;
comment on function public.onboarding_skip(uuid, text) is 'Skips calendly, dns, tracking or research; the stages.';

create function private.onboarding_brand_save(p_workspace_id uuid, p_brand jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_as(p_workspace_id, 'admin');
  -- The law wants sender and address in every mail; the size bounds who calls this without the function's schema.
  if nullif(btrim(p_brand ->> 'company_name'), '') is null or nullif(btrim(p_brand ->> 'sender_name'), '') is null
     or nullif(btrim(p_brand ->> 'postal_address'), '') is null or length(p_brand::text) > 20000 then
    perform private.refuse(400, 'invalid_field', 'A brand needs company_name, sender_name and postal_address');
  end if;
  insert into genesis.brand_profile as b (workspace_id, company_name, website, logo_url, description, sender_name, postal_address, updated_by)
  select p_workspace_id, j.company_name, j.website, j.logo_url, j.description, j.sender_name, j.postal_address, private.uid()
  from jsonb_to_record(p_brand) as j (company_name text, website text, logo_url text, description text, sender_name text, postal_address text)
  on conflict (workspace_id) do update set (company_name, website, logo_url, description, sender_name, postal_address, updated_by, updated_at)
    = (excluded.company_name, excluded.website, excluded.logo_url, excluded.description, excluded.sender_name, excluded.postal_address, excluded.updated_by, now());
  perform private.onboarding_mark(p_workspace_id, 'brand', 'done', private.uid());
  return private.onboarding_stages(p_workspace_id);
end
$$;
comment on function private.onboarding_brand_save(uuid, jsonb) is 'Definer: nobody signed in may write brand or progress. Admins.';
create function public.onboarding_brand_save(p_workspace_id uuid, p_brand jsonb) returns jsonb
language sql volatile set search_path = '' begin atomic select private.onboarding_brand_save(p_workspace_id, p_brand); end;
comment on function public.onboarding_brand_save(uuid, jsonb) is 'Saves {company_name, website, logo_url, description, sender_name, postal_address}; the stages.';

create function private.onboarding_email_save(p_workspace_id uuid, p_email jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_as(p_workspace_id, 'admin');
  insert into genesis.email_provider_config as e (workspace_id, provider, sender_email, test_email, daily_cap, window_start, window_end, updated_by)
  select p_workspace_id, j.provider, j.sender_email, j.test_email, j.daily_cap, j.window_start, j.window_end, private.uid()
  from jsonb_to_record(p_email) as j (provider text, sender_email text, test_email text, daily_cap int, window_start time, window_end time)
  on conflict (workspace_id) do update set (provider, sender_email, test_email, daily_cap, window_start, window_end, updated_by, updated_at)
    = (excluded.provider, excluded.sender_email, excluded.test_email, excluded.daily_cap, excluded.window_start, excluded.window_end, excluded.updated_by, now());
  perform private.onboarding_mark(p_workspace_id, 'email', 'done', private.uid());
  -- Another provider asks for other credentials.
  perform private.settle_credentials(p_workspace_id, private.uid());
  return private.onboarding_stages(p_workspace_id);
end
$$;
comment on function private.onboarding_email_save(uuid, jsonb) is 'Definer: nobody signed in may write the provider or progress. Admins.';
create function public.onboarding_email_save(p_workspace_id uuid, p_email jsonb) returns jsonb
language sql volatile set search_path = '' begin atomic select private.onboarding_email_save(p_workspace_id, p_email); end;
comment on function public.onboarding_email_save(uuid, jsonb) is 'Saves {provider, sender_email, test_email, daily_cap, window_start, window_end}; the stages.';

create function private.onboarding_calendly_save(p_workspace_id uuid, p_links text[]) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_as(p_workspace_id, 'admin');
  if coalesce(cardinality(p_links), 0) not between 1 and 2 or exists (select from unnest(p_links) l where l is null or length(l) > 2000) then
    perform private.refuse(400, 'invalid_field', 'One or two links are needed');
  end if;
  insert into genesis.brand_profile (workspace_id, calendly_links, updated_by) values (p_workspace_id, to_jsonb(p_links), private.uid())
  on conflict (workspace_id) do update set calendly_links = excluded.calendly_links, updated_by = excluded.updated_by, updated_at = now();
  perform private.onboarding_mark(p_workspace_id, 'calendly', 'done', private.uid());
  return private.onboarding_stages(p_workspace_id);
end
$$;
comment on function private.onboarding_calendly_save(uuid, text[]) is 'Definer: nobody signed in may write brand or progress. Admins.';
create function public.onboarding_calendly_save(p_workspace_id uuid, p_links text[]) returns jsonb
language sql volatile set search_path = '' begin atomic select private.onboarding_calendly_save(p_workspace_id, p_links); end;
comment on function public.onboarding_calendly_save(uuid, text[]) is 'Saves one or two booking links; the stages.';

create function private.onboarding_research_save(p_workspace_id uuid, p_actor_id text, p_input jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_as(p_workspace_id, 'admin');
  if length(p_actor_id) > 200 or length(p_input::text) > 20000 then
    perform private.refuse(400, 'invalid_field', 'The actor''s id or its input is too long');
  end if;
  insert into genesis.research_config (workspace_id, actor_id, input, updated_by) values (p_workspace_id, p_actor_id, coalesce(p_input, '{}'), private.uid())
  on conflict (workspace_id) do update set actor_id = excluded.actor_id, input = excluded.input, updated_by = excluded.updated_by, updated_at = now();
  perform private.onboarding_mark(p_workspace_id, 'research', 'done', private.uid());
  return private.onboarding_stages(p_workspace_id);
end
$$;
comment on function private.onboarding_research_save(uuid, text, jsonb) is 'Definer: nobody signed in may write research or progress. Admins.';
create function public.onboarding_research_save(p_workspace_id uuid, p_actor_id text, p_input jsonb) returns jsonb
language sql volatile set search_path = '' begin atomic select private.onboarding_research_save(p_workspace_id, p_actor_id, p_input); end;
comment on function public.onboarding_research_save(uuid, text, jsonb) is 'Saves the Apify actor and its input; the stages.';

create function private.onboarding_credentials(p_workspace_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if p_workspace_id is null or p_workspace_id <> all(array(select private.admin_readable_workspaces())) then
    perform private.require_role(p_workspace_id, 'admin');
  end if;
  return (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'type', c.type, 'name', c.name, 'last_four', c.last_four,
      'validated_at', c.validated_at, 'created_at', c.created_at, 'updated_at', c.updated_at) order by c.type, c.name), '[]')
    -- Ignition's own credential is nothing that a person enters, tests or deletes.
    from genesis.credential_store c where c.workspace_id = p_workspace_id and c.type <> 'webhook');
end
$$;
comment on function private.onboarding_credentials(uuid) is 'Without envelopes. Definer: credential_store is read by nobody. Admins, and break-glass.';
create function public.onboarding_credentials(p_workspace_id uuid) returns jsonb
language sql stable set search_path = '' begin atomic select private.onboarding_credentials(p_workspace_id); end;
comment on function public.onboarding_credentials(uuid) is 'What people stored: [{id, type, name, last_four, validated_at, created_at, updated_at}].';

select private.open_to_people('private.onboarding_access(uuid, text)', 'public.onboarding_access(uuid, text)');
select private.open_to_people('private.onboarding_progress(uuid)', 'public.onboarding_progress(uuid)');
select private.open_to_people('private.onboarding_skip(uuid, text)', 'public.onboarding_skip(uuid, text)');
select private.open_to_people('private.onboarding_brand_save(uuid, jsonb)', 'public.onboarding_brand_save(uuid, jsonb)');
select private.open_to_people('private.onboarding_email_save(uuid, jsonb)', 'public.onboarding_email_save(uuid, jsonb)');
select private.open_to_people('private.onboarding_calendly_save(uuid, text[])', 'public.onboarding_calendly_save(uuid, text[])');
select private.open_to_people('private.onboarding_research_save(uuid, text, jsonb)', 'public.onboarding_research_save(uuid, text, jsonb)');
select private.open_to_people('private.onboarding_credentials(uuid)', 'public.onboarding_credentials(uuid)');
