begin;
select plan(22);
select tests.workspace('back-fill', 'user_back');
insert into public.campaign_groups (workspace_id, id, name) values (tests.id('back-fill'), tests.id('back group'), 'G');
insert into public.campaigns (workspace_id, id, name, campaign_group_id) values (tests.id('back-fill'), tests.id('back known'), 'Known', tests.id('back group'));
delete from private.legacy_rows;
insert into private.legacy_rows (workspace_id, kind, row) select tests.id('back-fill'), 'event', r from jsonb_array_elements('[
  {"id": 1, "event_type": "reply", "contact_email": " Ann@Example.com ", "campaign": "Known", "created_at": "2024-03-01 10:00+00", "metadata": {"idempotency_key": "key-1", "x": 1}},
  {"id": 2, "event_type": "sent", "email": "bob@example.com", "campaign_name": "Gone", "event_ts": "2024-02-01T10:00:00Z", "email_number": "2", "metadata": null},
  {"id": 3, "event_type": "unsubscribe", "contact_email": "bob@example.com", "created_at": "2024-02-02"},
  {"id": 4, "event_type": "dance", "contact_email": "bob@example.com", "created_at": "2024-02-02"},
  {"id": 5, "event_type": "sent", "contact_email": "bob@example.com", "created_at": "yesterday-ish"},
  {"id": 6, "event_type": "sent", "created_at": "2024-02-02"}]') r;
insert into private.legacy_rows (workspace_id, kind, row) select tests.id('back-fill'), 'cost', r from jsonb_array_elements('[
  {"id": 1, "provider": "OpenAI", "model": "m", "tokens_in": 10, "tokens_out": 5, "cost_usd": 1.25, "campaign": "Known", "created_at": "2024-03-01 10:00+00", "metadata": {"idempotency_key": "cost-1"}},
  {"id": 2, "provider": "openai", "model": "m", "cost_usd": 0.5, "created_at": "2024-03-01 11:00+00"},
  {"id": 3, "provider": "openai", "model": "m", "cost_usd": "NaN", "created_at": "2024-03-01 11:00+00"}]') r;

-- for postgres alone
select ok(not has_function_privilege(r, f, 'execute'), format('%s may not call %s', r, f))
from unnest(array['authenticated', 'service_role']) r, unnest(array['genesis.backfill_events(int)', 'genesis.backfill_costs(int)', 'genesis.backfill_campaigns(uuid)']) f;

-- campaigns
select is(genesis.backfill_campaigns(tests.id('back-fill')), 1, 'a name that no campaign has becomes one');
select is(genesis.backfill_campaigns(tests.id('back-fill')), 0, 'once');
select is((select status from public.campaigns where workspace_id = tests.id('back-fill') and name = 'Gone'), 'archived', 'an archived one');

-- events, in batches
select is(genesis.backfill_events(2) - 'workspace_id', '{"moved": 2, "refused": 0, "left": 4}', 'a batch moves');
select is(genesis.backfill_events(100) - 'workspace_id', '{"moved": 1, "refused": 3, "left": 0}', 'the rest moves, what cannot be is refused');
select is(genesis.backfill_events() ->> 'moved', '0', 'then there is nothing left');
select is((select to_jsonb(e) - '{id,workspace_id,received_at,fingerprint}'::text[] from public.email_events e where idempotency_key = 'key-1'
    and workspace_id = tests.id('back-fill')) @> jsonb_build_object('event_type', 'replied', 'contact_email', 'ann@example.com', 'event_ts', '2024-03-01T10:00:00+00:00',
    'campaign_id', tests.id('back known'), 'campaign_group_id', tests.id('back group'), 'campaign_unknown', false), true, 'reply is replied, with its key, campaign, group and time');
select is((select array_agg(idempotency_key order by idempotency_key) from public.email_events where workspace_id = tests.id('back-fill')), '{key-1,legacy:2,legacy:3}', 'who has no key gets one from its id');
select is((select email_number::int from public.email_events where workspace_id = tests.id('back-fill') and idempotency_key = 'legacy:2'), 2, 'a number in text is a number');
select is((select array_agg(email || ' ' || status order by email) from public.contacts where workspace_id = tests.id('back-fill')), '{"ann@example.com replied","bob@example.com opted_out"}', 'contacts stand where history left them');
select is((select count(*)::int from public.suppressions where workspace_id = tests.id('back-fill') and email = 'bob@example.com'), 1, 'who said no then is suppressed now');
select is((select count(*)::int from public.notifications where workspace_id = tests.id('back-fill')), 0, 'old events are no news');
select is((select sum(n)::int from private.stats_delta where workspace_id = tests.id('back-fill')), 3, 'they count in the statistics');

-- again: nothing twice
update private.legacy_rows set moved_at = null, outcome = null where kind = 'event';
select genesis.backfill_events();
select is((select count(*)::int from public.email_events where workspace_id = tests.id('back-fill')), 3, 'a second run moves nothing twice');

-- costs
select is(genesis.backfill_costs(), '{"moved": 2, "refused": 1, "left": 0}', 'costs move');
select is((select jsonb_object_agg(day, cost_usd) from public.daily_costs where workspace_id = tests.id('back-fill') and campaign_id is not null), '{"2024-03-01": 1.250000}', 'under their own day and campaign');

select * from finish();
rollback;
