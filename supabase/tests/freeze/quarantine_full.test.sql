-- A quarantine at its cap, with an item that the database refuses, keeps no workspace frozen: the unfreeze applies a
-- bounded part, the rest follows in order and once. 2.5 s of 8 (PostgREST's): a busy machine has the rest.
begin;
select no_plan();
select tests.tenant('qf', 'enterprise'), tests.tenant('qc', 'enterprise'), tests.operator('user_qf_op');
create function pg_temp.at(n int) returns timestamptz language sql stable as $$ select now() - interval '1 hour' + n * interval '0.1 s' $$;
create function pg_temp.unfreeze(p_slug text) returns jsonb language plpgsql as $$
declare v jsonb; v_from timestamptz := clock_timestamp();
begin
  perform tests.as_service();
  v := genesis.workspace_unfreeze(tests.id(p_slug), 'user_qf_op', tests.token_hash('fresh ' || gen_random_uuid()));
  perform tests.reset();
  return v || jsonb_build_object('took_s', extract(epoch from clock_timestamp() - v_from));
end $$;
create function pg_temp.drain(p_slug text) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_service();
  v := genesis.quarantine_drain(tests.id(p_slug));
  perform tests.reset();
  return v;
end $$;
create function pg_temp.drained(p_slug text) returns int language plpgsql as $$
begin
  for i in 1..60 loop
    if not (pg_temp.drain(p_slug) ->> 'more')::boolean then return i; end if;
  end loop;
  return null;
end $$;
create temp table answer (slug text, a jsonb);

-- Events: 10,000, of which the 7,777th is refused; the last but one is an opt-out.
select genesis.workspace_freeze(tests.id('qf'), 'user_qf_op', 'x'), genesis.workspace_freeze(tests.id('qc'), 'user_qf_op', 'x');
insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, is_opt_out, event_ts, item)
select tests.id('qf'), 'event', 'k' || n, n = 9999, pg_temp.at(n), tests.event(case n when 9999 then 'opt_out' else 'replied' end, 'k' || n, 'l' || n || '@example.com', jsonb_build_object('event_ts', pg_temp.at(n)))
from generate_series(1, 10000) n;
create function pg_temp.poison() returns trigger language plpgsql as $$ begin if new.idempotency_key = 'k7777' then raise exception 'no' using errcode = '22023'; end if; return new; end $$;
create trigger poison before insert on public.email_events for each row execute function pg_temp.poison();
insert into answer select 'qf', pg_temp.unfreeze('qf');
select is((select a ->> 'status' from answer where slug = 'qf'), '200', '10,000 events, one of them refused: unfrozen');
select cmp_ok((select (a ->> 'took_s')::numeric from answer where slug = 'qf'), '<', 4.0, 'within half of what PostgREST gives it');
select is((select status from public.workspaces where slug = 'qf'), 'active', 'open');
select is((select (a ->> 'quarantine_waiting')::int from answer where slug = 'qf'), (select count(*)::int from genesis.event_quarantine where workspace_id = tests.id('qf') and applied_at is null), 'the answer says how many are still to come');
select ok(exists (select from public.suppressions where workspace_id = tests.id('qf') and email = 'l9999@example.com'), 'who opted out is known first');
select isnt(pg_temp.drained('qf'), null, 'the rest comes to an end');
select results_eq($$select outcome ->> 'code', count(*)::int from genesis.event_quarantine where workspace_id = tests.id('qf') and applied_at is not null group by 1 order by 1$$,
  $$values ('data_rejected', 1), (null, 9999)$$, 'every one is applied but the one that is refused');
select is((select string_agg(idempotency_key, ' ') from genesis.event_quarantine where workspace_id = tests.id('qf') and outcome ->> 'code' = 'data_rejected'), 'k7777', 'which is the right one');
select is((select count(*)::int from public.email_events where workspace_id = tests.id('qf')), 9999, 'each once');

-- Costs: a bounded part in the unfreeze; a freeze between stops the rest, the next unfreeze goes on with it.
insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, event_ts, item)
select tests.id('qc'), 'cost', 'c' || n, pg_temp.at(n), jsonb_build_object('provider', 'openai', 'model', 'gpt-4o', 'cost_usd', 0.01, 'idempotency_key', 'c' || n)
from generate_series(1, 10000) n;
insert into answer select 'qc', pg_temp.unfreeze('qc');
select cmp_ok((select (a ->> 'took_s')::numeric from answer where slug = 'qc'), '<', 4.0, '10,000 costs: within half of it too');
select is((select status from public.workspaces where slug = 'qc'), 'active', 'and open');
select genesis.workspace_freeze(tests.id('qc'), 'user_qf_op', 'again');
create temp table before as select count(*)::int as n from genesis.event_quarantine where workspace_id = tests.id('qc') and applied_at is null;
select is(pg_temp.drain('qc'), '{"status": 200, "applied": 0, "more": false}', 'nothing of a frozen workspace is applied');
select is((select count(*)::int from genesis.event_quarantine where workspace_id = tests.id('qc') and applied_at is null), (select n from before), 'it waits');
select ok(not tests.id('qc') = any(genesis.quarantine_due()), 'and is not due');
insert into answer select 'qc again', pg_temp.unfreeze('qc');
select is((select (a ->> 'quarantine_applied')::int + (a ->> 'quarantine_waiting')::int from answer where slug = 'qc again'), (select n from before), 'the next unfreeze goes on where the first was stopped');
select isnt(pg_temp.drained('qc'), null, 'to the end');
select is((select count(*)::int || ' ' || sum(cost_usd) from public.llm_usage where workspace_id = tests.id('qc')), '10000 100.000000', 'each cost counts once');
select is((select settled_usd from genesis.budget_periods where workspace_id = tests.id('qc')), 100.000000, 'in the budget too');
select * from finish();
rollback;
