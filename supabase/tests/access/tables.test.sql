-- S16 and S6: RLS, policies' form, keys, checks, comments and grants of every table, sequence and view, from the catalogue.
begin;
create temp table t as
select r.*, c.relowner::regrole::text as owner, c.relrowsecurity as rls, c.reloptions,
  exists (select from pg_attribute a where a.attrelid = r.oid and a.attname = 'workspace_id' and a.attnotnull) as is_tenant
from tests.access_relations() r join pg_class c using (oid);
create temp table exempt as select unnest('{workspaces,users,login_audit,super_admins,llm_prices,workflow_templates,watchdog_runs,droplets,alarms}'::text[]) as name;

select no_plan();
select cmp_ok((select count(*) from t), '>', 60::bigint, 'the catalogue is read');
select ok(rls, relation || ' has RLS') from t where kind in ('r', 'p') order by 1;
select is((select string_agg(relation, ', ') from t where owner <> 'postgres'), null, 'all belong to postgres: RLS does not bind an owner');
select is((select string_agg(relation, ', ') from t where relation !~ '^pgmq' and obj_description(oid, 'pg_class') is null), null, 'all have a comment');
select is((select string_agg(relation, ', ') from t where kind = 'v' and not coalesce(reloptions, '{}') @> '{security_invoker=true}'), null, 'views run as who asks');
select is((select string_agg(relation, ', ') from t where kind = 'f'), null, 'no foreign table');

-- Grants.
select is((select string_agg(relation || ' to ' || r, ', ') from t, unnest('{anon,service_role}'::text[]) r
    where has_table_privilege(r, oid, 'SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER') or has_any_column_privilege(r, oid, 'SELECT,INSERT,UPDATE,REFERENCES')),
  null, 'anon and service_role hold no privilege on any');
select is((select string_agg(relation, ', ') from t, unnest('{anon,authenticated,service_role,genesis_machine}'::text[]) r
    where kind = 'm' and has_table_privilege(r, oid, 'SELECT,INSERT,UPDATE,DELETE')), null, 'S6: materialised views are granted to nobody');
select is((select count(*)::int from t where kind = 'm'), 2, 'S6: and both are there');
select is((select string_agg(relation || ' to ' || r, ', ') from t, unnest('{authenticated,genesis_machine}'::text[]) r
    where has_table_privilege(r, oid, 'TRUNCATE,REFERENCES,TRIGGER') or has_any_column_privilege(r, oid, 'REFERENCES')), null, 'nobody truncates, refers or adds triggers');
select is((select string_agg(c.oid::regclass || ' to ' || r, ', ') from pg_class c join pg_namespace n on n.oid = c.relnamespace,
    unnest('{anon,authenticated,service_role,genesis_machine}'::text[]) r
    where c.relkind = 'S' and n.nspname in ('public', 'genesis', 'private') and has_sequence_privilege(r, c.oid, 'USAGE,SELECT,UPDATE')), null, 'no sequence is granted');
select is((select string_agg(n || ' to ' || r, ', ') from (values ('anon', 'genesis'), ('anon', 'private'), ('anon', 'pgmq'), ('authenticated', 'private'), ('authenticated', 'pgmq'),
    ('service_role', 'private'), ('service_role', 'pgmq'), ('genesis_machine', 'pgmq')) v (r, n) where has_schema_privilege(r, n, 'USAGE')), null, 'closed schemas are closed');
select is((select string_agg(n || ' to ' || r, ', ') from unnest('{anon,authenticated,service_role,genesis_machine}'::text[]) r, unnest('{public,genesis,private}'::text[]) n
    where has_schema_privilege(r, n, 'CREATE')), null, 'nobody creates there');
select is((select array[rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb] from pg_roles where rolname = 'genesis_machine'), '{f,f,f,f,f}', 'genesis_machine is bound by RLS');
select is((select string_agg(m.member::regrole::text, ', ') from pg_auth_members m where m.roleid = 'genesis_machine'::regrole and m.member::regrole::text <> 'postgres'
    and not (select rolsuper from pg_roles where oid = m.member)), null, 'nobody becomes genesis_machine but postgres');

-- Policies: one permissive a verb and role, in the forms that use indexes.
create temp table p as
select t.relation, t.is_tenant, p.polname::text as name, p.polpermissive as permissive, p.polroles::regrole[]::text[] as roles, p.polcmd as verb,
  pg_get_expr(p.polqual, p.polrelid) as allows, pg_get_expr(p.polwithcheck, p.polrelid) as checks
from pg_policy p join t on t.oid = p.polrelid;
select is((select string_agg(relation || ' ' || name, ', ') from p where not permissive or roles not in ('{authenticated}', '{genesis_machine}')
    or name !~ (case verb when 'r' then '^select_' when 'a' then '^insert_' when 'w' then '^update_' when 'd' then '^delete_' else '^all_' end)), null,
  'each is permissive, for one role, named <verb>_<who>');
select is((select string_agg(relation, ', ') from (select relation from p, unnest(case verb when '*' then '{r,a,w,d}' else array[verb::text] end) v
    group by relation, roles, v having count(*) > 1) x), null, 'one a verb and role');
select is((select string_agg(relation || ': ' || allows, ', ') from p where roles = '{genesis_machine}' and (checks is not null or allows is distinct from case
    when relation in ('genesis.llm_prices', 'genesis.settings', 'genesis.workflow_templates') then 'true'
    else format($q$(strpos(( SELECT current_setting('genesis.workspaces'::text, true) AS current_setting), (%s)::text) > 0)$q$,
      case relation when 'public.workspaces' then 'id' else 'workspace_id' end) end)), null, 'genesis_machine''s form, exactly');
select is((select string_agg(relation || ' ' || name || ': ' || x, ', ') from p, lateral (values (allows), (checks)) v (x)
    where roles = '{authenticated}' and x is not null and not (relation in ('genesis.llm_prices', 'genesis.workflow_templates') and x = 'true')
      and regexp_replace(x, case when verb = 'r' then $q$\(?(workspace_id|id) = ANY \(ARRAY\( SELECT private\.(accessible_workspaces|admin_readable_workspaces|my_workspaces|opened_workspaces)\(\) AS \w+\)\)\)?|\(user_id = ANY \(ARRAY\( SELECT private\.visible_users\(\) AS \w+\)\)\)|\( SELECT private\.is_operator\(\) AS is_operator\)$q$
        else $q$\(?workspace_id = ANY \(ARRAY\( SELECT private\.workspaces_as\('\w+'::text\) AS \w+\)\)\)?$q$ end || $q$|\(user_id = \( SELECT private\.uid\(\) AS uid\)\)|[() ]|AND|OR$q$, '', 'g') <> ''),
  null, 'people''s forms: = any(array(select private.…())), and no other');
select is((select string_agg(relation, ', ') from p where roles = '{authenticated}' and is_tenant and verb <> 'r' and coalesce(checks, allows) !~ 'workspaces_as'), null,
  'writing always asks for a role');

-- Keys: every tenant table can be distributed by workspace_id.
select is((select string_agg(t.relation || ' (' || i.indexrelid::regclass || ')', ', ') from t join pg_index i on i.indrelid = t.oid and i.indisunique
    where t.is_tenant and split_part(t.relation, '.', 2) not in (select name from exempt)
      and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'workspace_id' and a.attnum = any(i.indkey::int2[]))),
  null, 'each unique key contains workspace_id');
select is((select string_agg(relation, ', ') from t where is_tenant and kind in ('r', 'p') and not exists (select from pg_index i where i.indrelid = t.oid and i.indisunique and i.indpred is null)),
  null, 'each tenant table has a key');
select is((select string_agg(t.relation, ', ') from t join pg_attribute a on a.attrelid = t.oid and a.attname = 'workspace_id' where t.kind in ('r', 'p')
    and (not a.attnotnull or a.atttypid <> 'uuid'::regtype) and split_part(t.relation, '.', 2) not in (select name from exempt)), null, 'workspace_id is uuid not null');
select is((select string_agg(relation, ', ') from t where kind in ('r', 'p') and not is_tenant and relation !~ '^pgmq' and split_part(relation, '.', 2) not in (select name from exempt)
    and relation not in ('genesis.settings', 'genesis.rate_limits', 'genesis.vault_canaries', 'genesis.alarm_deliveries', 'private.ignition_steps', 'private.request_counts', 'private.audit_receiver', 'private.cron_known')), null, 'other tables without workspace_id are the fleet''s, by name');

-- Checks: named, and on every status. leads_ohio keeps what the legacy system wrote; ignition_steps is a catalogue.
select is((select string_agg(t.relation || '.' || c.conname, ', ') from t join pg_constraint c on c.conrelid = t.oid where t.relation !~ '^pgmq' and not t.is_partition
    and c.contype in ('c', 'u') and c.conname ~ '_(check|key)\d*$'), null, 'checks and unique keys are named as sentences');
select is((select string_agg(t.relation || '.' || a.attname, ', ') from t join pg_attribute a on a.attrelid = t.oid where t.kind in ('r', 'p') and t.relation not in ('public.leads_ohio', 'private.ignition_steps')
    and a.attname in ('status', 'state', 'plan', 'role', 'health', 'severity', 'kind', 'stage', 'event_type') and t.relation not in ('genesis.alarms', 'public.login_audit')
    and not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c' and a.attnum = any(c.conkey))), null, 'each status column has a check');
select is((select string_agg(t.relation || '.' || a.attname, ', ') from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 where t.kind in ('r', 'p') and t.relation !~ '^pgmq'
    and (a.attname ~ '_usd$' and a.atttypid <> 'numeric'::regtype or a.atttypid = 'timestamp'::regtype)), null, 'money is numeric, time is timestamptz');

-- Tables of tomorrow: made without a word about grants, they are closed.
create table public.tomorrow (workspace_id uuid);
create table genesis.tomorrow (workspace_id uuid);
create function public.tomorrow() returns int language sql as 'select 1';
create function genesis.tomorrow() returns int language sql as 'select 1';
select ok(not has_table_privilege(r, v || '.tomorrow', 'SELECT,INSERT,UPDATE,DELETE,TRUNCATE') and not has_function_privilege(r, v || '.tomorrow()', 'EXECUTE'),
  'a new table and function of ' || v || ' is closed to ' || r)
from unnest('{anon,authenticated,service_role}'::text[]) r, unnest('{public,genesis}'::text[]) v;
select * from finish();
rollback;
