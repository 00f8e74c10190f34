begin;
select plan(21);
select tests.leads_workspace('leads-upsert');
select tests.leads_workspace('leads-apart');
insert into public.suppressions (workspace_id, email, reason) values (tests.id('leads-upsert'), 'no@example.com', 'opt_out');
insert into public.suppressions (workspace_id, scope, domain, reason) values (tests.id('leads-apart'), 'domain', 'example.com', 'manual');
select tests.as_service();
create function pg_temp.up(p_leads jsonb) returns jsonb language sql volatile as $$
  select tests.leads_call('leads-upsert', 'upsert', jsonb_build_object('leads', p_leads)) -> 'results'
$$;
grant execute on function pg_temp.up(jsonb) to public;

-- one outcome a row, in order
select is(jsonb_path_query_array(pg_temp.up('[{"email": " Zoe@Example.com ", "first_name": "Zoe", "custom": {"a": 1}}, {"email": "no@example.com"}, {"email": "zoe@example.com"},
    {"email": "broken"}, {"email": "al@example.com", "status": "replied"}, {"email": "al@example.com", "custom": 3}, 7, {"email": "al@example.com"}]'), '$[*].status'),
  '[200, 409, 409, 400, 400, 400, 400, 200]', 'each row has its own outcome');
select isnt(tests.lead_id('leads-upsert', 'al@example.com'), null, 'a refused row does not take the next of its address along');
select is(pg_temp.up('[{"email": "no@example.com"}]') #> '{0}', '{"status": 409, "code": "suppressed", "reason": "opt_out"}', 'a suppressed address is named with its reason');
select is(pg_temp.up('[{"email": "al@example.com", "status": "replied"}]') #>> '{0,fields,0,path}', 'status', 'a status is not a contact field');
select is(pg_temp.up('[{"email": "zoe@example.com", "company": "Z", "custom": {"b": 2}}]') #>> '{0,outcome}', 'updated', 'a known lead is completed');
select is((tests.leads_call('leads-upsert', 'lookup', '{"email": "ZOE@example.com"}') #> '{leads,0}') - '{id,campaign_id,created_at,updated_at,next_due_at}'::text[]
  @> '{"email": "zoe@example.com", "first_name": "Zoe", "company": "Z", "custom": {"a": 1, "b": 2}, "status": "new"}', true, 'nothing it had is lost');
select is(pg_temp.up('[{"email": "zoe@example.com", "company": "Z"}]') #>> '{0,outcome}', 'unchanged', 'a repeat changes nothing');
select is((pg_temp.up('[{"email": "zoe@example.com"}]') #>> '{0,id}')::uuid, tests.lead_id('leads-upsert', 'zoe@example.com'), 'and gives its id');
select is(pg_temp.up('[{"email": "yan@example.com", "source": "list", "lawful_basis": "consent"}]') #>> '{0,outcome}', 'inserted', 'source and basis are taken');
select is(tests.leads_call('leads-upsert', 'lookup', '{"email": "yan@example.com"}') #> '{leads,0}' @> '{"source": "list", "lawful_basis": "consent"}', true, 'and kept');
select is(tests.leads_call('leads-upsert', 'upsert', '{"leads": []}') #>> '{fields,0,path}', 'leads', 'none is refused');
select is(tests.leads_call('leads-upsert', 'upsert', jsonb_build_object('leads', (select jsonb_agg(jsonb_build_object('email', n || '@example.com'))
  from generate_series(1, 501) n))) #>> '{fields,0,path}', 'leads', '501 are refused');
select is((tests.leads_call('leads-upsert', 'upsert', jsonb_build_object('leads', (select jsonb_agg(jsonb_build_object('email', n || '@many.test'))
  from generate_series(1, 500) n))) #>> '{results,499,status}'), '200', '500 are taken');

-- lookup
select tests.leads_call('leads-upsert', 'result', jsonb_build_object('lead_id', tests.lead_id('leads-upsert', 'zoe@example.com'), 'kind', 'sent', 'step', 1, 'message_id', '<m1@x>'));
select is(tests.leads_call('leads-upsert', 'lookup', '{"in_reply_to": "<m1@x>"}') #>> '{leads,0,email}', 'zoe@example.com', 'by the message that was answered');
select is(tests.leads_call('leads-upsert', 'lookup', '{"in_reply_to": ["<other@x>", "m1@x"]}') #>> '{leads,0,email}', 'zoe@example.com', 'by References, with or without brackets');
select is(tests.leads_call('leads-upsert', 'lookup', '{"message_id": "<m2@x>"}'), '{"status": 200, "leads": []}', 'an unknown message finds nobody');
select is(tests.leads_call('leads-upsert', 'lookup', jsonb_build_object('lead_id', tests.lead_id('leads-upsert', 'zoe@example.com'))) #>> '{leads,0,email}', 'zoe@example.com', 'by id');
select is(tests.leads_call('leads-apart', 'lookup', jsonb_build_object('lead_id', tests.lead_id('leads-upsert', 'zoe@example.com'))) -> 'leads', '[]', 'not from another workspace');
select is(tests.leads_call('leads-upsert', 'lookup', '{}') ->> 'code', 'invalid_field', 'something must be asked');
select is(tests.leads_call('leads-upsert', 'lookup', '{"in_reply_to": []}') -> 'leads', '[]', 'no reference finds nobody');
select tests.reset();
insert into public.emails (workspace_id, message_id, contact_email, lead_id) values (tests.id('leads-upsert'), '<evt@x>', 'yan@example.com', tests.lead_id('leads-upsert', 'yan@example.com'));
select tests.as_service();
select is(tests.leads_call('leads-upsert', 'lookup', '{"in_reply_to": "evt@x"}') #>> '{leads,0,email}', 'yan@example.com', 'by a message that only its event named');

select * from finish();
rollback;
