-- Brand, provider, booking links and research are saved as the other stages are: by the function that has judged them by
-- its schema (control characters, addresses, links, whether a token works), for the person whose session it has verified.
-- Nobody reaches these tables round it. Each answers {status 200, stages}, or 403 as private.actor_refusal says.

-- 20261123012200 had them callable by people, past every schema.
drop function public.onboarding_brand_save(uuid, jsonb), public.onboarding_email_save(uuid, jsonb),
  public.onboarding_calendly_save(uuid, text[]), public.onboarding_research_save(uuid, text, jsonb);
drop function private.onboarding_brand_save(uuid, jsonb), private.onboarding_email_save(uuid, jsonb),
  private.onboarding_calendly_save(uuid, text[]), private.onboarding_research_save(uuid, text, jsonb);

create policy all_machine on genesis.research_config for all to genesis_machine
  using (strpos((select current_setting('genesis.workspaces', true)), workspace_id::text) > 0);
grant select, insert, update on table genesis.research_config to genesis_machine;
grant insert on table genesis.brand_profile, genesis.email_provider_config to genesis_machine;
grant update (company_name, website, logo_url, description, sender_name, postal_address, calendly_links, updated_by, updated_at)
  on table genesis.brand_profile to genesis_machine;
grant update (provider, sender_email, test_email, daily_cap, window_start, window_end) on table genesis.email_provider_config to genesis_machine;

create function genesis.onboarding_brand_save(p_workspace_id uuid, p_actor text, p_brand jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := private.actor_refusal(p_workspace_id, p_actor, 'admin');
  if v_refusal is not null then
    return v_refusal;
  end if;
  insert into genesis.brand_profile as b (workspace_id, company_name, website, logo_url, description, sender_name, postal_address, updated_by)
  select p_workspace_id, j.company_name, j.website, j.logo_url, j.description, j.sender_name, j.postal_address, p_actor
  from jsonb_to_record(p_brand) as j (company_name text, website text, logo_url text, description text, sender_name text, postal_address text)
  on conflict (workspace_id) do update set (company_name, website, logo_url, description, sender_name, postal_address, updated_by, updated_at)
    = (excluded.company_name, excluded.website, excluded.logo_url, excluded.description, excluded.sender_name, excluded.postal_address, excluded.updated_by, now());
  perform private.onboarding_mark(p_workspace_id, 'brand', 'done', p_actor);
  return jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id));
end
$$;
comment on function genesis.onboarding_brand_save(uuid, text, jsonb) is
  'Saves {company_name, website, logo_url, description, sender_name, postal_address} as the function judged them: {status 200, stages} | 403. Definer: runs as genesis_machine.';

create function genesis.onboarding_email_save(p_workspace_id uuid, p_actor text, p_email jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := private.actor_refusal(p_workspace_id, p_actor, 'admin');
  if v_refusal is not null then
    return v_refusal;
  end if;
  insert into genesis.email_provider_config as e (workspace_id, provider, sender_email, test_email, daily_cap, window_start, window_end, updated_by)
  select p_workspace_id, j.provider, j.sender_email, j.test_email, j.daily_cap, j.window_start, j.window_end, p_actor
  from jsonb_to_record(p_email) as j (provider text, sender_email text, test_email text, daily_cap int, window_start time, window_end time)
  on conflict (workspace_id) do update set (provider, sender_email, test_email, daily_cap, window_start, window_end, updated_by, updated_at)
    = (excluded.provider, excluded.sender_email, excluded.test_email, excluded.daily_cap, excluded.window_start, excluded.window_end, excluded.updated_by, now());
  perform private.onboarding_mark(p_workspace_id, 'email', 'done', p_actor);
  -- Another provider asks for other credentials.
  perform private.settle_credentials(p_workspace_id, p_actor);
  return jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id));
end
$$;
comment on function genesis.onboarding_email_save(uuid, text, jsonb) is
  'Saves {provider, sender_email, test_email, daily_cap, window_start, window_end} as the function judged them: {status 200, stages} | 403. Definer: runs as genesis_machine.';

create function genesis.onboarding_calendly_save(p_workspace_id uuid, p_actor text, p_links text[]) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := private.actor_refusal(p_workspace_id, p_actor, 'admin');
  if v_refusal is not null then
    return v_refusal;
  end if;
  insert into genesis.brand_profile (workspace_id, calendly_links, updated_by) values (p_workspace_id, to_jsonb(p_links), p_actor)
  on conflict (workspace_id) do update set calendly_links = excluded.calendly_links, updated_by = excluded.updated_by, updated_at = now();
  perform private.onboarding_mark(p_workspace_id, 'calendly', 'done', p_actor);
  return jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id));
end
$$;
comment on function genesis.onboarding_calendly_save(uuid, text, text[]) is
  'Saves the booking links that the function has tried, or that an admin insists on: {status 200, stages} | 403. Definer: runs as genesis_machine.';

create function genesis.onboarding_research_save(p_workspace_id uuid, p_actor text, p_actor_id text, p_input jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := private.actor_refusal(p_workspace_id, p_actor, 'admin');
  if v_refusal is not null then
    return v_refusal;
  end if;
  insert into genesis.research_config (workspace_id, actor_id, input, updated_by) values (p_workspace_id, p_actor_id, coalesce(p_input, '{}'), p_actor)
  on conflict (workspace_id) do update set actor_id = excluded.actor_id, input = excluded.input, updated_by = excluded.updated_by, updated_at = now();
  perform private.onboarding_mark(p_workspace_id, 'research', 'done', p_actor);
  return jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id));
end
$$;
comment on function genesis.onboarding_research_save(uuid, text, text, jsonb) is
  'Saves the Apify actor (p_actor_id) and its input, whose token the function has tried, for the person p_actor: {status 200, stages} | 403. Definer: runs as genesis_machine.';

select private.hand_to_machine('genesis.onboarding_brand_save(uuid, text, jsonb)', true);
select private.hand_to_machine('genesis.onboarding_email_save(uuid, text, jsonb)', true);
select private.hand_to_machine('genesis.onboarding_calendly_save(uuid, text, text[])', true);
select private.hand_to_machine('genesis.onboarding_research_save(uuid, text, text, jsonb)', true);

-- As before, but that the role is one of the four: require_role quotes it in its refusal.
create or replace function private.onboarding_access(p_workspace_id uuid, p_role text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.role_rank(p_role) is null then
    perform private.require_role(p_workspace_id, 'viewer'); -- a stranger is refused as one
    perform private.refuse(400, 'invalid_field', 'role must be viewer, member, admin or owner');
  end if;
  perform private.require_role(p_workspace_id, p_role);
  return (select jsonb_build_object('slug', w.slug, 'name', w.name, 'stages', private.onboarding_stages(w.id),
      'sender_email', e.sender_email, 'tracking_domain', e.tracking_domain)
    from public.workspaces w left join genesis.email_provider_config e on e.workspace_id = w.id where w.id = p_workspace_id);
end
$$;
