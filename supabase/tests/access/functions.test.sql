-- S16: owner, search_path, security mode, volatility and grants of every function, from the catalogue.
-- Long because it lists by name, with its reason, each function that is an exception.
begin;
create temp table f as
select p.oid, n.nspname as schema, n.nspname || '.' || p.proname as name, p.oid::regprocedure::text as signature,
  p.proowner::regrole::text as owner, p.prosecdef as definer, p.provolatile as volatility, coalesce(p.proconfig, '{}') as config,
  l.lanname as language, coalesce(p.prosrc, '') as body, p.prosqlbody is not null as is_atomic, p.prorettype = 'trigger'::regtype as is_trigger,
  array(select distinct case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end
    from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner order by 1) as grantees
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
where n.nspname in ('public', 'genesis', 'private')
  and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e');

-- Callable by machines and yet not genesis_machine's, which obeys RLS: each with its reason.
create temp table postgres_owned (name text, reason text);
insert into postgres_owned values
  ('genesis.webhook_token_set', 'provisioning: writes secrets before any token proves anything'),
  ('genesis.partition_create', 'DDL on the parent of leads'),
  ('genesis.partition_drop', 'DDL on the parent of leads'),
  ('genesis.admin_sync', 'the list of operators is no tenant''s'),
  ('genesis.user_deleted', 'a person leaves all workspaces at once'),
  ('genesis.clerk_event', 'people and logins are no tenant''s'),
  ('genesis.audit_verify', 'reads every chain'),
  ('genesis.audit_heads_due', 'reads every chain''s head'),
  ('genesis.audit_checkpoint_store', 'machines may not write the log''s proofs'),
  ('genesis.audit_copies_claim', 'reads every chain''s checkpoints'), ('genesis.audit_copies_done', 'the receiver is no tenant''s'),
  ('genesis.audit_export_rows', 'reads a whole chain for an operator'),
  ('genesis.ignition_start', 'provisioning: sends to pgmq'), ('genesis.ignition_cancel', 'provisioning: sends to pgmq'),
  ('genesis.ignition_claim', 'provisioning: reads pgmq'), ('genesis.ignition_complete_step', 'provisioning: archives in pgmq'),
  ('genesis.ignition_poll_step', 'provisioning: sets a visibility timeout in pgmq'), ('genesis.ignition_fail_step', 'provisioning: archives in pgmq'),
  ('genesis.credential_rotation_batch', 'goes through all workspaces'),
  ('genesis.vault_canary', 'the canaries are no tenant''s'), ('genesis.vault_canary_put', 'the canaries are no tenant''s'),
  ('genesis.alarm_deliveries_claim', 'alarms are no tenant''s'), ('genesis.alarm_delivery_done', 'alarms are no tenant''s'),
  ('genesis.count_requests', 'the counters are no tenant''s'), ('genesis.metrics', 'counts over all workspaces'), ('genesis.health', 'reads pgmq and cron'), ('genesis.rate_charge', 'rates are no tenant''s'),
  ('genesis.vault_canary_retire', 'the canaries are no tenant''s'),
  ('genesis.quarantine_due', 'reads across workspaces'), ('genesis.command_claim', 'reads pgmq across workspaces'), ('genesis.command_done', 'archives in pgmq'), ('genesis.command_failed', 'sets a visibility timeout in pgmq');
-- genesis_machine's that judge no token: their caller is a worker that holds the queue's message of the workspace, or (vault)
-- a function that has proven a session's role in it, (unsubscribe) the signature of a link of it, or (fleet) a sidecar's.
create temp table workers_own as select unnest('{map_intend,map_made,map_removed,map_list,llm_workflows,command_ticket,assemble,
  credential_put,credential_delete,credential_envelopes,credential_reseal,unsubscribe,
  enrol_token_new,enrol,sidecar_key,heartbeat,execution_events,freeze_saw_active,quarantine_drain}'::text[]) as name;
-- Not for service_role: genesis_machine's own guards, and what postgres alone runs by hand.
create temp table not_for_service (name text, grantees text[], reason text);
insert into not_for_service values
  ('genesis.leads_table', '{genesis_machine}', 'asked by machine functions'),
  ('genesis.assert_is_legacy', '{genesis_machine}', 'asked by machine functions'),
  ('genesis.assert_not_legacy', '{genesis_machine}', 'asked by machine functions'),
  ('genesis.backfill_campaigns', '{}', 'docs/upgrade.md: by hand'),
  ('genesis.backfill_events', '{}', 'docs/upgrade.md: by hand'),
  ('genesis.backfill_costs', '{}', 'docs/upgrade.md: by hand');

select no_plan();
select cmp_ok((select count(*) from f), '>', 150::bigint, 'the catalogue is read');
select is(config[array_position(config, 'search_path=""')], 'search_path=""', signature || ' sets search_path') from f order by 1;
select is((select string_agg(signature, ', ') from f where pg_catalog.obj_description(oid, 'pg_proc') is null), null, 'every function has a comment');
select is((select string_agg(signature, ', ') from f where 'PUBLIC' = any(grantees) or 'anon' = any(grantees)), null, 'PUBLIC and anon execute nothing');
select is((select string_agg(signature, ', ') from f where has_function_privilege('anon', oid, 'EXECUTE')), null, 'nor does anon by being a member of something');
select is((select string_agg(signature, ', ') from f where body ~ '40001|serialization_failure'), null, 'none raises 40001: PostgREST would repeat the call for ever');
select is((select string_agg(signature, ', ') from f where owner not in ('postgres', 'genesis_machine')), null, 'each belongs to postgres or genesis_machine');

-- Exposed schemas.
select is((select string_agg(signature, ', ') from f where schema in ('public', 'genesis') and definer and grantees && '{authenticated,anon,PUBLIC}'), null,
  'no definer of an exposed schema is executable by people');
select is((select string_agg(signature, ', ') from f where schema = 'public' and (definer or owner <> 'postgres' or grantees <> '{authenticated}' or not is_atomic)), null,
  'public: invokers of begin atomic, for authenticated alone');
select is((select string_agg(signature, ', ') from f where schema = 'genesis' and name not in (select name from not_for_service)
  and (grantees <> '{service_role}' or not definer or owner <> case when name in (select name from postgres_owned) then 'postgres' else 'genesis_machine' end)),
  null, 'genesis: definers for service_role alone, of genesis_machine but for the list');
select is((select string_agg(f.signature, ', ') from f join not_for_service n using (name) where f.grantees <> n.grantees or f.owner <> 'postgres'), null,
  'genesis: what is not for service_role');
select is((select string_agg(name, ', ') from (select name from postgres_owned union all select name from not_for_service) l where name not in (select name from f)),
  null, 'the lists name functions that are there');

-- Machine functions, as 1-data.md builds them.
select is((select string_agg(signature, ', ') from f where owner = 'genesis_machine' and (schema <> 'genesis' or volatility <> 'v' or language <> 'plpgsql'
  or not config @> '{lock_timeout=3s}')), null, 'genesis_machine''s functions: volatile plpgsql with a lock_timeout');
select is((select string_agg(signature, ', ') from f where owner = 'genesis_machine' and coalesce(
    substring(body from '^(.*?)(?:private\.lock_workspaces\(|private\.enter_locked\(|pg_advisory_xact_lock\(private\.workspace_lock_key)'), 'from private.')
  ~ '\m(from|join|into|update) (public|genesis|private)\.|private\.\w+\('), null, 'they take the lock before they read anything');
select is((select string_agg(signature, ', ') from f where name = 'private.enter_locked' and body !~ '^\s*begin\s+perform private\.lock_workspaces'), null, 'and so does enter_locked');
select is((select string_agg(signature, ', ') from f where owner = 'genesis_machine' and body !~ 'private\.(gate|key_gate|is_super_admin|actor_refusal)\('
  and name not in (select 'genesis.' || name from workers_own)), null, 'each judges its caller, but for the workers'' own');

-- private: reached by definers, policies and wrappers.
select is((select string_agg(signature, ', ') from f where schema = 'private' and (grantees && '{service_role}' or is_trigger and grantees <> '{}')), null,
  'private: nothing for service_role, and triggers for nobody');
select is((select string_agg(signature, ', ') from f where schema = 'private' and definer and 'authenticated' = any(grantees) and name <> 'private.setting'
  and body !~ 'private\.(uid|is_operator|require_role|require_operator|require_reader|lock_as|operate_on|person|check_access|workspaces_as|partition_for_people|writer_partition|admin_readable_workspaces|accessible_workspaces|opened_workspaces)\('),
  null, 'a definer for people asks who they are');
select is((select string_agg(signature, ', ') from f where 'authenticated' = any(grantees) and 'genesis_machine' = any(grantees) and definer and name <> 'private.setting'),
  null, 'no definer serves people and machines alike');
select is((select string_agg(signature, ', ') from f where definer and owner = 'postgres' and 'genesis_machine' = any(grantees) and name not in (
    'private.setting', 'private.audit', 'private.alarm', 'private.alarm_clear', 'private.kick', 'private.command_enqueue', 'private.gate', 'private.key_gate', 'private.is_super_admin',
    'private.partition_of', 'private.suppressed_among', 'private.enrolment_workspace', 'genesis.leads_table', 'genesis.assert_is_legacy', 'genesis.assert_not_legacy')
  and body !~ 'private\.machine_partition\('), null, 'postgres''s definers for the machine: these, and those that demand private.enter');

-- What a function calls itself is what it does.
select is((select string_agg(signature, ', ') from f where volatility <> 'v' and body ~* '\m(insert into|delete from|for (no key )?update|set_config|update (public|genesis|private)\.)'),
  null, 'no stable or immutable function writes or locks');
select is((select string_agg(signature, ', ') from f where volatility = 'i' and body ~* '\m(from|join) (public|genesis|private)\.[a-z_]+\M(?!\()|now\(\)|clock_timestamp|current_setting|private\.setting'),
  null, 'no immutable function reads a table, a setting or the clock');
select * from finish();
rollback;
