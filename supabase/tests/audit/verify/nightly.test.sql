-- private.audit_nightly: a broken chain and an unsigned one raise an alarm.
begin;
select plan(9);
select tests.workspace('nig', 'nig_owner');
select private.audit(tests.id('nig'), 'act') from generate_series(1, 3);
select is(private.audit_nightly(), 0, 'all chains are sound');
select is((select count(*)::int from genesis.alarms where dedupe_key = 'audit_unsigned'), 0, 'what is fresh may wait for its checkpoint');

alter table public.governance_audit_log disable trigger audit_is_append_only;
delete from public.governance_audit_log where workspace_id = tests.id('nig') and seq = 2;
alter table public.governance_audit_log enable always trigger audit_is_append_only;
select is(private.audit_nightly(), 1, 'one chain is broken');
select is(private.audit_nightly(), 1, 'and the next night again');
select results_eq($$select kind, severity, seen, workspace_id, detail ->> 'problem', detail ->> 'first_bad_seq'
    from genesis.alarms where dedupe_key = 'audit_broken:' || tests.id('nig')$$,
  $$select 'audit_broken', 'critical', 2, tests.id('nig'), 'missing', '2'$$, 'one alarm, seen twice');

alter table public.governance_audit_log disable trigger audit_is_append_only;
update public.governance_audit_log set created_at = now() - interval '3 days' where workspace_id = tests.id('nig');
alter table public.governance_audit_log enable always trigger audit_is_append_only;
select lives_ok('select private.audit_nightly()', 'two days later');
select is((select severity from genesis.alarms where dedupe_key = 'audit_unsigned'), 'medium', 'nobody signed: an alarm');

select results_eq($$select jobname, schedule, command from cron.job where jobname ~ '^genesis-audit' order by 1$$,
  $$values ('genesis-audit-checkpoint', '11 1 * * *', 'select private.kick(''audit'')'),
    ('genesis-audit-verify', '11 2 * * *', 'select private.audit_nightly()')$$, 'both jobs are scheduled');
select throws_ok('set local role service_role; select private.audit_nightly()', '42501', null, 'no machine calls it');
select * from finish();
rollback;
