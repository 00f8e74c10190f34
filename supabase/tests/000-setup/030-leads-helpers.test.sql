-- Helpers of the leads tests, committed beside those of 000-setup: an ignited workspace, and calls as n8n makes them.
begin;
create or replace function tests.leads_workspace(p_slug text) returns uuid
language plpgsql volatile
as $$
declare
  v_id uuid := tests.workspace(p_slug, 'user_owner_' || p_slug);
begin
  perform tests.member(v_id, 'user_member_' || p_slug, 'member');
  perform tests.member(v_id, 'user_viewer_' || p_slug, 'viewer');
  perform genesis.partition_create(v_id);
  perform genesis.webhook_token_set(v_id, sha256(convert_to('token ' || p_slug, 'UTF8')));
  insert into public.campaigns (workspace_id, id, name, status, texts, schedule)
  values (v_id, tests.id(p_slug || ' campaign'), 'Spring', 'active', '[{"step": 1}, {"step": 2}, {"step": 3}]', '{"gaps": [2]}');
  return v_id;
end
$$;
comment on function tests.leads_workspace(text) is
  'As postgres: an ignited workspace with user_owner_<slug>, user_member_<slug>, user_viewer_<slug>, its webhook token and the active campaign tests.id(''<slug> campaign'').';

create or replace function tests.leads_call(p_slug text, p_action text, p_args jsonb, p_token text default null) returns jsonb
language sql volatile
as $$
  select genesis.leads_call(jsonb_build_object('workspace_id', tests.id(p_slug), 'client', '192.0.2.1', 'action', p_action,
    'token_hash', encode(sha256(convert_to(coalesce(p_token, 'token ' || p_slug), 'UTF8')), 'hex'),
    'args', jsonb_build_object('campaign_id', tests.id(p_slug || ' campaign'), 'claimed_by', 'run-1') || p_args))
$$;
comment on function tests.leads_call(text, text, jsonb, text) is
  'As the present role: genesis.leads_call with the workspace''s own token, its campaign and claimed_by run-1 unless args say otherwise.';

create or replace function tests.lead_id(p_slug text, p_email text) returns uuid
language plpgsql volatile security definer
as $$
declare
  v_id uuid;
begin
  execute format('select id from %s where email = $1', genesis.leads_table(tests.id(p_slug))) into v_id using p_email;
  return v_id;
end
$$;
comment on function tests.lead_id(text, text) is 'The lead''s id, whoever asks; in its partition alone.';
grant execute on function tests.leads_workspace(text), tests.leads_call(text, text, jsonb, text), tests.lead_id(text, text) to public;
commit;

begin;
select plan(1);
select tests.leads_workspace('leads-helpers');
select tests.as_service();
select is(tests.leads_call('leads-helpers', 'claim', '{"purpose": "research"}'), '{"status": 200, "leads": []}', 'a call passes the gate');
select * from finish();
rollback;
