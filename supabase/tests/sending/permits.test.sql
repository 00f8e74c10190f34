-- The reasons against a permit, their order, and what becomes of permits. (Who races whom: p1.test.ts.)
begin;
select no_plan();
select tests.leads_workspace('permit'), tests.leads_workspace('permit-b');

create function pg_temp.lead(p_email text, p_status text default 'prepared') returns uuid language plpgsql as $$
declare v_id uuid;
begin
  execute format('insert into %s (workspace_id, campaign_id, email, status) values ($1, $2, $3, $4) returning id', genesis.leads_table(tests.id('permit')))
  into v_id using tests.id('permit'), tests.id('permit campaign'), p_email, p_status;
  return v_id;
end
$$;
create function pg_temp.ask(p_leads jsonb, p_more jsonb default '{}') returns jsonb language sql as $$
  select tests.machine_call('send_permits', jsonb_build_array(tests.request('permit', p_leads,
    jsonb_build_object('campaign_id', tests.id('permit campaign'), 'step', 1, 'mailbox', 'me@example.com') || p_more))) -> 0
$$;
create function pg_temp.why(p_email text, p_more jsonb default '{}') returns text language sql as $$
  select coalesce(r ->> 'reason', r ->> 'allow') from (select pg_temp.ask(jsonb_build_object('email', p_email), p_more) #> '{results,0}' as r) x
$$;
create function pg_temp.permit(p_email text) returns text language sql as $$
  select status from public.send_permits where workspace_id = tests.id('permit') and contact_email = p_email order by granted_at desc, id desc limit 1
$$;

-- Each reason alone.
select pg_temp.lead(e) from unnest('{ok@x.com,listed@x.com,at@listed.com,below@sub.listed.com,everywhere@x.com,at@all.com,out@x.com,angry@x.com,replied@x.com,old-reply@x.com,bounced@x.com,soft@x.com}'::text[]) e;
select pg_temp.lead('lead-out@x.com', 'opted_out'), pg_temp.lead('lead-replied@x.com', 'replied'), pg_temp.lead('lead-bounced@x.com', 'bounced'), pg_temp.lead('paused@x.com', 'paused');
insert into public.suppressions (workspace_id, scope, email, domain, reason) values
  (tests.id('permit'), 'address', 'listed@x.com', null, 'manual'), (tests.id('permit'), 'domain', null, 'listed.com', 'manual'),
  ('00000000-0000-0000-0000-000000000000', 'address', 'everywhere@x.com', null, 'complaint'), ('00000000-0000-0000-0000-000000000000', 'domain', null, 'all.com', 'manual'),
  (tests.id('permit-b'), 'address', 'ok@x.com', null, 'manual');
insert into public.contacts (workspace_id, email, status, opted_out_at, complained_at, replied_at, bounced_at) values
  (tests.id('permit'), 'out@x.com', 'opted_out', now(), null, null, null), (tests.id('permit'), 'angry@x.com', 'complained', null, now(), null, null),
  (tests.id('permit'), 'replied@x.com', 'replied', null, null, now() + interval '1 second', null),
  (tests.id('permit'), 'old-reply@x.com', 'replied', null, null, now() - interval '90 days', null),
  (tests.id('permit'), 'bounced@x.com', 'bounced', null, null, null, now());
select is(pg_temp.why(v.email), v.wanted, v.email || ': ' || v.what)
from (values ('ok@x.com', 'true', 'allowed, whatever another workspace''s list says'), ('nobody@x.com', 'unknown_lead', 'no lead of the campaign'),
  ('listed@x.com', 'suppressed', 'on the list'), ('at@listed.com', 'suppressed', 'its domain'), ('below@sub.listed.com', 'suppressed', 'a domain above'),
  ('everywhere@x.com', 'suppressed', 'the operators'' list'), ('at@all.com', 'suppressed', 'the operators'' domains'),
  ('out@x.com', 'opted_out', 'the contact'), ('angry@x.com', 'opted_out', 'a complaint is one'), ('lead-out@x.com', 'opted_out', 'the lead'),
  ('replied@x.com', 'replied', 'the contact'), ('lead-replied@x.com', 'replied', 'the lead'), ('old-reply@x.com', 'true', 'imported after the reply: a new beginning'),
  ('bounced@x.com', 'bounced', 'the contact'), ('lead-bounced@x.com', 'bounced', 'the lead'), ('paused@x.com', 'lead_paused', 'a person paused it')) as v (email, wanted, what);

-- A mailbox that was full is asked again, one that is not there is not.
select tests.events('permit', tests.event('bounced', 'soft1', 'soft@x.com', '{"bounce": {"status": "4.2.2"}}'));
select is(pg_temp.why('soft@x.com'), 'true', 'a soft bounce stops nothing');
select tests.events('permit', tests.event('bounced', 'soft2', 'soft@x.com', '{"bounce": {"status": "5.1.1"}}'));
select is(pg_temp.why('soft@x.com', '{"step": 2}'), 'bounced', 'a hard one does');

-- The first that holds.
insert into public.suppressions (workspace_id, email, reason) values (tests.id('permit'), 'lead-replied@x.com', 'manual');
select is(pg_temp.why('lead-replied@x.com'), 'suppressed', 'suppressed before replied');
update public.contacts set status = 'opted_out', opted_out_at = now() where workspace_id = tests.id('permit') and email = 'replied@x.com';
select is(pg_temp.why('replied@x.com'), 'opted_out', 'opted out before replied');
update public.campaigns set status = 'paused' where id = tests.id('permit campaign');
select is(pg_temp.why('listed@x.com'), 'campaign_paused', 'a paused campaign before all');
select is(pg_temp.why('nobody@x.com'), 'campaign_paused', 'even of nobody');
update public.campaigns set status = 'active' where id = tests.id('permit campaign');
select is(pg_temp.why('ok@x.com'), 'duplicate_step', 'the step once');
insert into public.suppressions (workspace_id, email, reason) values (tests.id('permit'), 'ok@x.com', 'manual');
select is(pg_temp.why('ok@x.com', '{"step": 2}'), 'suppressed', 'the next step not after a no');

-- What the events say of a permit.
create function pg_temp.report(p_type text, p_email text, p_key text) returns void language sql as $$
  select tests.events('permit', tests.event(p_type, p_key, p_email, jsonb_build_object('permit_id',
    (select id from public.send_permits where workspace_id = tests.id('permit') and contact_email = p_email))))
$$;
select pg_temp.lead(e) from unnest('{a@y.com,b@y.com,c@y.com,d@y.com}'::text[]) e;
select is(pg_temp.why(e), 'true', e) from unnest('{a@y.com,b@y.com,c@y.com,d@y.com}'::text[]) e;
select pg_temp.report('sent', 'a@y.com', 'p1'), pg_temp.report('failed', 'b@y.com', 'p2');
select is(pg_temp.permit('a@y.com'), 'sent', 'sent uses it up');
select is(pg_temp.permit('b@y.com'), 'failed', 'so does failed');
select is(pg_temp.why('b@y.com'), 'duplicate_step', 'which is no leave to try again');
select pg_temp.report('failed', 'a@y.com', 'p3'), pg_temp.report('sent', 'b@y.com', 'p4');
select is(pg_temp.permit('a@y.com'), 'sent', 'a later failed does not unsend');
select is(pg_temp.permit('b@y.com'), 'sent', 'a later sent counts');
select tests.events('permit-b', tests.event('sent', 'p5', 'c@y.com', jsonb_build_object('permit_id', (select id from public.send_permits where contact_email = 'c@y.com' and workspace_id = tests.id('permit')))));
select is(pg_temp.permit('c@y.com'), 'open', 'another workspace''s event uses up nothing here');

-- What nobody reports expires and is told, after its grace.
select is(private.permits_expire(), 0, 'within its life and grace nothing expires');
update public.send_permits set expires_at = clock_timestamp() - interval '11 minutes' where workspace_id = tests.id('permit') and contact_email in ('c@y.com', 'd@y.com');
select is(private.permits_expire(), 2, 'later the unused do');
select is((select detail ->> 'count' from genesis.alarms where workspace_id = tests.id('permit') and kind = 'permits_expired'), '2', 'one alarm a workspace says how many');
select is(pg_temp.permit('c@y.com'), 'expired', 'expired');
select is(private.permits_expire(), 0, 'once');
select pg_temp.report('sent', 'c@y.com', 'p6');
select is(pg_temp.permit('c@y.com'), 'sent', 'a late report counts');

-- A sandbox run of this campaign: marked, and not held to once a step. The flag is the run's, not the caller's.
insert into genesis.sandbox_test_runs (workspace_id, campaign_id, test_email, run_token_hash, requested_by)
values (tests.id('permit'), tests.id('permit campaign'), 't@x.com', sha256('run'), 'user_t'), (tests.id('permit'), tests.id('another'), 't@x.com', sha256('other'), 'user_t');
select is(pg_temp.why('d@y.com', jsonb_build_object('run_token_hash', encode(sha256('run'), 'hex'))), 'true', 'a test run repeats a step') from generate_series(1, 2);
select is((select count(*)::int from public.send_permits where workspace_id = tests.id('permit') and contact_email = 'd@y.com' and is_test), 2, 'as tests');
select is(pg_temp.why('d@y.com', m), 'duplicate_step', 'not with ' || m::text) from (values ('{"is_test": true}'::jsonb), ('{"run_token_hash": "00"}'),
  (jsonb_build_object('run_token_hash', encode(sha256('other'), 'hex')))) v (m);
select is(pg_temp.why('listed@x.com', jsonb_build_object('run_token_hash', encode(sha256('run'), 'hex'))), 'suppressed', 'and a no holds in a test');

-- Whole requests.
select is(pg_temp.ask('{"email": "a@y.com"}', v.more), v.wanted, v.what)
from (values ('{"token_hash": "00"}'::jsonb, '{"status": 401, "code": "invalid_token"}'::jsonb, 'a wrong token'),
  (jsonb_build_object('campaign_id', tests.id('permit-b campaign')), '{"status": 404, "code": "not_found"}', 'another workspace''s campaign')) as v (more, wanted, what);
update public.workspaces set status = 'frozen', frozen_at = now(), frozen_by = 'user_op', freeze_reason = 'test' where id = tests.id('permit');
select is(pg_temp.ask('{"email": "d@y.com"}', '{"step": 3}'), '{"status": 403, "code": "workspace_frozen"}', 'frozen: nothing as a whole');
select * from finish();
rollback;
