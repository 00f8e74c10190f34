-- Checkpoints: heads that functions/audit signs, and the export that a verifier outside the database reads.

-- Definer, owned by postgres: the log is closed to machines. Rows are really counted, so that a signed count never
-- repeats a number that somebody wrote.
create function genesis.audit_heads_due(p_limit int default 100) returns table (workspace_id uuid, seq bigint, hash text, count bigint)
language sql stable security definer set search_path = ''
as $$
  select h.workspace_id, h.seq, encode(h.hash, 'hex'),
    coalesce((select max(s.last_seq) from genesis.audit_segments s where s.workspace_id = h.workspace_id), 0)
    + (select count(*) from public.governance_audit_log l where l.workspace_id = h.workspace_id and l.seq <= h.seq)
  from private.audit_heads h
  where h.seq > 0
    and not exists (select from genesis.audit_checkpoints c where c.workspace_id = h.workspace_id and c.seq = h.seq)
  order by h.updated_at limit least(greatest(coalesce(p_limit, 100), 1), 1000)
$$;
comment on function genesis.audit_heads_due(int) is
  'Heads without a checkpoint at their seq, longest waiting first, at most 1,000: workspace_id, seq, hash (hex), count of entries through seq.';

-- One item as a row, or nulls when it is not shaped like one. Text is matched before it is cast.
create function private.checkpoint_from(p_item jsonb) returns genesis.audit_checkpoints
language plpgsql stable set search_path = ''
as $$
declare
  v_row genesis.audit_checkpoints;
begin
  if (p_item ->> 'hash') ~ '^[0-9a-f]{64}$' and (p_item ->> 'kid') <> '' and (p_item ->> 'signature') ~ '^[A-Za-z0-9_-]{86}$' then
    v_row.workspace_id := (p_item ->> 'workspace_id')::uuid;
    v_row.seq := (p_item ->> 'seq')::bigint;
    v_row.hash := decode(p_item ->> 'hash', 'hex');
    v_row.entries := (p_item ->> 'count')::bigint;
    v_row.signed_at := (p_item ->> 'signed_at')::timestamptz;
    v_row.kid := p_item ->> 'kid';
    v_row.signature := p_item ->> 'signature';
    v_row.statement := p_item ->> 'statement';
    v_row.created_at := now();
  end if;
  return case when private.checkpoint_says(v_row) then v_row end;
exception when data_exception then
  return null;
end
$$;
comment on function private.checkpoint_from(jsonb) is 'A checkpoint from the shape of genesis.audit_checkpoint_store; null when malformed or when the statement differs.';

-- Definer, owned by postgres: checkpoints are closed to machines. A stored one is never replaced.
create function genesis.audit_checkpoint_store(p_checkpoints jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_stored int;
begin
  if jsonb_typeof(p_checkpoints) is distinct from 'array' then
    return jsonb_build_object('stored', 0, 'status', 400, 'code', 'invalid_field');
  end if;
  insert into genesis.audit_checkpoints
  select c.* from jsonb_array_elements(p_checkpoints) item cross join lateral private.checkpoint_from(item) c
  join public.governance_audit_log l on l.workspace_id = c.workspace_id and l.seq = c.seq and l.hash = c.hash
  order by c.workspace_id, c.seq
  on conflict do nothing;
  get diagnostics v_stored = row_count;
  return jsonb_build_object('stored', v_stored);
end
$$;
comment on function genesis.audit_checkpoint_store(jsonb) is
  'Keeps signed heads [{workspace_id, seq, hash, count, signed_at, kid, signature, statement}] and returns {stored}. Passed over: one that is malformed, whose statement differs, that no entry has the hash of, or that is there already.';

-- Lines of the exported file: entries after p_after_seq, and the checkpoints that belong to the same stretch. The last
-- page carries every further checkpoint too, also one beyond the last entry: that is how a cut-off end shows.
create function genesis.audit_export_rows(p_workspace_id uuid, p_after_seq bigint default 0, p_limit int default 500) returns jsonb
language sql stable security definer set search_path = ''
as $$
  with page as (
    select l.* from public.governance_audit_log l
    where l.workspace_id = p_workspace_id and l.seq > p_after_seq
    order by l.seq limit least(greatest(coalesce(p_limit, 500), 1), 5000)
  ), stretch as (
    select max(p.seq) as last, exists (select from public.governance_audit_log l
      where l.workspace_id = p_workspace_id and l.seq > (select max(seq) from page)) as more from page p
  ), lines as (
    select p.seq, 0 as kind, jsonb_build_object('type', 'entry', 'workspace_id', p.workspace_id, 'seq', p.seq,
      'workspace_name', p.workspace_name, 'actor_id', p.actor_id, 'actor_email', p.actor_email, 'action', p.action,
      'reason', p.reason, 'metadata', p.metadata::text,
      'created_at', to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'prev_hash', encode(p.prev_hash, 'hex'), 'hash', encode(p.hash, 'hex')) as line
    from page p
    union all
    select c.seq, 1, jsonb_build_object('type', 'checkpoint', 'workspace_id', c.workspace_id, 'seq', c.seq,
      'hash', encode(c.hash, 'hex'), 'count', c.entries, 'kid', c.kid, 'signature', c.signature, 'statement', c.statement)
    from genesis.audit_checkpoints c cross join stretch s
    where c.workspace_id = p_workspace_id and (not s.more or c.seq <= s.last)
      and (c.seq > p_after_seq or c.seq = (select max(g.last_seq) from genesis.audit_segments g
                                           where g.workspace_id = p_workspace_id and p_after_seq < g.last_seq))
  )
  select jsonb_build_object('lines', coalesce((select jsonb_agg(line order by seq, kind) from lines), '[]'),
    'next_after_seq', (select s.last from stretch s where s.more))
$$;
comment on function genesis.audit_export_rows(uuid, bigint, int) is
  'One page of a chain''s export: {lines, next_after_seq (null after the last page)}. A line is an entry, metadata being the exact text that was hashed, or a checkpoint; docs/audit.md has the format.';

-- Definer: checks that the caller is an operator. The first page asks for a checkpoint, so that an export ends signed.
create function private.admin_audit_export(p_workspace_id uuid, p_after_seq bigint, p_limit int) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  if p_workspace_id is null then
    perform private.refuse(400, 'invalid_field', 'workspace_id is required', 'The nil uuid has the acts without a workspace.');
  end if;
  if coalesce(p_after_seq, 0) = 0 then
    perform private.kick('audit');
  end if;
  return genesis.audit_export_rows(p_workspace_id, coalesce(p_after_seq, 0), p_limit);
end
$$;
comment on function private.admin_audit_export(uuid, bigint, int) is 'Definer part of public.admin_audit_export.';

create function public.admin_audit_export(p_workspace_id uuid, p_after_seq bigint default 0, p_limit int default 500) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select private.admin_audit_export(p_workspace_id, p_after_seq, p_limit);
end;
comment on function public.admin_audit_export(uuid, bigint, int) is
  'Operators: one page of a chain''s export, as genesis.audit_export_rows. PT400 invalid_field, PT403 forbidden.';

-- Nightly. Lost kicks are normal, so a chain whose end nobody signed for two days is an alarm too.
create function private.audit_nightly() returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_chain record;
  v_bad int := 0;
begin
  for v_chain in select * from genesis.audit_verify() v where not v.ok loop
    v_bad := v_bad + 1;
    perform private.alarm('audit_broken', 'audit_broken:' || v_chain.workspace_id, 'critical',
      format('The audit log does not verify: %s', v_chain.detail),
      jsonb_build_object('chain', v_chain.workspace_id, 'problem', v_chain.problem, 'first_bad_seq', v_chain.first_bad_seq),
      nullif(v_chain.workspace_id, '00000000-0000-0000-0000-000000000000'));
  end loop;
  if exists (
    select from private.audit_heads h cross join lateral (
      select min(l.created_at) as since from public.governance_audit_log l
      where l.workspace_id = h.workspace_id and l.seq > coalesce(
        (select max(c.seq) from genesis.audit_checkpoints c where c.workspace_id = h.workspace_id), 0)) u
    where u.since < now() - interval '2 days'
  ) then
    perform private.alarm('audit_unsigned', 'audit_unsigned', 'medium',
      'Audit entries older than two days have no signed checkpoint: is functions/audit deployed, and the cron credential set?');
  end if;
  return v_bad;
end
$$;
comment on function private.audit_nightly() is
  'Verifies every chain; alarms audit_broken (one a chain) and audit_unsigned. Returns how many chains are bad. Definer: cron''s job.';

revoke all on function genesis.audit_heads_due(int), genesis.audit_checkpoint_store(jsonb), private.checkpoint_from(jsonb),
  genesis.audit_export_rows(uuid, bigint, int), private.audit_nightly() from public, anon, authenticated, service_role;
grant execute on function genesis.audit_heads_due(int), genesis.audit_checkpoint_store(jsonb),
  genesis.audit_export_rows(uuid, bigint, int) to service_role;
select private.open_to_people('private.admin_audit_export(uuid,bigint,int)', 'public.admin_audit_export(uuid,bigint,int)');

-- Signed first, verified an hour later.
select cron.schedule('genesis-audit-checkpoint', '11 1 * * *', $$select private.kick('audit')$$);
select cron.schedule('genesis-audit-verify', '11 2 * * *', 'select private.audit_nightly()');
