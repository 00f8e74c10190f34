-- genesis.health: a job is judged from when it could have run.
begin;
select no_plan();
create function pg_temp.job(p_as_of timestamptz) returns jsonb language sql as $$
  select j from jsonb_array_elements(genesis.health(p_as_of) -> 'cron') j where j ->> 'job' = 'genesis-probe' $$;
select ok(genesis.health() ?& array['queues', 'cron', 'operators', 'alarms_critical'], 'health has its parts');
select is((select count(*) from jsonb_object_keys(genesis.health())), 4::bigint, 'and no others');

select cron.schedule('genesis-probe', '* * * * *', 'select 1');
select is((pg_temp.job(clock_timestamp()) ->> 'silent_s')::numeric < 5, true, 'a new job is silent from when it is first seen');
select is((select since > clock_timestamp() - interval '5 s' from private.cron_known where job = 'genesis-probe'), true, 'which is kept');
select is(pg_temp.job(clock_timestamp()) ->> 'ever_ok', 'false', 'it never ran');
select ok((pg_temp.job(clock_timestamp() + interval '6 min') ->> 'silent_s')::numeric between 355 and 370, 'and is the more silent the longer it does not');
update private.cron_known set schedule = '7 * * * *' where job = 'genesis-probe';
select genesis.health();
select is((select schedule from private.cron_known where job = 'genesis-probe'), '* * * * *', 'with another schedule it is another job');

-- The server's start counts where it is later: no job runs while it is down.
update private.cron_known set since = '2020-01-01' where job = 'genesis-probe';
select ok((pg_temp.job(pg_postmaster_start_time() + interval '100 s') ->> 'silent_s')::numeric between 99 and 101, 'nor could it run while the server was down');
insert into cron.job_run_details (jobid, command, status, start_time, end_time)
select jobid, 'select 1', s, pg_postmaster_start_time() + a, pg_postmaster_start_time() + a from cron.job,
  (values ('succeeded', interval '40 s'), ('failed', interval '70 s')) v (s, a) where jobname = 'genesis-probe';
select is(pg_temp.job(pg_postmaster_start_time() + interval '100 s') - 'silent_s', '{"job": "genesis-probe", "schedule": "* * * * *", "ever_ok": true, "failed_since": 1}'::jsonb, 'it ran');
select ok((pg_temp.job(pg_postmaster_start_time() + interval '100 s') ->> 'silent_s')::numeric between 59 and 61, 'and is silent since its last success');
select cron.unschedule('genesis-probe');
select genesis.health();
select is((select count(*) from private.cron_known where job = 'genesis-probe'), 0::bigint, 'a job that is gone is forgotten');
select throws_ok('set local role authenticated; select genesis.health()', '42501', null, 'no person asks');
select * from finish();
rollback;
