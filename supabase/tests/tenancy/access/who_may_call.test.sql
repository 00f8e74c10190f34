-- Every function of tenancy and audit for people, by every actor who may not call it. One row a function.
begin;
select tests.workspace('wmc', 'wmc_owner');
select tests.member(tests.id('wmc'), 'wmc_admin', 'admin');
select tests.member(tests.id('wmc'), 'wmc_member', 'member');
select tests.member(tests.id('wmc'), 'wmc_viewer', 'viewer');
select tests.workspace('wmc-other', 'wmc_stranger');
select tests.workspace('wmc-frozen', 'wmc_owner', 'frozen');
select tests.operator('wmc_operator');

-- least: the least role, or "operator", or "anyone" signed in
create temp table calls (fn text, args text, least text);
grant select on calls to public;
insert into calls values
  ('sign_in', '', 'anyone'),
  ('create_workspace', '''Any'', ''wmc-any''', 'anyone'),
  ('accept_invite', '''gi_x''', 'anyone'),
  ('accept_invite_by_id', 'gen_random_uuid()', 'anyone'),
  ('decline_invite', 'gen_random_uuid()', 'anyone'),
  ('webhook_token_state', '%W', 'viewer'),
  ('leave_workspace', '%W', 'viewer'),
  ('set_member_role', '%W, ''wmc_viewer'', ''member''', 'admin'),
  ('remove_member', '%W, ''wmc_nobody''', 'admin'),
  ('invite_member', '%W, ''a@example.com'', ''viewer''', 'admin'),
  ('revoke_invite', '%W, gen_random_uuid()', 'admin'),
  ('create_api_key', '%W, ''k''', 'admin'),
  ('revoke_api_key', '%W, gen_random_uuid()', 'admin'),
  ('rename_workspace', '%W, ''New''', 'owner'),
  ('set_time_zone', '%W, ''Europe/Berlin''', 'owner'),
  ('admin_open_workspace', '%W, ''a reason''', 'operator'),
  ('admin_close_workspace', '%W', 'operator'),
  ('admin_workspaces', '', 'operator'),
  ('admin_set_plan', '%W, ''pro''', 'operator'),
  ('admin_set_budget_limit', '%W, 1', 'operator'),
  ('admin_setting_set', '''rate_client_burst'', 1', 'operator'),
  ('admin_make_owner', '%W, ''wmc_viewer''', 'operator'),
  ('admin_add', '''wmc_viewer''', 'operator'),
  ('admin_fleet_stats', '', 'operator'),
  ('admin_fleet_costs', '', 'operator'),
  ('admin_alarms', '', 'operator'),
  ('admin_clear_alarm', 'gen_random_uuid()', 'operator'),
  ('admin_audit_verify', '', 'operator'),
  ('admin_audit_chains', '', 'operator'),
  ('admin_audit_export', '%W', 'operator'),
  ('admin_audit_page', '', 'operator'),
  ('admin_audit_meant', '''none''', 'operator'),
  ('admin_desk', '', 'operator'),
  ('admin_desk_of', '', 'operator'),
  ('admin_desk_page', '', 'operator'),
  ('admin_queues', '', 'operator'),
  ('admin_budgets', '', 'operator'),
  ('admin_command_redrive', '%W, 1', 'operator'),
  ('admin_delivery_redrive', 'gen_random_uuid()', 'operator');
create temp view statements as
select fn, array_position(array['anyone', 'viewer', 'member', 'admin', 'owner', 'operator'], least) - 1 as least,
  format('select public.%s(%s)', fn, replace(args, '%W', quote_literal(tests.id('wmc')) || '::uuid')) as call,
  format('select public.%s(%s)', fn, replace(args, '%W', quote_literal(tests.id('wmc-frozen')) || '::uuid')) as frozen_call
from calls order by fn;
grant select on statements to public;
select plan((select 3 * count(*) + sum(least)
             + count(*) filter (where least between 1 and 4) from statements)::int);

select tests.as_anon();
select tests.refuses(call, '42501', null, 'anon: ' || fn) from statements;
select tests.as_service();
select tests.refuses(call, '42501', null, 'service_role: ' || fn) from statements;
select tests.as_user(null);
select tests.refuses(call, 'PT401', 'no_session', 'a token without a subject: ' || fn) from statements;

select tests.as_user('wmc_stranger');
select tests.refuses(call, 'PT403', 'forbidden', 'stranger: ' || fn) from statements where least > 0;
select tests.as_user('wmc_viewer');
select tests.refuses(call, 'PT403', 'forbidden', 'viewer: ' || fn) from statements where least > 1;
select tests.as_user('wmc_member');
select tests.refuses(call, 'PT403', 'forbidden', 'member: ' || fn) from statements where least > 2;
select tests.as_user('wmc_admin');
select tests.refuses(call, 'PT403', 'forbidden', 'admin: ' || fn) from statements where least > 3;

select tests.as_user('wmc_owner');
select tests.refuses(call, 'PT403', 'forbidden', 'owner: ' || fn) from statements where least > 4;
select tests.refuses(frozen_call, 'PT403', 'workspace_frozen', 'owner while frozen: ' || fn) from statements where least between 1 and 4;

select * from finish();
rollback;
