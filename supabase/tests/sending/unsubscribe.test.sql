-- genesis.unsubscribe: whose address a lead's link stands for. (The HTTP part: functions/unsubscribe/handler.test.ts.)
begin;
select no_plan();
select tests.leads_workspace('unsub'), tests.leads_workspace('unsub-b');
select tests.leads_call('unsub', 'upsert', '{"leads": [{"email": "ann@example.com"}]}');

create function pg_temp.out(p_slug text, p_lead uuid, p_key text) returns text language sql as $$
  select coalesce(o #>> '{results,0,status}', o ->> 'status') from (select tests.machine_call('unsubscribe', jsonb_build_array(jsonb_build_object(
    'workspace_id', tests.id(p_slug), 'client', '192.0.2.1', 'items', jsonb_build_array(jsonb_build_object('lead_id', p_lead,
      'campaign_id', tests.id(p_slug || ' campaign'), 'email_number', 1, 'event_type', 'opt_out', 'idempotency_key', p_key))))) -> 0 as o) x
$$;
create function pg_temp.listed(p_email text) returns text language sql as $$
  select string_agg(w.slug || ' ' || s.reason, ', ' order by w.slug) from public.suppressions s join public.workspaces w on w.id = s.workspace_id where s.email = p_email and w.slug like 'unsub%'
$$;

select is(pg_temp.out('unsub', tests.lead_id('unsub', 'ann@example.com'), 'u1'), '200', 'by the lead itself');
select is(pg_temp.listed('ann@example.com'), 'unsub opt_out', 'suppressed in its workspace, and in no other');
select is((select opt_outs from (select coalesce(sum(n), 0)::int as opt_outs from private.stats_delta where workspace_id = tests.id('unsub') and kind = 'opt_outs') x), 1, 'counted');
select is(pg_temp.out('unsub', tests.lead_id('unsub', 'ann@example.com'), 'u1'), '200', 'a repeat');
select is((select count(*)::int from public.email_events where workspace_id = tests.id('unsub')), 1, 'is the same opt-out');

-- The permit's address comes first: an address that was corrected since does not take the no along.
insert into public.send_permits (workspace_id, lead_id, contact_email, campaign_id, step)
values (tests.id('unsub'), tests.id('gone'), 'gone@example.com', tests.id('unsub campaign'), 1), (tests.id('unsub'), tests.id('gone'), 'newer@example.com', tests.id('unsub campaign'), 2);
select is(pg_temp.out('unsub', tests.id('gone'), 'u2'), '200', 'by the permit when the lead is gone');
select is(pg_temp.listed('gone@example.com'), 'unsub opt_out', 'the address that this mail went to');
select is(pg_temp.listed('newer@example.com'), null, 'and no other');
select is(pg_temp.out('unsub-b', tests.id('gone'), 'u3'), '400', 'another workspace''s permit says nothing');
select is(pg_temp.out('nowhere', tests.id('gone'), 'u4'), '401', 'a workspace that is gone');

update public.workspaces set status = 'frozen', frozen_at = now(), frozen_by = 'user_op', freeze_reason = 'test' where id = tests.id('unsub');
select is(pg_temp.out('unsub', tests.id('gone'), 'u5'), '403', 'frozen');
select is((select item ->> 'contact_email' from genesis.event_quarantine where workspace_id = tests.id('unsub') and is_opt_out), 'gone@example.com', 'it waits, its address with it');
select * from finish();
rollback;
