-- S9: verification says when the append-only triggers do not stand. And who may verify.
begin;
select plan(18);
select tests.workspace('trg', 'trg_owner');
select tests.operator('trg_op');
select private.audit(tests.id('trg'), 'act');

create function pg_temp.problems(p_change text) returns text
language plpgsql
as $$
declare
  v_problems text;
begin
  execute p_change;
  select string_agg(distinct coalesce(problem, 'sound'), ',') into v_problems from genesis.audit_verify();
  raise exception using errcode = 'UNDO1';
exception when sqlstate 'UNDO1' then
  return v_problems;
end
$$;
select is(pg_temp.problems('select 1'), 'sound', 'they stand');
select is(pg_temp.problems(change), 'triggers_off', change)
from unnest(array[
  'alter table public.governance_audit_log disable trigger audit_is_append_only',
  'alter table public.governance_audit_log enable trigger audit_is_append_only',
  'alter table public.governance_audit_log enable replica trigger audit_is_append_only',
  'drop trigger audit_is_append_only on public.governance_audit_log',
  'alter table genesis.audit_checkpoints disable trigger audit_is_append_only',
  'drop trigger audit_is_append_only on public.governance_audit_log; create trigger audit_is_append_only before update or delete
     on public.governance_audit_log for each statement execute function private.audit_is_append_only();
     alter table public.governance_audit_log enable always trigger audit_is_append_only',
  'drop trigger audit_is_append_only on public.governance_audit_log; create trigger audit_is_append_only before update or delete or truncate
     on public.governance_audit_log for each statement when (false) execute function private.audit_is_append_only();
     alter table public.governance_audit_log enable always trigger audit_is_append_only',
  'create or replace function private.audit_is_append_only() returns trigger language plpgsql set search_path = '''' as ''begin return null; end'''
]) change;

select tests.as_anon();
select throws_ok('select genesis.audit_verify()', '42501', null, 'anon may not verify');
select tests.as_user('trg_owner');
select throws_ok('select genesis.audit_verify()', '42501', null, 'a member may not');
select tests.as_user('trg_op');
select throws_ok('select genesis.audit_verify()', '42501', null, 'an operator goes through his own function');
select results_eq($$select ok, entries, first_bad_seq, problem, signed_through from public.admin_audit_verify(tests.id('trg'))$$,
  $$values (true, 1::bigint, null::bigint, null::text, null::bigint)$$, 'which answers for one chain');
select ok((select count(*) >= 2 and bool_or(workspace_id = '00000000-0000-0000-0000-000000000000') from public.admin_audit_verify()),
  'or for all, the one without a workspace included');
select results_eq('select ok, entries from public.admin_audit_verify(gen_random_uuid())', 'values (true, 0::bigint)', 'a workspace without entries is sound');
select results_eq($$select slug, last_seq, signed_through from public.admin_audit_chains() where workspace_id = tests.id('trg')$$,
  $$values ('trg', 1::bigint, null::bigint)$$, 'chains are listed');
select is((select min(workspace_id::text) from public.admin_audit_chains(tests.id('trg'))) > tests.id('trg')::text, (select count(*) > 0 or null from public.admin_audit_chains(tests.id('trg'))), 'and paged by id');
select tests.as_service();
select results_eq($$select ok, entries from genesis.audit_verify(tests.id('trg'))$$, 'values (true, 1::bigint)', 'the machine verifies');
select * from finish();
rollback;
