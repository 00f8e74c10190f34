-- Leads for people: a page, one lead, an import, a change. public.* are invoker wrappers; the definer parts in private
-- prove the role first, because no policy can: genesis.leads has none.

create function private.partition_for_people(p_workspace_id uuid) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_partition text := private.partition_of(p_workspace_id);
begin
  if v_partition is null and exists (select from public.workspaces where id = p_workspace_id and is_legacy) then
    perform private.refuse(409, 'legacy_workspace', 'The legacy workspace''s leads are not in genesis.leads.',
      'Read public.leads_ohio.');
  elsif v_partition is null then
    perform private.refuse(409, 'no_partition', 'This workspace has no leads yet: it was not ignited.', 'Launch the workspace first.');
  end if;
  return v_partition;
end
$$;
comment on function private.partition_for_people(uuid) is 'The partition''s name; raises PT409 no_partition or legacy_workspace.';

-- Reading is also an operator's who opened the workspace by break-glass; that gives no writing.
create function private.require_reader(p_workspace_id uuid) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if p_workspace_id is null or p_workspace_id <> all(array(select private.accessible_workspaces())) then
    perform private.require_role(p_workspace_id, 'viewer');
  end if;
end
$$;
comment on function private.require_reader(uuid) is 'Raises PT401/PT403 unless the caller may read the workspace.';

-- The lock that a freeze takes exclusively; the role is proven again after it, so that a freeze between the two holds.
create function private.writer_partition(p_workspace_id uuid, p_role text) returns text
language plpgsql volatile set search_path = ''
as $$
begin
  perform private.require_role(p_workspace_id, p_role);
  perform private.lock_workspaces(array[p_workspace_id]);
  perform private.require_role(p_workspace_id, p_role);
  return private.partition_for_people(p_workspace_id);
end
$$;
comment on function private.writer_partition(uuid, text) is 'Proves the role under the workspace''s lock and gives the partition''s name.';

create function private.leads_page(
  p_workspace_id uuid, p_campaign_id uuid, p_status text, p_search text, p_sort text, p_after jsonb, p_limit int
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_partition text;
  v_limit int := least(greatest(coalesce(p_limit, 50), 1), 500);
  v_down boolean := left(coalesce(p_sort, ''), 1) = '-';
  -- id is time-ordered (UUID 7), so it sorts as created_at does, and from an index.
  v_key text := case ltrim(coalesce(p_sort, '-created_at'), '-') when 'created_at' then 'l.id' when 'email' then 'l.email'
    when 'updated_at' then 'l.updated_at' when 'next_due_at' then 'coalesce(l.next_due_at, ''infinity'')' end;
  v_rows jsonb;
begin
  perform private.require_reader(p_workspace_id);
  v_partition := private.partition_for_people(p_workspace_id);
  if v_key is null then
    perform private.refuse(400, 'invalid_field', 'p_sort must be created_at, updated_at, email or next_due_at, with - for descending.');
  end if;
  v_down := v_down or p_sort is null;
  execute format($sql$
    select jsonb_agg(to_jsonb(page) - '{n}'::text[] order by page.n) from (
      select private.lead_face(to_jsonb(l)) as lead, to_jsonb(%2$s) as key, row_number() over (order by %2$s %3$s, l.id %3$s) as n
      from genesis.%1$I l
      where l.workspace_id = $1
        and ($2 is null or l.campaign_id = $2) and ($3 is null or l.status = $3)
        and ($4 is null or l.email ilike $4 or l.first_name ilike $4 or l.last_name ilike $4 or l.company ilike $4 or l.title ilike $4)
        and ($5 is null or (%2$s, l.id) %4$s (($5 ->> 'key')::%5$s, ($5 ->> 'id')::uuid))
      order by %2$s %3$s, l.id %3$s limit $6 + 1) page$sql$,
    v_partition, v_key, case when v_down then 'desc' else 'asc' end, case when v_down then '<' else '>' end,
    case v_key when 'l.id' then 'uuid' when 'l.email' then 'text' else 'timestamptz' end)
  into v_rows
  using p_workspace_id, p_campaign_id, p_status,
    '%' || replace(replace(replace(nullif(btrim(p_search), ''), '\', '\\'), '%', '\%'), '_', '\_') || '%',
    nullif(p_after, 'null'), v_limit;
  return jsonb_build_object(
    'rows', coalesce((select jsonb_agg(r.v -> 'lead' order by r.n) from jsonb_array_elements(v_rows) with ordinality r (v, n)
                      where r.n <= v_limit), '[]'),
    'next', case when jsonb_array_length(v_rows) > v_limit then jsonb_build_object('key', v_rows -> (v_limit - 1) -> 'key',
      'id', v_rows -> (v_limit - 1) -> 'lead' -> 'id') end);
exception
  when undefined_table then -- dropped between the registry's answer and the read
    perform private.refuse(409, 'no_partition', 'The workspace''s partition was just taken away.', 'Launch the workspace first.');
    return null;
  when data_exception then
    perform private.refuse(400, 'invalid_field', 'p_after is not the next of an earlier page.', 'Start without p_after.');
    return null;
end
$$;
comment on function private.leads_page(uuid, uuid, text, text, text, jsonb, int) is
  'Definer: the search runs inside (RLS would not push a pattern down, and there is no policy to judge it). See public.leads_page.';

create function private.lead_get(p_workspace_id uuid, p_lead_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_lead jsonb;
begin
  perform private.require_reader(p_workspace_id);
  execute format('select to_jsonb(l) from genesis.%I l where l.workspace_id = $1 and l.id = $2',
    private.partition_for_people(p_workspace_id)) into v_lead using p_workspace_id, p_lead_id;
  if v_lead is null then
    perform private.refuse(404, 'not_found', 'There is no such lead in this workspace.', 'It may have been erased.');
  end if;
  return v_lead - 'workspace_id';
end
$$;
comment on function private.lead_get(uuid, uuid) is 'Definer part of public.lead_get.';

create function public.leads_page(
  p_workspace_id uuid, p_campaign_id uuid default null, p_status text default null, p_search text default null,
  p_sort text default '-created_at', p_after jsonb default null, p_limit int default 50
) returns jsonb
language sql stable set search_path = ''
begin atomic
  select private.leads_page(p_workspace_id, p_campaign_id, p_status, p_search, p_sort, p_after, p_limit);
end;
comment on function public.leads_page(uuid, uuid, text, text, text, jsonb, int) is
  '{rows: [lead without report and mails], next}: pass next as p_after for the following page; null at the end. p_sort created_at, updated_at, email, next_due_at, with - for descending; p_search looks in address, names, company and title; p_limit 1..500. Viewer. PT409 no_partition, legacy_workspace.';

create function public.lead_get(p_workspace_id uuid, p_lead_id uuid) returns jsonb
language sql stable set search_path = ''
begin atomic
  select private.lead_get(p_workspace_id, p_lead_id);
end;
comment on function public.lead_get(uuid, uuid) is 'One lead with its report, mails and message ids. Viewer. PT404 not_found.';

revoke all on function private.partition_for_people(uuid), private.require_reader(uuid), private.writer_partition(uuid, text),
  private.leads_page(uuid, uuid, text, text, text, jsonb, int), private.lead_get(uuid, uuid),
  public.leads_page(uuid, uuid, text, text, text, jsonb, int), public.lead_get(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.leads_page(uuid, uuid, text, text, text, jsonb, int), private.lead_get(uuid, uuid),
  public.leads_page(uuid, uuid, text, text, text, jsonb, int), public.lead_get(uuid, uuid) to authenticated;
