-- What functions/health judges, and no more: it is asked by anybody, often.

-- pg_cron keeps no time of a job's making, so that a job that never ran looks the same after a second and after a month.
create table private.cron_known (
  job text primary key,
  schedule text not null,
  since timestamptz not null default clock_timestamp()
);
comment on table private.cron_known is 'Since when each job of ours is known with its present schedule: from the migration that made it, or from the first look at it.';
alter table private.cron_known enable row level security;
revoke all on table private.cron_known from public, anon, authenticated, service_role;

create function private.cron_notice() returns void
language sql volatile set search_path = ''
as $$
  -- A look that finds nothing new writes nothing.
  delete from private.cron_known k where not exists (select from cron.job j where j.jobname = k.job and j.schedule = k.schedule);
  insert into private.cron_known (job, schedule)
  select j.jobname, j.schedule from cron.job j
  where j.jobname like 'genesis-%' and not exists (select from private.cron_known k where k.job = j.jobname) on conflict do nothing
$$;
comment on function private.cron_notice() is 'Notes jobs that are new or have another schedule, with the present time.';

-- A job cannot have run before it was there, nor while the server was down: its silence begins after that.
create function private.cron_silence(p_as_of timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('job', j.jobname, 'schedule', j.schedule,
    'ever_ok', r.last_ok is not null, 'failed_since', r.failed,
    'silent_s', extract(epoch from p_as_of - greatest(r.last_ok, k.since, pg_postmaster_start_time()))) order by j.jobname), '[]')
  from cron.job j left join private.cron_known k on k.job = j.jobname
  cross join lateral (select max(d.end_time) filter (where d.status = 'succeeded') as last_ok,
    count(*) filter (where d.status = 'failed' and d.start_time > p_as_of - interval '1 day') as failed
    from cron.job_run_details d where d.jobid = j.jobid) r
  where j.jobname like 'genesis-%'
$$;
comment on function private.cron_silence(timestamptz) is
  'Each job of ours: {job, schedule, ever_ok, failed_since (failures of a day), silent_s (seconds since its last success, since it is known, or since the server started, whichever is the latest)}.';

create function genesis.health(p_as_of timestamptz default clock_timestamp()) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.cron_notice();
  return jsonb_build_object('queues', private.queue_metrics(), 'cron', private.cron_silence(p_as_of),
    'alarms_critical', (select count(*) from genesis.alarms a where a.cleared_at is null and a.severity = 'critical'));
end
$$;
comment on function genesis.health(timestamptz) is
  'What functions/health judges: {queues, cron: as private.cron_silence, alarms_critical}; p_as_of is for tests. Definer, postgres: reads pgmq and cron.';

create or replace function genesis.metrics() returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  return jsonb_build_object(
    'requests', (select coalesce(jsonb_agg(jsonb_build_object('function', r.function, 'status', r.http_status, 'outcome', r.outcome, 'requests', r.requests) order by r.function, r.http_status, r.outcome), '[]') from private.request_counts r),
    'queues', private.queue_metrics(),
    'steps', (select coalesce(jsonb_agg(to_jsonb(o)), '[]') from (
      select operation, status, count(*) as count, sum(extract(epoch from finished_at - started_at)) as seconds
      from genesis.ignition_operations where finished_at is not null group by operation, status order by operation, status) o),
    'ignitions', (select coalesce(jsonb_object_agg(i.status, i.n), '{}') from (select status, count(*) as n from genesis.ignition_state group by status) i),
    'commands', (select coalesce(jsonb_object_agg(c.status, c.n), '{}') from (
      select status, count(*) as n from genesis.commands where status in ('open', 'running', 'failed') group by status) c),
    'drifts_open', (select coalesce(jsonb_object_agg(d.drift_type, d.n), '{}') from (
      select drift_type, count(*) as n from genesis.watchdog_drifts where closed_at is null group by drift_type) d),
    'workspaces', (select jsonb_object_agg(w.status, w.n) from (select status, count(*) as n from public.workspaces group by status) w),
    'quarantined', (select count(*) from genesis.event_quarantine where applied_at is null),
    'alarms_open', (select coalesce(jsonb_object_agg(a.severity, a.n), '{}') from (
      select severity, count(*) as n from genesis.alarms where cleared_at is null group by severity) a),
    'alarm_deliveries_waiting', (select count(*) from genesis.alarm_deliveries where delivered_at is null and given_up_at is null),
    'audit_copies_waiting', (select count(*) from (select from private.audit_copies where posted_at is null limit 100000) c),
    'stats_unmerged', (select count(*) from (select from private.stats_delta limit 100000) d),
    'cron', private.cron_runs());
end
$$;
comment on function genesis.metrics() is
  'All that functions/metrics prints: requests, queues, steps, ignitions, commands, drifts_open, workspaces, quarantined, alarms_open, cron … Definer, postgres: counts over all workspaces.';

revoke all on function private.cron_notice(), private.cron_silence(timestamptz), genesis.health(timestamptz) from public, anon, authenticated, service_role;
grant execute on function genesis.health(timestamptz) to service_role;
select private.cron_notice();
