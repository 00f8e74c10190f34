-- Partitions of genesis.leads: made apart and then attached, because `partition of` would stop every other tenant.
-- The functions here belong to postgres (provisioning): genesis_machine owns no table and may not alter the parent.

-- A lead's next due time, and until when a claim holds: part of the parent before the first partition is made of it.
alter table genesis.leads add column claimed_until timestamptz;
alter table genesis.leads add constraint claimed_says_until_when check ((claimed_at is null) = (claimed_until is null));
comment on column genesis.leads.claimed_until is 'End of the claim''s lease: from then on another run may take the lead.';
comment on column genesis.leads.next_due_at is 'When its next work is due; null when nothing is (replied, opted out, bounced, finished).';
comment on column genesis.leads.mails is '[{step, subject, body}], one a step.';
comment on column genesis.leads.message_ids is '[{step, message_id, mailbox, sent_at}], one a mail that was sent.';
-- A reply names the Message-ID it answers.
create index leads_by_message_id on genesis.leads using gin (message_ids jsonb_path_ops);

create function private.partition_name_for(p_workspace_id uuid, p_slug text, p_hashed boolean default false) returns text
language sql immutable parallel safe set search_path = ''
as $$
  -- 63 bytes is PostgreSQL's longest name: 8 for the prefix, 46 of the slug, 1, and 8 of the hash.
  select 'leads_p_' || case
    when p_hashed or octet_length(part.words) > 55 then left(part.words, 46) || '_'
      || left(encode(sha256(convert_to(p_workspace_id::text, 'UTF8')), 'hex'), 8)
    else part.words end
  from (select regexp_replace(lower(p_slug collate "C"), '[^a-z0-9]+', '_', 'g') as words) part
$$;
comment on function private.partition_name_for(uuid, text, boolean) is
  'The partition''s name: the slug in lower case, runs of other characters to one _; cut and hashed (of the workspace id) when asked, or when it would pass 63 bytes.';

-- The table's comment says whose it is: a partition that was detached and kept has no other mark.
create function private.partition_mark(p_workspace_id uuid) returns text
language sql immutable parallel safe set search_path = ''
as $$ select format('Leads of workspace %s.', p_workspace_id) $$;
comment on function private.partition_mark(uuid) is 'The comment on a workspace''s partition.';

-- By name, not by a scan of pg_inherits: with 10,000 partitions reading every bound takes longer than making one.
create function private.partition_found(p_workspace_id uuid) returns table (name text, attached boolean)
language sql stable set search_path = ''
as $$
  select c.relname::text, c.relispartition
  from unnest(array(select partition_name from genesis.partition_registry where workspace_id = p_workspace_id)
    || array(select private.partition_name_for(id, slug, hashed) from public.workspaces, unnest(array[false, true]) hashed
             where id = p_workspace_id)) known (name)
  join pg_catalog.pg_class c on c.oid = to_regclass('genesis.' || quote_ident(known.name)) and c.relkind = 'r'
  left join pg_catalog.pg_inherits i on i.inhrelid = c.oid and i.inhparent = 'genesis.leads'::regclass
  where case when c.relispartition
    then i.inhrelid is not null and pg_catalog.pg_get_expr(c.relpartbound, c.oid) = format('FOR VALUES IN (%L)', p_workspace_id)
    else pg_catalog.obj_description(c.oid, 'pg_class') = private.partition_mark(p_workspace_id) end
  order by c.relispartition desc limit 1
$$;
comment on function private.partition_found(uuid) is
  'The workspace''s table as the catalogue has it, whatever the registry says: attached with its bound in pg_inherits, or kept detached with its mark. No row when there is none.';

create function private.partition_free_name(p_workspace_id uuid, p_slug text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_name text;
begin
  foreach v_name in array array[private.partition_name_for(p_workspace_id, p_slug),
                                private.partition_name_for(p_workspace_id, p_slug, true)] loop
    -- Any relation counts: an index of another partition may have the name that a slug leads to.
    if to_regclass('genesis.' || quote_ident(v_name)) is null
       and not exists (select from genesis.partition_registry where partition_name = v_name) then
      return v_name;
    end if;
  end loop;
  raise exception 'No free partition name for workspace %', p_workspace_id using errcode = '42P07',
    hint = format('Look at genesis.%s and move it away.', v_name);
end
$$;
comment on function private.partition_free_name(uuid, text) is 'A name that no relation of genesis has; raises 42P07 when the hashed one is taken too.';

create function private.partition_make(p_workspace_id uuid, p_name text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if to_regclass('genesis.' || quote_ident(p_name)) is null then
    execute format('create table genesis.%I (like genesis.leads including all)', p_name);
    execute format('comment on table genesis.%I is %L', p_name, private.partition_mark(p_workspace_id));
  end if;
  execute format('alter table genesis.%I enable row level security', p_name);
  execute format('revoke all on table genesis.%I from public, anon, authenticated, service_role, genesis_machine', p_name);
  -- Attaching checks every row against the bound, so a kept table with a stranger's row does not come back.
  execute format('alter table genesis.leads attach partition genesis.%I for values in (%L)', p_name, p_workspace_id);
end
$$;
comment on function private.partition_make(uuid, text) is 'Makes the table unless it is there (kept by an earlier drop), closes it, and attaches it.';

create function genesis.partition_create(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_workspace public.workspaces;
  v_found record;
  v_name text;
  v_outcome text := 'adopted';
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  -- One at a time: two slugs that sanitise alike must see each other's names. Attaching serialises anyway.
  perform pg_advisory_xact_lock(hashtextextended('genesis.partitions', 7));
  select * into v_workspace from public.workspaces where id = p_workspace_id;
  if not found then
    return jsonb_build_object('status', 404, 'code', 'not_found');
  elsif v_workspace.is_legacy then
    return jsonb_build_object('status', 409, 'code', 'legacy_workspace', 'context', 'partition_create',
      'error', 'partition_create: the legacy workspace''s leads live in public.leads_ohio');
  elsif v_workspace.status = 'frozen' then
    return jsonb_build_object('status', 403, 'code', 'workspace_frozen');
  end if;
  select * into v_found from private.partition_found(p_workspace_id);
  v_name := coalesce(v_found.name, private.partition_free_name(p_workspace_id, v_workspace.slug));
  if v_found.attached is not true then
    v_outcome := case when v_found.name is null then 'created' else 'reattached' end;
    perform private.partition_make(p_workspace_id, v_name);
    if not exists (select from private.partition_found(p_workspace_id) f where f.name = v_name and f.attached) then
      raise exception 'Partition % is not in pg_inherits after attaching it', v_name;
    end if;
  end if;
  insert into genesis.partition_registry as r (workspace_id, partition_name) values (p_workspace_id, v_name)
  on conflict (workspace_id) do update set partition_name = excluded.partition_name
    where r.partition_name is distinct from excluded.partition_name;
  return jsonb_build_object('status', 200, 'outcome', v_outcome, 'partition_name', v_name);
end
$$;
comment on function genesis.partition_create(uuid) is
  '{status 200, outcome created|reattached|adopted, partition_name}; a repeat is "adopted". 404 not_found, 409 legacy_workspace with context, 403 workspace_frozen. Definer, postgres: DDL on the parent.';

-- Definer, postgres: one try of partition_drop. Takes the workspace's lock exclusively, so no leads function is in it.
create function private.partition_unmake(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '2s'
as $$
declare
  v_found record;
  v_leads bigint;
begin
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  select * into v_found from private.partition_found(p_workspace_id);
  delete from genesis.partition_registry where workspace_id = p_workspace_id;
  if v_found.name is null then
    return jsonb_build_object('status', 200, 'outcome', 'absent');
  elsif v_found.attached then
    execute format('alter table genesis.leads detach partition genesis.%I', v_found.name);
  end if;
  execute format('select count(*) from genesis.%I', v_found.name) into v_leads;
  if v_leads > 0 then
    return jsonb_build_object('status', 200, 'outcome', 'kept', 'partition_name', v_found.name, 'leads', v_leads);
  end if;
  execute format('drop table genesis.%I', v_found.name);
  return jsonb_build_object('status', 200, 'outcome', 'dropped', 'partition_name', v_found.name);
end
$$;
comment on function private.partition_unmake(uuid) is 'One try of genesis.partition_drop; raises 55P03 when a lock is not had within 2 s.';

create function genesis.partition_drop(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.workspaces where id = p_workspace_id and is_legacy) then
    return jsonb_build_object('status', 409, 'code', 'legacy_workspace', 'context', 'partition_drop',
      'error', 'partition_drop: the legacy workspace has no partition');
  end if;
  -- Two tries of 2 s stay below PostgREST's statement_timeout of 8 s; the caller's queue tries again later.
  for v_try in 1..2 loop
    begin
      return private.partition_unmake(p_workspace_id);
    exception when lock_not_available then
      perform pg_sleep(0.2);
    end;
  end loop;
  return jsonb_build_object('status', 503, 'code', 'partition_busy', 'retry_after', 2);
end
$$;
comment on function genesis.partition_drop(uuid) is
  '{status 200, outcome dropped|kept|absent, partition_name, leads}: kept means detached and still there, because it holds leads. 503 partition_busy with retry_after when the locks were not had; 409 legacy_workspace. Definer, postgres: DDL on the parent.';

revoke all on function private.partition_name_for(uuid, text, boolean), private.partition_mark(uuid),
  private.partition_found(uuid), private.partition_free_name(uuid, text),
  private.partition_make(uuid, text), private.partition_unmake(uuid),
  genesis.partition_create(uuid), genesis.partition_drop(uuid)
  from public, anon, authenticated, service_role;
grant execute on function genesis.partition_create(uuid), genesis.partition_drop(uuid) to service_role;
