-- Each act that the audit log is to know (docs/audit.md), done once as whoever does it: its row is there, in the right
-- chain, under the right actor. Long, because it is that list. (Heals, sending health and erasures have no function yet.)
begin;
select no_plan();
select tests.tenant('act'), tests.tenant('act-run'), tests.tenant('act-stop'), tests.operator('act_op');
select tests.member(tests.id('act'), 'act_member', 'member'), tests.member(tests.id('act'), 'act_leaver', 'member'), tests.member(tests.id('act'), 'act_gone', 'viewer');
select genesis.partition_create(tests.id('act')), genesis.partition_create(tests.id('act-run'));
update genesis.partition_registry set sidecar_url = 'http://sidecar.test' where workspace_id in (tests.id('act'), tests.id('act-run'));
create temp table kept (name text primary key, value text);
grant all on kept to authenticated, service_role;
create function pg_temp.kept(p_name text) returns text language sql stable as $$ select value from pg_temp.kept where name = p_name $$;
create function pg_temp.envelope(p_key text, p_iv text default 'i') returns jsonb language sql immutable as $$
  select jsonb_build_object('v', 1, 'alg', 'A256GCM', 'kdf', 'PBKDF2', 'key_id', p_key, 'salt', 's', 'iv', p_iv, 'tag', 't', 'ciphertext', 'c') $$;
create function pg_temp.run(p_slug text) returns uuid language sql stable security definer as $$
  select run_id from genesis.ignition_state where workspace_id = tests.id(p_slug) $$;
grant execute on function pg_temp.kept(text), pg_temp.envelope(text, text), pg_temp.run(text) to public;
insert into public.workspace_invites (workspace_id, email, role, token_hash, invited_by, expires_at) values
  (tests.id('act'), 'ann@example.com', 'member', sha256('ann'), 'user_owner_act', now() + interval '1 day'),
  (tests.id('act'), 'ben@example.com', 'member', sha256('ben'), 'user_owner_act', now() + interval '1 day'),
  (tests.id('act'), 'eve@example.com', 'member', sha256('eve'), 'user_owner_act', now() + interval '1 day'),
  (tests.id('act'), 'cat@example.com', 'member', sha256('cat'), 'user_owner_act', now() + interval '1 day');
insert into kept select split_part(email, '@', 1), id::text from public.workspace_invites where workspace_id = tests.id('act');
insert into genesis.break_glass_grants (workspace_id, user_id, reason) select tests.id('act-run'), 'act_op', 'a reason';
select private.alarm('probe', 'act-probe', 'low', 'm');
insert into kept select 'alarm', id::text from genesis.alarms where dedupe_key = 'act-probe';
select private.command_enqueue(tests.id('act-run'), 'pause_llm_workflows');
update genesis.commands set status = 'failed', error = 'e', finished_at = now() where workspace_id = tests.id('act-run');

create temp table acts (n serial, act text, who text, sql text, action text, chain text, actor text);
insert into acts (act, who, sql, action, chain, actor) values
  ('a workspace is made', 'act_new', $$public.create_workspace('Act new', 'act-new')$$, 'workspace_created', 'any', 'act_new'),
  ('renamed', 'user_owner_act', $$public.rename_workspace(tests.id('act'), 'Another')$$, 'workspace_renamed', 'act', 'user_owner_act'),
  ('its time zone', 'user_owner_act', $$public.set_time_zone(tests.id('act'), 'Europe/Berlin')$$, 'time_zone_changed', 'act', 'user_owner_act'),
  ('a member is invited', 'user_owner_act', $$public.invite_member(tests.id('act'), 'dan@example.com', 'member')$$, 'member_invited', 'act', 'user_owner_act'),
  ('an invitation is revoked', 'user_owner_act', $$public.revoke_invite(tests.id('act'), pg_temp.kept('cat')::uuid)$$, 'invite_revoked', 'act', 'user_owner_act'),
  ('accepted by its token', 'act_ann ann@example.com', $$public.accept_invite('ann')$$, 'member_joined', 'act', 'act_ann'),
  ('accepted by its id', 'act_ben ben@example.com', $$public.accept_invite_by_id(pg_temp.kept('ben')::uuid)$$, 'member_joined', 'act', 'act_ben'),
  ('declined', 'act_eve eve@example.com', $$public.decline_invite(pg_temp.kept('eve')::uuid)$$, 'invite_declined', 'act', 'act_eve'),
  ('a role changes', 'user_owner_act', $$public.set_member_role(tests.id('act'), 'act_member', 'admin')$$, 'member_role_changed', 'act', 'user_owner_act'),
  ('an operator makes an owner', 'act_op', $$public.admin_make_owner(tests.id('act-stop'), 'user_viewer_act-stop')$$, 'member_role_changed', 'act-stop', 'act_op'),
  ('a member is removed', 'user_owner_act', $$public.remove_member(tests.id('act'), 'act_member')$$, 'member_removed', 'act', 'user_owner_act'),
  ('a member leaves', 'act_leaver', $$public.leave_workspace(tests.id('act'))$$, 'member_left', 'act', 'act_leaver'),
  ('an API key is issued', 'user_owner_act', $$public.create_api_key(tests.id('act'), 'script')$$, 'api_key_issued', 'act', 'user_owner_act'),
  ('and revoked', 'user_owner_act', $$public.revoke_api_key(tests.id('act'), (select id from public.workspace_keys where workspace_id = tests.id('act')))$$, 'api_key_revoked', 'act', 'user_owner_act'),
  ('a webhook token is rotated', 'service', $$genesis.webhook_token_rotate(tests.id('act'), 'user_owner_act', tests.token_hash('rotated'), jsonb_build_object('id', tests.id('act wh'), 'key_id', 'k1', 'envelope', pg_temp.envelope('k1')))$$, 'webhook_token_issued', 'act', 'user_owner_act'),
  ('a credential is stored', 'service', $$genesis.credential_put(tests.id('act'), tests.id('act c1'), 'smtp', 'SMTP', pg_temp.envelope('k1'), null, 'k1', 'user_owner_act')$$, 'credential_stored', 'act', 'user_owner_act'),
  ('sealed with another key', 'service', $$genesis.credential_reseal(tests.id('act'), tests.id('act c1'), 'k1', 'i', pg_temp.envelope('k2', 'j'), 'k2')$$, 'credential_resealed', 'act', 'system'),
  ('deleted', 'service', $$genesis.credential_delete(tests.id('act'), tests.id('act c1'), 'user_owner_act')$$, 'credential_deleted', 'act', 'user_owner_act'),
  ('an enrolment token', 'service', $$genesis.enrol_token_new(tests.id('act'), tests.token_hash('enrol'), now() + interval '10 min')$$, 'enrolment_token_issued', 'act', 'system'),
  ('the global token', 'service', $$genesis.ingest_events(jsonb_build_array(tests.request('act', '[]', '{"token_hash": null, "global_token": true}')))$$, 'global_token_used', 'act', 'system'),
  ('its hour, counted', 'postgres', $$private.housekeep()$$, 'global_token_hour', 'act', 'system'),
  ('a launch', 'service', $$genesis.ignition_start(tests.id('act-run'), 'user_owner_act-run')$$, 'ignition_launched', 'act-run', 'user_owner_act-run'),
  ('that arrives', 'service', $$genesis.ignition_complete_step(0, tests.id('act-run'), pg_temp.run('act-run'), 'activating')$$, 'ignition_active', 'act-run', 'system'),
  ('another launch', 'service', $$genesis.ignition_start(tests.id('act-stop'), 'user_owner_act-stop')$$, 'ignition_launched', 'act-stop', 'user_owner_act-stop'),
  ('is cancelled', 'user_owner_act-stop', $$public.cancel_ignition(tests.id('act-stop'))$$, 'ignition_cancelled', 'act-stop', 'user_owner_act-stop'),
  ('turns round', 'service', $$genesis.ignition_complete_step(0, tests.id('act-stop'), pg_temp.run('act-stop'), 'activating')$$, 'ignition_rollback', 'act-stop', 'system'),
  ('and ends', 'service', $$genesis.ignition_complete_step(0, tests.id('act-stop'), pg_temp.run('act-stop'), 'rollback_partition')$$, 'ignition_failed', 'act-stop', 'system'),
  ('a command is done again', 'act_op', $$public.admin_command_redrive(tests.id('act-run'), 1)$$, 'command_redriven', 'act-run', 'act_op'),
  ('a plan', 'act_op', $$public.admin_set_plan(tests.id('act'), 'free')$$, 'plan_changed', 'act', 'act_op'),
  ('a budget', 'act_op', $$public.admin_set_budget_limit(tests.id('act'), 7)$$, 'budget_limit_changed', 'act', 'act_op'),
  ('a price', 'act_op', $$public.admin_price_set('openai', 'gpt-act', 1, 2)$$, 'price_set', null, 'act_op'),
  ('a setting', 'act_op', $$public.admin_setting_set('quarantine_events', 9999)$$, 'setting_changed', null, 'act_op'),
  ('a template', 'act_op', $$public.admin_template_push('act_template', repeat('a', 64), '1', '{}', '{}')$$, 'template_pushed', null, 'act_op'),
  ('break-glass', 'act_op', $$public.admin_open_workspace(tests.id('act'), 'a reason')$$, 'super_admin_access', 'act', 'act_op'),
  ('and its end', 'act_op', $$public.admin_close_workspace(tests.id('act'))$$, 'super_admin_access_closed', 'act', 'act_op'),
  ('an alarm is cleared', 'act_op', $$public.admin_clear_alarm(pg_temp.kept('alarm')::uuid)$$, 'alarm_cleared', null, 'act_op'),
  ('a freeze', 'service', $$genesis.workspace_freeze(tests.id('act-run'), 'act_op', 'a test')$$, 'workspace_frozen', 'act-run', 'act_op'),
  ('an unfreeze', 'service', $$genesis.workspace_unfreeze(tests.id('act-run'), 'act_op', tests.token_hash('fresh'))$$, 'workspace_unfrozen', 'act-run', 'act_op'),
  ('an operator is added', 'act_op', $$public.admin_add('act_second')$$, 'admin_added', null, 'act_op'),
  ('the list of operators: added', 'service', $$genesis.admin_sync(array['act_op', 'act_third'])$$, 'admin_added', null, 'system'),
  ('and removed', 'service', $$genesis.admin_sync(array['act_op'])$$, 'admin_removed', null, 'system'),
  ('an account is deleted', 'service', $$genesis.user_deleted('act_gone')$$, 'user_deleted', null, 'system');
-- What an act leaves for the next.
create temp table before (act text, sql text);
insert into before values
  ('its hour, counted', $$update private.global_token_uses set hour = hour - interval '2 hours' where workspace_id = tests.id('act')$$),
  ('that arrives', $$update genesis.ignition_state set status = 'activating', step = 'activating' where workspace_id = tests.id('act-run')$$),
  ('turns round', $$update genesis.ignition_state set status = 'activating', step = 'activating' where workspace_id = tests.id('act-stop')$$),
  ('and ends', $$update genesis.ignition_state set step = 'rollback_partition' where workspace_id = tests.id('act-stop')$$),
  ('an operator makes an owner', $$delete from public.user_workspaces where workspace_id = tests.id('act-stop') and role = 'owner'; select tests.member(tests.id('act-stop'), 'user_owner_act-stop2', 'viewer')$$),
  ('is cancelled', $$insert into public.user_workspaces (workspace_id, user_id, role) values (tests.id('act-stop'), 'user_owner_act-stop', 'admin')$$);

create function pg_temp.act(a acts) returns text language plpgsql as $$
declare
  v_from timestamptz := clock_timestamp();
  v_before text := (select b.sql from before b where b.act = a.act);
  v_said text;
  v_seen text;
begin
  if v_before is not null then execute v_before; end if;
  if a.who = 'service' then perform tests.as_service();
  elsif a.who <> 'postgres' then perform tests.as_user(split_part(a.who, ' ', 1), nullif(split_part(a.who, ' ', 2), ''));
  end if;
  begin
    execute 'select (' || a.sql || ')::text' into v_said;
  exception when others then
    v_said := sqlerrm;
  end;
  perform tests.reset();
  v_seen := (select string_agg(distinct concat_ws(' ', l.action, l.actor_id), ', ') from public.governance_audit_log l
    where l.created_at >= v_from and (a.chain = 'any' or l.workspace_id = coalesce(tests.id(a.chain), '00000000-0000-0000-0000-000000000000')));
  return extensions.ok(v_seen ~ ('(^|, )' || a.action || ' ' || a.actor || '(,|$)'), concat_ws(': ', a.action, a.act))
    || case when v_seen ~ ('(^|, )' || a.action || ' ' || a.actor || '(,|$)') then '' else E'\n' || extensions.diag(format('the log has %s; the call said %s', v_seen, v_said)) end;
end $$;
select pg_temp.act(a) from acts a order by n;
-- An act that is audited anywhere is in the list above, or has its test where it is made.
select is((select string_agg(distinct m[1], ', ') from pg_proc p join pg_namespace n on n.oid = p.pronamespace,
    regexp_matches(p.prosrc, 'private\.audit\([^'']*''([a-z_]+)''', 'g') m
  where n.nspname in ('public', 'genesis', 'private') and m[1] <> 'ignition_' and m[1] not in (select action from acts)
    and m[1] not in ('campaign_started', 'sidecar_enrolled', 'workflows_reactivated', 'webhook_token_handed_again')), null, 'no act is missing from the list');
select is((select string_agg(v.detail, ', ') from genesis.audit_verify() v where not v.ok), null, 'and every chain is sound');
select * from finish();
rollback;
