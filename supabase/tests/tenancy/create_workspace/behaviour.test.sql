-- public.create_workspace: anyone signed in, five a person, the slug once.
begin;
select plan(18);
select tests.as_user('cw_alice', 'cw_alice@example.com');
select is((select (w.name, w.slug, w.plan, w.status)::text from public.create_workspace(' Acme Inc ', 'cw-acme') w),
  '("Acme Inc",cw-acme,free,active)', 'returns the row: free, active, name trimmed');
select is((select role from public.user_workspaces), 'owner', 'the caller is its owner, and the only member');
select tests.refuses($$select public.create_workspace('B', 'cw-acme')$$, 'PT409', 'slug_taken');
select throws_like($$select public.create_workspace('B', 'cw-acme')$$, 'slug %', 'the error names the field');
select tests.refuses(format('select public.create_workspace(''B'', %L)', slug), 'PT400', 'invalid_field', 'slug ' || coalesce(slug, 'null'))
from unnest(array['', 'A', '-a', 'a-', 'a b', 'a_b', repeat('a', 64), null]) slug;
select tests.refuses(format('select public.create_workspace(%L, ''cw-b'')', name), 'PT400', 'invalid_field', 'name ' || left(coalesce(name, 'null'), 9))
from unnest(array['   ', repeat('x', 121), null]) name;

select tests.reset();
select is((select array_agg(action || ' ' || actor_id) from public.governance_audit_log l join public.workspaces w on w.id = l.workspace_id
  where w.slug = 'cw-acme'), array['workspace_created cw_alice'], 'audited once, in the new workspace''s own chain');
update genesis.settings set value = 2 where name = 'workspaces_per_user';
select tests.as_user('cw_alice');
select lives_ok($$select public.create_workspace('Second', repeat('z', 63))$$, 'the second, its slug as long as can be');
select tests.refuses($$select public.create_workspace('Third', 'cw-three')$$, 'PT409', 'too_many_workspaces');
select * from finish();
rollback;
