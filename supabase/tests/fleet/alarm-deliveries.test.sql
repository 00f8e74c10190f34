-- Each alarm is told twice at most: when it is raised, and when it is cleared.
begin;
select no_plan();
update genesis.alarm_deliveries set given_up_at = now(), last_result = 'of another test' where delivered_at is null and given_up_at is null;

select private.alarm('probe', 'probe:1', 'high', 'First');
select private.alarm('probe', 'probe:1', 'high', 'Again');
select is((select count(*) from genesis.alarm_deliveries d join genesis.alarms a on a.id = d.alarm_id where a.dedupe_key = 'probe:1'),
  1::bigint, 'the same alarm again is no second delivery');
select set_config('probe.claimed', genesis.alarm_deliveries_claim(10)::text, true);
select is(current_setting('probe.claimed')::jsonb #>> '{0,alarm,message}', 'Again', 'it is told as it is now');
select is(current_setting('probe.claimed')::jsonb #>> '{0,event}', 'alarm.raised', 'as raised');
select is(genesis.alarm_deliveries_claim(10), '[]'::jsonb, 'what is leased is not handed out again');

create function pg_temp.done(p_delivered boolean, p_retry boolean, p_result text) returns jsonb language sql as $$
  select genesis.alarm_delivery_done(d.id, d.attempts, p_result, p_delivered, p_retry)
  from genesis.alarm_deliveries d join genesis.alarms a on a.id = d.alarm_id
  where a.dedupe_key = 'probe:1' and d.given_up_at is null order by d.event desc limit 1 $$;
select is(pg_temp.done(false, true, 'HTTP 500') ->> 'late', 'false', 'a failure is noted');
select is((select next_at > now() + interval '3 s' and next_at < now() + interval '1 min' from genesis.alarm_deliveries d join genesis.alarms a
  on a.id = d.alarm_id where a.dedupe_key = 'probe:1'), true, 'and tried again after 5 s');
update genesis.alarms set cleared_at = now() where dedupe_key = 'probe:1';
update genesis.alarm_deliveries set next_at = now() - interval '1 s' where delivered_at is null and given_up_at is null;
select is(jsonb_array_length(genesis.alarm_deliveries_claim(10)), 1, 'that it was cleared waits until that it was raised was told');
select is(pg_temp.done(true, false, 'HTTP 204') ->> 'late', 'false', 'the second attempt passes');
select isnt((select delivered_at from genesis.alarms where dedupe_key = 'probe:1'), null, 'the alarm shows it');
select is(genesis.alarm_deliveries_claim(10) #>> '{0,event}', 'alarm.cleared', 'now the clearing');
select is((select genesis.alarm_delivery_done(id, attempts - 1, 'HTTP 200', true, false) ->> 'late' from genesis.alarm_deliveries
  where event = 'alarm.cleared' and given_up_at is null and delivered_at is null), 'true', 'a report of an older attempt is late');

-- Ten attempts, and no more.
select private.alarm('probe', 'probe:2', 'low', 'Nobody listens');
update genesis.alarm_deliveries set attempts = 10 where alarm_id = (select id from genesis.alarms where dedupe_key = 'probe:2');
select genesis.alarm_delivery_done(id, 10, 'unreachable', false, true) from genesis.alarm_deliveries
  where alarm_id = (select id from genesis.alarms where dedupe_key = 'probe:2');
select isnt((select given_up_at from genesis.alarm_deliveries where alarm_id = (select id from genesis.alarms where dedupe_key = 'probe:2')),
  null, 'the tenth failure gives up');

-- Counters.
select is(genesis.count_requests('[{"function": "probe", "status": 200, "outcome": "ok", "requests": 3},
  {"function": "probe", "status": 200, "outcome": "ok", "requests": 4}]') ->> 'status', '200', 'counts of one key in one call add up');
select genesis.count_requests('[{"function": "probe", "status": 200, "outcome": "ok", "requests": 5}]');
select is((select requests from private.request_counts where function = 'probe'), 12::bigint, 'and over calls');
select is(genesis.count_requests('{}') ->> 'status', '400', 'no list is refused');
select ok(genesis.metrics() ?& array['requests', 'queues', 'steps', 'ignitions', 'commands', 'workspaces', 'alarms_open', 'cron'], 'metrics has its parts');
select ok(jsonb_array_length(genesis.metrics() -> 'cron') > 5, 'with each job of the clock');
select * from finish();
rollback;
