-- What every leads function stands on: the partition's name, who is suppressed, and the one way rows are written.
-- genesis.leads has neither grant nor policy, so what touches a partition is a definer of postgres here in private. Each
-- addresses the one partition by the registry's name: a query on the parent that is not pruned locks every partition.

create function private.partition_of(p_workspace_id uuid) returns text
language sql stable security definer set search_path = ''
as $$ select partition_name from genesis.partition_registry where workspace_id = p_workspace_id $$;
comment on function private.partition_of(uuid) is 'The registered partition''s name, without its schema; null when there is none.';

-- The definer parts that machines call are no way around private.enter: who has not entered gets nothing.
create function private.machine_partition(p_workspace_id uuid) returns text
language plpgsql stable set search_path = ''
as $$
begin
  if p_workspace_id = any(nullif(current_setting('genesis.workspaces', true), '')::uuid[]) then
    return private.partition_of(p_workspace_id);
  end if;
  raise exception 'The workspace was not entered' using errcode = '42501', hint = 'Call private.enter after private.gate.';
end
$$;
comment on function private.machine_partition(uuid) is 'As partition_of, and raises 42501 unless the transaction has entered the workspace.';

create function private.domain_and_parents(p_email text) returns text[]
language sql immutable parallel safe set search_path = ''
as $$
  select array_agg(array_to_string(labels[n:], '.'))
  from (select string_to_array(split_part(p_email, '@', 2), '.') as labels) d, generate_series(1, cardinality(labels)) n
$$;
comment on function private.domain_and_parents(text) is 'a@x.example.com: {x.example.com, example.com, com}. Suppressing a domain covers what lies below it.';

create function private.suppressed_among(p_workspace_id uuid, p_emails text[]) returns table (email text, reason text)
language sql stable security definer set search_path = ''
as $$
  select distinct on (e.address) e.address, found.reason
  from unnest(p_emails) e (address)
  cross join lateral (
    select s.reason from public.suppressions s
    where s.workspace_id in (p_workspace_id, '00000000-0000-0000-0000-000000000000') and s.email = e.address
    union all
    select s.reason from public.suppressions s
    where s.workspace_id in (p_workspace_id, '00000000-0000-0000-0000-000000000000')
      and s.domain = any(private.domain_and_parents(e.address))
    union all
    select c.status from public.contacts c
    where c.workspace_id = p_workspace_id and c.email = e.address and c.status in ('opted_out', 'bounced', 'complained')
  ) found
  order by e.address, found.reason
$$;
comment on function private.suppressed_among(uuid, text[]) is
  'Which of these addresses must not be mailed, with one reason each: the workspace''s and the operator-wide (nil uuid) list, by address and domain, and what the contact said. Definer: no caller may read the operator-wide list.';

create function private.lead_row_problems(p_row jsonb) returns jsonb
language sql immutable parallel safe set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('path', problem.path, 'message', problem.message) order by problem.path)
  from (
    select '' as path, 'must be an object' as message where jsonb_typeof(p_row) is distinct from 'object'
    union all
    select 'email', 'must be an e-mail address of at most 254 characters'
    where jsonb_typeof(p_row) = 'object' and (coalesce(jsonb_typeof(p_row -> 'email'), '') <> 'string'
      or btrim(p_row ->> 'email') !~ '^[^@\s[:cntrl:]]+@[^@\s[:cntrl:]]+\.[^@\s[:cntrl:]]+$' or length(p_row ->> 'email') > 254)
    union all
    select 'custom', 'must be an object of at most 16 kB'
    where jsonb_typeof(p_row) = 'object' and jsonb_typeof(p_row -> 'custom') in ('string', 'number', 'boolean', 'array')
      or octet_length((p_row -> 'custom')::text) > 16384
    union all
    select field.key, case
        when field.key not in ('first_name', 'last_name', 'title', 'company', 'website', 'source', 'lawful_basis')
          then 'is not a contact field' else 'must be a text of at most 2000 characters' end
    from jsonb_each(case when jsonb_typeof(p_row) = 'object' then p_row - 'email' - 'custom' else '{}' end) field
    where field.key not in ('first_name', 'last_name', 'title', 'company', 'website', 'source', 'lawful_basis')
      or jsonb_typeof(field.value) not in ('string', 'null') or length(field.value #>> '{}') > 2000
  ) problem
$$;
comment on function private.lead_row_problems(jsonb) is 'What is wrong with one lead as it was sent: [{path, message}], or null.';

-- insert … select … order by the unique key, so that two writers of the same addresses never wait crosswise.
create function private.leads_write(
  p_workspace_id uuid, p_partition text, p_campaign_id uuid, p_rows jsonb, p_source text default null, p_basis text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_out jsonb;
begin
  execute format($sql$
    with input as (
      select i.line, i.r, lower(btrim(i.r ->> 'email')) as email, private.lead_row_problems(i.r) as problems
      from jsonb_array_elements($3) with ordinality i (r, line)
    ), judged as (
      select i.*, s.reason, case when i.problems is not null then 'invalid'
        when row_number() over (partition by i.email, i.problems is null order by i.line) > 1 then 'duplicate'
        when s.reason is not null then 'suppressed' else 'taken' end as verdict
      from input i left join private.suppressed_among($1, array(select email from input where problems is null)) s using (email)
    ), written as (
      insert into genesis.%1$I as l (workspace_id, campaign_id, email, first_name, last_name, title, company, website,
        custom, source, lawful_basis, next_due_at)
      select $1, $2, email, nullif(btrim(r ->> 'first_name'), ''), nullif(btrim(r ->> 'last_name'), ''),
        nullif(btrim(r ->> 'title'), ''), nullif(btrim(r ->> 'company'), ''), nullif(btrim(r ->> 'website'), ''),
        coalesce(nullif(r -> 'custom', 'null'), '{}'), coalesce(nullif(btrim(r ->> 'source'), ''), $4),
        coalesce(nullif(btrim(r ->> 'lawful_basis'), ''), $5), now()
      from judged where verdict = 'taken' order by email
      on conflict (workspace_id, campaign_id, email) do update set
        first_name = coalesce(excluded.first_name, l.first_name), last_name = coalesce(excluded.last_name, l.last_name),
        title = coalesce(excluded.title, l.title), company = coalesce(excluded.company, l.company),
        website = coalesce(excluded.website, l.website), custom = l.custom || excluded.custom,
        source = coalesce(l.source, excluded.source), lawful_basis = coalesce(l.lawful_basis, excluded.lawful_basis),
        updated_at = now()
      where (l.first_name, l.last_name, l.title, l.company, l.website, l.custom, l.source, l.lawful_basis) is distinct from
        (coalesce(excluded.first_name, l.first_name), coalesce(excluded.last_name, l.last_name), coalesce(excluded.title, l.title),
         coalesce(excluded.company, l.company), coalesce(excluded.website, l.website), l.custom || excluded.custom,
         coalesce(l.source, excluded.source), coalesce(l.lawful_basis, excluded.lawful_basis))
      returning l.id, l.email, l.xmax = 0 as inserted
    )
    select jsonb_agg(case j.verdict
        when 'invalid' then jsonb_build_object('status', 400, 'code', 'invalid_field', 'fields', j.problems)
        when 'duplicate' then jsonb_build_object('status', 409, 'code', 'duplicate_line')
        when 'suppressed' then jsonb_build_object('status', 409, 'code', 'suppressed', 'reason', j.reason)
        else jsonb_build_object('status', 200, 'id', w.id, 'email', j.email,
          'outcome', case when w.id is null then 'unchanged' when w.inserted then 'inserted' else 'updated' end) end
        order by j.line)
    from judged j left join written w on w.email = j.email and j.verdict = 'taken'$sql$, p_partition)
  into v_out using p_workspace_id, p_campaign_id, p_rows, p_source, p_basis;
  -- Rows that were there already are read by a later statement, which sees what this one waited for.
  execute format($sql$
    select jsonb_agg(case when o.r ->> 'outcome' = 'unchanged' then o.r || jsonb_build_object('id', l.id) else o.r end
      - 'email' order by o.line)
    from jsonb_array_elements($3) with ordinality o (r, line)
    left join genesis.%1$I l on o.r ->> 'outcome' = 'unchanged' and l.workspace_id = $1
      and l.campaign_id is not distinct from $2 and l.email = o.r ->> 'email'$sql$, p_partition)
  into v_out using p_workspace_id, p_campaign_id, v_out;
  return coalesce(v_out, '[]');
end
$$;
comment on function private.leads_write(uuid, text, uuid, jsonb, text, text) is
  'Inserts or completes leads of one campaign, contact fields only (an empty field keeps what is there). One outcome a row, in order: {status 200, id, outcome inserted|updated|unchanged}, {409 suppressed, reason}, {409 duplicate_line}, {400 invalid_field, fields}.';

-- Contact fields of a lead as n8n and people see them; report and mails only where they are needed.
create function private.lead_face(p_lead jsonb) returns jsonb
language sql immutable parallel safe set search_path = ''
as $$ select p_lead - '{workspace_id,report,mails}'::text[] || jsonb_build_object('has_report', p_lead ->> 'report' is not null, 'mails_ready', jsonb_array_length(p_lead -> 'mails')) $$;
comment on function private.lead_face(jsonb) is 'A lead without its long texts: has_report and mails_ready (how many) stand for them.';

revoke all on function private.partition_of(uuid), private.machine_partition(uuid), private.domain_and_parents(text),
  private.suppressed_among(uuid, text[]), private.lead_row_problems(jsonb),
  private.leads_write(uuid, text, uuid, jsonb, text, text), private.lead_face(jsonb)
  from public, anon, authenticated, service_role;
grant execute on function private.partition_of(uuid), private.machine_partition(uuid), private.suppressed_among(uuid, text[])
  to genesis_machine;
