-- I1 in SQL: 1,200 partitions, each leads function called 10 times on one connection. A query that is not pruned would
-- lock them all and run out of shared memory; the locks that are held say whether one did.
-- Committed in blocks of 200, because one transaction could not hold the locks of 1,200 new tables either.
begin;
select tests.workspace('many-' || n) from generate_series(1, 1200) n where not exists (select from public.workspaces where slug = 'many-1200');
commit;
begin; select count(genesis.partition_create(tests.id('many-' || n))) from generate_series(1, 200) n; commit;
begin; select count(genesis.partition_create(tests.id('many-' || n))) from generate_series(201, 400) n; commit;
begin; select count(genesis.partition_create(tests.id('many-' || n))) from generate_series(401, 600) n; commit;
begin; select count(genesis.partition_create(tests.id('many-' || n))) from generate_series(601, 800) n; commit;
begin; select count(genesis.partition_create(tests.id('many-' || n))) from generate_series(801, 1000) n; commit;
begin; select count(genesis.partition_create(tests.id('many-' || n))) from generate_series(1001, 1200) n; commit;

begin;
select plan(14);
create function pg_temp.other_partitions_locked() returns int language sql volatile security definer as $$
  select count(*)::int from pg_locks l join pg_class c on c.oid = l.relation
  where l.pid = pg_backend_pid() and c.relispartition and c.relkind = 'r' and c.relname <> 'leads_p_many_600'
$$;
grant execute on function pg_temp.other_partitions_locked() to public;
select tests.member(tests.id('many-600'), 'user_many', 'owner');
select genesis.webhook_token_set(tests.id('many-600'), sha256('token many-600'));
insert into public.campaigns (workspace_id, id, name, status) values (tests.id('many-600'), tests.id('many-600 campaign'), 'C', 'active');
select is((select count(*)::int from genesis.partition_registry r join pg_class c on c.relname = r.partition_name
  join pg_inherits i on i.inhrelid = c.oid and i.inhparent = 'genesis.leads'::regclass where r.partition_name like 'leads_p_many_%'), 1200, '1,200 partitions are attached and registered');

-- n8n: ten calls of each action
select tests.as_service();
select is((select count(*)::int from generate_series(1, 10) n, lateral tests.leads_call('many-600', 'upsert',
  jsonb_build_object('leads', jsonb_build_array(jsonb_build_object('email', n || '@example.com')))) r where r ->> 'status' = '200'), 10, 'upsert, ten times');
select is((select count(*)::int from generate_series(1, 10) n, lateral tests.leads_call('many-600', 'claim', '{"purpose": "research", "limit": 1}') r
  where r #> '{leads,0}' is not null and n > 0), 10, 'claim, ten times');
select is((select count(*)::int from generate_series(1, 10) n, lateral tests.leads_call('many-600', 'result', jsonb_build_object('kind', 'report', 'report', 'r',
  'lead_id', tests.lead_id('many-600', n || '@example.com'))) r where r -> 'changed' = 'true'), 10, 'result, ten times');
select is((select count(*)::int from generate_series(1, 10) n, lateral tests.leads_call('many-600', 'lookup', jsonb_build_object('email', n || '@example.com', 'in_reply_to', '<x>')) r
  where r #>> '{leads,0,status}' = 'researched'), 10, 'lookup, ten times');

-- a member
select tests.as_user('user_many');
select is((select count(*)::int from generate_series(1, 10) n, lateral public.leads_page(tests.id('many-600'), p_search => n || '@') r where r #> '{rows,0}' is not null), 10, 'leads_page, ten times');
select is((select count(*)::int from generate_series(1, 10) n, lateral public.lead_get(tests.id('many-600'), tests.lead_id('many-600', n || '@example.com')) r where r ->> 'report' = 'r'), 10, 'lead_get, ten times');
select is((select count(*)::int from generate_series(1, 10) n, lateral public.lead_update(tests.id('many-600'), tests.lead_id('many-600', n || '@example.com'), '{"company": "C"}') r
  where r ->> 'company' = 'C'), 10, 'lead_update, ten times');
select is((select count(*)::int from generate_series(1, 10) n, lateral public.leads_import(tests.id('many-600'), null, jsonb_build_array(jsonb_build_object('email', n || '@import.test')), 'f', 's', 'b') r
  where r ->> 'rows_imported' = '1'), 10, 'leads_import, ten times');

-- ingest
select tests.reset();
select private.enter(array[tests.id('many-600')]);
select is((select count(*)::int from generate_series(1, 10) n where private.lead_email(tests.id('many-600'), tests.lead_id('many-600', n || '@example.com')) = n || '@example.com'), 10, 'lead_email, ten times');
select is((select sum(private.leads_mark(tests.id('many-600'), jsonb_build_array(jsonb_build_object('email', n || '@example.com', 'status', 'replied'))))::int from generate_series(1, 10) n), 10, 'leads_mark, ten times');

-- what is locked after all that
select is(pg_temp.other_partitions_locked(), 0, 'no other partition was touched');
select cmp_ok((select count(*)::int from pg_locks where pid = pg_backend_pid() and locktype = 'relation'), '<', 150, 'and few relations are locked at all');
select is((select count(*)::int from genesis.leads_p_many_600), 20, 'every lead is in the one partition');
select * from finish();
rollback;

begin; select count(genesis.partition_drop(tests.id('many-' || n))) from generate_series(1, 200) n; commit;
begin; select count(genesis.partition_drop(tests.id('many-' || n))) from generate_series(201, 400) n; commit;
begin; select count(genesis.partition_drop(tests.id('many-' || n))) from generate_series(401, 600) n; commit;
begin; select count(genesis.partition_drop(tests.id('many-' || n))) from generate_series(601, 800) n; commit;
begin; select count(genesis.partition_drop(tests.id('many-' || n))) from generate_series(801, 1000) n; commit;
begin; select count(genesis.partition_drop(tests.id('many-' || n))) from generate_series(1001, 1200) n; commit;
begin; delete from public.workspaces where slug like 'many-%' and id in (select tests.id('many-' || n) from generate_series(1, 1200) n); commit;
