-- Two workspaces with a row in every tenant table, and the people who stand in each relation to workspace A. Committed
-- into schema tests for the files in ../access. Long because it names every table: a table missing here fails the matrix.
begin;
create or replace function tests.access_rows(w uuid, p_user text) returns void
language plpgsql volatile
as $$
declare
  g uuid := gen_random_uuid();
  c uuid := gen_random_uuid();
  n uuid := gen_random_uuid();
  h bytea := sha256(convert_to(w::text, 'UTF8'));
begin
  insert into public.workspace_invites (workspace_id, email, role, token_hash, invited_by) values (w, 'new@example.com', 'member', h, p_user);
  insert into public.workspace_keys (workspace_id, name, prefix, hash, created_by) values (w, 'k', 'gk_', h, p_user);
  insert into public.campaign_groups (workspace_id, id, name) values (w, g, 'Group');
  insert into public.campaigns (workspace_id, id, name, campaign_group_id) values (w, c, 'Campaign', g);
  insert into public.campaign_aliases (workspace_id, name, campaign_id) values (w, 'Former name', c);
  insert into public.contacts (workspace_id, email) values (w, 'lead@example.com');
  insert into public.emails (workspace_id, message_id, contact_email, campaign_id) values (w, 'm1', 'lead@example.com', c);
  insert into public.email_events (workspace_id, event_type, event_ts, idempotency_key, fingerprint) values (w, 'sent', now(), 'k1', h);
  insert into public.llm_usage (workspace_id, provider, model, cost_usd, counted_usd, month, idempotency_key)
  values (w, 'openai', 'gpt-4o', 1, 1, date_trunc('month', now())::date, 'k1');
  insert into public.daily_stats (workspace_id, day, sends) values (w, current_date, 1);
  insert into public.daily_costs (workspace_id, day, provider, model, cost_usd) values (w, current_date, 'openai', 'gpt-4o', 1);
  insert into public.notifications (workspace_id, id, kind, dedupe_key) values (w, n, 'replied', 'k1');
  insert into public.notification_reads (workspace_id, notification_id, user_id)
  select w, n, m.user_id from public.user_workspaces m where m.workspace_id = w;
  insert into public.suppressions (workspace_id, email, reason) values (w, 'gone@example.com', 'manual');
  insert into public.send_permits (workspace_id, lead_id, contact_email, campaign_id, step) values (w, c, 'lead@example.com', c, 1);
  -- Its trigger lets the legacy workspace in alone; RLS must hold without it.
  alter table public.leads_ohio disable trigger leads_firewall;
  insert into public.leads_ohio (workspace_id, email) values (w, 'lead@example.com');
  alter table public.leads_ohio enable trigger leads_firewall;
  insert into public.lead_imports (workspace_id, created_by) values (w, p_user);
  perform private.audit(w, 'test', null, '{}', p_user);
  insert into genesis.audit_segments (workspace_id, last_seq, hash) values (w, 1, h);
  insert into genesis.audit_checkpoints (workspace_id, seq, hash, entries, signed_at, kid, signature, statement) values (w, 1, h, 1, now(), 'k', 's', 't');
  insert into genesis.break_glass_grants (workspace_id, user_id, reason) values (w, 'user_nobody', 'fixture');
  insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, event_ts, item) values (w, 'event', 'k1', now(), '{}');
  insert into genesis.budget_periods (workspace_id, month) values (w, date_trunc('month', now())::date);
  insert into genesis.budget_reservations (workspace_id, month, idempotency_key, provider, model, amount_usd, expires_at)
  values (w, date_trunc('month', now())::date, 'k1', 'openai', 'gpt-4o', 1, now() + interval '1 minute');
  insert into genesis.budget_alerts (workspace_id, month, threshold, spend_usd, limit_usd) values (w, date_trunc('month', now())::date, 50, 1, 2);
  insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by) values (w, c, 't', p_user);
  insert into genesis.ignition_operations (workspace_id, run_id, operation, attempt, status, trace_id) values (w, c, 'partition', 1, 'running', 't');
  insert into private.ignition_pace (workspace_id, step_started_at, due_at) values (w, now(), now());
  insert into genesis.workflow_map (workspace_id, kind, logical_id) values (w, 'workflow', 'research');
  insert into genesis.droplet_config (workspace_id, mode, updated_by) values (w, 'local', p_user);
  insert into genesis.droplets (workspace_id, tag, provider) values (w, w::text, 'local');
  insert into genesis.droplet_heartbeats (workspace_id, droplet_id) values (w, c);
  insert into genesis.sidecar_enrolments (workspace_id, token_hash, expires_at) values (w, h, now());
  perform private.command_enqueue(w, 'deactivate_all_workflows');
  insert into genesis.credential_store (workspace_id, type, name, envelope, key_id, created_by)
  values (w, 'smtp', 'SMTP', '{"key_id": "", "salt": "", "iv": "", "tag": "", "ciphertext": ""}', 'k', p_user);
  insert into genesis.onboarding_progress (workspace_id, stage, status, updated_by) values (w, 'brand', 'done', p_user);
  insert into genesis.brand_profile (workspace_id, updated_by) values (w, p_user);
  insert into genesis.email_provider_config (workspace_id, provider, sender_email, updated_by) values (w, 'smtp', 'me@example.com', p_user);
  insert into genesis.mailboxes (workspace_id, address) values (w, 'me@example.com');
  insert into genesis.sending_domains (workspace_id, domain, sender, updated_by) values (w, 'example.com', 'google', p_user);
  insert into genesis.research_config (workspace_id, updated_by) values (w, p_user);
  insert into genesis.google_oauth_states (workspace_id, state_hash, verifier, actor, expires_at) values (w, h, 'v', p_user, now());
  insert into genesis.sandbox_test_runs (workspace_id, campaign_id, test_email, run_token_hash, requested_by) values (w, c, 't@example.com', h, p_user);
  insert into genesis.workflow_execution_events (workspace_id, execution_id, seq, event_type) values (w, '1', 1, 'complete');
  insert into genesis.watchdog_drifts (workspace_id, run_id, drift_type, subject, severity) values (w, c, 'state', 's', 'low');
  insert into genesis.freeze_stages (workspace_id, epoch, stage) values (w, 1, 'requested');
  insert into genesis.alarms (workspace_id, kind, dedupe_key, severity, message) values (w, 'test', w::text, 'low', 'm');
  insert into private.global_token_uses (workspace_id, hour) values (w, now());
  insert into private.legacy_rows (workspace_id, kind, row) values (w, 'event', '{}');
  insert into private.stats_delta (workspace_id, day, kind, n) values (w, current_date, 'sends', 1);
  perform genesis.partition_create(w);
  execute format('insert into genesis.%I (workspace_id, email) values (%L, %L)',
    (select partition_name from genesis.partition_registry where workspace_id = w), w, 'lead@example.com');
end
$$;
comment on function tests.access_rows(uuid, text) is 'As postgres: one row of this workspace in every tenant table.';

create or replace function tests.access_world() returns void
language plpgsql volatile
as $$
declare
  a uuid := 'aaaaaaaa-0000-4000-8000-00000000000a';
  b uuid := 'bbbbbbbb-0000-4000-8000-00000000000b';
begin
  insert into public.workspaces (id, slug, name) values (a, 'access-a', 'A'), (b, 'access-b', 'B');
  perform tests.member(a, 'user_viewer_a', 'viewer');
  perform tests.member(a, 'user_member_a', 'member');
  perform tests.member(a, 'user_admin_a', 'admin');
  perform tests.member(a, 'user_owner_a', 'owner');
  perform tests.member(a, 'user_former', 'owner');
  perform tests.member(b, 'user_owner_b', 'owner');
  perform tests.operator('user_operator');
  perform tests.operator('user_opened');
  perform tests.access_rows(a, 'user_owner_a');
  perform tests.access_rows(b, 'user_owner_b');
  -- He leaves behind what he had: his marks on notifications, and his name.
  delete from public.user_workspaces where user_id = 'user_former';
  insert into genesis.break_glass_grants (workspace_id, user_id, reason) values (a, 'user_opened', 'a test of access');
  insert into public.login_audit (svix_id, event_type) values ('access', 'session.created');
  insert into genesis.rate_limits (bucket, tokens, granted, updated_at) values ('access', 1, 1, now());
  insert into genesis.vault_canaries (key_id, envelope) values ('access', '{}');
  insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by) values ('access', 'h', '1', '{}', '[]', 'test');
  insert into genesis.watchdog_runs (run_type) values ('healing');
  insert into genesis.llm_prices (provider, model, input_usd, output_usd, updated_by) values ('access', 'm', 1, 1, 'test');
end
$$;
comment on function tests.access_world() is 'Workspaces A and B (aaaaaaaa-…, bbbbbbbb-…), their people, a row everywhere.';
grant execute on function tests.access_rows(uuid, text), tests.access_world() to public;

commit;
begin;
select plan(2);
select lives_ok('select tests.access_world()', 'every row can be made');
select is((select count(*)::int from public.user_workspaces where user_id = 'user_former'), 0, 'the former member has gone');
select * from finish();
rollback;
