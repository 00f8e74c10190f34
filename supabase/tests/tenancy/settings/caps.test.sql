-- How many keys, open invitations and credentials of one type a workspace may have.
begin;
select plan(13);
select tests.workspace('cap', 'cap_owner');
update genesis.settings set value = 2 where name in ('api_keys_per_workspace', 'open_invites_per_workspace', 'credentials_per_type');
create temp table made (n int, answer jsonb);
grant all on made to authenticated;

select tests.as_user('cap_owner');
insert into made select n, public.create_api_key(tests.id('cap'), 'key ' || n) from generate_series(1, 2) n;
select tests.refuses($$select public.create_api_key(tests.id('cap'), 'one more')$$, 'PT409', 'too_many_keys', 'a third key');
select lives_ok(format('select public.revoke_api_key(tests.id(''cap''), %L)', answer ->> 'id'), 'one is revoked') from made where n = 1;
select lives_ok($$select public.create_api_key(tests.id('cap'), 'one more')$$, 'which makes room');

select lives_ok(format('select public.invite_member(tests.id(''cap''), ''%s@x.test'', ''viewer'')', n), 'invitation ' || n) from generate_series(1, 2) n;
select tests.refuses($$select public.invite_member(tests.id('cap'), '3@x.test', 'viewer')$$, 'PT409', 'too_many_invites', 'a third invitation');
select lives_ok($$select public.invite_member(tests.id('cap'), '1@x.test', 'admin')$$, 'one that is there is replaced');
select tests.reset();
update public.workspace_invites set created_at = now() - interval '9 days', expires_at = now() - interval '2 days' where email = '2@x.test';
select tests.as_user('cap_owner');
select lives_ok($$select public.invite_member(tests.id('cap'), '3@x.test', 'viewer')$$, 'an expired one takes no room');

select tests.reset();
create function pg_temp.put(p_type text, p_id text, p_name text) returns text language sql as $$
  select concat_ws(' ', o ->> 'status', o ->> 'code') from genesis.onboarding_credential_put(tests.id('cap'), 'cap_owner', tests.id(p_id), p_type, p_name,
    '{"key_id": "k", "salt": "s", "iv": "iv", "tag": "t", "ciphertext": "c"}', null, 'k') o $$;
select is(pg_temp.put('smtp', 'c1', 'One') || ', ' || pg_temp.put('smtp', 'c2', 'Two'), '200, 200', 'two credentials');
select is(pg_temp.put('smtp', 'c3', 'Three'), '409 too_many_credentials', 'a third of the type');
select is(pg_temp.put('imap', 'c4', 'One'), '200', 'another type has its own room');
select is(pg_temp.put('smtp', 'c1', 'Renamed'), '200', 'one that is stored is replaced');
select is(pg_temp.put('smtp', 'c5', 'Two'), '409 conflict', 'of its name too: the caller seals for that id');
select * from finish();
rollback;
