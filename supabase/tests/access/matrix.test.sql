-- S8: every table and view × every actor × every verb, really executed. Expectations come from tests.access_rights().
-- Long: the five helpers that turn a row of rights into a statement belong beside the one loop that uses them.
begin;
create temp table seen (relation text, actor text, wanted text, got text);
select tests.access_world();

create function pg_temp.reads(p_readers text, p_actor text) returns text
language sql immutable
as $$
  -- A former member and an operator without a grant read no tenant's rows; whoever is a member elsewhere reads only there.
  select case
    when p_readers = 'nobody' or p_actor in ('anon', 'service_role') then 'denied'
    when p_readers = 'everyone' then '*'
    when p_actor in ('operator', 'opened') and p_readers ~ 'operators' then 'AB'
    when p_actor = 'opened' and p_readers ~ '^(members|admins)' then 'A'
    when p_actor = 'owner_b' and p_readers ~ '^(members|admins|own)' then 'B'
    when p_actor in ('viewer_a', 'member_a') and p_readers ~ '^(members|own)' then 'A'
    when p_actor in ('admin_a', 'owner_a') and p_readers ~ '^(members|admins|own)' then 'A'
    else '' end
$$;

create function pg_temp.writes(p_writes text, p_verb text, p_actor text) returns text
language sql immutable
as $$
  -- Break-glass reads, and never writes.
  select case when private.role_rank(substring(p_actor from '^(viewer|member|admin|owner)_'))
                >= private.role_rank(substring(p_writes from p_verb || ':(\w+)')) then upper(right(p_actor, 1)) else 'denied' end
$$;

create function pg_temp.machine(p_machine text, p_verb text, p_actor text) returns text
language sql immutable
as $$ select case when p_machine ~ p_verb and p_actor = 'machine_a' then 'A' else 'denied' end $$;

create function pg_temp.wanted(p_key text, p_readers text, p_writes text, p_machine text, p_actor text) returns text
language sql immutable
as $$
  select case when p_actor like 'machine%' then concat_ws(' ',
      's=' || case when p_machine !~ 's' then 'denied' when p_key is null then '*' when p_actor = 'machine_a' then 'A' else '' end,
      'i=' || pg_temp.machine(p_machine, 'i', p_actor), 'u=' || pg_temp.machine(p_machine, 'u', p_actor),
      'd=' || pg_temp.machine(p_machine, 'd', p_actor))
    else concat_ws(' ',
      's=' || case when p_key is null and pg_temp.reads(p_readers, p_actor) = 'AB' then '*' else pg_temp.reads(p_readers, p_actor) end,
      'i=' || pg_temp.writes(p_writes, 'i', p_actor), 'u=' || pg_temp.writes(p_writes, 'u', p_actor),
      'd=' || pg_temp.writes(p_writes, 'd', p_actor)) end
$$;

-- A copy of the row itself: RLS judges before the unique key does, so class 23 says that the row was let through.
create function pg_temp.try_insert(p_oid oid, p_where text, p_actor text, p_role name) returns text
language plpgsql volatile
as $$
declare
  v_columns text := (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = p_oid
    and attnum > 0 and not attisdropped and attidentity = '' and (not has_any_column_privilege(p_role, p_oid, 'INSERT')
      or has_column_privilege(p_role, p_oid, attname, 'INSERT')));
  v_row jsonb;
begin
  execute format('select to_jsonb(t) from %s t where %s limit 1', p_oid::regclass, p_where) into v_row;
  if p_oid = 'public.notification_reads'::regclass then
    v_row := v_row || jsonb_build_object('user_id', 'user_' || p_actor);
  end if;
  return tests.access_try(p_actor, format('insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, %3$L) returning null::text',
    p_oid::regclass, v_columns, v_row));
end
$$;

create function pg_temp.try_all(p_oid oid, p_key text, p_actor text, p_role name) returns text
language plpgsql volatile
as $$
declare
  v_table text := p_oid::regclass;
  v_key text := coalesce(p_key, 'null::uuid');
  v_is_a text := v_key || $s$ = 'aaaaaaaa-0000-4000-8000-00000000000a'$s$;
  v_is_b text := v_key || $s$ = 'bbbbbbbb-0000-4000-8000-00000000000b'$s$;
  v_where text := case when p_key is null then 'true' else format('(%s or %s)', v_is_a, v_is_b) end;
  v_whose text := format($s$string_agg(distinct case when a then 'A' when b then 'B' else %L end, '')$s$, case when p_key is null then '*' else '?' end);
  v_returns text := format('(%s) is true as a, (%s) is true as b', v_is_a, v_is_b);
  v_column text := (select attname from pg_attribute where attrelid = p_oid and attnum > 0 and not attisdropped
    order by has_column_privilege(p_role, p_oid, attname, 'UPDATE') desc, attnum limit 1);
  v_insert text[] := array[pg_temp.try_insert(p_oid, case when p_key is null then 'true' else v_is_a end, p_actor, p_role),
    pg_temp.try_insert(p_oid, case when p_key is null then 'true' else v_is_b end, p_actor, p_role)];
begin
  return concat_ws(' ',
    -- Without a filter, so that a third workspace's row would show; operators and people's names are not bound to A and B.
    's=' || tests.access_try(p_actor, format('select %s from (select %s from %s where %s) t', v_whose, v_returns, v_table,
      case when p_actor in ('operator', 'opened') or v_table in ('public.users', 'users') then v_where else 'true' end)),
    'i=' || coalesce(nullif(concat(case when v_insert[1] ~ '^(23|$)' then 'A' when v_insert[1] <> 'denied' then v_insert[1] end,
      case when v_insert[2] ~ '^(23|$)' then 'B' when v_insert[2] <> 'denied' then v_insert[2] end), ''), 'denied'),
    'u=' || coalesce(nullif(tests.access_try(p_actor, format('with t as (update %1$s set %2$I = %2$I where %3$s returning %4$s) select %5$s from t',
      v_table, v_column, v_where, v_returns, v_whose)), ''), 'denied'),
    'd=' || coalesce(nullif(tests.access_try(p_actor, format('with t as (delete from %s where %s returning %s) select %s from t',
      v_table, v_where, v_returns, v_whose)), ''), 'denied'));
end
$$;

insert into seen
select r.relation, a.actor, pg_temp.wanted(w.key, w.readers, w.writes, w.machine, a.actor),
  case when w.relation is not null then pg_temp.try_all(r.oid, w.key, a.actor,
    case when a.actor in ('anon', 'service_role') then a.actor when a.actor like 'machine%' then 'genesis_machine' else 'authenticated' end) end
from tests.access_relations() r
cross join unnest('{anon,viewer_a,member_a,admin_a,owner_a,owner_b,former,operator,opened,service_role,machine,machine_a}'::text[]) as a (actor)
left join lateral (
  select * from tests.access_rights() x where x.relation = case when r.is_partition then 'genesis.leads' else r.relation end) as w on true;

-- A tenant table must have shown its rows to somebody: one without a row in A and in B proves nothing.
create function pg_temp.has_rows(p_oid oid) returns text
language plpgsql volatile
as $$
declare
  v_found text;
begin
  execute format($s$select string_agg(distinct case left(workspace_id::text, 8) when 'aaaaaaaa' then 'A' when 'bbbbbbbb' then 'B' end, '')
    from %s$s$, p_oid::regclass) into v_found;
  return v_found;
end
$$;

select plan((select count(*)::int from seen) + (select count(*)::int from tests.access_relations() r
  join pg_attribute k on k.attrelid = r.oid and k.attname = 'workspace_id' where r.kind in ('r', 'p', 'v') and not r.is_partition));
select is(got, coalesce(wanted, 'a row in tests.access_rights()'), relation || ' as ' || actor) from seen order by relation, actor;
select is(pg_temp.has_rows(r.oid), 'AB', r.relation || ' has a row in A and in B')
from tests.access_relations() r join pg_attribute k on k.attrelid = r.oid and k.attname = 'workspace_id'
where r.kind in ('r', 'p', 'v') and not r.is_partition and r.relation <> 'public.credentials'
order by r.relation;
-- Its rows show to their admins alone: those who should see them did, above.
select is((select string_agg(got, ' ' order by actor) from seen where relation = 'public.credentials' and actor in ('admin_a', 'owner_b')),
  's=A i=denied u=denied d=denied s=B i=denied u=denied d=denied', 'public.credentials has a row in A and in B');
select * from finish();
rollback;
