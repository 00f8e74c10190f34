begin;
select plan(20);
select tests.leads_workspace('leads-edit');
insert into genesis.leads_p_leads_edit (workspace_id, email, first_name, report, status, next_due_at, claimed_at, claimed_by, claimed_until)
values (tests.id('leads-edit'), 'a@example.com', 'A', 'r', 'researched', now(), now(), 'run-1', now()),
  (tests.id('leads-edit'), 'gone@example.com', 'G', null, 'opted_out', null, null, null, null);
create function pg_temp.edit(p_changes jsonb, p_email text default 'a@example.com') returns jsonb language sql volatile as $$
  select public.lead_update(tests.id('leads-edit'), tests.lead_id('leads-edit', p_email), p_changes)
$$;
grant execute on function pg_temp.edit(jsonb, text) to public;

-- viewer
select tests.as_user('user_viewer_leads-edit');
select tests.refuses($$select pg_temp.edit('{"first_name": "B"}')$$, 'PT403', 'forbidden', 'a viewer changes nothing');

-- member
select tests.as_user('user_member_leads-edit');
select is(pg_temp.edit('{"first_name": " B ", "company": "C", "custom": {"x": 1}}') @> '{"first_name": "B", "company": "C", "custom": {"x": 1}, "status": "researched"}', true, 'contact fields change');
select is(pg_temp.edit('{"first_name": null}') -> 'first_name', 'null', 'a field can be emptied');
select is(pg_temp.edit('{"company": "C"}') ->> 'company', 'C', 'a repeat changes nothing');
select is(pg_temp.edit('{"status": "paused"}') @> '{"status": "paused", "claimed_by": null}', true, 'a pause ends the claim');
select is(pg_temp.edit('{"status": "paused"}') ->> 'status', 'paused', 'pausing twice is pausing');
select is(pg_temp.edit('{"status": "resumed"}') ->> 'status', 'researched', 'resumed, it is where it had come to');
select is(pg_temp.edit('{"status": "resumed"}') ->> 'status', 'researched', 'resuming twice is resuming');
select tests.refuses($$select pg_temp.edit('{"status": "replied"}')$$, 'PT400', 'invalid_field', 'no other status is a member''s');
select tests.refuses($$select pg_temp.edit('{"email": "b@example.com"}')$$, 'PT400', 'invalid_field', 'the address stays');
select tests.refuses($$select pg_temp.edit('{"lawful_basis": "x"}')$$, 'PT400', 'invalid_field', 'as does the lawful basis');
select tests.refuses($$select pg_temp.edit('{"report": "x"}')$$, 'PT400', 'invalid_field', 'and the report');
select tests.refuses($$select pg_temp.edit('[]')$$, 'PT400', 'invalid_field', 'changes are an object');
select tests.refuses($$select pg_temp.edit('{"custom": 1}')$$, 'PT400', 'invalid_field', 'custom is an object');
select tests.refuses($$select pg_temp.edit('{"status": "paused"}', 'gone@example.com')$$, 'PT409', 'conflict', 'who opted out cannot be paused');
select tests.refuses($$select pg_temp.edit('{"status": "resumed"}', 'gone@example.com')$$, 'PT409', 'conflict', 'nor resumed');
select is(pg_temp.edit('{"last_name": "G"}', 'gone@example.com') ->> 'status', 'opted_out', 'his contact fields may change');
select tests.refuses($$select pg_temp.edit('{}', 'nobody@example.com')$$, 'PT404', 'not_found', 'an unknown lead is told so');

-- stages
select tests.reset();
select is(private.lead_stage('{"step": 2, "mails": [{}], "report": "r"}') || private.lead_stage('{"step": 0, "mails": [{}], "report": null}')
  || private.lead_stage('{"step": 0, "mails": [], "report": null}'), 'in_sequencepreparednew', 'a lead goes back to what its data say');
select ok(not has_table_privilege('authenticated', 'genesis.leads_p_leads_edit', 'select,insert,update,delete'), 'no table grant helps anybody');

select * from finish();
rollback;
