-- genesis.audit_export_rows and public.admin_audit_export: lines from which a hash can be made outside.
begin;
select plan(13);
select tests.workspace('exp', 'exp_owner');
select tests.operator('exp_op');
select private.audit(tests.id('exp'), 'act', 'Zoë said: „no“', '{"b": 1, "a": [1.50, null], "ü": "\"x\""}', 'exp_owner');
select private.audit(tests.id('exp'), 'act') from generate_series(2, 5);
insert into genesis.audit_checkpoints (workspace_id, seq, hash, entries, signed_at, kid, signature, statement)
select workspace_id, seq, hash, seq, now(), 'k', 's', 'statement ' || seq
from public.governance_audit_log where workspace_id = tests.id('exp') and seq in (2, 4);
insert into genesis.audit_checkpoints values (tests.id('exp'), 9, sha256('gone'), 9, now(), 'k', 's', 'statement 9');

select throws_ok('set local role anon; select genesis.audit_export_rows(gen_random_uuid())', '42501', null, 'not for anon');
select throws_ok('set local role authenticated; select genesis.audit_export_rows(gen_random_uuid())', '42501', null, 'not for people but through their own function');
select tests.as_service();
select is(genesis.audit_export_rows(gen_random_uuid()), '{"lines": [], "next_after_seq": null}'::jsonb, 'a chain that is not there');
create temp table page as select genesis.audit_export_rows(tests.id('exp')) as p;
create temp table line as select value as l, ordinality as n from page, jsonb_array_elements(p -> 'lines') with ordinality;
grant select on line to authenticated;
select results_eq('select l ->> ''type'', (l ->> ''seq'')::int from line order by n', $$values ('entry', 1), ('entry', 2), ('checkpoint', 2), ('entry', 3),
  ('entry', 4), ('checkpoint', 4), ('entry', 5), ('checkpoint', 9)$$, 'in order, the checkpoint beyond the last entry included');

-- By the text of docs/audit.md, not by private.audit_hash.
select is(encode(sha256(decode(l ->> 'prev_hash', 'hex') || convert_to((
    select string_agg(coalesce(octet_length(v)::text || ':' || v || ',', '-,'), '' order by i)
    from unnest(array['genesis-audit-v1', l ->> 'workspace_id', l ->> 'seq', l ->> 'workspace_name', l ->> 'actor_id', l ->> 'actor_email',
      l ->> 'action', l ->> 'reason', l ->> 'metadata', l ->> 'created_at']) with ordinality as f (v, i)), 'UTF8')), 'hex'),
  l ->> 'hash', 'the hash is made from the line''s own texts') from line where l ->> 'type' = 'entry' and l ->> 'seq' = '1';
select is(l ->> 'metadata', '{"a": [1.50, null], "b": 1, "ü": "\"x\""}', 'metadata is the text that was hashed') from line where n = 1;
select is(l ->> 'statement', 'statement 2', 'a checkpoint carries its statement') from line where n = 3;

select is(genesis.audit_export_rows(tests.id('exp'), 0, 2) -> 'next_after_seq', '2', 'paged: where the next page begins');
select is(jsonb_array_length(genesis.audit_export_rows(tests.id('exp'), 0, 2) -> 'lines'), 3, 'a page has its own checkpoints alone');
select is((select jsonb_agg(l -> 'seq') from jsonb_array_elements(genesis.audit_export_rows(tests.id('exp'), 4, 2) -> 'lines') l), '[5, 9]', 'the last page has the rest');
select is(genesis.audit_export_rows(tests.id('exp'), 4, 1) -> 'next_after_seq', 'null', 'and says that it is the last, full or not');
select tests.as_user('exp_op');
select is(public.admin_audit_export(tests.id('exp'), 4, 1), '{"lines": []}'::jsonb || (select jsonb_build_object('lines', jsonb_agg(l order by n), 'next_after_seq', null) from line where n > 6),
  'operators get the same lines');
select tests.refuses('select public.admin_audit_export(null)', 'PT400', 'invalid_field');
select * from finish();
rollback;
