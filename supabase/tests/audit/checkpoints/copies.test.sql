-- genesis.audit_copies_claim, genesis.audit_copies_done: copies wait for their receiver in order, and none is given up.
begin;
select no_plan();
select tests.workspace('cpy', 'cpy_owner');
update private.audit_copies set posted_at = now(), attempts = 1, checkpoint = null where posted_at is null;
update private.audit_receiver set next_at = now(), failures = 0, failing_since = null;
update genesis.alarms set cleared_at = now() where dedupe_key = 'audit_unposted' and cleared_at is null;

create function pg_temp.stored(p_seq bigint) returns void language sql as $$
  insert into genesis.audit_checkpoints (workspace_id, seq, hash, entries, signed_at, kid, signature, statement)
  values (tests.id('cpy'), p_seq, sha256(convert_to(p_seq::text, 'UTF8')), p_seq, '2026-11-20T01:11:00Z', 'k1', 's' || p_seq,
    E'1\n2\n3\n4\n5\n2026-11-20T01:11:00.000Z') $$;
-- The numbers claimed, in order; the lease is kept for pg_temp.done.
create function pg_temp.claim(p_limit int default 100) returns text language plpgsql as $$
declare v jsonb := genesis.audit_copies_claim(true, p_limit);
begin
  perform set_config('cpy.lease', v ->> 'lease', true) where v ? 'lease';
  return (select string_agg(c ->> 'seq', ',' order by n) from jsonb_array_elements(v -> 'checkpoints') with ordinality e (c, n));
end $$;
create function pg_temp.done(p_posted boolean, p_result text) returns jsonb language sql as $$
  select genesis.audit_copies_done(current_setting('cpy.lease')::bigint, p_posted, p_result) $$;
create function pg_temp.waits() returns interval language sql as $$ select next_at - clock_timestamp() from private.audit_receiver $$;
create function pg_temp.pause_over() returns void language sql as $$ update private.audit_receiver set next_at = clock_timestamp() $$;

select pg_temp.stored(n) from unnest(array[3, 1, 2]) n;
select is(pg_temp.claim(2), '3,1', 'the longest stored first, a bounded number');
select is(pg_temp.claim(), null, 'while a try is under way there is no other');
select is(pg_temp.done(true, 'HTTP 200'), '{"status": 200, "late": false}'::jsonb, 'taken');
select is((select array_agg(seq order by seq) from private.audit_copies where workspace_id = tests.id('cpy') and posted_at is not null and checkpoint is null),
  array[1, 3]::bigint[], 'is noted, and the copy is gone');
select is(genesis.audit_copies_claim(true, 1) #> '{checkpoints,0}', jsonb_build_object('workspace_id', tests.id('cpy'), 'seq', 2,
  'hash', encode(sha256('2'), 'hex'), 'count', 2, 'signed_at', '2026-11-20T01:11:00.000Z', 'kid', 'k1', 'signature', 's2',
  'statement', E'1\n2\n3\n4\n5\n2026-11-20T01:11:00.000Z'), 'a copy is the checkpoint as it was signed');

-- A process that dies with a lease: after a minute another follows, and the dead one's word counts no more.
select set_config('cpy.old', (select lease::text from private.audit_receiver), true);
select pg_temp.pause_over();
select pg_temp.stored(4);
select is(pg_temp.claim(), '2,4', 'what a dead process had taken comes again, in its order');
select is(genesis.audit_copies_done(current_setting('cpy.old')::bigint, true, 'HTTP 200') ->> 'late', 'true', 'a report of an older lease is late');
select is((select count(*) from private.audit_copies where posted_at is null), 2::bigint, 'and changes nothing');

-- Pauses: 1, 2, 4 … 60 minutes. A new checkpoint waits with the rest, and never goes before them.
create temp table pauses (n int, minutes numeric, alarmed boolean);
do $$ begin
  for n in 1..8 loop
    if n > 1 then perform pg_temp.pause_over(); perform pg_temp.claim(); end if;
    perform pg_temp.done(false, 'HTTP 500');
    insert into pauses select n, round(extract(epoch from pg_temp.waits()) / 60),
      exists (select from genesis.alarms where dedupe_key = 'audit_unposted' and cleared_at is null);
  end loop;
end $$;
select is((select array_agg(minutes order by n) from pauses), array[1, 2, 4, 8, 16, 32, 60, 60]::numeric[], 'the pause doubles to an hour');
select is((select min(n) from pauses where alarmed), 5, 'five failures in a row raise the alarm');
select matches((select message from genesis.alarms where dedupe_key = 'audit_unposted' and cleared_at is null), 'HTTP 500', 'which says what was answered');
select pg_temp.stored(5);
select is(pg_temp.claim(), null, 'a new checkpoint does not end the pause');
select pg_temp.pause_over();
select is(pg_temp.claim(), '2,4,5', 'nothing was given up, and the order is kept');
select is((select max(attempts) from private.audit_copies where workspace_id = tests.id('cpy')), 10, 'each try is counted');
select pg_temp.done(true, 'HTTP 204');
select is((select count(*) from private.audit_copies where posted_at is null), 0::bigint, 'all are taken');
select is((select count(*) from genesis.alarms where dedupe_key = 'audit_unposted' and cleared_at is null), 0::bigint, 'the alarm is cleared');
select is((select (failures, failing_since is null)::text from private.audit_receiver), '(0,t)', 'and failures count from none again');

-- No receiver: they wait, and get there once there is one.
select pg_temp.stored(6);
select is(genesis.audit_copies_claim(false), '{"checkpoints": []}'::jsonb, 'without a receiver nothing is handed out');
select ok(pg_temp.waits() > interval '59 min', 'nor asked for again at once');
select pg_temp.pause_over();
select is(pg_temp.claim(), '6', 'an address that is set later gets what waited');

-- Who owns the database and removes the checkpoint does not remove its copy.
select pg_temp.done(true, 'HTTP 200');
select pg_temp.stored(7);
alter table genesis.audit_checkpoints disable trigger audit_is_append_only;
delete from genesis.audit_checkpoints where workspace_id = tests.id('cpy');
alter table genesis.audit_checkpoints enable always trigger audit_is_append_only;
select is(pg_temp.claim(), '7', 'a removed checkpoint is posted all the same');
select throws_ok('set local role authenticated; select genesis.audit_copies_claim(true)', '42501', null, 'no person claims copies');
select * from finish();
rollback;
