
-- Appended by the Genesis stack to pgmq's own script: on Supabase every object of pgmq belongs to `postgres`.
do $$
declare
  o record;
begin
  for o in
    select format('alter table %s owner to postgres', c.oid::regclass) as ddl
    from pg_class c where c.relnamespace = 'pgmq'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    union all
    select format('alter routine %s owner to postgres', p.oid::regprocedure)
    from pg_proc p where p.pronamespace = 'pgmq'::regnamespace
    union all
    select format('alter type %s owner to postgres', t.oid::regtype)
    from pg_type t left join pg_class c on c.oid = t.typrelid
    where t.typnamespace = 'pgmq'::regnamespace and t.typelem = 0 and (t.typrelid = 0 or c.relkind = 'c')
  loop
    execute o.ddl;
  end loop;
end $$;
