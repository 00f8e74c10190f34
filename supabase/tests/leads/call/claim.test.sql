begin;
select plan(21);
select tests.leads_workspace('leads-claim');
select tests.as_service();
select is(jsonb_path_query_array(tests.leads_call('leads-claim', 'upsert', '{"leads": [{"email": "a@example.com"}, {"email": "b@example.com"},
  {"email": "c@blocked.test"}, {"email": "d@example.com"}, {"email": "e@example.com"}]}'), '$.results[*].outcome'),
  '["inserted", "inserted", "inserted", "inserted", "inserted"]', 'five leads');
select tests.reset();
insert into public.suppressions (workspace_id, scope, domain, reason) values ('00000000-0000-0000-0000-000000000000', 'domain', 'blocked.test', 'manual');
insert into public.contacts (workspace_id, email, status, opted_out_at) values (tests.id('leads-claim'), 'd@example.com', 'opted_out', now());
update genesis.leads_p_leads_claim set next_due_at = now() - interval '1 day' where email = 'b@example.com';
update genesis.leads_p_leads_claim set next_due_at = now() + interval '1 day' where email = 'e@example.com';

-- research
select tests.as_service();
select is(tests.leads_call('leads-claim', 'claim', '{"purpose": "research", "limit": 1}') #>> '{leads,0,email}', 'b@example.com', 'the one due longest comes first');
select is(jsonb_path_query_array(tests.leads_call('leads-claim', 'claim', '{"purpose": "research", "claimed_by": "run-2"}'), '$.leads[*].email'),
  '["a@example.com"]', 'then the rest: not the claimed, suppressed, opted-out, nor who is not due');
select is(tests.leads_call('leads-claim', 'claim', '{"purpose": "research"}') -> 'leads', '[]', 'a claimed lead is not claimed again');
select tests.reset();
select is((select claimed_until - claimed_at from genesis.leads_p_leads_claim where email = 'a@example.com'), interval '15 minutes', 'a lease is 15 minutes');
update genesis.leads_p_leads_claim set claimed_until = now() - interval '1 second' where email = 'a@example.com';
select tests.as_service();
select is(tests.leads_call('leads-claim', 'claim', '{"purpose": "research", "claimed_by": "run-3", "lease_minutes": 60}') #>> '{leads,0,claimed_by}',
  'run-3', 'after its lease it is');
select tests.reset();
select is((select claimed_until - claimed_at from genesis.leads_p_leads_claim where email = 'a@example.com'), interval '60 minutes', 'a lease may be longer');

-- prepare and send
update genesis.leads_p_leads_claim set claimed_at = null, claimed_by = null, claimed_until = null;
update genesis.leads_p_leads_claim set status = 'researched', report = 'r' where email = 'a@example.com';
update genesis.leads_p_leads_claim set status = 'prepared', mails = '[{"step": 1, "subject": "s1", "body": "b1"}]' where email = 'b@example.com';
select tests.as_service();
select is(tests.leads_call('leads-claim', 'claim', '{"purpose": "prepare"}') #> '{leads,0}' @> '{"email": "a@example.com", "report": "r"}', true, 'prepare takes researched leads, with the report');
select is(tests.leads_call('leads-claim', 'claim', '{"step": 2}') -> 'leads', '[]', 'step 2 does not take a lead of step 1');
select is(tests.leads_call('leads-claim', 'claim', '{"step": 1}') #> '{leads,0,mail}', '{"step": 1, "subject": "s1", "body": "b1"}', 'step 1 takes a prepared lead, with its mail');
select tests.reset();
update genesis.leads_p_leads_claim set status = 'in_sequence', step = 1, claimed_at = null, claimed_by = null, claimed_until = null where email = 'b@example.com';
select tests.as_service();
select is(tests.leads_call('leads-claim', 'claim', '{"step": 2}') -> 'leads', '[]', 'a step without a written mail is not claimed');
select tests.reset();
update genesis.leads_p_leads_claim set mails = '[{"step": 1}, {"step": 2, "subject": "s2", "body": "b2"}]' where email = 'b@example.com';
select tests.as_service();
select is(tests.leads_call('leads-claim', 'claim', '{"step": 2}') #>> '{leads,0,mail,subject}', 's2', 'with one it is');

-- arguments
select is(tests.leads_call('leads-claim', 'claim', '{}') #>> '{fields,0,path}', 'purpose', 'a purpose or a step is needed');
select is(tests.leads_call('leads-claim', 'claim', '{"purpose": "eat"}') #>> '{fields,0,path}', 'purpose', 'a known one');
select is(tests.leads_call('leads-claim', 'claim', '{"step": 21}') #>> '{fields,0,path}', 'step', 'a step of 1 to 20');
select is(tests.leads_call('leads-claim', 'claim', '{"purpose": "send"}') #>> '{fields,0,path}', 'step', 'send names its step');
select is(tests.leads_call('leads-claim', 'claim', '{"step": 1, "claimed_by": " "}') #>> '{fields,0,path}', 'claimed_by', 'a run that says who it is');
select is(tests.leads_call('leads-claim', 'claim', '{"step": "x"}') ->> 'code', 'invalid_field', 'a step that is a number');
select is(tests.leads_call('leads-claim', 'claim', '{"purpose": "research", "limit": 99999}') ->> 'status', '200', 'a limit is cut to 100');

-- a paused campaign gives nothing
select tests.reset();
update genesis.leads_p_leads_claim set next_due_at = now() where email = 'e@example.com';
update public.campaigns set status = 'paused' where id = tests.id('leads-claim campaign');
select tests.as_service();
select is(tests.leads_call('leads-claim', 'claim', '{"purpose": "research"}'), '{"status": 200, "leads": [], "reason": "campaign_paused"}', 'a paused campaign says so');
select tests.reset();
select is((select claimed_by from genesis.leads_p_leads_claim where email = 'e@example.com'), null, 'and its lead stays');

select * from finish();
rollback;
