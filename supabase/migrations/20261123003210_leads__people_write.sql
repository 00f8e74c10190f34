-- What a member writes on leads: an import with a report line by line, contact fields, pause and resume.

create function private.leads_import(
  p_workspace_id uuid, p_campaign_id uuid, p_rows jsonb, p_file_name text, p_source text, p_lawful_basis text
) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_partition text := private.writer_partition(p_workspace_id, 'member');
  v_outcomes jsonb;
  v_import public.lead_imports;
begin
  if coalesce(jsonb_typeof(p_rows), '') <> 'array' or jsonb_array_length(p_rows) not between 1 and 1000 then
    perform private.refuse(400, 'invalid_field', 'p_rows must list 1 to 1000 leads.', 'Send a longer file in several calls.');
  elsif coalesce(btrim(p_source), '') = '' or coalesce(btrim(p_lawful_basis), '') = '' then
    perform private.refuse(400, 'invalid_field', 'p_source and p_lawful_basis are required.',
      'Say where the addresses come from and on what basis they may be mailed; each lead keeps both.');
  elsif p_campaign_id is not null
        and not exists (select from public.campaigns where workspace_id = p_workspace_id and id = p_campaign_id) then
    perform private.refuse(404, 'not_found', 'There is no such campaign in this workspace.', 'Choose one of its campaigns.');
  end if;
  v_outcomes := private.leads_write(p_workspace_id, v_partition, p_campaign_id, p_rows, btrim(p_source), btrim(p_lawful_basis));
  -- The report keeps line numbers and ids, no addresses: the file has those, and an erasure need not look here.
  insert into public.lead_imports (workspace_id, campaign_id, file_name, status, rows_total, rows_imported, rows_updated,
    rows_suppressed, rows_refused, report, created_by, completed_at)
  select p_workspace_id, p_campaign_id, left(p_file_name, 255), 'completed', count(*),
    count(*) filter (where o.r ->> 'outcome' = 'inserted'), count(*) filter (where o.r ->> 'outcome' = 'updated'),
    count(*) filter (where o.r ->> 'code' = 'suppressed'),
    count(*) filter (where o.r ->> 'code' in ('invalid_field', 'duplicate_line')),
    jsonb_agg(o.r || jsonb_build_object('line', o.line) order by o.line), private.uid(), clock_timestamp()
  from jsonb_array_elements(v_outcomes) with ordinality o (r, line)
  returning * into v_import;
  return to_jsonb(v_import) - '{workspace_id,created_by}'::text[] || jsonb_build_object('rows_unchanged', v_import.rows_total
    - v_import.rows_imported - v_import.rows_updated - v_import.rows_suppressed - v_import.rows_refused);
end
$$;
comment on function private.leads_import(uuid, uuid, jsonb, text, text, text) is 'Definer part of public.leads_import: proves the role member.';

-- What a paused lead goes back to: as far as its own data say it had come.
create function private.lead_stage(p_lead jsonb) returns text
language sql immutable parallel safe set search_path = ''
as $$
  select case when (p_lead ->> 'step')::int > 0 then 'in_sequence' when p_lead -> 'mails' <> '[]' then 'prepared'
    when p_lead ->> 'report' is not null then 'researched' else 'new' end
$$;
comment on function private.lead_stage(jsonb) is 'in_sequence, prepared, researched or new, read from step, mails and report.';

create function private.lead_update(p_workspace_id uuid, p_lead_id uuid, p_changes jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_partition text := private.writer_partition(p_workspace_id, 'member');
  v_fields jsonb := p_changes - 'status';
  v_problems jsonb;
  v_old jsonb;
  v_new jsonb;
begin
  v_problems := private.lead_row_problems(v_fields - '{source,lawful_basis}'::text[] || '{"email": "a@example.com"}');
  if jsonb_typeof(p_changes) is distinct from 'object' or v_fields ?| '{email,source,lawful_basis}' or v_problems is not null
     or coalesce(p_changes ->> 'status', 'paused') not in ('paused', 'resumed') then
    perform private.refuse(400, 'invalid_field', coalesce('Not valid: ' || (select string_agg((p ->> 'path') || ' ' || (p ->> 'message'), ', ')
        from jsonb_array_elements(v_problems) p), 'Only contact fields and status may change, and not the address.'),
      'Fields: first_name, last_name, title, company, website, custom, status (paused or resumed).');
  end if;
  execute format('select to_jsonb(l) from genesis.%I l where l.workspace_id = $1 and l.id = $2 for update', v_partition)
  into v_old using p_workspace_id, p_lead_id;
  if v_old is null then
    perform private.refuse(404, 'not_found', 'There is no such lead in this workspace.', 'It may have been erased.');
  elsif p_changes ? 'status' and v_old ->> 'status' in ('replied', 'opted_out', 'bounced', 'finished') then
    perform private.refuse(409, 'conflict', format('A lead that has %s cannot be paused or resumed.',
      replace(v_old ->> 'status', '_', ' ')), 'Its sequence has ended.');
  end if;
  v_new := v_old || v_fields || case p_changes ->> 'status'
    when 'paused' then '{"status": "paused", "claimed_at": null, "claimed_by": null, "claimed_until": null}'
    when 'resumed' then case when v_old ->> 'status' = 'paused' then jsonb_build_object('status', private.lead_stage(v_old),
      'next_due_at', coalesce((v_old ->> 'next_due_at')::timestamptz, now())) else '{}' end
    else '{}' end;
  if v_new is distinct from v_old then
    execute format($sql$
      update genesis.%I l set first_name = nullif(btrim(n.first_name), ''), last_name = nullif(btrim(n.last_name), ''),
        title = nullif(btrim(n.title), ''), company = nullif(btrim(n.company), ''), website = nullif(btrim(n.website), ''),
        custom = coalesce(n.custom, '{}'), status = n.status, next_due_at = n.next_due_at, claimed_at = n.claimed_at,
        claimed_by = n.claimed_by, claimed_until = n.claimed_until, updated_at = now()
      from jsonb_to_record($3) n (first_name text, last_name text, title text, company text, website text, custom jsonb,
        status text, next_due_at timestamptz, claimed_at timestamptz, claimed_by text, claimed_until timestamptz)
      where l.workspace_id = $1 and l.id = $2 returning to_jsonb(l)$sql$, v_partition)
    into v_new using p_workspace_id, p_lead_id, v_new;
  end if;
  return private.lead_face(v_new);
end
$$;
comment on function private.lead_update(uuid, uuid, jsonb) is 'Definer part of public.lead_update: proves the role member.';

create function public.leads_import(
  p_workspace_id uuid, p_campaign_id uuid, p_rows jsonb, p_file_name text, p_source text, p_lawful_basis text
) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.leads_import(p_workspace_id, p_campaign_id, p_rows, p_file_name, p_source, p_lawful_basis);
end;
comment on function public.leads_import(uuid, uuid, jsonb, text, text, text) is
  'Rows [{email, first_name, last_name, title, company, website, custom}], 1..1000 a call → the row of lead_imports with its report: a line each {line, status, outcome inserted|updated|unchanged, id} or {line, status, code suppressed|duplicate_line|invalid_field, …}. Member. PT400, PT404, PT409 no_partition.';

create function public.lead_update(p_workspace_id uuid, p_lead_id uuid, p_changes jsonb) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.lead_update(p_workspace_id, p_lead_id, p_changes);
end;
comment on function public.lead_update(uuid, uuid, jsonb) is
  'Changes contact fields, and status: paused, or resumed (back to where it had come). → the lead. A repeat changes nothing. Member. PT400, PT404, PT409 conflict for a sequence that has ended.';

revoke all on function private.leads_import(uuid, uuid, jsonb, text, text, text), private.lead_stage(jsonb),
  private.lead_update(uuid, uuid, jsonb), public.leads_import(uuid, uuid, jsonb, text, text, text),
  public.lead_update(uuid, uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function private.leads_import(uuid, uuid, jsonb, text, text, text), private.lead_update(uuid, uuid, jsonb),
  public.leads_import(uuid, uuid, jsonb, text, text, text), public.lead_update(uuid, uuid, jsonb) to authenticated;
