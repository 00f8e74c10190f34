-- At each freeze, unfreeze and export functions/audit is called, so that what they wrote is signed at once.
begin;
select no_plan();
select tests.tenant('ki'), tests.operator('ki_op');
-- As an operator sets it up (docs/deploy.md); the calls wait in pg_net's queue for a commit that never comes.
delete from vault.secrets where name in ('genesis_functions_url', 'genesis_cron_secret');
select vault.create_secret('http://127.0.0.1:9/functions/v1', 'genesis_functions_url'), vault.create_secret('a-secret', 'genesis_cron_secret');
create function pg_temp.called(p_function text) returns int language plpgsql as $$
declare v_calls int;
begin
  select count(*) into v_calls from net.http_request_queue where url = 'http://127.0.0.1:9/functions/v1/' || p_function;
  delete from net.http_request_queue where url like 'http://127.0.0.1:9/%';
  return v_calls;
end $$;
select pg_temp.called('audit');
select private.audit(tests.id('ki'), 'act');
select is(pg_temp.called('audit'), 0, 'an entry alone waits for the night');

select genesis.workspace_freeze(tests.id('ki'), 'ki_op', 'a test');
select is(pg_temp.called('audit'), 1, 'a freeze');
insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, event_ts, item)
values (tests.id('ki'), 'event', 'k1', now(), tests.event('replied', 'k1'));
select genesis.workspace_unfreeze(tests.id('ki'), 'ki_op', tests.token_hash('new'));
select is(pg_temp.called('audit'), 1, 'an unfreeze');
select genesis.workspace_unfreeze(tests.id('ki'), 'ki_op', tests.token_hash('newer'));
select is(pg_temp.called('audit'), 0, 'not one that is refused');

select tests.as_user('ki_op');
select public.admin_audit_export(tests.id('ki'));
select tests.reset();
select is(pg_temp.called('audit'), 1, 'an export');
select tests.as_user('ki_op');
select public.admin_audit_export(tests.id('ki'), 1);
select tests.reset();
select is(pg_temp.called('audit'), 0, 'once: its further pages are the same export');

-- What an unfreeze left of a quarantine wakes its worker by cron too.
delete from pgmq.q_commands;
delete from genesis.event_quarantine where applied_at is null;
select private.queues_kick();
select is(pg_temp.called('commands'), 0, 'nothing waits');
insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, event_ts, item)
values (tests.id('ki'), 'event', 'k2', now(), tests.event('replied', 'k2'));
select private.queues_kick();
select is(pg_temp.called('commands'), 1, 'something of an open workspace does');
select * from finish();
rollback;
