begin;
select plan(16);
select tests.leads_workspace('leads-mark');
select tests.leads_workspace('leads-next');
insert into public.campaigns (workspace_id, id, name, status) values (tests.id('leads-mark'), tests.id('second'), 'Second', 'active');
insert into genesis.leads_p_leads_mark (workspace_id, campaign_id, email, status, next_due_at, claimed_at, claimed_by, claimed_until)
select tests.id('leads-mark'), c, e, 'in_sequence', now(), now(), 'run-1', now()
from unnest(array['a@example.com', 'b@example.com', 'c@example.com']) e, unnest(array[tests.id('leads-mark campaign'), tests.id('second')]) c;
insert into genesis.leads_p_leads_next (workspace_id, email) values (tests.id('leads-next'), 'a@example.com');
create function pg_temp.states(p_email text) returns text[] language sql volatile as $$
  select array_agg(distinct status) from genesis.leads_p_leads_mark where email = p_email
$$;

-- authenticated and service_role: not theirs
select ok(not has_function_privilege(r, 'private.leads_mark(uuid, jsonb)', 'execute'), r || ' may not mark') from unnest(array['anon', 'authenticated', 'service_role']) r;

-- who has not entered the workspace gets nothing
select throws_ok(format('select private.leads_mark(%L, %L)', tests.id('leads-mark'), '[{"email": "a@example.com", "status": "replied"}]'), '42501', null, 'a machine that never entered is refused');
select throws_ok(format('select private.lead_email(%L, %L)', tests.id('leads-mark'), tests.id('x')), '42501', null, 'for reading an address too');

-- every lead of the address, upwards only
select private.enter(array[tests.id('leads-mark')]);
select is(private.leads_mark(tests.id('leads-mark'), '[{"email": "A@example.com", "status": "replied"}, {"email": "nobody@example.com", "status": "replied"}]'), 2, 'both leads of the address move');
select is(pg_temp.states('a@example.com'), '{replied}', 'to replied');
select is((select count(*)::int from genesis.leads_p_leads_mark where email = 'a@example.com' and (claimed_by is not null or next_due_at is not null)), 0, 'their claims end, nothing is due');
select is(private.leads_mark(tests.id('leads-mark'), '[{"email": "a@example.com", "status": "replied"}]'), 0, 'a repeat moves nothing');
select is(private.leads_mark(tests.id('leads-mark'), '[{"email": "a@example.com", "status": "bounced"}]'), 0, 'a bounce does not move who replied');
select is(private.leads_mark(tests.id('leads-mark'), '[{"email": "a@example.com", "status": "opt_out"}, {"email": "a@example.com", "status": "replied"}]'), 2, 'an opt-out does, and wins in one call');
select is(private.leads_mark(tests.id('leads-mark'), '[{"email": "a@example.com", "status": "replied"}]'), 0, 'opted out is never moved back');
select is(private.leads_mark(tests.id('leads-mark'), jsonb_build_array(jsonb_build_object('status', 'complained',
  'lead_id', (select id from genesis.leads_p_leads_mark where email = 'b@example.com' limit 1)))), 2, 'a lead''s id stands for its address');
select is(pg_temp.states('b@example.com') || pg_temp.states('c@example.com'), '{opted_out,in_sequence}', 'a complaint opts out, the others stay');
select is(private.lead_email(tests.id('leads-mark'), (select id from genesis.leads_p_leads_mark where email = 'c@example.com' limit 1)), 'c@example.com', 'lead_email knows the address');
select is((select status from genesis.leads_p_leads_next), 'new', 'another workspace''s lead of the same address is untouched');

select * from finish();
rollback;
