-- A process that slept over its message (its isolate was suspended, its machine stopped) is followed by another. When it
-- wakes it still holds what it knew: that a partition is to be dropped, a token to be stored. Its reports and its commands
-- to the sidecar find another run or step; what it changes in the database is now refused likewise. p_fence says for whom a
-- step acts: {run_id, step, attempt, epoch}, as its message has them. Without p_fence the caller is no step.

create function private.ignition_overtaken(p_workspace_id uuid, p_fence jsonb) returns boolean
language plpgsql volatile set search_path = ''
as $$
begin
  if p_fence is null then
    return false;
  end if;
  -- Held to the end of the transaction: no report and no claim moves the run meanwhile.
  perform from genesis.ignition_state s where s.workspace_id = p_workspace_id for share;
  -- An attempt is running until it reports, or until its message is claimed by another.
  return not exists (select from genesis.ignition_state s
    join genesis.ignition_operations o on o.workspace_id = s.workspace_id and o.run_id = s.run_id and o.operation = s.step and o.status = 'running'
    join public.workspaces w on w.id = s.workspace_id
    where s.workspace_id = p_workspace_id and s.run_id::text = p_fence ->> 'run_id' and s.step = p_fence ->> 'step'
      and o.attempt::text = coalesce(p_fence ->> 'attempt', o.attempt::text)
      -- Taking away goes on through a freeze.
      and (s.step like 'rollback%' or w.epoch::text = coalesce(p_fence ->> 'epoch', w.epoch::text)));
end
$$;
comment on function private.ignition_overtaken(uuid, jsonb) is
  'Whether the step that p_fence {run_id, step, attempt, epoch} names is no longer at work: another attempt, step or run, or for a step that makes something a freeze since its claim. attempt and epoch may be missing, and are not looked at then; null is no step and never overtaken. Its caller holds the workspace''s lock.';
revoke all on function private.ignition_overtaken(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function private.ignition_overtaken(uuid, jsonb) to genesis_machine;

drop function genesis.partition_create(uuid);
create function genesis.partition_create(p_workspace_id uuid, p_fence jsonb default null) returns jsonb
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
  elsif private.ignition_overtaken(p_workspace_id, p_fence) then
    return '{"status": 409, "code": "overtaken"}';
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
comment on function genesis.partition_create(uuid, jsonb) is
  '{status 200, outcome created|reattached|adopted, partition_name}; a repeat is "adopted". 404 not_found, 409 legacy_workspace with context, 409 partition_name_taken, 409 overtaken, 403 workspace_frozen. Definer, postgres: DDL on the parent.';

-- Definer, postgres: one try of partition_drop. Takes the workspace's lock exclusively, so no leads function is in it.
drop function genesis.partition_drop(uuid);
drop function private.partition_unmake(uuid);
create function private.partition_unmake(p_workspace_id uuid, p_fence jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '2s'
as $$
declare
  v_found record;
  v_leads bigint;
begin
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  if private.ignition_overtaken(p_workspace_id, p_fence) then
    return '{"status": 409, "code": "overtaken"}';
  end if;
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
comment on function private.partition_unmake(uuid, jsonb) is 'One try of genesis.partition_drop; raises 55P03 when a lock is not had within 2 s.';

create function genesis.partition_drop(p_workspace_id uuid, p_fence jsonb default null) returns jsonb
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
      return private.partition_unmake(p_workspace_id, p_fence);
    exception when lock_not_available then
      perform pg_sleep(0.2);
    end;
  end loop;
  return jsonb_build_object('status', 503, 'code', 'partition_busy', 'retry_after', 2);
end
$$;
comment on function genesis.partition_drop(uuid, jsonb) is
  '{status 200, outcome dropped|kept|absent, partition_name, leads}: kept means detached and still there, because it holds leads. 503 partition_busy with retry_after when the locks were not had; 409 legacy_workspace, overtaken. Definer, postgres: DDL on the parent.';

drop function genesis.webhook_token_set(uuid, bytea, interval);
create function genesis.webhook_token_set(p_workspace_id uuid, p_token_hash bytea, p_overlap interval default null,
  p_fence jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select status into v_status from public.workspaces where id = p_workspace_id;
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'frozen' then
    return '{"status": 403, "code": "workspace_frozen"}';
  elsif private.ignition_overtaken(p_workspace_id, p_fence) then
    return '{"status": 409, "code": "overtaken"}';
  end if;
  perform private.webhook_token_issue(p_workspace_id, p_token_hash, p_overlap);
  return '{"status": 200}';
end
$$;
comment on function genesis.webhook_token_set(uuid, bytea, interval, jsonb) is
  'Makes the token with this SHA-256 valid; the one before lives on for the overlap (default: settings). Outcome {status 200|403|404|409 overtaken, code}.';

revoke all on function private.partition_unmake(uuid, jsonb), genesis.partition_create(uuid, jsonb), genesis.partition_drop(uuid, jsonb),
  genesis.webhook_token_set(uuid, bytea, interval, jsonb) from public, anon, authenticated, service_role;
grant execute on function genesis.partition_create(uuid, jsonb), genesis.partition_drop(uuid, jsonb),
  genesis.webhook_token_set(uuid, bytea, interval, jsonb) to service_role;
