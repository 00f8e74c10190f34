-- The legacy firewall: the one workspace that predates genesis.leads keeps its leads in public.leads_ohio, nobody else
-- has any there, and nothing of it reaches genesis.leads.

-- The three are definers of postgres, because whoever writes leads may not read every workspace.
create function genesis.assert_not_legacy(p_workspace_id uuid, p_context text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if exists (select from public.workspaces where id = p_workspace_id and is_legacy) then
    perform private.refuse(409, 'legacy_workspace', format('%s: not for the legacy workspace', p_context),
      'Its leads live in public.leads_ohio; it cannot be ignited.');
  end if;
end
$$;
comment on function genesis.assert_not_legacy(uuid, text) is 'Raises PT409 legacy_workspace, with the context in its message, for the legacy workspace.';

create function genesis.assert_is_legacy(p_workspace_id uuid, p_context text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not exists (select from public.workspaces where id = p_workspace_id and is_legacy) then
    perform private.refuse(409, 'not_legacy_workspace', format('%s: only for the legacy workspace', p_context),
      'The leads of every other workspace live in its partition of genesis.leads.');
  end if;
end
$$;
comment on function genesis.assert_is_legacy(uuid, text) is 'Raises PT409 not_legacy_workspace, with the context in its message, for any other workspace, known or not.';

create function genesis.leads_table(p_workspace_id uuid) returns text
language sql stable security definer set search_path = ''
as $$
  select case when w.is_legacy then 'public.leads_ohio' else format('genesis.%I', r.partition_name) end
  from public.workspaces w left join genesis.partition_registry r on r.workspace_id = w.id
  where w.id = p_workspace_id and (w.is_legacy or r.workspace_id is not null)
$$;
comment on function genesis.leads_table(uuid) is 'Where the workspace''s leads are, schema and quoted name; null before it has a partition.';

create function private.leads_firewall() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
  if tg_table_schema = 'public' then
    perform genesis.assert_is_legacy(new.workspace_id, 'public.leads_ohio');
  else
    perform genesis.assert_not_legacy(new.workspace_id, 'genesis.leads');
  end if;
  if tg_table_name = 'leads_unrouted' then
    perform private.refuse(409, 'no_partition', 'genesis.leads: the workspace has no partition', 'Launch the workspace first.');
  end if;
  return new;
end
$$;
comment on function private.leads_firewall() is 'Refuses the legacy workspace in genesis.leads, and any other in public.leads_ohio; lets nothing into leads_unrouted.';

revoke all on function genesis.assert_not_legacy(uuid, text), genesis.assert_is_legacy(uuid, text), genesis.leads_table(uuid),
  private.leads_firewall() from public, anon, authenticated, service_role;
grant execute on function genesis.assert_not_legacy(uuid, text), genesis.assert_is_legacy(uuid, text), genesis.leads_table(uuid)
  to genesis_machine;

-- Every partition gets its copy when it is attached. ALWAYS, so that session_replication_role = replica does not pass.
create trigger leads_firewall before insert or update of workspace_id on genesis.leads
  for each row execute function private.leads_firewall();
alter table genesis.leads enable always trigger leads_firewall;
create trigger leads_firewall before insert or update of workspace_id on public.leads_ohio
  for each row execute function private.leads_firewall();
alter table public.leads_ohio enable always trigger leads_firewall;

-- A row goes to its partition before any trigger sees it, and the legacy workspace has none: this one, always empty, is
-- where its trigger refuses with the context. Empty, it costs attaching a partition nothing.
create table genesis.leads_unrouted (like genesis.leads including all);
comment on table genesis.leads_unrouted is 'The default partition: takes no row, but says why.';
alter table genesis.leads_unrouted enable row level security;
revoke all on table genesis.leads_unrouted from public, anon, authenticated, service_role, genesis_machine;
alter table genesis.leads attach partition genesis.leads_unrouted default;
-- no policy and no grant, for any role
