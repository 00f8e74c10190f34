-- What events say of a contact and of a mail, in whatever order they come; and who is told.
begin;
select no_plan();
select tests.tenant('state');
insert into public.campaigns (workspace_id, id, name) values (tests.id('state'), tests.id('state-c'), 'C');
create function pg_temp.at(p_type text, p_key text, p_hours_ago int, p_more jsonb default '{}') returns jsonb language sql as $$
  select tests.event(p_type, p_key, 'lead@example.com', jsonb_build_object('event_ts', date_trunc('hour', now()) - make_interval(hours => p_hours_ago), 'campaign', 'C', 'email_number', 1) || p_more) $$;
create function pg_temp.contact() returns text language sql as $$
  select concat_ws(' ', status, last_event_type, extract(epoch from date_trunc('hour', now()) - last_event_at)::int / 3600) from public.contacts where workspace_id = tests.id('state') and email = 'lead@example.com' $$;

-- opened comes before sent.
select tests.events('state', pg_temp.at('opened', 'k1', 2));
select is((select concat(sent_at is null, first_opened_at = date_trunc('hour', now()) - interval '2 hours') from public.emails where workspace_id = tests.id('state')), 'tt', 'an open before its sent makes the mail');
select tests.events('state', pg_temp.at('sent', 'k2', 3, '{"message_id": "m1", "mailbox": "me@example.com", "subject": "Hello"}'));
select is((select string_agg(concat_ws(' ', message_id, mailbox, subject, extract(epoch from first_opened_at - sent_at)::int), ',') from public.emails where workspace_id = tests.id('state')), 'm1 me@example.com Hello 3600',
  'its sent completes the same mail');
select is(pg_temp.contact(), 'active opened 2', 'the older sent does not overwrite the newer open');
select is((select last_sent_at from public.contacts where workspace_id = tests.id('state')), date_trunc('hour', now()) - interval '3 hours', 'and is noted as the last sent');

-- Unique opens count once, opens each.
select tests.events('state', jsonb_build_array(pg_temp.at('opened', 'k3', 1), pg_temp.at('opened', 'k4', 1), pg_temp.at('clicked', 'k5', 1), pg_temp.at('clicked', 'k6', 0)));
select is((select string_agg(kind || ' ' || n, ', ' order by kind) from (select kind, sum(n) n from private.stats_delta where workspace_id = tests.id('state') group by 1) x),
  'clicked_unique 1, clicks 2, opened_unique 1, opens 3, sends 1', 'first opens and clicks of a mail are unique');
select is((select first_opened_at from public.emails where workspace_id = tests.id('state')), date_trunc('hour', now()) - interval '2 hours', 'the first open stays');

-- The gravest state stays, the newest event is the last.
select tests.events('state', pg_temp.at('replied', 'k7', 5));
select is(pg_temp.contact(), 'replied clicked 0', 'an older reply is a reply');
select tests.events('state', pg_temp.at('opt_out', 'k8', 6));
select is(pg_temp.contact(), 'opted_out clicked 0', 'an older opt-out holds');
select tests.events('state', jsonb_build_array(pg_temp.at('replied', 'k9', 0), pg_temp.at('bounced', 'k10', 0)));
select is(split_part(pg_temp.contact(), ' ', 1), 'opted_out', 'nothing lifts it');
select is((select opted_out_at from public.contacts where workspace_id = tests.id('state')), date_trunc('hour', now()) - interval '6 hours', 'with its own time');
select tests.events('state', tests.event('complained', 'k11', 'angry@example.com'));
select is((select reason from public.suppressions where workspace_id = tests.id('state') and email = 'angry@example.com'), 'complaint', 'who complains is not mailed again');

-- Told: replied, opt_out, bounced one each; sent, opened, clicked one row a campaign, type and hour.
select is((select string_agg(kind || ' ' || n, ', ' order by kind) from (select kind, count(*) n from public.notifications where workspace_id = tests.id('state') group by 1) x), 'bounced 1, opt_out 1, replied 2', 'one each, at once');
select tests.events('state', pg_temp.at('replied', 'k9', 0));
select is((select count(*)::int from public.notifications where workspace_id = tests.id('state') and kind = 'replied'), 2, 'a repeat tells nobody');
select private.stats_merge();
select is((select string_agg(kind || ' ' || count, ', ' order by kind) from public.notifications where workspace_id = tests.id('state') and bucket is not null), 'clicked 2, opened 3, sent 1', 'the others by the hour, with a count');
select tests.events('state', pg_temp.at('opened', 'k12', 0));
select private.stats_merge();
select is((select string_agg(kind || ' ' || count, ', ') from public.notifications where workspace_id = tests.id('state') and kind = 'opened'), 'opened 4', 'one row still, counted up');
select is((select count(*)::int from public.notifications where workspace_id = tests.id('state') and bucket is not null and campaign_id is distinct from tests.id('state-c')), 0, 'of its campaign');
select * from finish();
rollback;
