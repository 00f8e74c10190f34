begin;
select plan(24);
select tests.workspace('part-a', 'user_part_a');
select tests.workspace('part-frozen', 'user_part_a', 'frozen');

-- authenticated: not theirs to call
select tests.as_user('user_part_a');
select throws_ok(format('select genesis.partition_create(%L)', tests.id('part-a')), '42501', null, 'an owner may not make partitions');
select throws_ok(format('select genesis.partition_drop(%L)', tests.id('part-a')), '42501', null, 'nor drop them');

-- service_role: create
select tests.as_service();
select is(genesis.partition_create(tests.id('part-a')), '{"status": 200, "outcome": "created", "partition_name": "leads_p_part_a"}',
  'creates');
select is(genesis.partition_create(tests.id('part-a')) ->> 'outcome', 'adopted', 'a second call adopts');
select is(genesis.partition_create(tests.id('nobody')) ->> 'code', 'not_found', 'an unknown workspace is told so');
select is(genesis.partition_create(tests.id('part-frozen')) ->> 'code', 'workspace_frozen', 'a frozen one gets none');
select throws_ok('select * from genesis.leads_p_part_a', '42501', null, 'the secret key reads no partition');
select throws_ok('select * from genesis.leads', '42501', null, 'nor the parent');
select tests.as_user('user_part_a');
select throws_ok('select * from genesis.leads_p_part_a', '42501', null, 'nor does an owner');
select is((select partition_name from genesis.partition_registry where workspace_id = tests.id('part-a')), 'leads_p_part_a',
  'who sees its name in the registry');

-- postgres: what was made
select tests.reset();
select is((select pg_get_expr(relpartbound, oid) from pg_class where oid = 'genesis.leads_p_part_a'::regclass),
  format('FOR VALUES IN (%L)', tests.id('part-a')), 'it is attached for the workspace alone');
select ok((select relrowsecurity from pg_class where oid = 'genesis.leads_p_part_a'::regclass), 'RLS is on');
select is((select count(*)::int from pg_policy where polrelid = 'genesis.leads_p_part_a'::regclass), 0, 'without a policy');
select is((select count(*)::int from pg_class c, aclexplode(c.relacl) a where c.oid = 'genesis.leads_p_part_a'::regclass
  and a.grantee <> c.relowner), 0, 'and without a grant');
select is((select count(*)::int from pg_index i join pg_inherits h on h.inhrelid = i.indexrelid
  where i.indrelid = 'genesis.leads_p_part_a'::regclass),
  (select count(*)::int from pg_index where indrelid = 'genesis.leads'::regclass), 'every index of the parent has its part');
select is((select count(*)::int from pg_constraint where confrelid <> 0 and conrelid in
  ('genesis.leads'::regclass, 'genesis.leads_p_part_a'::regclass)), 0, 'no foreign key');
delete from genesis.partition_registry where workspace_id = tests.id('part-a');
select is(genesis.partition_create(tests.id('part-a')) ->> 'outcome', 'adopted', 'a lost registry row is made again');
select is((select count(*)::int from genesis.partition_registry where workspace_id = tests.id('part-a')), 1, 'with its name');

-- drop: kept while it holds leads, adopted again, gone when empty
insert into genesis.leads_p_part_a (workspace_id, email) values (tests.id('part-a'), 'kept@example.com');
select is(genesis.partition_drop(tests.id('part-a')),
  '{"status": 200, "outcome": "kept", "partition_name": "leads_p_part_a", "leads": 1}', 'with leads it is detached, kept and named');
select is((select count(*)::int from pg_inherits where inhrelid = 'genesis.leads_p_part_a'::regclass), 0, 'really detached');
select is(genesis.partition_create(tests.id('part-a')) ->> 'outcome', 'reattached', 'the next create takes it back');
delete from genesis.leads_p_part_a;
select is(genesis.partition_drop(tests.id('part-a')) ->> 'outcome', 'dropped', 'empty it is dropped');
select is(genesis.partition_drop(tests.id('part-a')) ->> 'outcome', 'absent', 'a second drop finds nothing');
select is(to_regclass('genesis.leads_p_part_a'), null, 'the table is gone');

select * from finish();
rollback;
