-- S9: UPDATE, DELETE and TRUNCATE on the audit log, as every role, the owner included.
begin;
select plan(45);
select tests.workspace('ao', 'ao_owner');
select tests.operator('ao_op');
select private.audit(tests.id('ao'), 'test', 'a reason', '{"n": 1}');

create temp table attempts (what text, sql text);
grant select on attempts to public;
insert into attempts values
  ('update', 'update public.governance_audit_log set reason = ''other'''),
  ('update of no row', 'update public.governance_audit_log set reason = ''other'' where false'),
  ('delete', 'delete from public.governance_audit_log'),
  ('truncate', 'truncate public.governance_audit_log'),
  ('truncate cascade', 'truncate public.governance_audit_log cascade');

select tests.as_anon();
select throws_ok(sql, '42501', null, 'anon: ' || what) from attempts;
select tests.as_user('ao_owner');
select throws_ok(sql, '42501', null, 'an owner: ' || what) from attempts;
select tests.as_user('ao_op');
select throws_ok(sql, '42501', null, 'an operator: ' || what) from attempts;
select tests.as_service();
select throws_ok(sql, '42501', null, 'service_role: ' || what) from attempts;
select tests.reset();
set local role genesis_machine;
select throws_ok(sql, '42501', null, 'genesis_machine: ' || what) from attempts;
reset role;
select throws_ok(sql, '42501', 'Audit log entries cannot be modified or deleted', 'postgres, the owner: ' || what) from attempts;
set local session_replication_role = replica;
select throws_ok(sql, '42501', 'Audit log entries cannot be modified or deleted', 'postgres as a replica: ' || what) from attempts;
set local session_replication_role = origin;

-- Nobody but private.audit writes it either, and signed heads obey the same rule.
select tests.as_service();
select throws_ok('insert into public.governance_audit_log select * from public.governance_audit_log', '42501', null, 'service_role: insert');
select tests.as_user('ao_owner');
select throws_ok('insert into public.governance_audit_log select * from public.governance_audit_log', '42501', null, 'an owner: insert');
select throws_ok($$select private.audit(null, 'x')$$, '42501', null, 'an owner: private.audit');
select tests.reset();
set local session_replication_role = replica;
select throws_ok(sql, '42501', 'Audit log entries cannot be modified or deleted', 'postgres, checkpoints: ' || sql)
from unnest(array['update genesis.audit_checkpoints set kid = ''x''', 'delete from genesis.audit_checkpoints', 'truncate genesis.audit_checkpoints']) sql;
set local session_replication_role = origin;

select is_empty($$select rolname, privilege from pg_roles, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) privilege
  where has_table_privilege(oid, 'public.governance_audit_log', privilege) and not rolsuper and rolname !~ '^(postgres$|pg_)'$$, 'no role has a privilege to change it');
select results_eq($$select tgrelid::regclass::text, tgenabled::text from pg_trigger where tgname = 'audit_is_append_only' order by 1$$,
  $$values ('genesis.audit_checkpoints', 'A'), ('governance_audit_log', 'A')$$, 'the triggers are ENABLE ALWAYS');
select is((select count(*)::int from public.governance_audit_log where workspace_id = tests.id('ao') and reason = 'a reason'), 1,
  'the entry is as it was');
select is((select problem from genesis.audit_verify(tests.id('ao'))), null, 'and verifies');
select * from finish();
rollback;
