-- public.rename_workspace, public.set_time_zone.
begin;
select plan(13);
select tests.workspace('set', 'set_owner');
select tests.as_user('set_owner');
select is((select w.name from public.rename_workspace(tests.id('set'), ' New name ') w), 'New name', 'renamed, trimmed');
select is((select w.slug from public.rename_workspace(tests.id('set'), 'New name') w), 'set', 'the slug stays');
select tests.refuses(format('select public.rename_workspace(tests.id(''set''), %L)', n), 'PT400', 'invalid_field', 'name ' || left(coalesce(n, 'null'), 9))
from unnest(array['  ', repeat('x', 121), null]) n;
select is((select w.time_zone from public.set_time_zone(tests.id('set'), 'Asia/Tokyo') w), 'Asia/Tokyo', 'time zone set');
select is((select w.time_zone from public.set_time_zone(tests.id('set'), 'Asia/Tokyo') w), 'Asia/Tokyo', 'a repeat changes nothing');
select tests.refuses(format('select public.set_time_zone(tests.id(''set''), %L)', z), 'PT400', 'invalid_field', 'time zone ' || coalesce(z, 'null'))
from unnest(array['Mars/Base', '', 'posix/UTC', '+02:00', null]) z;
select tests.reset();
select results_eq($$select action, metadata ->> 'from', metadata ->> 'to' from public.governance_audit_log
    where workspace_id = tests.id('set') order by seq$$,
  $$values ('workspace_renamed', 'Set', 'New name'), ('time_zone_changed', 'UTC', 'Asia/Tokyo')$$, 'each change is audited once');
select * from finish();
rollback;
