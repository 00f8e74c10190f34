begin;
select plan(22);
select tests.leads_workspace('leads-page');
select tests.leads_workspace('leads-else');
select tests.workspace('leads-none', 'user_owner_leads-none');
select tests.operator('user_op_leads');
insert into genesis.leads_p_leads_page (workspace_id, id, campaign_id, email, company, status, report, mails)
select tests.id('leads-page'), format('019a0000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid, case when n <= 5 then tests.id('leads-page campaign') end, format('p%s@example.com', n),
  case when n = 3 then '100% Fun_Co' else 'Other' end, case when n = 7 then 'replied' else 'new' end, 'long', '[{"step": 1}]'
from generate_series(1, 7) n;
create function pg_temp.emails(p_page jsonb) returns text language sql immutable as $$
  select coalesce(string_agg(split_part(r ->> 'email', '@', 1), ' ' order by n), '') from jsonb_array_elements(p_page -> 'rows') with ordinality x (r, n)
$$;
grant execute on function pg_temp.emails(jsonb) to public;

-- a stranger, nobody, another role
select tests.as_user('user_owner_leads-else');
select tests.refuses(format('select public.leads_page(%L)', tests.id('leads-page')), 'PT403', 'forbidden', 'a stranger is refused');
select tests.refuses(format('select public.lead_get(%L, %L)', tests.id('leads-page'), tests.lead_id('leads-page', 'p1@example.com')), 'PT403', 'forbidden', 'for one lead too');
select tests.as_anon();
select throws_ok(format('select public.leads_page(%L)', tests.id('leads-page')), '42501', null, 'without a session there is no page');
select tests.as_service();
select throws_ok(format('select public.leads_page(%L)', tests.id('leads-page')), '42501', null, 'nor for a machine');

-- viewer
select tests.as_user('user_viewer_leads-page');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'))), 'p7 p6 p5 p4 p3 p2 p1', 'the newest come first');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), p_sort => 'email', p_limit => 3)), 'p1 p2 p3', 'a page by address');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), p_sort => 'email', p_limit => 3,
  p_after => public.leads_page(tests.id('leads-page'), p_sort => 'email', p_limit => 3) -> 'next')), 'p4 p5 p6', 'the next page follows');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), p_limit => 4,
  p_after => public.leads_page(tests.id('leads-page'), p_limit => 4) -> 'next')), 'p3 p2 p1', 'downwards too');
select is(public.leads_page(tests.id('leads-page'), p_limit => 7) -> 'next', 'null', 'the last page has no next');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), p_sort => 'next_due_at', p_limit => 6, p_after =>
  public.leads_page(tests.id('leads-page'), p_sort => 'next_due_at', p_limit => 4) -> 'next')), 'p5 p6 p7', 'leads without a due time page as well');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), tests.id('leads-page campaign'), p_sort => 'created_at')), 'p1 p2 p3 p4 p5', 'one campaign''s');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), p_status => 'replied')), 'p7', 'one status');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), p_search => '100% fun_')), 'p3', 'a search takes % and _ as they are');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), p_search => '%')), 'p3', 'and finds nothing else by them');
select is(public.leads_page(tests.id('leads-page'), p_limit => 1) #> '{rows,0}' ?| '{report,mails,workspace_id}', false, 'a page has no long texts');
select is(public.lead_get(tests.id('leads-page'), tests.lead_id('leads-page', 'p1@example.com')) @> '{"report": "long", "mails": [{"step": 1}]}', true, 'one lead has them');
select tests.refuses(format('select public.lead_get(%L, %L)', tests.id('leads-page'), tests.id('x')), 'PT404', 'not_found', 'an unknown lead is told so');
select tests.refuses(format('select public.leads_page(%L, p_sort => %L)', tests.id('leads-page'), 'email; drop table x'), 'PT400', 'invalid_field', 'an unknown sort is refused');
select tests.refuses(format('select public.leads_page(%L, p_after => %L)', tests.id('leads-page'), '{"key": "x", "id": "y"}'), 'PT400', 'invalid_field', 'a made-up p_after is refused');
select tests.as_user('user_owner_leads-none');
select tests.refuses(format('select public.leads_page(%L)', tests.id('leads-none')), 'PT409', 'no_partition', 'before ignition there is no page');

-- an operator: only by break-glass
select tests.as_user('user_op_leads');
select tests.refuses(format('select public.leads_page(%L)', tests.id('leads-page')), 'PT403', 'forbidden', 'an operator sees nothing silently');
select tests.reset();
insert into genesis.break_glass_grants (workspace_id, user_id, reason) values (tests.id('leads-page'), 'user_op_leads', 'test case');
select tests.as_user('user_op_leads');
select is(pg_temp.emails(public.leads_page(tests.id('leads-page'), p_limit => 1)), 'p7', 'with a grant he reads');

select * from finish();
rollback;
