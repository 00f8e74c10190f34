-- A partition whose names are both taken by something else is an outcome that people can act on, not a fault to retry.
create or replace function genesis.partition_create(p_workspace_id uuid) returns jsonb
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
  begin
    v_name := coalesce(v_found.name, private.partition_free_name(p_workspace_id, v_workspace.slug));
  exception when duplicate_table then
    return jsonb_build_object('status', 409, 'code', 'partition_name_taken', 'error', format(
      'partition_create: genesis.%I and genesis.%I belong to something else; move them away',
      private.partition_name_for(p_workspace_id, v_workspace.slug), private.partition_name_for(p_workspace_id, v_workspace.slug, true)));
  end;
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
  '{status 200, outcome created|reattached|adopted, partition_name}; a repeat is "adopted". 404 not_found, 409 legacy_workspace with context, 409 partition_name_taken, 403 workspace_frozen. Definer, postgres: DDL on the parent.';
