-- S14: the legacy workspace and everybody else do not meet.
begin;
select plan(20);
select tests.leads_workspace('fire-wall');
-- The demonstration's own legacy workspace steps aside for this transaction: there is only one.
update public.workspaces set is_legacy = false where is_legacy;
select tests.workspace('fire-legacy', 'user_fire');
update public.workspaces set is_legacy = true where id = tests.id('fire-legacy');

-- rows
select throws_like(format('insert into genesis.leads (workspace_id, email) values (%L, %L)', tests.id('fire-legacy'), 'a@example.com'),
  '%genesis.leads%', 'the legacy id into genesis.leads is refused with its context');
select tests.refuses(format('insert into genesis.leads_p_fire_wall (workspace_id, email) values (%L, %L)', tests.id('fire-legacy'), 'a@example.com'),
  'PT409', 'legacy_workspace', 'into a partition too');
select tests.refuses(format('insert into genesis.leads (workspace_id, email) values (%L, %L)', tests.id('nobody'), 'a@example.com'),
  'PT409', 'no_partition', 'a workspace without a partition is told so');
insert into genesis.leads_p_fire_wall (workspace_id, email) values (tests.id('fire-wall'), 'a@example.com');
select tests.refuses(format('update genesis.leads_p_fire_wall set workspace_id = %L', tests.id('fire-legacy')), 'PT409', 'legacy_workspace', 'nor by an update');
select tests.refuses(format('insert into public.leads_ohio (workspace_id, email) values (%L, %L)', tests.id('fire-wall'), 'a@example.com'),
  'PT409', 'not_legacy_workspace', 'another id into leads_ohio is refused');
select throws_like(format('insert into public.leads_ohio (workspace_id, email) values (%L, %L)', tests.id('fire-wall'), 'a@example.com'),
  '%public.leads_ohio%', 'with its context');
select tests.refuses(format('insert into public.leads_ohio (workspace_id, email) values (%L, %L)', tests.id('nobody'), 'a@example.com'),
  'PT409', 'not_legacy_workspace', 'an unknown one as well');
insert into public.leads_ohio (workspace_id, email) values (tests.id('fire-legacy'), 'a@example.com');
select is((select count(*)::int from public.leads_ohio where workspace_id = tests.id('fire-legacy')), 1, 'its own is taken');
select tests.refuses(format('update public.leads_ohio set workspace_id = %L where workspace_id = %L', tests.id('fire-wall'), tests.id('fire-legacy')),
  'PT409', 'not_legacy_workspace', 'and stays its own');
select is((select array_agg(tgenabled::text) from pg_trigger where tgname = 'leads_firewall'
  and tgrelid in ('genesis.leads'::regclass, 'genesis.leads_p_fire_wall'::regclass, 'public.leads_ohio'::regclass)), '{A,A,A}',
  'session_replication_role = replica does not pass the triggers by');

-- functions
select is(genesis.partition_create(tests.id('fire-legacy')) - 'error', '{"status": 409, "code": "legacy_workspace", "context": "partition_create"}', 'the legacy workspace gets no partition');
select is(genesis.partition_drop(tests.id('fire-legacy')) - 'error', '{"status": 409, "code": "legacy_workspace", "context": "partition_drop"}', 'nor loses one');
select is(genesis.leads_table(tests.id('fire-legacy')), 'public.leads_ohio', 'its leads are in leads_ohio');
select is(genesis.leads_table(tests.id('fire-wall')), 'genesis.leads_p_fire_wall', 'another''s in its partition');
select is(genesis.leads_table(tests.id('nobody')), null, 'nobody''s are nowhere');
select lives_ok(format('select genesis.assert_is_legacy(%L, %L), genesis.assert_not_legacy(%L, %L)', tests.id('fire-legacy'), 'x', tests.id('fire-wall'), 'x'),
  'the assertions hold where they should');
select throws_like(format('select genesis.assert_not_legacy(%L, %L)', tests.id('fire-legacy'), 'launch'), 'launch: %', 'and raise with the context');
select throws_like(format('select genesis.assert_is_legacy(%L, %L)', tests.id('fire-wall'), 'ohio import'), 'ohio import: %', 'both of them');

-- n8n and people of the legacy workspace
select genesis.webhook_token_set(tests.id('fire-legacy'), sha256('token fire-legacy'));
select tests.as_service();
select is(tests.leads_call('fire-legacy', 'lookup', '{"email": "a@example.com"}') ->> 'code', 'legacy_workspace', 'functions/leads says that it is the legacy one');
select tests.as_user('user_fire');
select tests.refuses(format('select public.leads_page(%L)', tests.id('fire-legacy')), 'PT409', 'legacy_workspace', 'and so does the page');

select * from finish();
rollback;
