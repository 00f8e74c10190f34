-- public.create_api_key, public.revoke_api_key.
begin;
select plan(15);
select tests.workspace('key', 'key_owner');
select tests.member(tests.id('key'), 'key_admin', 'admin');
select tests.member(tests.id('key'), 'key_member', 'member');
select tests.workspace('key-b', 'key_bob');
create temp table made (answer jsonb);
grant all on made to authenticated;

select tests.as_user('key_admin');
select lives_ok($$insert into made select public.create_api_key(tests.id('key'), ' Reports ')$$, 'an admin makes a key');
select matches((select answer ->> 'key' from made), '^gk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$', 'gk_<prefix>_<256 bits>');
select is((select split_part(answer ->> 'key', '_', 2) from made), (select answer ->> 'prefix' from made), 'it shows its prefix');
select results_eq('select name, prefix, created_by from public.workspace_keys', 'select ''Reports'', answer ->> ''prefix'', ''key_admin'' from made',
  'admins list keys');
select throws_ok('select hash from public.workspace_keys', '42501', null, 'nobody reads the hash');
select tests.refuses(format('select public.create_api_key(tests.id(''key''), %L)', n), 'PT400', 'invalid_field', 'name ' || left(coalesce(n, 'null'), 9))
from unnest(array[' ', repeat('x', 81), null]) n;
select tests.as_user('key_member');
select is_empty('select id from public.workspace_keys', 'members do not list them');
select tests.as_user('key_bob');
select tests.refuses(format('select public.revoke_api_key(tests.id(''key-b''), %L)', answer ->> 'id'), 'PT404', 'key_unknown', 'another workspace''s key is unknown') from made;

select tests.reset();
select is((select hash from public.workspace_keys where workspace_id = tests.id('key')), (select sha256(convert_to(answer ->> 'key', 'UTF8')) from made),
  'the SHA-256 of the whole key is kept, and nothing else of its secret');
select tests.as_user('key_owner');
select lives_ok(format('select public.revoke_api_key(tests.id(''key''), %L)', answer ->> 'id'), 'revoked') from made;
select lives_ok(format('select public.revoke_api_key(tests.id(''key''), %L)', answer ->> 'id'), 'twice over') from made;
select tests.reset();
select is((select revoked_by from public.workspace_keys where workspace_id = tests.id('key')), 'key_owner', 'by whom');
select results_eq($$select action, metadata ->> 'key_id', metadata::text ~ 'gk_' from public.governance_audit_log where workspace_id = tests.id('key') order by seq$$,
  $$select a, answer ->> 'id', false from made, unnest(array['api_key_issued', 'api_key_revoked']) a$$, 'audited once each, without the key');
select * from finish();
rollback;
