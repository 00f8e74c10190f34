-- The vault's rows: stored, replaced, deleted, resealed, audited; canaries. (Sealing and opening: _shared/vault.)
begin;
select no_plan();
select tests.tenant('vault-a'), tests.tenant('vault-b');
delete from genesis.credential_store;
delete from genesis.vault_canaries;

create function pg_temp.envelope(p_key text, p_iv text default 'iv') returns jsonb language sql as $$
  select jsonb_build_object('key_id', p_key, 'salt', 's', 'iv', p_iv, 'tag', 't', 'ciphertext', 'c') $$;
create function pg_temp.put(p_slug text, p_id text, p_name text default 'SMTP', p_type text default 'smtp', p_key text default 'k1', p_four text default '1234') returns text language sql as $$
  select concat_ws(' ', o ->> 'status', o ->> 'code') from (select genesis.credential_put(tests.id(p_slug), tests.id(p_id), p_type, p_name, pg_temp.envelope(p_key), p_four, p_key, 'user_t') o) x $$;

select is(pg_temp.put('vault-a', 'c1'), '200', 'stored');
select is(pg_temp.put('vault-a', 'c1', 'SMTP 2'), '200', 'replaced under another name');
select is(pg_temp.put('vault-a', 'c2', 'SMTP 2'), '409 conflict', 'a name once a type');
select is(genesis.credential_put(tests.id('vault-a'), tests.id('c2'), 'smtp', 'SMTP 2', pg_temp.envelope('k1'), null, 'k1', 'user_t') ->> 'id', tests.id('c1')::text, 'and says whose it is');
select is(pg_temp.put('vault-a', 'c1', 'IMAP', 'imap'), '409 conflict', 'a row keeps its type');
select is(pg_temp.put('vault-a', 'c3', 'X', 'unheard'), '400 invalid_field', 'an unknown type');
select is(pg_temp.put('vault-a', 'c3', 'X', 'smtp', 'k1', 'hunter2'), '400 invalid_field', 'more than four characters never lie open');
select is(genesis.credential_put(tests.id('vault-a'), tests.id('c3'), 'smtp', 'X', '{"key_id": "k1"}', null, 'k1', 'u') ->> 'code', 'invalid_field', 'no whole envelope');
select is(genesis.credential_put(tests.id('vault-a'), tests.id('c3'), 'smtp', 'X', pg_temp.envelope('k1'), null, 'k2', 'u') ->> 'code', 'invalid_field', 'under the envelope''s own key');
select is(pg_temp.put('nowhere', 'c1'), '404 not_found', 'no such workspace');
select is(pg_temp.put('vault-b', 'c4'), '200', 'another workspace''s');
select is(jsonb_path_query_array(genesis.credential_envelopes(tests.id('vault-a')), '$.credentials[*].name'), '["SMTP 2"]', 'each workspace sees its own');
select is(genesis.credential_envelopes(tests.id('vault-a'), '{imap}') -> 'credentials', '[]', 'of a type');

-- Rotation.
select is(genesis.credential_rotation_batch('k2') -> 'remaining', '2', 'all workspaces'' rows under another key');
select is(genesis.credential_reseal(tests.id('vault-a'), tests.id('c1'), 'k1', 'stale', pg_temp.envelope('k2'), 'k2') -> 'changed', 'false', 'replaced meanwhile: left alone');
select is(genesis.credential_reseal(tests.id('vault-b'), tests.id('c1'), 'k1', 'iv', pg_temp.envelope('k2'), 'k2') -> 'changed', 'false', 'not through another workspace');
select is(genesis.credential_reseal(tests.id('vault-a'), tests.id('c1'), 'k1', 'iv', pg_temp.envelope('k2', 'iv2'), 'k2') -> 'changed', 'true', 'resealed');
select is(jsonb_path_query_array(genesis.credential_rotation_batch('k2', 1), '$.credentials[*].id') || (genesis.credential_rotation_batch('k2') -> 'remaining'), jsonb_build_array(tests.id('c4'), 1), 'one remains');
select is(genesis.credential_rotation_batch('k2', 5, tests.id('vault-b'), tests.id('c4')) -> 'credentials', '[]', 'after the last row there is none');

-- Canaries.
select is(genesis.vault_canary('k1'), null, 'none yet');
select is(genesis.vault_canary_put('k1', '{"a": 1}') -> 'envelope', '{"a": 1}', 'the first key of all is taken');
select is(genesis.vault_canary_put('k1', '{"a": 2}') -> 'envelope', '{"a": 1}', 'its first canary holds');
select is(genesis.vault_canary_put('k2', '{"a": 3}') ->> 'status', '409', 'another key is not taken');
select is(genesis.vault_canary_put('k2', '{"a": 3}', 'k0') ->> 'status', '409', 'nor by an unknown one');
select is(genesis.vault_canary_put('k2', '{"a": 3}', 'k1') ->> 'status', '200', 'but by a known one: a rotation');
select is(genesis.vault_canary_retire('k2') -> 'retired', '0', 'a key that still seals stays');
delete from genesis.credential_store where id = tests.id('c4');
select is(genesis.vault_canary_retire('k2') -> 'retired', '1', 'and then goes');
select is(genesis.vault_canary('k1'), null, 'so that it is taken no more');

-- Frozen, deleted, audited.
update public.workspaces set status = 'frozen', frozen_at = now(), frozen_by = 'u', freeze_reason = 't' where id = tests.id('vault-a');
select is(pg_temp.put('vault-a', 'c1', 'SMTP 2'), '403 workspace_frozen', 'frozen: nothing is stored');
select is(genesis.credential_envelopes(tests.id('vault-a')), '{"status": 403, "code": "workspace_frozen"}', 'nor handed out');
select is(genesis.credential_delete(tests.id('vault-a'), tests.id('c1'), 'user_t'), '{"status": 200, "deleted": true}', 'but deleted');
select is(genesis.credential_delete(tests.id('vault-a'), tests.id('c1'), 'user_t') -> 'deleted', 'false', 'once');
select is((select string_agg(action || ' by ' || actor_id, ', ' order by seq) from public.governance_audit_log where workspace_id = tests.id('vault-a') and action like 'credential%'),
  'credential_stored by user_t, credential_stored by user_t, credential_resealed by system, credential_deleted by user_t', 'each act is in the log');
select * from finish();
rollback;
