-- Two tabs, one stage: a save says which one it read, and is refused when another was stored since. Without that the later
-- one takes back what the earlier wrote, and nobody is told.

create function private.onboarding_stale(p_workspace_id uuid, p_stage text, p_seen timestamptz) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_saved timestamptz;
begin
  -- Also for a caller who says nothing: the row of the stage is written after this lock by everybody, or by nobody.
  perform private.onboarding_lock(p_workspace_id);
  v_saved := (select p.updated_at from genesis.onboarding_progress p
    where p.workspace_id = p_workspace_id and p.stage = p_stage and p.status = 'done');
  return case when p_seen is not null and coalesce(v_saved, '-infinity') <> p_seen then '{"status": 409, "code": "conflict"}'::jsonb end;
end
$$;
comment on function private.onboarding_stale(uuid, text, timestamptz) is
  'Null, or the outcome 409 conflict: the stage was saved since the caller read it. p_seen: updated_at of the save that was read, -infinity when there was none, null when the caller does not say. Holds private.onboarding_lock to the end, so that two savers stand in line. After private.actor_refusal.';

create function private.onboarding_saved(p_workspace_id uuid, p_stage text) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id), 'updated_at',
    (select p.updated_at from genesis.onboarding_progress p where p.workspace_id = p_workspace_id and p.stage = p_stage))
$$;
comment on function private.onboarding_saved(uuid, text) is 'What a save answers: {status 200, stages, updated_at}; the next save of this form says that it read this one.';

revoke all on function private.onboarding_stale(uuid, text, timestamptz), private.onboarding_saved(uuid, text) from public, anon, authenticated, service_role;
grant execute on function private.onboarding_stale(uuid, text, timestamptz), private.onboarding_saved(uuid, text) to genesis_machine;

-- The form of an address, below the function's schema.
create function private.is_mail_address(p_text text) returns boolean
language sql immutable strict set search_path = ''
as $$
  select length(p_text) <= 254 and strpos(p_text, '@') <= 65
    and p_text ~ '^[a-z0-9!#$%&''*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&''*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$'
$$;
comment on function private.is_mail_address(text) is 'A usual local part of at most 64 characters at a domain name with a dot, in lower case, as mailbox of _shared/contracts/onboarding.ts judges it.';
revoke all on function private.is_mail_address(text) from public, anon, authenticated, service_role;
grant execute on function private.is_mail_address(text) to genesis_machine;

-- Signatures change, so that PostgREST sees one of each name; who leaves p_seen out is served as before.
drop function genesis.onboarding_brand_save(uuid, text, jsonb),
  genesis.onboarding_email_save(uuid, text, jsonb),
  genesis.onboarding_calendly_save(uuid, text, text[]),
  genesis.onboarding_research_save(uuid, text, text, jsonb),
  genesis.onboarding_infrastructure_save(uuid, text, text, text, text, numeric);

create function genesis.onboarding_brand_save(p_workspace_id uuid, p_actor text, p_brand jsonb,
  p_seen timestamptz default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := coalesce(private.actor_refusal(p_workspace_id, p_actor, 'admin'), private.onboarding_stale(p_workspace_id, 'brand', p_seen));
  if v_refusal is not null then
    return v_refusal;
  end if;
  insert into genesis.brand_profile as b (workspace_id, company_name, website, logo_url, description, sender_name, postal_address, updated_by)
  select p_workspace_id, j.company_name, j.website, j.logo_url, j.description, j.sender_name, j.postal_address, p_actor
  from jsonb_to_record(p_brand) as j (company_name text, website text, logo_url text, description text, sender_name text, postal_address text)
  on conflict (workspace_id) do update set (company_name, website, logo_url, description, sender_name, postal_address, updated_by, updated_at)
    = (excluded.company_name, excluded.website, excluded.logo_url, excluded.description, excluded.sender_name, excluded.postal_address, excluded.updated_by, now());
  perform private.onboarding_mark(p_workspace_id, 'brand', 'done', p_actor);
  return private.onboarding_saved(p_workspace_id, 'brand');
end
$$;
comment on function genesis.onboarding_brand_save(uuid, text, jsonb, timestamptz) is
  'Saves {company_name, website, logo_url, description, sender_name, postal_address} as the function judged them: {status 200, stages, updated_at} | 409 conflict | 403. p_seen: as private.onboarding_stale. Definer: runs as genesis_machine.';

create function genesis.onboarding_email_save(p_workspace_id uuid, p_actor text, p_email jsonb,
  p_seen timestamptz default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
  v_fields jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := coalesce(private.actor_refusal(p_workspace_id, p_actor, 'admin'), private.onboarding_stale(p_workspace_id, 'email', p_seen));
  if v_refusal is not null then
    return v_refusal;
  end if;
  select jsonb_agg(jsonb_build_object('path', j.key, 'message', 'must be an e-mail address, such as ada@example.com')) into v_fields
  from jsonb_each_text(p_email) j where j.key in ('sender_email', 'test_email') and not private.is_mail_address(lower(btrim(j.value)));
  if v_fields is not null then
    return jsonb_build_object('status', 400, 'code', 'invalid_field', 'fields', v_fields);
  end if;
  insert into genesis.email_provider_config as e (workspace_id, provider, sender_email, test_email, daily_cap, window_start, window_end, updated_by)
  select p_workspace_id, j.provider, j.sender_email, j.test_email, j.daily_cap, j.window_start, j.window_end, p_actor
  from jsonb_to_record(p_email) as j (provider text, sender_email text, test_email text, daily_cap int, window_start time, window_end time)
  on conflict (workspace_id) do update set (provider, sender_email, test_email, daily_cap, window_start, window_end, updated_by, updated_at)
    = (excluded.provider, excluded.sender_email, excluded.test_email, excluded.daily_cap, excluded.window_start, excluded.window_end, excluded.updated_by, now());
  perform private.onboarding_mark(p_workspace_id, 'email', 'done', p_actor);
  -- Another provider asks for other credentials.
  perform private.settle_credentials(p_workspace_id, p_actor);
  return private.onboarding_saved(p_workspace_id, 'email');
end
$$;
comment on function genesis.onboarding_email_save(uuid, text, jsonb, timestamptz) is
  'Saves {provider, sender_email, test_email, daily_cap, window_start, window_end} as the function judged them: {status 200, stages, updated_at} | 400 for what is no address | 409 conflict | 403. p_seen: as private.onboarding_stale. Definer: runs as genesis_machine.';

create function genesis.onboarding_calendly_save(p_workspace_id uuid, p_actor text, p_links text[],
  p_seen timestamptz default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := coalesce(private.actor_refusal(p_workspace_id, p_actor, 'admin'), private.onboarding_stale(p_workspace_id, 'calendly', p_seen));
  if v_refusal is not null then
    return v_refusal;
  end if;
  insert into genesis.brand_profile (workspace_id, calendly_links, updated_by) values (p_workspace_id, to_jsonb(p_links), p_actor)
  on conflict (workspace_id) do update set calendly_links = excluded.calendly_links, updated_by = excluded.updated_by, updated_at = now();
  perform private.onboarding_mark(p_workspace_id, 'calendly', 'done', p_actor);
  return private.onboarding_saved(p_workspace_id, 'calendly');
end
$$;
comment on function genesis.onboarding_calendly_save(uuid, text, text[], timestamptz) is
  'Saves the booking links that the function has tried, or that an admin insists on: {status 200, stages, updated_at} | 409 conflict | 403. p_seen: as private.onboarding_stale. Definer: runs as genesis_machine.';

create function genesis.onboarding_research_save(p_workspace_id uuid, p_actor text, p_actor_id text, p_input jsonb,
  p_seen timestamptz default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := coalesce(private.actor_refusal(p_workspace_id, p_actor, 'admin'), private.onboarding_stale(p_workspace_id, 'research', p_seen));
  if v_refusal is not null then
    return v_refusal;
  end if;
  insert into genesis.research_config (workspace_id, actor_id, input, updated_by) values (p_workspace_id, p_actor_id, coalesce(p_input, '{}'), p_actor)
  on conflict (workspace_id) do update set actor_id = excluded.actor_id, input = excluded.input, updated_by = excluded.updated_by, updated_at = now();
  perform private.onboarding_mark(p_workspace_id, 'research', 'done', p_actor);
  return private.onboarding_saved(p_workspace_id, 'research');
end
$$;
comment on function genesis.onboarding_research_save(uuid, text, text, jsonb, timestamptz) is
  'Saves the Apify actor (p_actor_id) and its input, whose token the function has tried, for the person p_actor: {status 200, stages, updated_at} | 409 conflict | 403. p_seen: as private.onboarding_stale. Definer: runs as genesis_machine.';

create function genesis.onboarding_infrastructure_save(p_workspace_id uuid, p_actor text, p_mode text, p_region text, p_size text,
  p_price_monthly_usd numeric,
  p_seen timestamptz default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_refusal jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_refusal := coalesce(private.actor_refusal(p_workspace_id, p_actor, 'admin'), private.onboarding_stale(p_workspace_id, 'infrastructure', p_seen));
  if v_refusal is not null then
    return v_refusal;
  end if;
  insert into genesis.droplet_config as d (workspace_id, mode, region, size, price_monthly_usd, updated_by)
  values (p_workspace_id, p_mode, p_region, p_size, p_price_monthly_usd, p_actor)
  on conflict (workspace_id) do update set (mode, region, size, price_monthly_usd, updated_by, updated_at)
    = (excluded.mode, excluded.region, excluded.size, excluded.price_monthly_usd, excluded.updated_by, now());
  perform private.onboarding_mark(p_workspace_id, 'infrastructure', 'done', p_actor);
  return private.onboarding_saved(p_workspace_id, 'infrastructure');
end
$$;
comment on function genesis.onboarding_infrastructure_save(uuid, text, text, text, text, numeric, timestamptz) is
  'What the next launch makes, as the function''s list of regions and sizes allows it: {status 200, stages, updated_at} | 409 conflict | 403. p_seen: as private.onboarding_stale. Definer: runs as genesis_machine.';

select private.hand_to_machine('genesis.onboarding_brand_save(uuid, text, jsonb, timestamptz)', true);
select private.hand_to_machine('genesis.onboarding_email_save(uuid, text, jsonb, timestamptz)', true);
select private.hand_to_machine('genesis.onboarding_calendly_save(uuid, text, text[], timestamptz)', true);
select private.hand_to_machine('genesis.onboarding_research_save(uuid, text, text, jsonb, timestamptz)', true);
select private.hand_to_machine('genesis.onboarding_infrastructure_save(uuid, text, text, text, text, numeric, timestamptz)', true);
