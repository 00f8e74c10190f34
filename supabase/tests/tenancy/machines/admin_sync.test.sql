-- genesis.admin_sync: exactly the listed people are operators.
begin;
select plan(16);
select tests.workspace('sync', 'sync_owner');
delete from genesis.super_admins;
select tests.operator('sync_old');
select tests.operator('sync_stays');
insert into genesis.break_glass_grants (workspace_id, user_id, reason) values
  (tests.id('sync'), 'sync_old', 'a reason'), (tests.id('sync'), 'sync_stays', 'a reason');

select tests.as_anon();
select throws_ok($$select genesis.admin_sync('{x}')$$, '42501', null, 'anon may not');
select tests.as_user('sync_old');
select throws_ok($$select genesis.admin_sync('{x}')$$, '42501', null, 'an operator may not: the list is a secret''s, not a person''s');
select tests.as_service();
select throws_ok('select * from genesis.super_admins', '42501', null, 'the machine reads no table');
select is(genesis.admin_sync(p), '{"status": 400, "code": "invalid_field"}'::jsonb, 'an empty or mistyped list changes nothing: ' || coalesce(p::text, 'null'))
from unnest(array['{}', '{"", "  "}', '{"user_1 user_2"}', null]) l, lateral (select l::text[] as p) q;
select is(genesis.admin_sync(array[' sync_new ', 'sync_stays', 'sync_new', '']),
  '{"status": 200, "added": ["sync_new"], "removed": ["sync_old"], "operators": ["sync_new", "sync_stays"]}'::jsonb, 'added and removed');
select is(genesis.admin_sync(array['sync_new', 'sync_stays']) - 'operators', '{"status": 200, "added": [], "removed": []}'::jsonb, 'a repeat changes nothing');
select tests.reset();
select results_eq('select user_id from genesis.super_admins order by 1', array['sync_new', 'sync_stays'], 'the list');
select results_eq($$select action, metadata ->> 'user_id', actor_id from public.governance_audit_log
    where workspace_id = '00000000-0000-0000-0000-000000000000' and action ~ '^admin_' and metadata ->> 'user_id' ~ '^sync' order by seq$$,
  $$values ('admin_removed', 'sync_old', 'system'), ('admin_added', 'sync_new', 'system')$$, 'audited once each');
select results_eq('select user_id, revoked_at is not null from genesis.break_glass_grants where workspace_id = tests.id(''sync'') order by 1',
  $$values ('sync_old', true), ('sync_stays', false)$$, 'who is removed loses his open grants');
select tests.as_user('sync_old');
select is_empty('select id from public.workspaces', 'and sees nothing');
select tests.refuses('select public.admin_workspaces()', 'PT403', 'forbidden');
select tests.as_user('sync_new');
select isnt_empty('select id from public.workspaces', 'the new one sees the fleet');
select isnt_empty('select slug from public.admin_workspaces()', 'and may list it');
select * from finish();
rollback;
