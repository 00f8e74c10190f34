-- A new segment, as docs/retention.md has it: it must begin at a signed checkpoint, and verifies on its own.
begin;
select plan(8);
select tests.workspace('seg', 'seg_owner');
select private.audit(tests.id('seg'), 'act ' || n) from generate_series(1, 5) n;
create function pg_temp.sign(p_seq bigint) returns void
language sql
as $$
  insert into genesis.audit_checkpoints (workspace_id, seq, hash, entries, signed_at, kid, signature, statement)
  select workspace_id, seq, hash, seq, '2026-11-01T00:00:00Z', 'k', 's', concat_ws(E'\n', 'genesis-audit-checkpoint-v1',
    workspace_id, seq, encode(hash, 'hex'), seq, '2026-11-01T00:00:00Z')
  from public.governance_audit_log where workspace_id = tests.id('seg') and seq = p_seq
$$;
select pg_temp.sign(3);

-- the statements of docs/retention.md, for this one chain through entry 3
insert into genesis.audit_segments (workspace_id, last_seq, hash)
select workspace_id, seq, hash from public.governance_audit_log where workspace_id = tests.id('seg') and seq = 3;
alter table public.governance_audit_log disable trigger audit_is_append_only;
delete from public.governance_audit_log where workspace_id = tests.id('seg') and seq <= 3;
alter table public.governance_audit_log enable always trigger audit_is_append_only;

select results_eq('select ok, entries, signed_through from genesis.audit_verify(tests.id(''seg''))', 'values (true, 2::bigint, 3::bigint)', 'the rest is sound');
select is((select count from genesis.audit_heads_due(1000) where workspace_id = tests.id('seg')), 5::bigint, 'the next checkpoint counts the whole chain');
select is(private.audit(tests.id('seg'), 'act 6'), 6::bigint, 'the chain goes on');
select is((select problem from genesis.audit_verify(tests.id('seg'))), null, 'and is sound');
select results_eq($$select l ->> 'type', (l ->> 'seq')::int from jsonb_array_elements(genesis.audit_export_rows(tests.id('seg')) -> 'lines') l$$,
  $$values ('checkpoint', 3), ('entry', 4), ('entry', 5), ('entry', 6)$$, 'its export begins with the checkpoint that it begins at');

alter table public.governance_audit_log disable trigger audit_is_append_only;
delete from public.governance_audit_log where workspace_id = tests.id('seg') and seq = 4;
alter table public.governance_audit_log enable always trigger audit_is_append_only;
create temp table found as select problem, first_bad_seq from genesis.audit_verify(tests.id('seg'));
select results_eq('select * from found', $$values ('missing', 4::bigint)$$, 'a row gone after the cut is found');

insert into genesis.audit_segments (workspace_id, last_seq, hash)
select workspace_id, 4, prev_hash from public.governance_audit_log where workspace_id = tests.id('seg') and seq = 5;
select results_eq('select problem, first_bad_seq from genesis.audit_verify(tests.id(''seg''))', $$values ('unsigned_start', 5::bigint)$$,
  'also when a segment is feigned there: nobody signed entry 4');
select throws_ok('set local role service_role; insert into genesis.audit_segments values (gen_random_uuid(), 1, sha256(''x''))', '42501', null, 'no machine starts a segment');
select * from finish();
rollback;
