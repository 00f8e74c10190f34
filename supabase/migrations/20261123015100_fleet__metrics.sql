-- What monitors ask: counters of requests, and one answer each for functions/metrics and functions/health.

create table private.request_counts (
  function text not null,
  http_status int not null,
  outcome text not null,
  requests bigint not null default 0,
  updated_at timestamptz not null default now(),
  primary key (function, http_status, outcome)
);
comment on table private.request_counts is 'Requests, and of events and costs each item, by function, HTTP status and outcome, since the beginning. Isolates add what they counted every few seconds; one that is killed loses its last seconds.';
alter table private.request_counts enable row level security;
revoke all on table private.request_counts from public, anon, authenticated, service_role;

create function genesis.count_requests(p_counts jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  if jsonb_typeof(p_counts) is distinct from 'array' or jsonb_array_length(p_counts) > 200 then
    return '{"status": 400, "code": "invalid_field"}';
  end if;
  -- Sorted by key, so that isolates that report at once never wait for one another in a ring.
  insert into private.request_counts as r (function, http_status, outcome, requests)
  select left(c.function, 60), c.status, left(c.outcome, 60), sum(c.requests)
  from jsonb_to_recordset(p_counts) as c (function text, status int, outcome text, requests bigint)
  where c.requests > 0 and c.function is not null and c.status is not null and c.outcome is not null group by 1, 2, 3 order by 1, 2, 3
  on conflict (function, http_status, outcome) do update set requests = r.requests + excluded.requests, updated_at = clock_timestamp();
  return '{"status": 200}';
end
$$;
comment on function genesis.count_requests(jsonb) is
  'Adds [{function, status, outcome, requests}] to the counters. Definer, postgres: the counters are no tenant''s.';

create function private.queue_metrics() returns jsonb
language sql volatile security definer set search_path = ''
as $$
  select jsonb_object_agg(q.name, jsonb_build_object('depth', (m).queue_visible_length, 'waiting', (m).queue_length,
    'oldest_s', coalesce((m).oldest_msg_age_sec, 0), 'total', (m).total_messages))
  from unnest(array['ignition', 'commands']) as q (name), lateral (select pgmq.metrics(q.name) as m) as x
$$;
comment on function private.queue_metrics() is 'Depth and age of each queue: {name: {depth, waiting, oldest_s, total}}. Definer: reads pgmq.';

create function private.cron_runs() returns jsonb
language sql stable security definer set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('job', j.jobname, 'schedule', j.schedule,
    'last_ok_s', (select extract(epoch from clock_timestamp() - max(d.end_time)) from cron.job_run_details d
                  where d.jobid = j.jobid and d.status = 'succeeded'),
    'failed_since', (select count(*) from cron.job_run_details d where d.jobid = j.jobid and d.status = 'failed'
                     and d.start_time > clock_timestamp() - interval '1 day')) order by j.jobname), '[]')
  from cron.job j where j.jobname like 'genesis-%'
$$;
comment on function private.cron_runs() is 'Each job of ours with the seconds since its last success (null: never) and its failures of a day. Definer: reads cron''s own tables.';

create function genesis.metrics() returns jsonb
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
    'stats_unmerged', (select count(*) from (select from private.stats_delta limit 100000) d),
    'cron', private.cron_runs());
end
$$;
comment on function genesis.metrics() is
  'All that functions/metrics prints, and functions/health judges: requests, queues, steps, ignitions, commands, drifts_open, workspaces, quarantined, alarms_open, cron … Definer, postgres: counts over all workspaces.';

revoke all on function private.queue_metrics(), private.cron_runs(), genesis.count_requests(jsonb), genesis.metrics()
  from public, anon, authenticated, service_role;
grant execute on function genesis.count_requests(jsonb), genesis.metrics() to service_role;

create function public.am_i_operator() returns boolean
language sql stable set search_path = ''
begin atomic
  select private.is_operator();
end;
comment on function public.am_i_operator() is 'Whether the caller is an operator: the page shows its desk, functions let them see what monitors see.';
revoke all on function public.am_i_operator() from public, anon, authenticated, service_role;
grant execute on function public.am_i_operator() to authenticated;
