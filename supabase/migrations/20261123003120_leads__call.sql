-- The other actions of functions/leads, the call itself, and what ingest tells the leads.

create function private.leads_upsert(p_workspace_id uuid, p_args jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_partition text := private.machine_partition(p_workspace_id);
  v_campaign uuid := (p_args ->> 'campaign_id')::uuid;
begin
  if coalesce(jsonb_typeof(p_args -> 'leads'), '') <> 'array' or jsonb_array_length(p_args -> 'leads') not between 1 and 500 then
    return private.lead_invalid('leads', 'must list 1 to 500 leads');
  elsif v_campaign is not null
        and not exists (select from public.campaigns where workspace_id = p_workspace_id and id = v_campaign) then
    return jsonb_build_object('status', 404, 'code', 'not_found', 'what', 'campaign');
  end if;
  return jsonb_build_object('status', 200, 'results', private.leads_write(p_workspace_id, v_partition, v_campaign,
    p_args -> 'leads', p_args ->> 'source', p_args ->> 'lawful_basis'));
end
$$;
comment on function private.leads_upsert(uuid, jsonb) is
  'args {campaign_id?, leads: [{email, first_name, …}] (1..500), source?, lawful_basis?} → {status 200, results} as private.leads_write says; 404 not_found (what: campaign).';

create function private.leads_lookup(p_workspace_id uuid, p_args jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_partition text := private.machine_partition(p_workspace_id);
  v_given jsonb := coalesce(p_args -> 'in_reply_to', p_args -> 'message_id');
  v_email text := lower(btrim(p_args ->> 'email'));
  v_ids uuid[] := array_remove(array[(p_args ->> 'lead_id')::uuid], null);
  v_messages text[];
  v_leads jsonb;
begin
  if v_given is not null then
    -- With and without angle brackets: mail programs write them, some APIs strip them.
    select array_agg(distinct x.id) into v_messages
    from (select btrim(g #>> '{}', ' <>') as bare
          from jsonb_array_elements(case jsonb_typeof(v_given) when 'array' then v_given else jsonb_build_array(v_given) end) g
          limit 50) b
    cross join lateral (values (b.bare), ('<' || b.bare || '>')) x (id) where b.bare <> '';
    v_ids := v_ids || array(select e.lead_id from public.emails e
      where e.workspace_id = p_workspace_id and e.message_id = any(v_messages) and e.lead_id is not null);
  elsif v_email is null and v_ids = '{}' then
    return private.lead_invalid('', 'pass one of email, message_id, in_reply_to, lead_id');
  end if;
  execute format($sql$
    select jsonb_agg(private.lead_face(to_jsonb(found)) order by found.updated_at desc, found.id)
    from (select l.* from genesis.%1$I l
          where l.workspace_id = $1 and (l.id = any($2) or l.email = $3 or l.message_ids @> any($4))
          order by l.updated_at desc, l.id limit 20) found$sql$, v_partition)
  into v_leads using p_workspace_id, v_ids, v_email,
    array(select jsonb_build_array(jsonb_build_object('message_id', m)) from unnest(v_messages) m);
  return jsonb_build_object('status', 200, 'leads', coalesce(v_leads, '[]'));
end
$$;
comment on function private.leads_lookup(uuid, jsonb) is
  'args {lead_id | email | message_id | in_reply_to (one, or a list as in References, at most 50)} → {status 200, leads}: at most 20, the one changed last first. Several criteria widen the search.';

create function genesis.leads_call(p_request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_workspace uuid := (p_request ->> 'workspace_id')::uuid;
  v_args jsonb := coalesce(p_request -> 'args', '{}');
  v_gate jsonb;
begin
  perform private.lock_workspaces(array[v_workspace]);
  v_gate := private.gate(jsonb_build_array(p_request - '{action,args}'::text[])) -> 0;
  if v_gate ->> 'status' <> '200' then
    return v_gate - '{ord,workspace_id}'::text[];
  end if;
  perform private.enter(array[v_workspace]);
  if (select is_legacy from public.workspaces where id = v_workspace) then
    return jsonb_build_object('status', 409, 'code', 'legacy_workspace', 'context', 'leads_call');
  elsif not exists (select from genesis.partition_registry where workspace_id = v_workspace) then
    return jsonb_build_object('status', 409, 'code', 'no_partition');
  end if;
  begin
    return case p_request ->> 'action'
      when 'claim' then private.leads_claim(v_workspace, v_args)
      when 'result' then private.leads_result(v_workspace, v_args)
      when 'upsert' then private.leads_upsert(v_workspace, v_args)
      when 'lookup' then private.leads_lookup(v_workspace, v_args)
      else private.lead_invalid('action', 'must be claim, result, upsert or lookup') end;
  -- A value that passed the schema but not the database is the caller's: the action is undone, the gate's charge stays.
  exception when data_exception or integrity_constraint_violation then
    return private.lead_invalid('args', sqlerrm);
  end;
end
$$;
comment on function genesis.leads_call(jsonb) is
  'functions/leads: {workspace_id, token_hash, global_token, client, action claim|result|upsert|lookup, args} → {status, code?, …}; the actions'' shapes stand on private.leads_*. 401, 403, 429 as private.gate; 409 no_partition, legacy_workspace. Never raises for what a caller did.';

-- Definer: ingest tells what happened to an address, and all its leads follow.
create function private.leads_mark(p_workspace_id uuid, p_marks jsonb) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_partition text := private.machine_partition(p_workspace_id);
  v_moved int := 0;
begin
  if v_partition is null or p_marks = '[]' then
    return 0;
  end if;
  -- bounced < replied < opted_out: a later mark moves a lead up, never back. Locked by address, as leads_write does.
  execute format($sql$
    with marks as (
      select coalesce(l.email, lower(btrim(m ->> 'email'))) as email,
        max(case when m ->> 'status' = 'bounced' then 1 when m ->> 'status' = 'replied' then 2
                 when m ->> 'status' in ('opted_out', 'opt_out', 'complained') then 3 end) as rank
      from jsonb_array_elements($2) m
      left join genesis.%1$I l on l.workspace_id = $1 and l.id = (m ->> 'lead_id')::uuid and m ->> 'email' is null
      group by 1
    ), locked as (
      select l.id, m.rank from genesis.%1$I l join marks m using (email)
      where l.workspace_id = $1
        and m.rank > case l.status when 'bounced' then 1 when 'replied' then 2 when 'opted_out' then 3 else 0 end
      order by l.email, l.id for update of l
    )
    update genesis.%1$I l set status = (array['bounced', 'replied', 'opted_out'])[k.rank], next_due_at = null,
      claimed_at = null, claimed_by = null, claimed_until = null, updated_at = now()
    from locked k where l.workspace_id = $1 and l.id = k.id$sql$, v_partition)
  using p_workspace_id, p_marks;
  get diagnostics v_moved = row_count;
  return v_moved;
end
$$;
comment on function private.leads_mark(uuid, jsonb) is
  'marks [{email, lead_id?, status replied|opted_out|opt_out|bounced|complained}]: moves every lead of the address (of lead_id''s address when no email is given) and returns how many moved. No partition: 0. The transaction must have entered the workspace.';

create function private.lead_email(p_workspace_id uuid, p_lead_id uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_partition text := private.machine_partition(p_workspace_id);
  v_email text;
begin
  if v_partition is not null then
    execute format('select email from genesis.%I where workspace_id = $1 and id = $2', v_partition)
    into v_email using p_workspace_id, p_lead_id;
  end if;
  return v_email;
end
$$;
comment on function private.lead_email(uuid, uuid) is 'The lead''s address; null when there is no such lead or no partition. The transaction must have entered the workspace.';

revoke all on function private.leads_upsert(uuid, jsonb), private.leads_lookup(uuid, jsonb), private.leads_mark(uuid, jsonb),
  private.lead_email(uuid, uuid) from public, anon, authenticated, service_role;
grant execute on function private.leads_upsert(uuid, jsonb), private.leads_lookup(uuid, jsonb),
  private.leads_mark(uuid, jsonb), private.lead_email(uuid, uuid) to genesis_machine;
select private.hand_to_machine('genesis.leads_call(jsonb)', true);
