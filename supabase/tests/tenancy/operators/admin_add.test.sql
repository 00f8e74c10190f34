-- public.admin_add: one operator makes another, by name; the list of SUPER_ADMIN_IDS has the last word.
begin;
select plan(15);
select tests.workspace('aa', 'aa_gone');
select tests.operator('aa_op');
insert into public.users (user_id, email) values ('aa_known', 'known@x.test') on conflict do nothing;
select genesis.user_deleted('aa_gone');

select tests.as_user('aa_known');
select tests.refuses($$select public.admin_add('aa_known')$$, 'PT403', 'forbidden', 'nobody makes himself an operator');
select tests.as_user('aa_op');
select is(public.admin_add(' aa_known '), '{"user_id": "aa_known", "added": true, "email": "known@x.test", "has_signed_in": true}'::jsonb, 'added, with the address to look at');
select is(public.admin_add('aa_known') -> 'added', 'false', 'a repeat changes nothing');
select is(public.admin_add('aa_new') - 'email', '{"user_id": "aa_new", "added": true, "has_signed_in": false}'::jsonb, 'somebody who is yet to sign in');
select tests.refuses($$select public.admin_add('aa_gone')$$, 'PT409', 'conflict', 'nobody whose account was deleted');
select tests.refuses(format('select public.admin_add(%L)', u), 'PT400', 'invalid_field', left(coalesce(to_json(u)::text, 'null'), 20))
from unnest(array['', ' ', E'aa\nbb', repeat('x', 201), null]) u;
select tests.as_user('aa_known');
select isnt_empty('select slug from public.admin_workspaces()', 'the new one operates');
select tests.reset();
select results_eq($$select action, metadata ->> 'user_id', actor_id from public.governance_audit_log where metadata ->> 'user_id' ~ '^aa_(known|new)' order by seq$$,
  $$values ('admin_added', 'aa_known', 'aa_op'), ('admin_added', 'aa_new', 'aa_op')$$, 'audited once each, by who did it');
select is((select string_agg(user_id || ' by ' || added_by, ', ' order by 1) from genesis.super_admins where user_id ~ '^aa_(known|new)'), 'aa_known by aa_op, aa_new by aa_op', 'and so is the list');
select is(genesis.admin_sync(array(select user_id from genesis.super_admins where user_id <> 'aa_known')) -> 'removed', '["aa_known"]', 'the list takes away what it does not name');
select tests.as_user('aa_known');
select tests.refuses('select public.admin_workspaces()', 'PT403', 'forbidden');
select * from finish();
rollback;
