begin;
select plan(30);
select tests.leads_workspace('leads-result');
create function pg_temp.result(p_email text, p_args jsonb) returns jsonb language sql volatile as $$
  select tests.leads_call('leads-result', 'result', jsonb_build_object('lead_id', tests.lead_id('leads-result', p_email)) || p_args)
$$;
create function pg_temp.lead(p_email text) returns genesis.leads language sql volatile security definer as $$
  select l from genesis.leads l where l.workspace_id = tests.id('leads-result') and l.email = p_email
$$;
grant execute on function pg_temp.result(text, jsonb), pg_temp.lead(text) to public;
select tests.as_service();
select tests.leads_call('leads-result', 'upsert', '{"leads": [{"email": "a@example.com"}, {"email": "b@example.com"}]}');
-- arguments
select is(pg_temp.result('a@example.com', '{"kind": "eaten"}') #>> '{fields,0,path}', 'kind', 'a known kind');
select is(pg_temp.result('a@example.com', '{"kind": "report", "report": " "}') #>> '{fields,0,path}', 'report', 'a report has text');
select is(pg_temp.result('a@example.com', '{"kind": "mails", "mails": []}') #>> '{fields,0,path}', 'mails', 'mails are not none');
select is(pg_temp.result('a@example.com', '{"kind": "sent"}') #>> '{fields,0,path}', 'step', 'sent names its step');
select is(tests.leads_call('leads-result', 'result', jsonb_build_object('kind', 'release', 'lead_id', tests.id('nobody'))),
  '{"status": 404, "code": "not_found", "what": "lead"}', 'an unknown lead is told so');

-- research, preparation, sending, each repeated
select tests.leads_call('leads-result', 'claim', '{"purpose": "research"}');
select is(pg_temp.result('a@example.com', '{"kind": "report", "report": "R"}') #> '{lead,status}', '"researched"', 'a report researches');
select is((pg_temp.lead('a@example.com')).claimed_by, null, 'and ends the claim');
select is(pg_temp.result('a@example.com', '{"kind": "report", "report": "late"}') -> 'changed', 'false', 'a second report changes nothing');
select is((pg_temp.lead('a@example.com')).report, 'R', 'the first stands');
select is(pg_temp.result('a@example.com', '{"kind": "mails", "mails": [{"step": 1, "subject": "s", "body": "b"}, {"step": 2, "subject": "s", "body": "b"}]}')
  #> '{lead,status}', '"prepared"', 'mails prepare');
select is(pg_temp.result('a@example.com', '{"kind": "mails", "mails": [{"step": 1}]}') -> 'changed', 'false', 'once');
select tests.leads_call('leads-result', 'claim', '{"step": 1}');
select is(pg_temp.result('a@example.com', '{"kind": "sent", "step": 1, "message_id": " <1@x> ", "mailbox": "Me@x.test"}') #> '{lead,status}',
  '"in_sequence"', 'the first mail puts it in sequence');
select is((pg_temp.lead('a@example.com')).next_due_at - now(), interval '2 days', 'due again after the campaign''s gap');
select is((pg_temp.lead('a@example.com')).message_ids #- '{0,sent_at}', '[{"step": 1, "mailbox": "me@x.test", "message_id": "<1@x>"}]', 'the message id is kept');
select is(pg_temp.result('a@example.com', '{"kind": "sent", "step": 1, "message_id": "<1@x>"}') -> 'changed', 'false', 'a repeat changes nothing');
select is(jsonb_array_length((pg_temp.lead('a@example.com')).message_ids), 1, 'not even the message ids');
select is(pg_temp.result('a@example.com', '{"kind": "sent", "step": 2, "message_id": "<2@x>"}') #> '{lead,status}', '"finished"', 'the last written mail finishes');
select is((pg_temp.lead('a@example.com')).next_due_at, null, 'nothing is due any more');

-- release and failed: only by who holds the claim
select is((pg_temp.lead('b@example.com')).claimed_by, 'run-1', 'b is claimed');
select is(pg_temp.result('b@example.com', '{"kind": "release", "claimed_by": "run-2"}') -> 'changed', 'false', 'another run does not release it');
select is(pg_temp.result('b@example.com', '{"kind": "failed", "retry_minutes": 30}') -> 'changed', 'true', 'its own may fail');
select is((pg_temp.lead('b@example.com')).next_due_at - now(), interval '30 minutes', 'and it is due later');
select is(pg_temp.result('b@example.com', '{"kind": "failed", "retry_minutes": 90}') -> 'changed', 'false', 'once');

-- a gap that the campaign does not name is three days
select is(pg_temp.result('b@example.com', '{"kind": "sent", "step": 2}') #> '{lead,status}', '"in_sequence"', 'a mail that went is recorded without a claim too');
select is((pg_temp.lead('b@example.com')).next_due_at - now(), interval '3 days', 'three days where no gap is named');

-- who said no meanwhile is never moved back
select tests.reset();
update genesis.leads_p_leads_result set status = 'opted_out', next_due_at = null where email = 'b@example.com';
select tests.as_service();
select is(pg_temp.result('b@example.com', '{"kind": "sent", "step": 3, "message_id": "<3@x>"}') #> '{lead,status}', '"opted_out"', 'opted out it stays');
select is((pg_temp.lead('b@example.com')).next_due_at, null, 'with nothing due');
select is(jsonb_array_length((pg_temp.lead('b@example.com')).message_ids), 2, 'though the mail that crossed is recorded');
select is(pg_temp.result('b@example.com', '{"kind": "report", "report": "x"}') -> 'changed', 'false', 'a late report does not count');

-- a paused lead keeps what was being made, and stays paused
select tests.reset();
update genesis.leads_p_leads_result set status = 'paused', report = null where email = 'b@example.com';
select tests.as_service();
select is(pg_temp.result('b@example.com', '{"kind": "report", "report": "x"}') -> 'lead' @> '{"status": "paused", "has_report": true}', true, 'paused it stays, with the report');

select * from finish();
rollback;
