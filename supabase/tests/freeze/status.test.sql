-- What operators, and nobody else, are shown of a freeze; a token that is stored with its unfreeze or not at all; a
-- relaunch that is still cleaning when the freeze comes.
begin;
select no_plan();
select tests.tenant('fs'), tests.operator('user_fs_op');
create function pg_temp.status(p_actor text default 'user_fs_op', p_id uuid default tests.id('fs')) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_service();
  v := genesis.freeze_status(p_id, p_actor);
  perform tests.reset();
  return v;
end $$;
select is(pg_temp.status('user_owner_fs'), '{"status": 403, "code": "forbidden"}', 'the owner is no operator');
select is(pg_temp.status(null), '{"status": 403, "code": "forbidden"}', 'nor is nobody');
select is(pg_temp.status(p_id => gen_random_uuid()), '{"status": 404, "code": "not_found"}', 'an unknown workspace');
select is(pg_temp.status() - '{status,slug,name}'::text[], '{"frozen": false, "epoch": 1, "reason": null, "frozen_at": null, "frozen_by": null, "stages": [], "pending": [], "commands": [],
  "would_start": [], "quarantined": {"costs": 0, "events": 0}, "open_permits": [], "ignition": null, "sidecar": {"registered": false, "last_heartbeat_at": null}}', 'never frozen: nothing is said');

select genesis.workspace_freeze(tests.id('fs'), 'user_fs_op', 'spam report 7');
select tests.events('fs', tests.event('opt_out', 'k1'));
select tests.costs('fs', '{"provider": "openai", "model": "gpt-4o-mini", "idempotency_key": "c1", "tokens_in": 1, "tokens_out": 1}');
insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, event_ts, item, applied_at, outcome) values (tests.id('fs'), 'event', 'old', now(), '{}', now(), '{}');
select is(pg_temp.status() - '{status,slug,name,frozen_at,stages,commands}'::text[], '{"frozen": true, "epoch": 2, "reason": "spam report 7", "frozen_by": "user_fs_op", "pending": ["workflows_off", "executions_drained", "verified"],
  "would_start": [], "quarantined": {"costs": 1, "events": 1}, "open_permits": [], "ignition": null, "sidecar": {"registered": false, "last_heartbeat_at": null}}', 'frozen: why, by whom, what is pending, and what waits');
select is((select jsonb_path_query_array(pg_temp.status(), '$.stages[*].stage')), '["requested", "enforced_in_database"]', 'its stages');
select is((select string_agg(c ->> 'action' || ' ' || (c ->> 'status'), ', ') from jsonb_array_elements(pg_temp.status() -> 'commands') c), 'deactivate_all_workflows open, stop_executions open, verify_frozen open', 'its commands');

-- The token's envelope.
create function pg_temp.unfreeze(p_id uuid, p_key text default 'k1') returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_service();
  v := genesis.workspace_unfreeze(tests.id('fs'), 'user_fs_op', tests.token_hash('fresh'), jsonb_build_object('id', p_id, 'key_id', p_key,
    'envelope', '{"v": 1, "alg": "A256GCM", "kdf": "PBKDF2", "key_id": "k1", "salt": "s", "iv": "i", "tag": "t", "ciphertext": "c"}'::jsonb));
  perform tests.reset();
  return v;
end $$;
insert into genesis.credential_store (workspace_id, id, type, name, envelope, key_id, created_by)
values (tests.id('fs'), tests.id('old webhook'), 'webhook', 'webhook', '{"key_id": "k1", "salt": "s", "iv": "old", "tag": "t", "ciphertext": "c"}', 'k1', 'u');
select is(pg_temp.unfreeze(gen_random_uuid()), jsonb_build_object('status', 409, 'code', 'conflict', 'id', tests.id('old webhook')), 'sealed for another row than the workspace''s: told which');
select is(pg_temp.unfreeze(tests.id('old webhook'), 'another') ->> 'status', '400', 'an envelope of another key: refused');
select is((select status || epoch from public.workspaces where slug = 'fs'), 'frozen2', 'and the workspace stays frozen');
select is(pg_temp.unfreeze(tests.id('old webhook')) ->> 'status', '200', 'sealed for the right row');
select is((select envelope ->> 'iv' from genesis.credential_store where id = tests.id('old webhook')), 'i', 'the vault has the new token');
select is(tests.events('fs', '[]', jsonb_build_object('token_hash', tests.token_hash('fresh'))) ->> 'status', '200', 'which is the valid one');
select is(pg_temp.unfreeze(tests.id('old webhook')) ->> 'code', 'not_frozen', 'a second unfreeze');
select is((select jsonb_path_query_array(pg_temp.status(), '$.stages[*].stage')), '["requested", "enforced_in_database", "unfrozen"]', 'the last freeze is shown with its end');
select is((pg_temp.status() #> '{stages,2,detail}') - 'trace_id'::text, '{"by": "user_fs_op"}', 'and by whom');
select is((select c ->> 'trace_id' from jsonb_array_elements(pg_temp.status() -> 'commands') c where c ->> 'action' = 'rotate_webhook_token'), pg_temp.status() #>> '{stages,2,detail,trace_id}', 'under the trace id that its commands show');

-- A relaunch cleans first what an earlier run left; the freeze must not let it go on to start.
insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by, status, step, relaunch, rollback_started_at)
values (tests.id('fs'), tests.id('run'), 't', 'u', 'rollback_in_progress', 'rollback_partition', true, now());
select genesis.workspace_freeze(tests.id('fs'), 'user_fs_op', 'again');
select isnt((select cancel_requested_at from genesis.ignition_state where workspace_id = tests.id('fs')), null, 'a relaunch that is still cleaning is cancelled');
select genesis.ignition_complete_step(0, tests.id('fs'), tests.id('run'), 'rollback_partition');
update pgmq.q_ignition set vt = now() - interval '1 s' where message ->> 'workspace_id' = tests.id('fs')::text;
delete from pgmq.q_ignition where message ->> 'workspace_id' <> tests.id('fs')::text;
select is((genesis.ignition_claim(1)) -> 'messages', '[]', 'its first step is not worked on');
select is((select status || ' ' || error_message from genesis.ignition_state where workspace_id = tests.id('fs')), 'rollback_in_progress Cancelled', 'but turned round');
select * from finish();
rollback;
