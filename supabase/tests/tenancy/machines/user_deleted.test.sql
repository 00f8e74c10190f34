-- genesis.user_deleted: Clerk deleted somebody.
begin;
select plan(16);
select tests.workspace('ud-a', 'ud_gone');
select tests.member(tests.id('ud-a'), 'ud_other', 'admin');
select tests.workspace('ud-b', 'ud_other');
select tests.member(tests.id('ud-b'), 'ud_gone', 'viewer');
select tests.operator('ud_gone');
insert into genesis.break_glass_grants (workspace_id, user_id, reason) values (tests.id('ud-b'), 'ud_gone', 'a reason');

select tests.as_user('ud_other');
select throws_ok($$select genesis.user_deleted('ud_gone')$$, '42501', null, 'no person may');
select tests.as_service();
select is(genesis.user_deleted(''), '{"status": 400, "code": "invalid_field"}'::jsonb, 'nobody is nobody');
select is(genesis.user_deleted(null), '{"status": 400, "code": "invalid_field"}'::jsonb, 'null neither');
select is(genesis.user_deleted('ud_gone'), '{"status": 200, "memberships": 2, "already": false}'::jsonb, 'both memberships go');
select is(genesis.user_deleted('ud_gone'), '{"status": 200, "memberships": 0, "already": true}'::jsonb, 'a repeat changes nothing');
select is(genesis.user_deleted('ud_never_seen'), '{"status": 200, "memberships": 0, "already": false}'::jsonb, 'somebody never seen');

select tests.reset();
select is((select count(*)::int from public.user_workspaces where user_id = 'ud_gone'), 0, 'memberships are gone');
select is((select count(*)::int from public.users where user_id in ('ud_gone', 'ud_never_seen') and deleted_at is not null), 2, 'deleted_at is kept');
select is((select count(*)::int from genesis.super_admins where user_id = 'ud_gone'), 0, 'no operator any more');
select is((select count(*)::int from genesis.break_glass_grants where user_id = 'ud_gone' and revoked_at is null), 0, 'no grant open');
select results_eq($$select workspace_id, action, reason from public.governance_audit_log where metadata ->> 'user_id' = 'ud_gone' order by action, workspace_id$$,
  $$select * from (values ('00000000-0000-0000-0000-000000000000'::uuid, 'admin_removed', 'user deleted'), (tests.id('ud-a'), 'member_removed', 'user deleted'),
    (tests.id('ud-b'), 'member_removed', 'user deleted'), ('00000000-0000-0000-0000-000000000000', 'user_deleted', null)) v (a, b, c) order by b, a$$,
  'audited where he was, once each');
select results_eq($$select workspace_id, severity from genesis.alarms where kind = 'workspace_without_owner'$$,
  $$values (tests.id('ud-a'), 'high')$$, 'a workspace left without an owner raises an alarm');

select tests.as_user('ud_gone', 'ud_gone@example.com');
select is_empty('select id from public.workspaces', 'his session, if one lives, sees nothing');
select tests.refuses('select public.sign_in()', 'PT403', 'user_deleted');
select tests.refuses('select public.create_workspace(''A'', ''ud-c'')', 'PT403', 'user_deleted');
select tests.as_user('ud_never_seen');
select tests.refuses('select public.sign_in()', 'PT403', 'user_deleted', 'a late user.created does not revive the unknown one');
select * from finish();
rollback;
