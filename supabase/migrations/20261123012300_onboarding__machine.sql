-- The stages whose content a function vouches for: a sealed credential, a size from the checked list, what the DNS said,
-- what Google granted. Each acts for the person whose session the function has verified (p_actor), judges his role itself
-- in the transaction of the change, and answers {status 200, …} or an outcome; 403 for a stranger, a low role, a freeze.

create function genesis.onboarding_credential_put(p_workspace_id uuid, p_actor text, p_id uuid, p_type text, p_name text,
  p_envelope jsonb, p_last_four text, p_key_id text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_outcome jsonb;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_outcome := private.actor_refusal(p_workspace_id, p_actor, 'admin');
  if v_outcome is not null then
    return v_outcome;
  elsif p_type = 'webhook' then
    return '{"status": 400, "code": "invalid_field", "fields": [{"path": "type", "message": "is made by ignition and cannot be entered"}]}';
  end if;
  -- Before the audit's lock, which a launch takes after this one.
  perform private.onboarding_lock(p_workspace_id);
  v_outcome := genesis.credential_put(p_workspace_id, p_id, p_type, p_name, p_envelope, p_last_four, p_key_id, p_actor);
  if v_outcome ->> 'status' <> '200' then
    return v_outcome;
  end if;
  perform private.settle_credentials(p_workspace_id, p_actor);
  return (select jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id), 'credential', jsonb_build_object(
      'id', c.id, 'type', c.type, 'name', c.name, 'last_four', c.last_four, 'validated_at', c.validated_at, 'created_at', c.created_at,
      'updated_at', c.updated_at))
    from genesis.credential_store c where c.workspace_id = p_workspace_id and c.id = p_id);
end
$$;
comment on function genesis.onboarding_credential_put(uuid, text, uuid, text, text, jsonb, text, text) is
  'genesis.credential_put for an admin: {status 200, credential, stages}, else its outcomes, 400 for type webhook, 403. Definer: runs as genesis_machine.';

create function genesis.onboarding_credential_delete(p_workspace_id uuid, p_actor text, p_id uuid) returns jsonb
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
  perform private.onboarding_lock(p_workspace_id);
  if not exists (select from genesis.credential_store c where c.workspace_id = p_workspace_id and c.id = p_id and c.type <> 'webhook') then
    return '{"status": 404, "code": "not_found"}';
  end if;
  perform genesis.credential_delete(p_workspace_id, p_id, p_actor);
  perform private.settle_credentials(p_workspace_id, p_actor);
  return jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id));
end
$$;
comment on function genesis.onboarding_credential_delete(uuid, text, uuid) is
  '{status 200, stages} | 404, also for ignition''s own | 403. Definer: runs as genesis_machine.';

create function genesis.onboarding_credential_validated(p_workspace_id uuid, p_actor text, p_id uuid, p_iv text) returns jsonb
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
  -- The IV is new with every sealing: what was stored meanwhile has not been tried.
  update genesis.credential_store set validated_at = clock_timestamp()
  where workspace_id = p_workspace_id and id = p_id and envelope ->> 'iv' = p_iv;
  return jsonb_build_object('status', 200, 'changed', found);
end
$$;
comment on function genesis.onboarding_credential_validated(uuid, text, uuid, text) is
  'The provider took the credential sealed with this IV: {status 200, changed} | 403. Definer: runs as genesis_machine.';

create function genesis.onboarding_infrastructure_save(p_workspace_id uuid, p_actor text, p_mode text, p_region text, p_size text,
  p_price_monthly_usd numeric) returns jsonb
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
  insert into genesis.droplet_config as d (workspace_id, mode, region, size, price_monthly_usd, updated_by)
  values (p_workspace_id, p_mode, p_region, p_size, p_price_monthly_usd, p_actor)
  on conflict (workspace_id) do update set (mode, region, size, price_monthly_usd, updated_by, updated_at)
    = (excluded.mode, excluded.region, excluded.size, excluded.price_monthly_usd, excluded.updated_by, now());
  perform private.onboarding_mark(p_workspace_id, 'infrastructure', 'done', p_actor);
  return jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id));
end
$$;
comment on function genesis.onboarding_infrastructure_save(uuid, text, text, text, text, numeric) is
  'What the next launch makes, as the function''s list of regions and sizes allows it: {status 200, stages} | 403. Definer: runs as genesis_machine.';

create function genesis.onboarding_dns_save(p_workspace_id uuid, p_actor text, p_domain jsonb, p_findings jsonb, p_verified boolean) returns jsonb
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
  insert into genesis.sending_domains as d (workspace_id, domain, sender, dkim_selector, spf_include, findings, verified_at, updated_by)
  select p_workspace_id, j.domain, j.sender, j.dkim_selector, j.spf_include, p_findings, case when p_verified then now() end, p_actor
  from jsonb_to_record(p_domain) as j (domain text, sender text, dkim_selector text, spf_include text)
  on conflict (workspace_id) do update set (domain, sender, dkim_selector, spf_include, findings, checked_at, verified_at, updated_by)
    = (excluded.domain, excluded.sender, excluded.dkim_selector, excluded.spf_include, excluded.findings, now(), excluded.verified_at, excluded.updated_by);
  if p_verified then
    perform private.onboarding_mark(p_workspace_id, 'dns', 'done', p_actor);
  elsif private.onboarding_stages(p_workspace_id) ->> 'dns' = 'done' then
    -- What was there is there no more; a stage that was skipped stays so.
    perform private.onboarding_mark(p_workspace_id, 'dns', null, p_actor);
  end if;
  return jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id));
end
$$;
comment on function genesis.onboarding_dns_save(uuid, text, jsonb, jsonb, boolean) is
  'What the DNS says of the domain now; the stage is done while every required record is there: {status 200, stages} | 403. Definer: runs as genesis_machine.';

create function genesis.onboarding_tracking_save(p_workspace_id uuid, p_actor text, p_tracking_domain text, p_verified boolean) returns jsonb
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
  -- Links go through a domain only after it was seen to lead here.
  update genesis.email_provider_config set tracking_domain = p_tracking_domain, tracking_verified_at = case when p_verified then now() end,
    updated_by = p_actor, updated_at = now()
  where workspace_id = p_workspace_id;
  if not found then
    return '{"status": 422, "code": "stage_first"}';
  end if;
  if p_verified then
    perform private.onboarding_mark(p_workspace_id, 'tracking', 'done', p_actor);
  elsif private.onboarding_stages(p_workspace_id) ->> 'tracking' = 'done' then
    perform private.onboarding_mark(p_workspace_id, 'tracking', null, p_actor);
  end if;
  return jsonb_build_object('status', 200, 'stages', private.onboarding_stages(p_workspace_id));
end
$$;
comment on function genesis.onboarding_tracking_save(uuid, text, text, boolean) is
  'The tracking domain, and whether it leads here: {status 200, stages} | 422 stage_first before the email stage | 403. Definer: runs as genesis_machine.';

create function genesis.google_oauth_begin(p_workspace_id uuid, p_actor text, p_state_hash text, p_verifier text) returns jsonb
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
  delete from genesis.google_oauth_states where workspace_id = p_workspace_id and (expires_at < now() or actor = p_actor);
  insert into genesis.google_oauth_states (workspace_id, state_hash, verifier, actor, expires_at)
  values (p_workspace_id, decode(p_state_hash, 'hex'), p_verifier, p_actor, now() + interval '10 minutes');
  return '{"status": 200}';
end
$$;
comment on function genesis.google_oauth_begin(uuid, text, text, text) is
  'Keeps the PKCE verifier of a consent that an admin asks of Google, for ten minutes; his earlier one is void: {status 200} | 403. Definer: runs as genesis_machine.';

create function genesis.google_oauth_take(p_workspace_id uuid, p_actor text, p_state_hash text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_outcome jsonb;
  v_verifier text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  v_outcome := private.actor_refusal(p_workspace_id, p_actor, 'admin');
  if v_outcome is not null then
    return v_outcome;
  end if;
  delete from genesis.google_oauth_states
  where workspace_id = p_workspace_id and state_hash = decode(p_state_hash, 'hex') and actor = p_actor and expires_at > now()
  returning verifier into v_verifier;
  return case when v_verifier is null then '{"status": 404, "code": "not_found"}' else jsonb_build_object('status', 200, 'verifier', v_verifier) end;
end
$$;
comment on function genesis.google_oauth_take(uuid, text, text) is
  'The verifier of a consent, once: {status 200, verifier} | 404 unknown, taken or expired | 403. Definer: runs as genesis_machine.';

select private.hand_to_machine('genesis.onboarding_credential_put(uuid, text, uuid, text, text, jsonb, text, text)', true);
select private.hand_to_machine('genesis.onboarding_credential_delete(uuid, text, uuid)', true);
select private.hand_to_machine('genesis.onboarding_credential_validated(uuid, text, uuid, text)', true);
select private.hand_to_machine('genesis.onboarding_infrastructure_save(uuid, text, text, text, text, numeric)', true);
select private.hand_to_machine('genesis.onboarding_dns_save(uuid, text, jsonb, jsonb, boolean)', true);
select private.hand_to_machine('genesis.onboarding_tracking_save(uuid, text, text, boolean)', true);
select private.hand_to_machine('genesis.google_oauth_begin(uuid, text, text, text)', true);
select private.hand_to_machine('genesis.google_oauth_take(uuid, text, text)', true);
