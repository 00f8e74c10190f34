begin;
select plan(17);
select tests.leads_workspace('leads-import');
select tests.operator('user_op_leads');
insert into public.suppressions (workspace_id, email, reason) values (tests.id('leads-import'), 'own@example.com', 'manual');
insert into public.suppressions (workspace_id, scope, domain, reason) values (tests.id('leads-import'), 'domain', 'blocked.test', 'manual');
insert into public.suppressions (workspace_id, email, reason) values ('00000000-0000-0000-0000-000000000000', 'fleet@example.com', 'complaint');
insert into genesis.break_glass_grants (workspace_id, user_id, reason) values (tests.id('leads-import'), 'user_op_leads', 'test case');
create function pg_temp.import(p_rows jsonb, p_basis text default 'legitimate interest') returns jsonb language sql volatile as $$
  select public.leads_import(tests.id('leads-import'), tests.id('leads-import campaign'), p_rows, 'list.csv', 'fair 2026', p_basis)
$$;
grant execute on function pg_temp.import(jsonb, text) to public;

-- viewer and operator: not theirs
select tests.as_user('user_viewer_leads-import');
select tests.refuses($$select pg_temp.import('[{"email": "a@example.com"}]')$$, 'PT403', 'forbidden', 'a viewer imports nothing');
select tests.as_user('user_op_leads');
select tests.refuses($$select pg_temp.import('[{"email": "a@example.com"}]')$$, 'PT403', 'forbidden', 'break-glass gives no writing');

-- member
select tests.as_user('user_member_leads-import');
select is(pg_temp.import('[{"email": "A@example.com", "first_name": "A"}, {"email": "own@example.com"}, {"email": "x@sub.blocked.test"}, {"email": "fleet@example.com"},
    {"email": "no address"}, {"email": "a@example.com"}, {"email": "b@example.com", "phone": "1"}]') @> '{"rows_total": 7, "rows_imported": 1, "rows_suppressed": 3,
    "rows_refused": 3, "rows_updated": 0, "rows_unchanged": 0, "status": "completed", "file_name": "list.csv"}', true, 'each line is counted');
select is(pg_temp.import('[{"email": "a@example.com"}, {"email": "a2@example.com"}]') @> '{"rows_imported": 1, "rows_unchanged": 1}', true, 'a second import completes');
select is(pg_temp.import('[{"email": "a@example.com", "title": "CEO"}]') #> '{report,0}' @> '{"line": 1, "status": 200, "outcome": "updated"}', true, 'the report names the line');
select is(pg_temp.import('[{"email": "x@blocked.test"}]') #> '{report,0}', '{"line": 1, "status": 409, "code": "suppressed", "reason": "manual"}', 'and why it was refused');
select is((select count(*)::int from public.lead_imports where workspace_id = tests.id('leads-import')), 4, 'each import is kept');
select is((select count(*)::int from public.lead_imports where report::text like '%example.com%'), 0, 'without addresses');
select is(public.leads_page(tests.id('leads-import'), p_search => 'a@example') #> '{rows,0}' @> '{"source": "fair 2026", "lawful_basis": "legitimate interest", "status": "new", "title": "CEO"}',
  true, 'a lead keeps its source and lawful basis');
select tests.refuses($$select pg_temp.import('[{"email": "a@example.com"}]', ' ')$$, 'PT400', 'invalid_field', 'a lawful basis is needed');
select tests.refuses($$select pg_temp.import('{}')$$, 'PT400', 'invalid_field', 'rows are a list');
select tests.refuses($$select pg_temp.import('[]')$$, 'PT400', 'invalid_field', 'of at least one');
select tests.refuses($$select pg_temp.import((select jsonb_agg('{}'::jsonb) from generate_series(1, 1001)))$$, 'PT400', 'invalid_field', 'and at most 1000');
select tests.refuses(format('select public.leads_import(%L, %L, %L, null, %L, %L)', tests.id('leads-import'), tests.id('other'), '[{"email": "a@example.com"}]', 's', 'b'),
  'PT404', 'not_found', 'an unknown campaign is told so');

-- in its own partition, and in no other
select tests.reset();
select is((select count(*)::int from genesis.leads_p_leads_import), 2, 'the leads are in the workspace''s partition');
select is((select count(*)::int from genesis.leads where workspace_id <> tests.id('leads-import') and email in ('a@example.com', 'a2@example.com')), 0, 'and in no other');
update public.workspaces set status = 'frozen', frozen_at = now(), frozen_by = 'user_op', freeze_reason = 'test' where id = tests.id('leads-import');
select tests.as_user('user_member_leads-import');
select tests.refuses($$select pg_temp.import('[{"email": "a@example.com"}]')$$, 'PT403', 'workspace_frozen', 'a frozen workspace takes none');

select * from finish();
rollback;
