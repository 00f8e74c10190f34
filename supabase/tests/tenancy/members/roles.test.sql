-- public.set_member_role, remove_member, leave_workspace.
begin;
select plan(27);
select tests.workspace('rol', 'rol_owner');
select tests.member(tests.id('rol'), 'rol_admin', 'admin');
select tests.member(tests.id('rol'), 'rol_member', 'member');
select tests.member(tests.id('rol'), 'rol_viewer', 'viewer');
select tests.workspace('rol-b', 'rol_bob');

select tests.as_user('rol_admin');
select is((select m.role from public.set_member_role(tests.id('rol'), 'rol_viewer', 'admin') m), 'admin', 'an admin makes an admin');
select is((select m.role from public.set_member_role(tests.id('rol'), 'rol_viewer', 'viewer') m), 'viewer', 'and unmakes one');
select is((select m.role from public.set_member_role(tests.id('rol'), 'rol_viewer', 'viewer') m), 'viewer', 'a repeat changes nothing');
select tests.refuses($$select public.set_member_role(tests.id('rol'), 'rol_member', 'owner')$$, 'PT403', 'forbidden', 'an admin makes no owner');
select tests.refuses($$select public.set_member_role(tests.id('rol'), 'rol_admin', 'owner')$$, 'PT403', 'forbidden', 'not of himself either');
select tests.refuses($$select public.set_member_role(tests.id('rol'), 'rol_owner', 'viewer')$$, 'PT403', 'forbidden', 'nor unmakes one');
select tests.refuses($$select public.remove_member(tests.id('rol'), 'rol_owner')$$, 'PT403', 'forbidden', 'nor removes one');
select tests.refuses($$select public.set_member_role(tests.id('rol'), 'rol_bob', 'viewer')$$, 'PT404', 'not_a_member');
select tests.refuses($$select public.remove_member(tests.id('rol'), 'rol_bob')$$, 'PT404', 'not_a_member');
select tests.refuses($$select public.remove_member(tests.id('rol'), null)$$, 'PT404', 'not_a_member');
select tests.refuses($$select public.set_member_role(tests.id('rol'), 'rol_member', 'root')$$, 'PT400', 'invalid_field');
select tests.refuses($$select public.set_member_role(tests.id('rol'), 'rol_member', null)$$, 'PT400', 'invalid_field');
select tests.refuses($$select public.set_member_role(null, 'rol_member', 'viewer')$$, 'PT400', 'invalid_field');
select tests.refuses($$select public.set_member_role(tests.id('rol-b'), 'rol_bob', 'viewer')$$, 'PT403', 'forbidden', 'nothing in another workspace');
select throws_ok($$update public.user_workspaces set role = 'owner'$$, '42501', null, 'no way round the function');
select lives_ok($$select public.remove_member(tests.id('rol'), 'rol_member')$$, 'an admin removes a member');
select tests.as_user('rol_member');
select is_empty('select id from public.workspaces', 'who sees nothing from the next statement on');

select tests.as_user('rol_owner');
select tests.refuses($$select public.leave_workspace(tests.id('rol'))$$, 'PT409', 'last_owner', 'the last owner stays');
select tests.refuses($$select public.remove_member(tests.id('rol'), 'rol_owner')$$, 'PT409', 'last_owner', 'by the other function too');
select tests.refuses($$select public.set_member_role(tests.id('rol'), 'rol_owner', 'admin')$$, 'PT409', 'last_owner', 'and stays owner');
select is((select m.role from public.set_member_role(tests.id('rol'), 'rol_admin', 'owner') m), 'owner', 'an owner makes an owner');
select lives_ok($$select public.leave_workspace(tests.id('rol'))$$, 'and may go then');
select tests.refuses($$select public.leave_workspace(tests.id('rol'))$$, 'PT403', 'forbidden', 'once');
select tests.as_user('rol_viewer');
select lives_ok($$select public.leave_workspace(tests.id('rol'))$$, 'a viewer may leave');

select tests.reset();
select results_eq($$select action, actor_id, metadata ->> 'user_id' from public.governance_audit_log
    where workspace_id = tests.id('rol') order by seq$$,
  $$values ('member_role_changed', 'rol_admin', 'rol_viewer'), ('member_role_changed', 'rol_admin', 'rol_viewer'),
    ('member_removed', 'rol_admin', 'rol_member'), ('member_role_changed', 'rol_owner', 'rol_admin'),
    ('member_left', 'rol_owner', 'rol_owner'), ('member_left', 'rol_viewer', 'rol_viewer')$$, 'each change is audited once');
select is((select metadata - 'user_id' from public.governance_audit_log where workspace_id = tests.id('rol') and seq = 1),
  '{"from": "viewer", "to": "admin"}'::jsonb, 'with the role before and after');
select results_eq($$select user_id, role from public.user_workspaces where workspace_id = tests.id('rol')$$,
  $$values ('rol_admin', 'owner')$$, 'what is left');
select * from finish();
rollback;
