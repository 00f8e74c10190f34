-- The operators' page of the log: what was typed becomes names that are known, and names are looked up by index. A text
-- looked for within every entry read the whole log: 1 to 3 s a page at 1.5 million entries (docs/audit.md).

create index governance_audit_log_by_actor on public.governance_audit_log (actor_id, action, created_at desc, workspace_id, seq);
create index governance_audit_log_by_any_action on public.governance_audit_log (action, created_at desc, workspace_id, seq);
create index governance_audit_log_by_email on public.governance_audit_log (actor_email, actor_id) where actor_email is not null;

create function private.anywhere(p_text text) returns text
language sql immutable parallel safe set search_path = ''
as $$ select '%' || regexp_replace(btrim(p_text), '([\\%_])', '\\\1', 'g') || '%' $$;
comment on function private.anywhere(text) is 'For ilike: the text anywhere, its own wildcards taken as letters.';

-- Jumps from name to name in the index: there are some dozens of actions, however long the log is.
create function private.audit_actions(p_text text default null) returns text[]
language sql stable set search_path = ''
as $$
  with recursive pattern as materialized (select private.anywhere(replace(btrim(p_text), ' ', '_')) as form), known as (
    (select l.action from public.governance_audit_log l order by l.action limit 1)
    union all
    select (select l.action from public.governance_audit_log l where l.action > k.action order by l.action limit 1) from known k where k.action is not null
  )
  select coalesce(array_agg(k.action), '{}') from known k cross join pattern p
  where k.action is not null and (p_text is null or k.action ilike p.form)
$$;
comment on function private.audit_actions(text) is 'Actions of the log that have this text in them (spaces for underscores), or all of them.';

create function private.audit_actors(p_text text) returns text[]
language sql stable set search_path = ''
as $$
  -- The pattern once, not for each person.
  with pattern as materialized (select private.anywhere(p_text) as form)
  select coalesce(array_agg(a.id), '{}') from (
    select u.user_id as id from public.users u cross join pattern p
    where u.email ilike p.form or u.user_id ilike p.form or u.name ilike p.form
    -- Who is no person, or was never seen by Genesis, and who had this address then.
    union select btrim(p_text)
    union select l.actor_id from public.governance_audit_log l where l.actor_email = btrim(p_text)) a
$$;
comment on function private.audit_actors(text) is
  'User ids of the people with this text in their address, name or id, of those who acted under exactly this address, and the text itself (system).';

create function private.audit_workspaces(p_text text) returns uuid[]
language sql stable set search_path = ''
as $$
  with pattern as materialized (select private.anywhere(p_text) as form), named as (
    select w.id, w.slug, w.name from public.workspaces w
    union all
    -- Workspaces that are gone are known by the name of their last entry.
    select h.workspace_id, null, l.workspace_name from private.audit_heads h
    join public.governance_audit_log l on l.workspace_id = h.workspace_id and l.seq = h.seq
    where not exists (select from public.workspaces w where w.id = h.workspace_id)
  ), exact as (
    select n.id from named n where n.slug = lower(btrim(p_text)) or lower(n.name) = lower(btrim(p_text))
    union all select '00000000-0000-0000-0000-000000000000' where lower(btrim(p_text)) = 'none'
  )
  select coalesce((select array_agg(e.id) from exact e), (
    select array_agg(n.id) from named n cross join pattern p where n.slug ilike p.form or n.name ilike p.form), '{}')
$$;
comment on function private.audit_workspaces(text) is
  'Chains that a text means: the workspace with this slug or name, or all that have it in them; none: the chain of acts without a workspace.';

-- Which names an index is asked for, one after the other; with more than these, entries are dense, and read by time.
create function private.audit_axis(p_workspaces uuid[], p_actions text[], p_actors text[]) returns text
language sql stable set search_path = ''
as $$
  select case
    when cardinality(p_workspaces) <= 200 and cardinality(p_actions) <= 200 then
      'from unnest($1) w cross join unnest($2) a cross join lateral (select * from public.governance_audit_log x where x.workspace_id = w and x.action = a and %1$s) l'
    when cardinality(p_workspaces) <= 200 then
      'from unnest($1) w cross join lateral (select * from public.governance_audit_log x where x.workspace_id = w and %1$s) l'
    when cardinality(p_actors) <= 200 then
      'from unnest($3) p cross join unnest(coalesce($2, private.audit_actions())) a cross join lateral (select * from public.governance_audit_log x where x.actor_id = p and x.action = a and %1$s) l'
    when p_actors is null and cardinality(p_actions) <= 200 then
      'from unnest($2) a cross join lateral (select * from public.governance_audit_log x where x.action = a and %1$s) l'
    else 'from (select * from public.governance_audit_log x where %1$s) l' end
$$;
comment on function private.audit_axis(uuid[], text[], text[]) is 'The from clause of private.admin_audit_page for these filters; %1$s is what every entry must meet, in order and bounded.';

-- Definer: checks that the caller is an operator.
create function private.admin_audit_page(p_workspace text, p_action text, p_actor text, p_from timestamptz, p_to timestamptz,
  p_before_at timestamptz, p_before_workspace uuid, p_before_seq bigint, p_limit int)
returns table (workspace_id uuid, seq bigint, workspace_name text, slug text, actor_id text, actor_email text, action text, reason text,
  metadata jsonb, created_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_workspaces uuid[] := case when btrim(p_workspace) <> '' then private.audit_workspaces(p_workspace) end;
  v_actions text[] := case when btrim(p_action) <> '' then private.audit_actions(p_action) end;
  v_actors text[] := case when btrim(p_actor) <> '' then private.audit_actors(p_actor) end;
  c_each constant text := '($1 is null or x.workspace_id = any($1)) and ($2 is null or x.action = any($2)) and ($3 is null or x.actor_id = any($3))
    and x.created_at >= $4 and x.created_at < $5 and x.created_at <= $6 and (x.created_at < $6 or (x.workspace_id, x.seq) > ($7, $8))
    order by x.created_at desc, x.workspace_id, x.seq limit $9';
begin
  perform private.require_operator();
  return query execute 'select l.workspace_id, l.seq, l.workspace_name, s.slug, l.actor_id, l.actor_email, l.action, l.reason, l.metadata, l.created_at '
    || format(private.audit_axis(v_workspaces, v_actions, v_actors), c_each)
    || ' left join public.workspaces s on s.id = l.workspace_id order by l.created_at desc, l.workspace_id, l.seq limit $9'
  using v_workspaces, v_actions, v_actors, coalesce(p_from, '-infinity'), coalesce(p_to, 'infinity'), coalesce(p_before_at, 'infinity'),
    coalesce(p_before_workspace, '00000000-0000-0000-0000-000000000000'), coalesce(p_before_seq, 0), least(greatest(coalesce(p_limit, 50), 1), 500);
end
$$;
comment on function private.admin_audit_page(text, text, text, timestamptz, timestamptz, timestamptz, uuid, bigint, int) is 'Definer part of public.admin_audit_page.';

create function public.admin_audit_page(p_workspace text default null, p_action text default null, p_actor text default null,
  p_from timestamptz default null, p_to timestamptz default null, p_before_at timestamptz default null, p_before_workspace uuid default null,
  p_before_seq bigint default null, p_limit int default 50)
returns table (workspace_id uuid, seq bigint, workspace_name text, slug text, actor_id text, actor_email text, action text, reason text,
  metadata jsonb, created_at timestamptz)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_audit_page(p_workspace, p_action, p_actor, p_from, p_to, p_before_at, p_before_workspace, p_before_seq, p_limit);
end;
comment on function public.admin_audit_page(text, text, text, timestamptz, timestamptz, timestamptz, uuid, bigint, int) is
  'Operators: entries of the log, newest first, at most 500: those whose workspace (slug, name, none), action and actor (address, name, id, system) have these texts in them, from <= created_at < to, behind the entry (before_at, before_workspace, before_seq). slug is null for a workspace that is gone. PT403 forbidden.';

create function private.admin_audit_meant(p_workspace text) returns table (id uuid, slug text)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query select m.id, w.slug from unnest(private.audit_workspaces(p_workspace)) as m (id) left join public.workspaces w on w.id = m.id
  order by w.slug limit 2;
end
$$;
comment on function private.admin_audit_meant(text) is 'Definer part of public.admin_audit_meant.';
create function public.admin_audit_meant(p_workspace text) returns table (id uuid, slug text)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_audit_meant(p_workspace);
end;
comment on function public.admin_audit_meant(text) is
  'Operators: the chains that this text means to admin_audit_page, at most two: whether it is one. slug is null for a workspace that is gone, and for none. PT403 forbidden.';

revoke all on function private.anywhere(text), private.audit_actions(text), private.audit_actors(text), private.audit_workspaces(text),
  private.audit_axis(uuid[], text[], text[]) from public, anon, authenticated, service_role;
select private.open_to_people('private.admin_audit_page(text,text,text,timestamptz,timestamptz,timestamptz,uuid,bigint,int)',
  'public.admin_audit_page(text,text,text,timestamptz,timestamptz,timestamptz,uuid,bigint,int)');
select private.open_to_people('private.admin_audit_meant(text)', 'public.admin_audit_meant(text)');
