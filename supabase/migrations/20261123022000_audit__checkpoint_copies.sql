-- Copies of checkpoints for AUDIT_CHECKPOINT_URL: kept until the receiver has taken them, in the order in which they
-- were stored, and never given up. There is one receiver, so there is one pause for all that waits for it.

insert into genesis.settings (name, value, unit, note) values
  ('audit_copy_alarm_tries', 5, 'tries', 'Failed tries in a row after which checkpoints that cannot be posted raise an alarm');

create table private.audit_copies (
  workspace_id uuid not null,
  seq bigint not null,
  position bigint generated always as identity,
  -- What is posted; gone once it was. No foreign key: whoever removes a checkpoint does not remove its copy.
  checkpoint jsonb,
  attempts int not null default 0,
  -- Of the last attempt.
  lease bigint,
  posted_at timestamptz,
  primary key (workspace_id, seq),
  constraint what_waits_is_there check ((posted_at is null) = (checkpoint is not null)),
  constraint what_is_posted_was_tried check (posted_at is null or attempts > 0)
);
comment on table private.audit_copies is 'One row a checkpoint: whether AUDIT_CHECKPOINT_URL has taken its copy, and until then the copy.';
create index audit_copies_waiting on private.audit_copies (position) where posted_at is null;
alter table private.audit_copies enable row level security;
revoke all on table private.audit_copies from public, anon, authenticated, service_role;

create table private.audit_receiver (
  only_row boolean primary key default true constraint there_is_one_receiver check (only_row),
  lease bigint not null default 0,
  next_at timestamptz not null default now(),
  failures int not null default 0,
  failing_since timestamptz,
  posted_at timestamptz,
  -- Of the last try: an HTTP status, or why there was none.
  last_result text,
  constraint failing_has_a_beginning check ((failures > 0) = (failing_since is not null))
);
comment on table private.audit_receiver is 'How it stands with AUDIT_CHECKPOINT_URL: failures in a row, and when it is tried next (or the lease of a try under way).';
alter table private.audit_receiver enable row level security;
revoke all on table private.audit_receiver from public, anon, authenticated, service_role;
insert into private.audit_receiver default values;

create function private.audit_copy_of(p_checkpoint genesis.audit_checkpoints) returns jsonb
language sql immutable set search_path = ''
as $$
  -- signed_at is the statement's sixth line, as it was signed.
  select jsonb_build_object('workspace_id', p_checkpoint.workspace_id, 'seq', p_checkpoint.seq, 'hash', encode(p_checkpoint.hash, 'hex'),
    'count', p_checkpoint.entries, 'signed_at', split_part(p_checkpoint.statement, E'\n', 6), 'kid', p_checkpoint.kid,
    'signature', p_checkpoint.signature, 'statement', p_checkpoint.statement)
$$;
comment on function private.audit_copy_of(genesis.audit_checkpoints) is 'A checkpoint as the receiver gets it (docs/audit.md).';

-- Definer: a trigger, so that no stored checkpoint can be without its copy, whatever becomes of the process that stored it.
create function private.audit_copy() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.audit_copies (workspace_id, seq, checkpoint)
  select s.workspace_id, s.seq, private.audit_copy_of(s) from stored s order by s.workspace_id, s.seq on conflict do nothing;
  return null;
end
$$;
comment on function private.audit_copy() is 'Notes that a stored checkpoint is to be posted.';
create trigger audit_copy after insert on genesis.audit_checkpoints referencing new table as stored
  for each statement execute function private.audit_copy();
alter table genesis.audit_checkpoints enable always trigger audit_copy;
-- Whether those of earlier versions were taken is not known: once more, which a receiver knows by workspace and seq.
insert into private.audit_copies (workspace_id, seq, checkpoint)
select c.workspace_id, c.seq, private.audit_copy_of(c) from genesis.audit_checkpoints c order by c.created_at, c.workspace_id, c.seq;

create function genesis.audit_copies_claim(p_has_receiver boolean, p_limit int default 100) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_receiver private.audit_receiver;
  v_list jsonb;
begin
  -- Its lock makes claims come one after the other, next_at keeps them apart while one is under way.
  select * into v_receiver from private.audit_receiver for update;
  if v_receiver.next_at > clock_timestamp() or not exists (select from private.audit_copies where posted_at is null) then
    return '{"checkpoints": []}';
  elsif not p_has_receiver then
    -- They wait: once an address is set, it gets all of them.
    update private.audit_receiver set next_at = clock_timestamp() + interval '1 hour', failures = 0, failing_since = null,
      last_result = 'no receiver is set';
    update genesis.alarms set cleared_at = clock_timestamp() where dedupe_key = 'audit_unposted' and cleared_at is null;
    return '{"checkpoints": []}';
  end if;
  update private.audit_receiver r set lease = r.lease + 1, next_at = clock_timestamp() + interval '60 s' returning * into v_receiver;
  with due as (
    select d.workspace_id, d.seq from private.audit_copies d where d.posted_at is null
    order by d.position limit least(greatest(coalesce(p_limit, 100), 1), 500)
  ), taken as (
    update private.audit_copies a set attempts = a.attempts + 1, lease = v_receiver.lease
    from due where a.workspace_id = due.workspace_id and a.seq = due.seq returning a.*
  )
  select jsonb_agg(t.checkpoint order by t.position) into v_list from taken t;
  return jsonb_build_object('lease', v_receiver.lease, 'checkpoints', v_list);
end
$$;
comment on function genesis.audit_copies_claim(boolean, int) is
  'The checkpoints that wait longest for the receiver, in the order in which they were stored, leased for 60 s: {lease, checkpoints: […]}; none while another try is under way or the receiver is given a pause. Definer, postgres: reads every chain''s checkpoints.';

create function genesis.audit_copies_done(p_lease bigint, p_posted boolean, p_result text) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_receiver private.audit_receiver;
begin
  select * into v_receiver from private.audit_receiver for update;
  if v_receiver.lease is distinct from p_lease then
    return '{"status": 200, "late": true}';
  elsif p_posted then
    update private.audit_copies set posted_at = clock_timestamp(), checkpoint = null where lease = p_lease and posted_at is null;
    update private.audit_receiver set next_at = clock_timestamp(), failures = 0, failing_since = null, posted_at = clock_timestamp(), last_result = p_result;
    update genesis.alarms set cleared_at = clock_timestamp() where dedupe_key = 'audit_unposted' and cleared_at is null;
    return '{"status": 200, "late": false}';
  end if;
  update private.audit_receiver r set failures = r.failures + 1, failing_since = coalesce(r.failing_since, clock_timestamp()), last_result = p_result,
    next_at = clock_timestamp() + make_interval(mins => least(60, 2 ^ least(r.failures, 6))::int)
  returning * into v_receiver;
  if v_receiver.failures >= private.setting('audit_copy_alarm_tries') then
    perform private.alarm('audit_unposted', 'audit_unposted', 'high',
      format('Checkpoints of the audit log wait for AUDIT_CHECKPOINT_URL since %s UTC: %s. They are tried again and again.',
        to_char(v_receiver.failing_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), p_result), jsonb_build_object('tries', v_receiver.failures,
        'waiting', (select count(*) from private.audit_copies where posted_at is null)));
  end if;
  return jsonb_build_object('status', 200, 'late', false, 'next_at', v_receiver.next_at);
end
$$;
comment on function genesis.audit_copies_done(bigint, boolean, text) is
  'What became of a try: taken by the receiver, or tried again after 1 min, doubling to an hour, for ever; the alarm audit_unposted after some failures in a row, cleared by the next success. A report of an older lease changes nothing. Definer, postgres: the receiver is no tenant''s.';

create or replace function private.queues_kick() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from pgmq.q_ignition where vt <= clock_timestamp() + interval '50 s') then
    perform private.kick('ignition-step');
  end if;
  if exists (select from pgmq.q_commands where vt <= clock_timestamp() + interval '50 s') then
    perform private.kick('commands');
  end if;
  if exists (select from private.audit_copies where posted_at is null)
    and exists (select from private.audit_receiver where next_at <= clock_timestamp()) then
    perform private.kick('audit');
  end if;
end
$$;
comment on function private.queues_kick() is 'Kicks ignition-step and commands when their queues are not empty, and audit when copies of checkpoints are due. Definer: cron''s job.';

revoke all on function private.audit_copy_of(genesis.audit_checkpoints), private.audit_copy(), genesis.audit_copies_claim(boolean, int), genesis.audit_copies_done(bigint, boolean, text)
  from public, anon, authenticated, service_role;
grant execute on function genesis.audit_copies_claim(boolean, int), genesis.audit_copies_done(bigint, boolean, text) to service_role;
