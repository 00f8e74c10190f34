-- What every relation grants, and the means to try it. The rights are written down here a second time on purpose: from
-- 8-contracts' table of rights, not from the migrations. A relation that is missing here fails the matrix. Long: one line a relation.
begin;
create or replace function tests.access_rights() returns table (
  relation text, key text, readers text, writes text, machine text)
language sql stable
as $$
  -- readers: members, admins, operators, members+operators, admins+operators, own, everyone, nobody (42501).
  -- writes: verb:least role, by signed-in people. machine: verbs of genesis_machine.
  values
    ('public.workspaces', 'id', 'members+operators', '', 'su'),
    ('public.user_workspaces', 'workspace_id', 'members', '', 's'),
    ('public.users', $k$case right(user_id, 2) when '_a' then 'aaaaaaaa-0000-4000-8000-00000000000a'::uuid
      when '_b' then 'bbbbbbbb-0000-4000-8000-00000000000b'::uuid end$k$, 'members+operators', '', ''),
    ('public.workspace_invites', 'workspace_id', 'members', '', ''),
    ('public.workspace_keys', 'workspace_id', 'admins', '', 'su'),
    ('public.campaign_groups', 'workspace_id', 'members', 'i:member u:member', 'si'),
    ('public.campaigns', 'workspace_id', 'members', 'i:member u:member', 'siu'),
    ('public.campaign_aliases', 'workspace_id', 'members', '', 's'),
    ('public.contacts', 'workspace_id', 'members', '', 'siu'),
    ('public.emails', 'workspace_id', 'members', '', 'siu'),
    ('public.email_events', 'workspace_id', 'members', '', 'si'),
    ('public.llm_usage', 'workspace_id', 'members', '', 'si'),
    ('public.daily_stats', 'workspace_id', 'members', '', ''),
    ('public.daily_costs', 'workspace_id', 'members', '', 'siu'),
    ('public.v_llm_cost_secure', 'workspace_id', 'members', '', ''),
    ('public.mv_daily_stats', 'workspace_id', 'nobody', '', ''),
    ('public.mv_llm_cost', 'workspace_id', 'nobody', '', ''),
    ('public.credentials', 'workspace_id', 'admins', '', ''),
    ('public.notifications', 'workspace_id', 'members', '', 'siu'),
    ('public.notification_reads', 'workspace_id', 'own', 'i:viewer d:viewer', ''),
    ('public.suppressions', 'workspace_id', 'members', 'i:member d:admin', 'si'),
    ('public.send_permits', 'workspace_id', 'members', '', 'siu'),
    ('public.lead_imports', 'workspace_id', 'members', '', ''),
    ('public.leads_ohio', 'workspace_id', 'members', '', ''),
    ('public.governance_audit_log', 'workspace_id', 'admins+operators', '', ''),
    ('public.login_audit', null, 'operators', '', ''),
    ('genesis.leads', 'workspace_id', 'nobody', '', ''),
    ('genesis.partition_registry', 'workspace_id', 'members', '', 's'),
    ('genesis.ignition_state', 'workspace_id', 'members', '', 'siu'),
    ('genesis.ignition_operations', 'workspace_id', 'members', '', 'siu'),
    ('genesis.workflow_map', 'workspace_id', 'members', '', 'siud'),
    ('genesis.workflow_templates', null, 'everyone', '', 's'),
    ('genesis.credential_store', 'workspace_id', 'nobody', '', 'siud'),
    ('genesis.vault_canaries', null, 'nobody', '', ''),
    ('genesis.onboarding_progress', 'workspace_id', 'members', '', 'siud'),
    ('genesis.brand_profile', 'workspace_id', 'members', '', 'siu'),
    ('genesis.email_provider_config', 'workspace_id', 'members', '', 'siu'),
    ('genesis.sending_domains', 'workspace_id', 'members', '', 'siu'),
    ('genesis.research_config', 'workspace_id', 'members', '', 'siu'),
    ('genesis.google_oauth_states', 'workspace_id', 'nobody', '', 'sid'),
    ('genesis.mailboxes', 'workspace_id', 'members', '', 'siu'),
    ('genesis.droplet_config', 'workspace_id', 'members', '', 'siu'),
    ('genesis.droplets', 'workspace_id', 'members+operators', '', 'siu'),
    ('genesis.droplet_heartbeats', 'workspace_id', 'members+operators', '', 'si'),
    ('genesis.sidecar_enrolments', 'workspace_id', 'members+operators', '', 'siu'),
    ('genesis.sandbox_test_runs', 'workspace_id', 'members', '', 'siu'),
    ('genesis.workflow_execution_events', 'workspace_id', 'members', '', 'si'),
    ('genesis.watchdog_runs', null, 'operators', '', ''),
    ('genesis.watchdog_drifts', 'workspace_id', 'members+operators', '', 'siu'),
    ('genesis.llm_prices', null, 'everyone', '', 's'),
    ('genesis.budget_periods', 'workspace_id', 'admins', '', 'siu'),
    ('genesis.budget_reservations', 'workspace_id', 'admins', '', 'siu'),
    ('genesis.budget_alerts', 'workspace_id', 'admins', '', 'si'),
    ('genesis.commands', 'workspace_id', 'operators', '', 'siu'),
    ('genesis.super_admins', null, 'operators', '', ''),
    ('genesis.break_glass_grants', 'workspace_id', 'operators', '', ''),
    ('genesis.freeze_stages', 'workspace_id', 'operators', '', 'si'),
    ('genesis.event_quarantine', 'workspace_id', 'operators', '', 'siu'),
    ('genesis.rate_limits', null, 'operators', '', ''),
    ('genesis.alarms', 'workspace_id', 'operators', '', ''),
    ('genesis.alarm_deliveries', null, 'operators', '', ''),
    ('genesis.settings', null, 'operators', '', 's'),
    ('genesis.audit_checkpoints', 'workspace_id', 'operators', '', ''),
    ('genesis.audit_segments', 'workspace_id', 'operators', '', ''),
    ('private.workspace_secrets', 'workspace_id', 'nobody', '', 'su'),
    ('private.stats_delta', 'workspace_id', 'nobody', '', 'i'),
    ('private.audit_heads', 'workspace_id', 'nobody', '', ''),
    ('private.audit_copies', 'workspace_id', 'nobody', '', ''),
    ('private.audit_receiver', null, 'nobody', '', ''),
    ('private.cron_known', null, 'nobody', '', ''),
    ('private.command_heads', 'workspace_id', 'nobody', '', 'siu'),
    ('private.global_token_uses', 'workspace_id', 'nobody', '', 'siu'),
    ('private.ignition_steps', null, 'nobody', '', ''),
    ('private.ignition_pace', 'workspace_id', 'nobody', '', ''),
    ('private.request_counts', null, 'nobody', '', ''),
    ('private.legacy_rows', 'workspace_id', 'nobody', '', ''),
    ('pgmq.q_commands', null, 'nobody', '', ''),
    ('pgmq.a_commands', null, 'nobody', '', ''),
    ('pgmq.q_ignition', null, 'nobody', '', ''),
    ('pgmq.a_ignition', null, 'nobody', '', '')
$$;
comment on function tests.access_rights() is 'The table of rights: one row a relation. key: the expression that says whose row it is; null: no tenant''s.';

create or replace function tests.access_relations() returns table (oid oid, relation text, kind "char", is_partition boolean)
language sql stable
as $$
  select c.oid, n.nspname || '.' || c.relname, c.relkind, c.relispartition
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and (n.nspname in ('public', 'genesis', 'private')
    or n.nspname = 'pgmq' and c.relname ~ '^[qa]_')
    -- What an extension brought is not ours, but for the queues, which are made by name.
    and (n.nspname = 'pgmq' or not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
$$;
comment on function tests.access_relations() is 'Every table and view of Genesis, from the catalogue.';

create or replace function tests.access_become(p_actor text) returns void
language plpgsql volatile
as $$
begin
  perform tests.reset();
  if p_actor = 'anon' then perform tests.as_anon();
  elsif p_actor = 'service_role' then perform tests.as_service();
  elsif p_actor like 'machine%' then
    perform set_config('genesis.workspaces', case p_actor when 'machine_a' then '{aaaaaaaa-0000-4000-8000-00000000000a}' else '' end, true);
    perform set_config('role', 'genesis_machine', true);
  else perform tests.as_user('user_' || p_actor); end if;
end
$$;
comment on function tests.access_become(text) is 'anon, service_role, machine, machine_a, or the person user_<actor>.';

-- Runs a statement that returns the keys of the rows it reached, and undoes it: A, B, both, *, nothing; or denied.
create or replace function tests.access_try(p_actor text, p_sql text) returns text
language plpgsql volatile
as $$
declare
  v_seen text;
  v_state text;
  v_message text;
begin
  begin
    perform tests.access_become(p_actor);
    execute p_sql into v_seen;
    raise exception using errcode = 'ZZ000';
  exception when others then
    get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
  end;
  perform tests.reset();
  return case when v_state = 'ZZ000' then coalesce(v_seen, '') -- 55000: a view that nobody could write to, whatever his rights.
    when v_state in ('42501', '55000') then 'denied' else v_state || ' ' || v_message end;
end
$$;
comment on function tests.access_try(text, text) is 'What the actor reached, or denied (42501), or another SQLSTATE with its message.';

grant execute on all functions in schema tests to public;

commit;
begin;
select plan(2);
select is((select count(*)::int from tests.access_rights()), (select count(distinct relation)::int from tests.access_rights()),
  'a relation has one row of rights');
select is((select string_agg(r.relation, ', ') from tests.access_rights() r where r.relation not in (select relation from tests.access_relations())),
  null, 'each row of rights is of a relation that is there');
select * from finish();
rollback;
