-- W4, the database's half: a new token, the dashboard open, the old token nothing, workflows off until asked for.
begin;
select no_plan();
select tests.tenant('un'), tests.operator('user_un_op');
create function pg_temp.unfreeze(p_actor text default 'user_un_op', p_hash text default tests.token_hash('fresh')) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_service();
  v := genesis.workspace_unfreeze(tests.id('un'), p_actor, p_hash);
  perform tests.reset();
  return v;
end $$;
select is(pg_temp.unfreeze(), '{"status": 409, "code": "not_frozen"}', 'not frozen: 409');
select genesis.workspace_freeze(tests.id('un'), 'user_un_op', 'a test');
update genesis.commands set status = 'done', finished_at = now() where workspace_id = tests.id('un') and action = 'stop_executions';

select is(pg_temp.unfreeze('user_owner_un'), '{"status": 403, "code": "forbidden"}', 'not an operator: 403');
select is(pg_temp.unfreeze(p_hash => v) #>> '{fields,0,path}', 'token_hash', 'it needs a new token''s hash') from unnest(array[null, 'abc', upper(tests.token_hash('fresh')), tests.token_hash('token un')]) v;
select tests.as_service();
select is(genesis.workspace_unfreeze(gen_random_uuid(), 'user_un_op', tests.token_hash('fresh')), '{"status": 404, "code": "not_found"}', 'an unknown workspace: 404');
select tests.reset();
select is((select status from public.workspaces where slug = 'un'), 'frozen', 'none of it opened it');

-- What a freeze raised ends with it: never verified, and a quarantine that was full.
select private.alarm(k, d || tests.id('un'), 'critical', 'm', '{}', tests.id('un')) from (values ('freeze_pending', 'freeze_pending:'), ('quarantine_full', 'quarantine:')) v (k, d);
create temp table answer as select pg_temp.unfreeze() as a;
select is((select a - 'trace_id' from answer), '{"status": 200, "epoch": 3, "quarantine_applied": 0, "quarantine_waiting": 0, "reactivating": []}', 'unfrozen under a new epoch');
select is((select string_agg(kind || ' ' || (cleared_at is not null), ', ' order by kind) from genesis.alarms where workspace_id = tests.id('un')), 'freeze_pending true, quarantine_full true', 'its alarms are cleared');
select is((select string_agg(action, ' ' order by seq) from genesis.commands where workspace_id = tests.id('un') and trace_id = (select a ->> 'trace_id' from answer)), 'rotate_webhook_token', 'what it asks of the sidecar goes under its trace id');
select is((select concat_ws(' ', status, epoch, coalesce(frozen_by, freeze_reason, frozen_at::text, '-')) from public.workspaces where slug = 'un'), 'active 3 -', 'the workspace is as before');
select is(tests.events('un', '[]', jsonb_build_object('token_hash', tests.token_hash('fresh'))) ->> 'status', '200', 'the new token is accepted');
select is(tests.events('un', '[]'), '{"status": 401, "code": "invalid_token"}', 'the old one is refused');
select is((select string_agg(action || ' ' || status || ' ' || epoch, ', ' order by seq) from genesis.commands where workspace_id = tests.id('un')),
  'deactivate_all_workflows open 3, stop_executions done 2, verify_frozen void 2, rotate_webhook_token open 3', 'the sidecar gets the new token; what the freeze still wants goes on; nothing is activated');
select is((select count(*)::int from genesis.freeze_stages where workspace_id = tests.id('un') and stage = 'unfrozen' and epoch = 3), 1, 'the stage is recorded');
select is((select concat_ws(' ', actor_id, metadata) from public.governance_audit_log where workspace_id = tests.id('un') and action = 'workspace_unfrozen'), 'user_un_op {"epoch": 3, "quarantine_applied": 0, "quarantine_waiting": 0}', 'it is audited');
select is((select count(*)::int from public.notifications where workspace_id = tests.id('un') and kind = 'unfrozen'), 1, 'and told');
select tests.as_user('user_owner_un');
select is(public.dashboard_aggregate(tests.id('un'), current_date, current_date) ->> 'workspace_id', tests.id('un')::text, 'the dashboard is open');
select tests.reset();
select is(pg_temp.unfreeze(), '{"status": 409, "code": "not_frozen"}', 'twice: 409');

-- Once more: each freeze has its own epoch and stages, and an old token stays void.
select is(genesis.workspace_freeze(tests.id('un'), 'user_un_op', 'again') ->> 'epoch', '4', 'frozen again');
select is(tests.events('un', '[]') ->> 'status', '401', 'a token from before the last freeze: 401, not 403');
select is(tests.events('un', '[]', jsonb_build_object('token_hash', tests.token_hash('fresh'))) ->> 'status', '403', 'the one of now: 403');
select is(pg_temp.unfreeze() #>> '{fields,0,message}', 'is of a token from before the freeze', 'it does not come back either');
select is((select count(*)::int from genesis.freeze_stages where workspace_id = tests.id('un')), 5, 'stages of both freezes');
select is(private.audit_problem((private.audit_suspicions(tests.id('un'))).problem), private.audit_problem(null), 'the audit chain is sound');
-- One kept item that the database refuses does not keep the workspace frozen, nor the others waiting.
select genesis.workspace_freeze(tests.id('un'), 'user_un_op', 'again');
insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, event_ts, item) values
  (tests.id('un'), 'event', 'q1', now() - interval '3 min', tests.event('replied', 'q1', 'one@example.com')),
  (tests.id('un'), 'event', 'q2', now() - interval '2 min', tests.event('sent', 'q2', 'two@example.com', '{"email_number": 99999}')),
  (tests.id('un'), 'event', 'q3', now() - interval '1 min', tests.event('opt_out', 'q3', 'three@example.com'));
select is(pg_temp.unfreeze(p_hash => tests.token_hash('fresher')) ->> 'quarantine_applied', '2', 'the two good ones are applied');
select is((select string_agg(idempotency_key || ' ' || (outcome ->> 'status'), ', ' order by event_ts) from genesis.event_quarantine where workspace_id = tests.id('un') and idempotency_key like 'q_'),
  'q1 200, q2 400, q3 200', 'and each says what became of it');
-- Nor does what the database cannot do just now: the workspace is open, and the worker applies it later.
select genesis.workspace_freeze(tests.id('un'), 'user_un_op', 'again');
insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, event_ts, item) values (tests.id('un'), 'event', 'q4', now(), tests.event('replied', 'q4', 'four@example.com'));
create function pg_temp.busy() returns trigger language plpgsql as $$ begin raise exception 'busy' using errcode = '55P03'; end $$;
create trigger busy before insert on public.email_events for each row execute function pg_temp.busy();
select is(pg_temp.unfreeze(p_hash => tests.token_hash('freshest')) - '{epoch,trace_id}'::text[], '{"status": 200, "quarantine_applied": 0, "quarantine_waiting": 1, "reactivating": []}', 'unfrozen all the same');
drop trigger busy on public.email_events;
select is(genesis.quarantine_drain(tests.id('un')), '{"status": 200, "applied": 1, "more": false}', 'and applied once it can be');
select * from finish();
rollback;
