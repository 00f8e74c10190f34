-- A workspace's days are its own: with the time zone they are rolled up anew.
begin;
select plan(2);
select tests.workspace('tzd', 'tzd_owner');
insert into public.email_events (workspace_id, event_type, event_ts, contact_email, idempotency_key, fingerprint)
values (tests.id('tzd'), 'sent', '2026-03-10 20:00+00', 'a@example.com', 'k', sha256('k'));
insert into private.stats_delta (workspace_id, day, kind, n) values (tests.id('tzd'), '2026-03-10', 'sends', 1);
select private.stats_merge();
select results_eq($$select day, sends from public.daily_stats where workspace_id = tests.id('tzd')$$,
  $$values (date '2026-03-10', 1::bigint)$$, 'in UTC it was the 10th');
select tests.as_user('tzd_owner');
select public.set_time_zone(tests.id('tzd'), 'Asia/Tokyo') is not null as changed;
select tests.reset();
select private.stats_merge();
select results_eq($$select day, sends from public.daily_stats where workspace_id = tests.id('tzd') and sends > 0$$,
  $$values (date '2026-03-11', 1::bigint)$$, 'in Tokyo the 11th');
select * from finish();
rollback;
