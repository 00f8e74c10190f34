-- public.admin_desk_page, public.admin_desk_of: search, filter, sort and page in the database.
begin;
select no_plan();
select tests.workspace('dpa', 'dp_owner'), tests.workspace('dpb', 'dp_owner'), tests.workspace('dpc', 'dp_owner'), tests.workspace('dpd', 'dp_owner');
update public.workspaces set slug = 'dpg-' || right(slug, 1), name = 'Desk 100% ' || right(slug, 1) where id in (tests.id('dpa'), tests.id('dpb'), tests.id('dpc'), tests.id('dpd'));
select private.alarm('probe', 'dp:' || n, 'low', 'm', '{}', tests.id('dpb')) from generate_series(1, 2) n;
select private.alarm('probe', 'dp:3', 'high', 'm', '{}', tests.id('dpc'));
insert into genesis.budget_periods (workspace_id, month, limit_usd, settled_usd)
select tests.id(w), date_trunc('month', now() at time zone 'utc')::date, m, s from (values ('dpa', 100, 9), ('dpb', 100, 2), ('dpc', 100, 5), ('dpd', 100, 100)) v (w, m, s);
insert into genesis.droplet_heartbeats (workspace_id, droplet_id, created_at, n8n_up) select tests.id(w), tests.id(w), now() - a * interval '1 min', true from (values ('dpa', 3), ('dpc', 1)) v (w, a);
insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by) values (tests.id('dpa'), tests.id('dpa'), 't', 'u');
select genesis.workspace_freeze(tests.id('dpa'), 'user_root', 'a test');

create function pg_temp.found(p jsonb) returns text language sql as $$
  select concat(p ->> 'found', ': ', (select string_agg(right(r ->> 'slug', 1), '' order by n) from jsonb_array_elements(p -> 'rows') with ordinality e (r, n))) $$;
grant execute on function pg_temp.found(jsonb) to public;
select tests.as_user('user_root');
select is(pg_temp.found(public.admin_desk_page('dpg-')), '4: abcd', 'by slug');
select is(pg_temp.found(public.admin_desk_page(' DPG-', p_descending => true)), '4: dcba', 'from the end');
select is(pg_temp.found(public.admin_desk_page('dpg-', p_sort => 'spend', p_descending => true)), '4: dacb', 'by spend');
select is(pg_temp.found(public.admin_desk_page('dpg-', p_sort => 'alarms', p_descending => true)), '4: bcad', 'by alarms, then by slug');
select is(pg_temp.found(public.admin_desk_page('dpg-', p_sort => 'heartbeat')), '4: bdac', 'by heartbeat, those without one first');
select is(pg_temp.found(public.admin_desk_page('dpg-', 'attention')), '3: bcd', 'alarms, and spend at its limit');
select is(pg_temp.found(public.admin_desk_page('dpg-', 'frozen')), '1: a', 'frozen');
select is(pg_temp.found(public.admin_desk_page('dpg-', 'active')), '3: bcd', 'active');
select is(pg_temp.found(public.admin_desk_page('dpg-', 'not_launched')), '3: bcd', 'not launched');
select is(pg_temp.found(public.admin_desk_page('100% c')), '1: c', 'a wildcard is a letter');
select is(pg_temp.found(public.admin_desk_page('dpg-', p_offset => 1, p_limit => 2)), '4: bc', 'a page, and how many there are');
select is(pg_temp.found(public.admin_desk_page('dpg-', p_offset => 9)), '4: ', 'behind the last');
select ok((p ->> 'workspaces')::int >= 4 and (p ->> 'frozen')::int >= 1 and (p ->> 'look')::int >= 3 and (p ->> 'found')::int = 0, 'counts of the whole fleet, whatever is searched')
from public.admin_desk_page('nobody has this name') p;
-- The same rows as the list for programs.
select is((select jsonb_agg(to_jsonb(d) order by slug) from public.admin_desk() d where slug like 'dpg-%'), public.admin_desk_page('dpg-') -> 'rows', 'rows are admin_desk''s');
select is((select string_agg(right(slug, 1), '') from public.admin_desk_of(array[tests.id('dpc'), gen_random_uuid()], '{dpg-a,none}')), 'ac', 'by id or slug; who is not there is left out');
select * from finish();
rollback;
