-- genesis.admin_sync: exactly the listed people are operators.
begin;
select plan(26);
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

-- Deleted accounts: passed over and told; a list of nobody else changes nothing.
select tests.reset();
insert into public.users (user_id, email, deleted_at) values ('sync_dead', null, now());
select tests.as_service();
select is(genesis.admin_sync('{sync_dead,sync_new}'), '{"status": 200, "added": [], "removed": ["sync_stays"], "operators": ["sync_new"], "deleted": ["sync_dead"]}'::jsonb, 'a deleted account is not brought back');
select is(genesis.admin_sync('{sync_dead}'), '{"status": 400, "code": "invalid_field", "deleted": ["sync_dead"]}'::jsonb, 'a list of deleted accounts alone changes nothing');
select tests.reset();
delete from genesis.alarms where kind = 'no_operator';
select tests.as_service();
select is(genesis.admin_sync('{sync_else}') -> 'added', '["sync_else"]'::jsonb, 'a list that replaces everybody');
select tests.reset();
select results_eq('select user_id from genesis.super_admins', array['sync_else'], 'replaces them');
select is((select count(*)::int from genesis.alarms where kind = 'no_operator'), 0, 'with no moment without an operator');
-- Whom an earlier version brought back operates nothing.
insert into genesis.super_admins (user_id, added_by) values ('sync_dead', 'test');
select is(private.is_super_admin('sync_dead'), false, 'a deleted account freezes nothing');
select tests.as_user('sync_dead');
select tests.refuses('select public.admin_workspaces()', 'PT403', 'forbidden', 'nor operates anything else');
select tests.reset();
-- The last one goes.
select genesis.user_deleted('sync_else');
select is((select severity from genesis.alarms where kind = 'no_operator' and cleared_at is null), 'critical', 'the last operator''s account is deleted: an alarm');
select is(genesis.health() -> 'operators', '0'::jsonb, 'which health knows: a row of a deleted account does not count');
select genesis.admin_sync('{sync_new}');
select is((select count(*)::int from genesis.alarms where kind = 'no_operator' and cleared_at is null), 0, 'one again: it is cleared');
select * from finish();
rollback;
