-- private.audit_nightly: a broken chain, an unsigned one, and triggers that do not stand raise an alarm each; what is sound
-- again has none.
begin;
select plan(18);
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

-- The unsigned one is signed, and the broken one mended: from a backup, say.
create function pg_temp.open(p_kind text) returns text language sql as $$
  select string_agg(dedupe_key, ' ' order by dedupe_key) from genesis.alarms where kind = p_kind and cleared_at is null $$;
alter table public.governance_audit_log disable trigger audit_is_append_only;
delete from public.governance_audit_log where workspace_id = tests.id('nig');
delete from private.audit_heads where workspace_id = tests.id('nig');
alter table public.governance_audit_log enable always trigger audit_is_append_only;
select private.audit(tests.id('nig'), 'act');
select is(private.audit_nightly(), 0, 'sound again');
select is(pg_temp.open('audit_broken'), null, 'the chain''s alarm is cleared');
select is(pg_temp.open('audit_unsigned'), null, 'and that of what was not signed');

-- One trigger, however many chains.
select tests.workspace('nig-' || n) from generate_series(1, 5) n;
select private.audit(tests.id('nig-' || n), 'act') from generate_series(1, 5) n;
alter table public.governance_audit_log disable trigger audit_is_append_only;
select cmp_ok(private.audit_nightly(), '>', 6, 'no chain verifies without the trigger');
select is(pg_temp.open('audit_broken'), null, 'which is no chain''s fault');
select results_eq($$select dedupe_key, severity from genesis.alarms where kind = 'triggers_off' and cleared_at is null$$, $$values ('triggers_off', 'critical')$$, 'but one alarm');
alter table public.governance_audit_log enable always trigger audit_is_append_only;
select tests.operator('nig_op'), tests.as_user('nig_op');
select is((select bool_and(ok) from public.admin_audit_verify()), true, 'it stands again, and an operator verifies');
select tests.reset();
select is(pg_temp.open('triggers_off'), null, 'which clears the alarm');
select private.alarm('audit_broken', 'audit_broken:' || tests.id('nig-1'), 'critical', 'm');
select genesis.audit_verify(tests.id('nig-1'));
select is(pg_temp.open('audit_broken'), null, 'and so does one chain''s verification its own');

select results_eq($$select jobname, schedule, command from cron.job where jobname ~ '^genesis-audit' order by 1$$,
  $$values ('genesis-audit-checkpoint', '11 1 * * *', 'select private.kick(''audit'')'),
    ('genesis-audit-verify', '11 2 * * *', 'select private.audit_nightly()')$$, 'both jobs are scheduled');
select throws_ok('set local role service_role; select private.audit_nightly()', '42501', null, 'no machine calls it');
select * from finish();
rollback;
