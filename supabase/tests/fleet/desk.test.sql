-- The operators' desk: for operators alone, and another try for what was given up.
begin;
select no_plan();
select tests.tenant('desk-a'), tests.tenant('desk-f');
select tests.as_user('user_desk-a');
select throws_ok(q, 'PT403', null, q) from unnest(array['select * from public.admin_desk()', 'select public.admin_queues()',
  format('select public.admin_command_redrive(%L, 1)', tests.id('desk-a')), 'select public.admin_delivery_redrive(gen_random_uuid())']) q;
select tests.reset();

select private.command_enqueue(tests.id('desk-a'), 'activate_workflows', '{"ids": ["1"]}');
update genesis.commands set status = 'failed', error = 'broken', finished_at = now() where workspace_id = tests.id('desk-a');
select private.alarm('command_failed', format('command:%s:1', tests.id('desk-a')), 'high', 'broken', '{}', tests.id('desk-a'));

select tests.as_user('user_root');
select is((select concat_ws(' ', status, failed_commands, open_alarms, worst_alarm, members) from public.admin_desk() where slug = 'desk-a'),
  'active 1 1 high 2', 'a workspace with its health');
select ok((select count(*) = 1 from public.admin_desk('desk-a', 1) where slug > 'desk-a'), 'paged by slug');
select is(public.admin_queues() #>> '{queues,commands,depth}' is not null, true, 'queues have depths');
select is((select count(*) from jsonb_array_elements(public.admin_queues() -> 'commands') c where c ->> 'slug' = 'desk-a'), 1::bigint, 'what failed is listed');
select is(public.admin_command_redrive(tests.id('desk-a'), 1) ->> 'action', 'activate_workflows', 'it is tried again');
select throws_ok(format('select public.admin_command_redrive(%L, 1)', tests.id('desk-a')), 'PT409', null, 'once');
select throws_ok(format('select public.admin_command_redrive(%L, 9)', tests.id('desk-a')), 'PT404', null, 'nothing to try');
select tests.reset();
select is((select string_agg(seq || ' ' || status, ', ' order by seq) from genesis.commands where workspace_id = tests.id('desk-a')), '1 void, 2 open', 'as a new command');
select isnt((select cleared_at from genesis.alarms where dedupe_key = format('command:%s:1', tests.id('desk-a'))), null, 'its alarm is cleared');
select is((select count(*) from public.governance_audit_log where workspace_id = tests.id('desk-a') and action = 'command_redriven'), 1::bigint, 'and it is audited');

-- Nothing that starts something comes back while frozen.
select private.command_enqueue(tests.id('desk-f'), 'activate_workflows'), private.command_enqueue(tests.id('desk-f'), 'delete_workflow');
update genesis.commands set status = 'failed', error = 'broken', finished_at = now() where workspace_id = tests.id('desk-f');
select is(genesis.workspace_freeze(tests.id('desk-f'), 'user_root', 'a test') ->> 'status', '200', 'frozen');
select tests.as_user('user_root');
select throws_ok(format('select public.admin_command_redrive(%L, 1)', tests.id('desk-f')), 'PT403', null, 'not what starts');
select lives_ok(format('select public.admin_command_redrive(%L, 2)', tests.id('desk-f')), 'what takes away');
select tests.reset();

select private.alarm('probe', 'desk:1', 'low', 'm');
update genesis.alarm_deliveries set given_up_at = now(), last_result = 'HTTP 410', attempts = 3 where alarm_id = (select id from genesis.alarms where dedupe_key = 'desk:1');
select set_config('desk.id', (select id::text from genesis.alarm_deliveries where alarm_id = (select id from genesis.alarms where dedupe_key = 'desk:1')), true);
select tests.as_user('user_root');
select is(public.admin_delivery_redrive(current_setting('desk.id')::uuid) ->> 'status', '200', 'a delivery, too');
select throws_ok(format('select public.admin_delivery_redrive(%L)', current_setting('desk.id')), 'PT409', null, 'once');
select * from finish();
rollback;
