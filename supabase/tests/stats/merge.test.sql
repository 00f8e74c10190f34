-- A2 in small: merging changes no number, and the rollup says what a recount of the events says.
begin;
select no_plan();
select tests.tenant('mrg', 'pro', 'America/New_York');
insert into public.campaign_groups (workspace_id, id, name) values (tests.id('mrg'), tests.id('mrg-g'), 'G');
insert into public.campaigns (workspace_id, id, name, campaign_group_id) values (tests.id('mrg'), tests.id('mrg-a'), 'A', tests.id('mrg-g')), (tests.id('mrg'), tests.id('mrg-b'), 'B', null);
select setseed(0.5);
-- Mixed on purpose: four days, late and early, repeats, test runs, scanners, unknown campaigns, mails opened before sent.
create temp table made as
select n, jsonb_strip_nulls(tests.event((array['sent', 'delivered', 'opened', 'opened', 'clicked', 'replied', 'bounced', 'complained', 'opt_out', 'failed'])[1 + (random() * 9)::int], 'k' || (n - case when n % 17 = 0 then 1 else 0 end),
  'lead' || (random() * 40)::int || '@example.com', jsonb_build_object('event_ts', now() - random() * interval '4 days', 'campaign', (array['A', 'B', 'gone', null])[1 + (random() * 3)::int],
  'email_number', 1 + (random() * 2)::int, 'message_id', case when random() < 0.5 then 'm' || (random() * 60)::int end, 'is_test', random() < 0.1, 'is_bot', random() < 0.1))) as event
from generate_series(1, 600) n;
select is((select jsonb_array_length(r -> 'results') from (select tests.events('mrg', (select jsonb_agg(event order by n) from made where n between b and b + 99)) as r) x), 100, 'a hundred from ' || b)
from generate_series(1, 501, 100) b;

create function pg_temp.dashboard() returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_user('user_owner_mrg');
  v := public.dashboard_aggregate(tests.id('mrg'), current_date - 6, current_date + 1);
  perform tests.reset();
  return v;
end $$;
create function pg_temp.differences() returns text language sql as $$
  select string_agg(d || ' ' || private.stats_differences(tests.id('mrg'), d), ', ') from (select (current_date - 6 + n) as d from generate_series(0, 8) n) x where private.stats_differences(tests.id('mrg'), d) <> '[]' $$;
create temp table before as select pg_temp.dashboard() as d;
select cmp_ok((select (d #>> '{totals,sends}')::int from before), '>', 10, 'there is something to count');
select cmp_ok((select (d #>> '{totals,opened_unique}')::int from before), '>', 10, 'unique opens too');
select is((select count(*)::int from public.daily_stats where workspace_id = tests.id('mrg')), 0, 'nothing is merged yet');
select is(pg_temp.differences(), null, 'unmerged deltas equal the recount');
select is(private.stats_merge(50), 50::bigint, 'fifty deltas are merged');
select is(pg_temp.dashboard(), (select d from before), 'half merged: the same dashboard');
select private.stats_merge();
select is((select count(*)::int from private.stats_delta where workspace_id = tests.id('mrg')), 0, 'all are merged');
select is(pg_temp.dashboard(), (select d from before), 'merged: the same dashboard');
select is(pg_temp.differences(), null, 'and the recount agrees');
select tests.events('mrg', (select jsonb_agg(event || jsonb_build_object('idempotency_key', 'z' || n)) from made where n <= 100));
select private.stats_merge();
select is(pg_temp.differences(), null, 'merged into rows that were there');

-- Its own days: another zone rolls them up anew.
create temp table days as select day from public.daily_stats where workspace_id = tests.id('mrg');
select tests.as_user('user_owner_mrg');
select is((public.set_time_zone(tests.id('mrg'), 'Asia/Tokyo')).time_zone, 'Asia/Tokyo', 'the owner moves to Tokyo');
select tests.reset();
select is(pg_temp.differences(), null, 'the recount in Tokyo''s days agrees');
select is((select sum(sends + opens + opened_unique) from public.daily_stats where workspace_id = tests.id('mrg')), (select sum(n) from (
  select count(*) as n from public.email_events where workspace_id = tests.id('mrg') and event_type in ('sent', 'opened') and not is_test and not is_bot
  union all select count(*) from public.emails where workspace_id = tests.id('mrg') and first_opened_at is not null and not is_test) x), 'nothing is lost');

-- The nightly check.
select private.stats_check();
select is((select count(*)::int from genesis.alarms where workspace_id = tests.id('mrg') and cleared_at is null), 0, 'a sound rollup raises no alarm');
update public.daily_stats set opens = opens + 1 where workspace_id = tests.id('mrg') and day = (select max(day) from public.daily_stats where workspace_id = tests.id('mrg'));
select cmp_ok(private.stats_check(), '>=', 1, 'a corrupted one is found');
select is((select kind || ' ' || severity from genesis.alarms where workspace_id = tests.id('mrg') and cleared_at is null), 'stats_differ high', 'and raises an alarm');
select private.stats_rebuild(tests.id('mrg'));
select is(pg_temp.differences(), null, 'rebuilding mends it');
select * from finish();
rollback;
