-- Helpers of the tests of ingest, budget, stats and freeze, committed beside 000-helpers: a workspace with a token, and the
-- calls of the Edge Functions, made as service_role with the secret key would make them.
begin;
create or replace function tests.tenant(p_slug text, p_plan text default 'pro', p_zone text default 'UTC') returns uuid
language plpgsql volatile
as $$
declare
  v_id uuid := tests.workspace(p_slug, 'user_owner_' || p_slug);
begin
  update public.workspaces set plan = p_plan, time_zone = p_zone where id = v_id;
  perform tests.member(v_id, 'user_viewer_' || p_slug, 'viewer');
  perform genesis.webhook_token_set(v_id, sha256(convert_to('token ' || p_slug, 'UTF8')));
  return v_id;
end
$$;
comment on function tests.tenant(text, text, text) is 'A workspace with the token "token <slug>", an owner user_owner_<slug> and a viewer user_viewer_<slug>.';

create or replace function tests.token_hash(p_token text) returns text
language sql immutable
as $$ select encode(sha256(convert_to(p_token, 'UTF8')), 'hex') $$;
comment on function tests.token_hash(text) is 'As the Edge Functions hand a token over: SHA-256, lower-case hex.';

create or replace function tests.request(p_slug text, p_items jsonb, p_more jsonb default '{}') returns jsonb
language sql stable
as $$
  select jsonb_build_object('workspace_id', tests.id(p_slug), 'token_hash', tests.token_hash('token ' || p_slug), 'client', '127.0.0.1',
    'items', case jsonb_typeof(p_items) when 'array' then p_items else jsonb_build_array(p_items) end) || p_more
$$;
comment on function tests.request(text, jsonb, jsonb) is 'One request with the workspace''s own token; p_more replaces parts of it.';

create or replace function tests.machine_call(p_function text, p_requests jsonb) returns jsonb
language plpgsql volatile
as $$
declare
  v_out jsonb;
begin
  perform tests.as_service();
  execute format('select genesis.%I($1)', p_function) into v_out using p_requests;
  perform tests.reset();
  return v_out;
end
$$;
comment on function tests.machine_call(text, jsonb) is 'Calls genesis.<function> as service_role, then is postgres again.';

create or replace function tests.events(p_slug text, p_items jsonb, p_more jsonb default '{}') returns jsonb
language sql volatile
as $$ select tests.machine_call('ingest_events', jsonb_build_array(tests.request(p_slug, p_items, p_more))) -> 0 $$;
comment on function tests.events(text, jsonb, jsonb) is 'One request of events (an array, or one); its outcome.';

create or replace function tests.costs(p_slug text, p_items jsonb, p_more jsonb default '{}') returns jsonb
language sql volatile
as $$ select tests.machine_call('ingest_costs', jsonb_build_array(tests.request(p_slug, p_items, p_more))) -> 0 $$;
comment on function tests.costs(text, jsonb, jsonb) is 'One request of costs; its outcome.';

create or replace function tests.reserve(p_slug text, p_items jsonb, p_more jsonb default '{}') returns jsonb
language sql volatile
as $$ select tests.machine_call('cost_reserve', jsonb_build_array(tests.request(p_slug, p_items, p_more))) -> 0 $$;
comment on function tests.reserve(text, jsonb, jsonb) is 'One request of reservations; its outcome.';

create or replace function tests.event(p_type text, p_key text, p_email text default 'lead@example.com', p_more jsonb default '{}') returns jsonb
language sql immutable
as $$ select jsonb_build_object('event_type', p_type, 'idempotency_key', p_key, 'contact_email', p_email) || p_more $$;
comment on function tests.event(text, text, text, jsonb) is 'An event as the schema leaves it.';
grant execute on all functions in schema tests to public;
commit;

begin;
select plan(2);
select tests.tenant('machine-helpers');
select is(tests.events('machine-helpers', '[]'), '{"status": 200, "results": []}', 'the token opens the gate');
select is(current_user, session_user, 'and the test is postgres again');
select * from finish();
rollback;
