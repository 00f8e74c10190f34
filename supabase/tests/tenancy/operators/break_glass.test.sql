-- public.admin_open_workspace, admin_close_workspace: reading for an hour, audited, never writing.
begin;
select plan(21);
select tests.workspace('bg', 'bg_owner');
select tests.workspace('bg-frozen', 'bg_owner', 'frozen');
select tests.operator('bg_op');
select tests.operator('bg_op2');
insert into public.campaigns (workspace_id, name) values (tests.id('bg'), 'C'), (tests.id('bg-frozen'), 'C');

select tests.as_user('bg_op');
select is_empty('select id from public.campaigns', 'being an operator opens no tenant''s data');
select isnt_empty('select id from public.workspaces where slug = ''bg''', 'but the list of workspaces');
select tests.refuses(format('select public.admin_open_workspace(tests.id(''bg''), %L)', r), 'PT400', 'invalid_field', 'reason ' || coalesce(r, 'null'))
from unnest(array['', '    x    ', null]) r;
select tests.refuses('select public.admin_open_workspace(gen_random_uuid(), ''a reason'')', 'PT404', 'workspace_unknown');
select tests.refuses('select public.admin_open_workspace(null, ''a reason'')', 'PT404', 'workspace_unknown');
select is((select g.expires_at - g.created_at from public.admin_open_workspace(tests.id('bg'), ' ticket 4711 ') g), interval '1 hour', 'opened for an hour');
select is((select count(*)::int from public.campaigns), 1, 'its rows are read, no other workspace''s');
select is_empty($$update public.campaigns set name = 'D' returning id$$, 'nothing is written: update');
select throws_ok(format('insert into public.campaigns (workspace_id, name) values (%L, ''E'')', tests.id('bg')), '42501', null, 'nothing is written: insert');
select tests.refuses($$select public.rename_workspace(tests.id('bg'), 'X')$$, 'PT403', 'forbidden', 'nothing is written: functions');
select lives_ok($$select public.admin_open_workspace(tests.id('bg-frozen'), 'why is it frozen')$$, 'a frozen one is opened too');
select is((select count(*)::int from public.campaigns), 2, 'and read');
select tests.as_user('bg_op2');
select is_empty('select id from public.campaigns', 'the grant is its operator''s alone');
select is(public.admin_close_workspace(tests.id('bg')), 0, 'and no other''s to close');
select tests.as_user('bg_op');
select is(public.admin_close_workspace(tests.id('bg')), 1, 'closed');
select is(public.admin_close_workspace(tests.id('bg')), 0, 'once');
select is((select count(*)::int from public.campaigns), 1, 'no longer read');

select tests.as_user('bg_owner');
select results_eq('select action, actor_id, reason from public.governance_audit_log order by seq',
  $$values ('super_admin_access', 'bg_op', 'ticket 4711'), ('super_admin_access_closed', 'bg_op', null)$$, 'the owner reads who looked and why');
select tests.reset();
update genesis.break_glass_grants set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
where workspace_id = tests.id('bg-frozen');
select tests.as_user('bg_op');
select is_empty('select id from public.campaigns', 'after an hour it is over');
select * from finish();
rollback;
