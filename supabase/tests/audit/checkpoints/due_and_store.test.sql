-- genesis.audit_heads_due, genesis.audit_checkpoint_store.
begin;
select plan(24);
select tests.workspace('chk', 'chk_owner');
select tests.operator('chk_op');
select private.audit(tests.id('chk'), 'act') from generate_series(1, 3);

-- A checkpoint as functions/audit makes it; the signature is proved outside the database.
create function tests.chk(p_over jsonb default '{}') returns jsonb
language sql
as $$
  select base || p_over || jsonb_build_object('statement', coalesce(p_over ->> 'statement', concat_ws(E'\n', 'genesis-audit-checkpoint-v1',
    f ->> 'workspace_id', f ->> 'seq', f ->> 'hash', f ->> 'count', f ->> 'signed_at')))
  from (select jsonb_build_object('workspace_id', workspace_id, 'seq', seq, 'hash', hash, 'count', count,
          'signed_at', '2026-11-20T01:11:00.123Z', 'kid', 'k1', 'signature', repeat('A', 86)) as base
        from genesis.audit_heads_due(1000) where workspace_id = tests.id('chk')) b, lateral (select base || p_over as f) o
$$;
grant execute on function tests.chk(jsonb) to public;

select throws_ok('set local role authenticated; select genesis.audit_heads_due(1)', '42501', null, 'no person asks for heads');
select throws_ok('set local role anon; select genesis.audit_checkpoint_store(''[]'')', '42501', null, 'nor stores checkpoints');
select tests.as_service();
select results_eq('select seq, hash, count from genesis.audit_heads_due(1000) where workspace_id = tests.id(''chk'')',
  $$values (3::bigint, tests.chk() ->> 'hash', 3::bigint)$$, 'a head without a checkpoint is due, its entries counted');
select matches((select hash from genesis.audit_heads_due(1000) where workspace_id = tests.id('chk')), '^[0-9a-f]{64}$', 'its hash is lower-case hex');
select ok((select count(*) <= 1 from genesis.audit_heads_due(1)), 'the limit holds');

select is(genesis.audit_checkpoint_store(p), '{"stored": 0, "status": 400, "code": "invalid_field"}'::jsonb, 'no list: ' || coalesce(p::text, 'null'))
from unnest(array[null, '{}'::jsonb]) p;
select is(genesis.audit_checkpoint_store(jsonb_build_array(tests.chk(over))), '{"stored": 0}'::jsonb, 'passed over: ' || left(over::text, 60))
from unnest(array['{"seq": 2}', '{"seq": "x"}', '{"seq": 99999999999999999999}', '{"workspace_id": "x"}', '{"hash": "zz"}', '{"signed_at": "soon"}',
  '{"kid": ""}', '{"kid": null}', '{"signature": "short"}', '{"count": null}', '{"statement": "other"}',
  '{"statement": "genesis-audit-checkpoint-v1\n1\n2\n3\n4\nsoon"}']::jsonb[]) over;

select is(genesis.audit_checkpoint_store(jsonb_build_array('"x"'::jsonb, 'null'::jsonb, tests.chk())), '{"stored": 1}'::jsonb, 'the good one of three is kept');
select is_empty('select 1 from genesis.audit_heads_due(1000) where workspace_id = tests.id(''chk'')', 'its head is not due any more');
select tests.reset();
select is((select (entries, signed_at at time zone 'UTC', kid)::text from genesis.audit_checkpoints where workspace_id = tests.id('chk')),
  '(3,"2026-11-20 01:11:00.123",k1)', 'as it was signed');
select is((select signed_through from genesis.audit_verify(tests.id('chk'))), 3::bigint, 'verification says through which entry');
select tests.as_user('chk_op');
select is((select count(*)::int from genesis.audit_checkpoints where workspace_id = tests.id('chk')), 1, 'operators read checkpoints');
select * from finish();
rollback;
