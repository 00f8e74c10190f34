-- The plans of what the web page asks, with 20,000 rows a table in 40 workspaces: none scans a table. The bodies of the
-- functions are explained as the role that runs them.
begin;
select no_plan();
grant usage on schema private to authenticated; -- the bodies name it here, where the functions have bound it already
insert into public.workspaces (id, slug, name) select md5('plan' || n)::uuid, 'plan-' || n, 'P' from generate_series(1, 40) n;
insert into public.user_workspaces (workspace_id, user_id, role) values (md5('plan7')::uuid, 'user_plan', 'owner');
insert into public.daily_stats (workspace_id, day, campaign_id, sends) select md5('plan' || w)::uuid, current_date - d, md5('c' || c)::uuid, 1 from generate_series(1, 40) w, generate_series(0, 49) d, generate_series(1, 10) c;
insert into public.daily_costs (workspace_id, day, campaign_id, provider, model) select md5('plan' || w)::uuid, current_date - d, md5('c' || c)::uuid, 'p', 'm' from generate_series(1, 40) w, generate_series(0, 49) d, generate_series(1, 10) c;
insert into public.llm_usage (workspace_id, campaign_id, provider, model, cost_usd, counted_usd, month, idempotency_key, created_at)
select md5('plan' || w)::uuid, md5('c' || n % 10)::uuid, 'p', 'm', 0, 0, '2026-01-01', 'k' || n, now() - n * interval '1 minute' from generate_series(1, 40) w, generate_series(1, 500) n;
insert into public.email_events (workspace_id, event_type, event_ts, campaign_id, campaign_group_id, contact_email, idempotency_key, fingerprint)
select md5('plan' || w)::uuid, (array['sent', 'opened', 'clicked', 'replied'])[1 + n % 4], now() - n * interval '1 minute', md5('c' || n % 10)::uuid, md5('g' || n % 5)::uuid, 'l' || n % 50 || '@example.com', 'k' || n, '' from generate_series(1, 40) w, generate_series(1, 500) n;
insert into public.emails (workspace_id, message_id, contact_email, lead_id, first_opened_at) select md5('plan' || w)::uuid, 'm' || n, 'l@example.com', md5('l' || n)::uuid, now() - n * interval '1 minute' from generate_series(1, 40) w, generate_series(1, 500) n;
insert into private.stats_delta (workspace_id, day, kind, n) select md5('plan' || w)::uuid, current_date, 'sends', 1 from generate_series(1, 40) w, generate_series(1, 250);
analyze public.daily_stats, public.daily_costs, public.llm_usage, public.email_events, public.emails, private.stats_delta, public.workspaces, public.user_workspaces;

create function pg_temp.plan(p_actor text, p_sql text) returns jsonb language plpgsql as $$
declare v json;
begin
  if p_actor = 'machine' then
    perform set_config('genesis.workspaces', array[md5('plan7')::uuid]::text, true), set_config('role', 'genesis_machine', true);
  elsif p_actor is not null then
    perform tests.as_user(p_actor);
  end if;
  execute 'explain (format json) ' || p_sql into v;
  perform tests.reset();
  return v;
end $$;
create function pg_temp.body(p_function regprocedure, p_from text[], p_to text[]) returns text language plpgsql as $$
declare v text := (select regexp_replace(coalesce(regexp_replace(pg_get_function_sqlbody(oid), '^\s*BEGIN ATOMIC(.*);\s*END\s*$', '\1'), prosrc),
  '^\s*begin\s+return(?: query)?\s(.*);\s*end\s*$', '\1') from pg_proc where oid = p_function);
begin
  for n in 1 .. cardinality(p_from) loop
    v := regexp_replace(v, '(\m' || (select proname from pg_proc where oid = p_function) || '\.)?\m' || p_from[n] || '\M', p_to[n], 'g');
  end loop;
  return v;
end $$;
create temp table plans as
select q.what, q.reads, pg_temp.plan(q.actor, q.sql) as plan from (values
  ('dashboard_aggregate', 'daily_stats daily_costs', 'user_plan', pg_temp.body('private.dashboard_read(uuid,date,date,uuid,uuid,public.daily_stats[])', '{p_workspace_id,p_from_day,p_to_day,p_campaign_group_id,p_campaign_id,p_unmerged}',
    array[quote_literal(md5('plan7')::uuid) || '::uuid', '(current_date - 6)', 'current_date', 'null::uuid', 'null::uuid', 'null::public.daily_stats[]'])),
  ('dashboard_aggregate of a campaign', 'daily_stats daily_costs', 'user_plan', pg_temp.body('private.dashboard_read(uuid,date,date,uuid,uuid,public.daily_stats[])', '{p_workspace_id,p_from_day,p_to_day,p_campaign_group_id,p_campaign_id,p_unmerged}',
    array[quote_literal(md5('plan7')::uuid) || '::uuid', '(current_date - 6)', 'current_date', 'null::uuid', quote_literal(md5('c3')::uuid) || '::uuid', 'null::public.daily_stats[]'])),
  ('stats_unmerged', 'stats_delta', null, pg_temp.body('private.stats_unmerged(uuid,date,date)', '{p_workspace_id,p_from,p_to}', array[quote_literal(md5('plan7')::uuid) || '::uuid', '(current_date - 6)', 'current_date'])),
  ('usage_rows of a member', 'llm_usage', 'user_plan', pg_temp.body('private.usage_rows(uuid,timestamptz,uuid,int)', '{p_workspace_id,p_before,p_before_id,p_limit}', array[quote_literal(md5('plan7')::uuid) || '::uuid', 'now()', 'null::uuid', '50'])),
  ('usage_rows of a key', 'llm_usage', 'machine', pg_temp.body('private.usage_rows(uuid,timestamptz,uuid,int)', '{p_workspace_id,p_before,p_before_id,p_limit}', array[quote_literal(md5('plan7')::uuid) || '::uuid', 'now()', 'null::uuid', '50'])),
  ('stats_recount of a day', 'email_events emails', null, pg_temp.body('private.stats_recount(uuid,date,date)', '{p_workspace_id,p_from,p_to}', array[quote_literal(md5('plan7')::uuid) || '::uuid', 'current_date', 'current_date'])),
  ('events of a type', 'email_events', 'user_plan', format('select * from public.email_events where workspace_id = %L and event_type = ''replied'' order by event_ts desc limit 50', md5('plan7')::uuid)),
  ('events of a campaign', 'email_events', 'user_plan', format('select * from public.email_events where workspace_id = %L and campaign_id = %L order by event_ts desc limit 50', md5('plan7')::uuid, md5('c3')::uuid)),
  ('events of a group', 'email_events', 'user_plan', format('select count(*) from public.email_events where workspace_id = %L and campaign_group_id = %L', md5('plan7')::uuid, md5('g3')::uuid)),
  ('events of a contact', 'email_events', 'user_plan', format('select * from public.email_events where workspace_id = %L and contact_email = ''l3@example.com'' order by event_ts desc limit 50', md5('plan7')::uuid)),
  ('events without a filter, by RLS alone', 'email_events', 'user_plan', 'select * from public.email_events order by event_ts desc limit 50'),
  ('mails of a lead', 'emails', 'user_plan', format('select * from public.emails where workspace_id = %L and lead_id = %L', md5('plan7')::uuid, md5('l3')::uuid)),
  ('v_llm_cost_secure', 'daily_costs', 'user_plan', format('select * from public.v_llm_cost_secure where workspace_id = %L and day >= current_date - 6', md5('plan7')::uuid))
) as q (what, reads, actor, sql);
select is((select string_agg(distinct s #>> '{}', ', ') from jsonb_path_query(plan, '$.** ? (@."Node Type" like_regex "Seq Scan")."Relation Name"') s
  where s #>> '{}' in ('email_events', 'emails', 'daily_stats', 'daily_costs', 'llm_usage', 'stats_delta')), null, what || ': no table is scanned') from plans;
select ok((select count(distinct s) from jsonb_path_query(plan, '$.** ? (@."Node Type" like_regex "Index|Bitmap Heap")."Relation Name"') s where s #>> '{}' = any(string_to_array(reads, ' '))) = cardinality(string_to_array(reads, ' ')),
  what || ': an index of ' || reads || ' is read') from plans;
-- The test can fail: the same reading without an index is seen.
select is(jsonb_path_query_first(pg_temp.plan(null, $$select * from public.email_events where provider = 'x'$$), '$.** ? (@."Node Type" like_regex "Seq Scan")."Relation Name"'), '"email_events"', 'a scan would be seen');
select * from finish();
rollback;
