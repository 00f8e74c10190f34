-- What runs by the clock (UTC). Five fields each: no seconds, so that older pg_cron takes them too.

create function private.housekeep() returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row record;
begin
  -- pg_cron never purges its own log.
  delete from cron.job_run_details where end_time < now() - interval '7 days';
  delete from genesis.rate_limits where updated_at < now() - interval '1 hour';
  delete from genesis.budget_reservations where status <> 'open' and created_at < now() - interval '90 days';
  delete from genesis.droplet_heartbeats where created_at < now() - interval '7 days';
  -- What was worked on; genesis.commands and genesis.ignition_operations keep what became of it.
  delete from pgmq.a_commands where archived_at < now() - interval '7 days';
  delete from pgmq.a_ignition where archived_at < now() - interval '7 days';
  for v_row in
    update private.global_token_uses set closed_at = now()
    where closed_at is null and hour < date_trunc('hour', now()) returning workspace_id, hour, uses
  loop
    perform private.audit(v_row.workspace_id, 'global_token_hour', null,
      jsonb_build_object('hour', v_row.hour, 'uses', v_row.uses), 'system');
  end loop;
end
$$;
comment on function private.housekeep() is 'Hourly: purges what is only of passing use (docs/retention.md) and audits the closed hours of the global token. Definer: cron''s job.';
revoke all on function private.housekeep() from public, anon, authenticated, service_role;

select cron.schedule('genesis-stats-merge', '* * * * *', 'select private.stats_merge()');
select cron.schedule('genesis-stats-check', '17 2 * * *', 'select private.stats_check()');
select cron.schedule('genesis-views-refresh', '*/15 * * * *', 'select private.views_refresh()');
select cron.schedule('genesis-budget-month', '1 * * * *', 'select private.budget_month_roll()');
select cron.schedule('genesis-housekeep', '7 * * * *', 'select private.housekeep()');
