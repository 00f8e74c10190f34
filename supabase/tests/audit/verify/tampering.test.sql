-- S9: what verification finds after somebody who owns the tables switched the trigger off. Each tampering is undone.
begin;
select plan(23);
select tests.workspace('tam', 'tam_owner');
select private.audit(tests.id('tam'), 'act', 'reason ' || n, jsonb_build_object('n', n)) from generate_series(1, 6) n;
insert into genesis.audit_checkpoints (workspace_id, seq, hash, entries, signed_at, kid, signature, statement)
select workspace_id, seq, hash, seq, '2026-11-01T00:00:00Z', 'k', 's', concat_ws(E'\n', 'genesis-audit-checkpoint-v1',
  workspace_id, seq, encode(hash, 'hex'), seq, '2026-11-01T00:00:00Z')
from public.governance_audit_log where workspace_id = tests.id('tam') and seq = 4;

-- Runs the tampering with the triggers off and on again, verifies, and undoes it all.
create function pg_temp.verdict(p_tampering text) returns text
language plpgsql
as $$
declare
  v_verdict text;
begin
  alter table public.governance_audit_log disable trigger audit_is_append_only;
  alter table genesis.audit_checkpoints disable trigger audit_is_append_only;
  execute replace(replace(p_tampering, 'LOG', 'public.governance_audit_log'), 'WS', quote_literal(tests.id('tam')) || '::uuid');
  alter table public.governance_audit_log enable always trigger audit_is_append_only;
  alter table genesis.audit_checkpoints enable always trigger audit_is_append_only;
  select concat_ws(' ', v.problem, v.first_bad_seq) into v_verdict from genesis.audit_verify(tests.id('tam')) v
  where not v.ok and v.detail is not null;
  raise exception using errcode = 'UNDO1';
exception when sqlstate 'UNDO1' then
  return coalesce(v_verdict, 'sound');
end
$$;
-- Recomputes the chain from a row on, head included: what an owner of the database can do.
create function pg_temp.recompute(p_from bigint) returns void
language plpgsql
as $$
declare
  v_row public.governance_audit_log;
  v_prev bytea;
begin
  for v_row in select * from public.governance_audit_log where workspace_id = tests.id('tam') and seq >= p_from order by seq loop
    v_row.prev_hash := coalesce(v_prev, v_row.prev_hash);
    v_prev := private.audit_hash(v_row);
    update public.governance_audit_log set prev_hash = v_row.prev_hash, hash = v_prev
    where workspace_id = v_row.workspace_id and seq = v_row.seq;
    update private.audit_heads set seq = v_row.seq, hash = v_prev where workspace_id = v_row.workspace_id;
  end loop;
end
$$;

select is(pg_temp.verdict('select 1'), 'sound', 'nothing done: sound');
select is(pg_temp.verdict(format('update LOG set %s where workspace_id = WS and seq = 3', change)), 'changed 3', 'changed: ' || change)
from unnest(array['reason = ''other''', 'reason = null', 'action = ''x''', 'actor_id = ''x''', 'actor_email = ''x''', 'workspace_name = ''x''',
  'metadata = ''{"n": 30}''', 'created_at = created_at + interval ''1 microsecond''', 'hash = sha256(''x'')', 'prev_hash = sha256(''x'')']) change;
select is(pg_temp.verdict('delete from LOG where workspace_id = WS and seq = 3'), 'missing 3', 'a row is gone');
select is(pg_temp.verdict('delete from LOG where workspace_id = WS and seq = 1'), 'missing 1', 'the first row is gone');
select is(pg_temp.verdict('delete from LOG where workspace_id = WS and seq >= 6'), 'cut_off 6', 'the end is cut off');
select is(pg_temp.verdict('delete from LOG where workspace_id = WS and seq >= 4; select pg_temp.recompute(3)'), 'cut_off 4',
  'the end is cut off, the head as well: the checkpoint is beyond the last row');
select is(pg_temp.verdict('delete from LOG where workspace_id = WS; delete from private.audit_heads where workspace_id = WS'), 'cut_off 1', 'all is gone');
select is(pg_temp.verdict('update LOG set seq = 99 where workspace_id = WS and seq = 2; update LOG set seq = 2 where workspace_id = WS and seq = 3;
  update LOG set seq = 3 where workspace_id = WS and seq = 99'), 'changed 2', 'two rows changed places');
select is(pg_temp.verdict('update LOG l set reason = ''x'', hash = private.audit_hash(l) where workspace_id = WS and seq = 2;
  update LOG l set hash = private.audit_hash(l) where workspace_id = WS and seq = 2'), 'replaced 2', 'a row with its own hash made anew');
select is(pg_temp.verdict('update LOG l set reason = ''x'' where workspace_id = WS and seq = 6; update LOG l set hash = private.audit_hash(l)
  where workspace_id = WS and seq = 6'), 'replaced 6', 'the last row, likewise: the head remembers another');
select is(pg_temp.verdict('insert into LOG select workspace_id, 7, workspace_name, actor_id, actor_email, action, reason, metadata, created_at, hash, hash
  from LOG where workspace_id = WS and seq = 6'), 'changed 7', 'a row that private.audit did not write');
select is(pg_temp.verdict('update LOG set reason = ''x'' where workspace_id = WS and seq = 2; select pg_temp.recompute(2)'), 'recomputed 4',
  'the chain recomputed from row 2: the checkpoint at 4 remembers');
select is(pg_temp.verdict('update genesis.audit_checkpoints set hash = sha256(''x'') where workspace_id = WS'), 'recomputed 4', 'a checkpoint''s hash changed');
select is(pg_temp.verdict('update genesis.audit_checkpoints set entries = 3 where workspace_id = WS'), 'checkpoint_altered 4', 'a checkpoint''s count changed');
select * from finish();
rollback;
