-- Verification of the audit log: each row's hash, each link, the head, every stored checkpoint, and the triggers.
-- What the database cannot prove about itself (who signed a checkpoint) is proved outside it: docs/audit.md.

-- Signed heads are history too; they obey the log's rule.
create trigger audit_is_append_only before update or delete or truncate on genesis.audit_checkpoints
  for each statement execute function private.audit_is_append_only();
alter table genesis.audit_checkpoints enable always trigger audit_is_append_only;

create table genesis.audit_segments (
  workspace_id uuid not null,
  last_seq bigint not null constraint last_seq_is_positive check (last_seq > 0),
  hash bytea not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  started_by text not null default current_user,
  created_at timestamptz not null default now(),
  primary key (workspace_id, last_seq)
);
comment on table genesis.audit_segments is
  'Where an operator exported a chain and started a new segment (docs/retention.md): the log begins after last_seq, and a signed checkpoint must stand there.';
alter table genesis.audit_segments enable row level security;
revoke all on table genesis.audit_segments from public, anon, authenticated, service_role;
create policy select_operators on genesis.audit_segments for select to authenticated using ((select private.is_operator()));
grant select on table genesis.audit_segments to authenticated;
-- authenticated: no insert, update, delete
-- genesis_machine: nothing

-- The catalogue says whether the trigger stands; an update of no row says whether its function still refuses.
-- 58: before (2), delete (8), update (16), truncate (32), for each statement (no 1).
create function private.audit_triggers_stand() returns boolean
language plpgsql volatile set search_path = ''
as $$
begin
  if (select count(*) from pg_catalog.pg_trigger t
      where t.tgrelid in ('public.governance_audit_log'::regclass, 'genesis.audit_checkpoints'::regclass)
        and t.tgfoid = 'private.audit_is_append_only'::regproc and t.tgenabled = 'A' and t.tgtype = 58
        and t.tgqual is null) <> 2 then
    return false;
  end if;
  begin
    update public.governance_audit_log set seq = seq where false;
    return false;
  exception when insufficient_privilege then
    return true;
  end;
end
$$;
comment on function private.audit_triggers_stand() is
  'Whether the append-only triggers of log and checkpoints are there, fire always (tgenabled A) and still refuse.';

-- The signed text and the columns beside it must tell the same: hashes are compared with the columns.
create function private.checkpoint_says(p_checkpoint genesis.audit_checkpoints) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  v_lines text[] := string_to_array(p_checkpoint.statement, E'\n');
begin
  return v_lines[1:5] = array['genesis-audit-checkpoint-v1', p_checkpoint.workspace_id::text, p_checkpoint.seq::text,
      encode(p_checkpoint.hash, 'hex'), p_checkpoint.entries::text]
    and cardinality(v_lines) = 6 and v_lines[6]::timestamptz = p_checkpoint.signed_at;
exception when data_exception then
  return false; -- the sixth line is no time
end
$$;
comment on function private.checkpoint_says(genesis.audit_checkpoints) is 'Whether a checkpoint''s statement is the one that its columns make.';

-- Every suspicion about one chain, all from one snapshot (an entry written meanwhile is seen whole or not at all).
-- attached: the next row (or the head) remembers this row's hash. A broken link accuses the row that is not attached
-- while its successor is sound, or one that also breaks with its predecessor.
create function private.audit_suspicions(p_workspace_id uuid, out entries bigint, out seq bigint, out problem text)
language sql stable set search_path = ''
as $$
  with anchor as (
    select coalesce(max(s.last_seq), 0) as seq,
      coalesce((array_agg(s.hash order by s.last_seq desc))[1], decode(repeat('00', 32), 'hex')) as hash
    from genesis.audit_segments s where s.workspace_id = p_workspace_id
  ), head as (
    select h.seq, h.hash from private.audit_heads h where h.workspace_id = p_workspace_id
  ), linked as (
    select l.seq, l.hash, l.hash = private.audit_hash(l) as intact,
      coalesce(lag(l.seq) over w, a.seq) as former_seq, coalesce(lag(l.hash) over w, a.hash) = l.prev_hash as follows,
      case when lead(l.seq) over w is not null then lead(l.seq) over w > l.seq + 1 or lead(l.prev_hash) over w = l.hash
           else coalesce((select h.seq <> l.seq or h.hash = l.hash from head h), true) end as attached
    from public.governance_audit_log l cross join anchor a
    where l.workspace_id = p_workspace_id window w as (order by l.seq)
  ), judged as (
    select k.*, coalesce(lead(k.attached and k.intact) over (order by k.seq), true) as next_sound from linked k
  ), ends as (
    select count(j.seq) as entries, coalesce(max(j.seq), max(a.seq)) as last from anchor a left join judged j on true
  ), found as (
    select former_seq + 1 as seq, 'missing' as problem from judged where judged.seq <> former_seq + 1
    union all
    select judged.seq, 'changed' from judged where not intact
    union all
    select judged.seq, 'replaced' from judged
    where judged.seq = former_seq + 1
      and ((not attached and (not follows or next_sound))
           or (not follows and former_seq = (select a.seq from anchor a)))
    union all
    select e.last + 1, 'cut_off' from ends e where e.last < greatest((select h.seq from head h),
      (select max(c.seq) from genesis.audit_checkpoints c where c.workspace_id = p_workspace_id))
    union all
    select coalesce((select h.seq from head h), 0) + 1, 'beyond_head' from ends e
    where e.entries > 0 and e.last > coalesce((select h.seq from head h), 0)
    union all
    select c.seq, 'recomputed' from genesis.audit_checkpoints c join linked k on k.seq = c.seq
    where c.workspace_id = p_workspace_id and c.hash <> k.hash
    union all
    select c.seq, 'checkpoint_altered' from genesis.audit_checkpoints c
    where c.workspace_id = p_workspace_id and not private.checkpoint_says(c)
    union all
    select a.seq + 1, 'unsigned_start' from anchor a where a.seq > 0 and not exists (
      select from genesis.audit_checkpoints c where c.workspace_id = p_workspace_id and c.seq = a.seq and c.hash = a.hash)
  )
  select e.entries, f.seq, f.problem from ends e left join found f on true
  order by f.seq, array_position(array['missing', 'changed', 'replaced'], f.problem) limit 1
$$;
comment on function private.audit_suspicions(uuid) is
  'The first bad place of one chain: entries, seq, problem (missing, changed, replaced, cut_off, beyond_head, recomputed, checkpoint_altered, unsigned_start); seq and problem are null for a sound chain.';

create function private.audit_problem(p_problem text) returns text
language sql immutable parallel safe set search_path = ''
as $$
  select case p_problem
    when 'missing' then 'An entry with this number is not there.'
    when 'changed' then 'The entry''s fields do not give its hash.'
    when 'replaced' then 'The entry is not the one that its neighbours remember: replaced or moved.'
    when 'cut_off' then 'Entries from this number on were written and are not there.'
    when 'beyond_head' then 'Entries from this number on did not come through private.audit.'
    when 'recomputed' then 'A checkpoint remembers another hash here: the chain was recomputed at or before this entry.'
    when 'checkpoint_altered' then 'The checkpoint''s columns differ from the statement that was signed.'
    when 'unsigned_start' then 'The segment does not begin at a signed checkpoint.'
    when 'triggers_off' then 'The append-only triggers are missing, disabled or no longer refuse.'
  end
$$;
comment on function private.audit_problem(text) is 'A sentence for each problem that verification names.';

-- Every chain that anything speaks of, and always the one without a workspace.
create function private.audit_chain_ids() returns setof uuid
language sql stable set search_path = ''
as $$
  select '00000000-0000-0000-0000-000000000000'::uuid union select h.workspace_id from private.audit_heads h
  union select l.workspace_id from public.governance_audit_log l union select c.workspace_id from genesis.audit_checkpoints c
$$;
comment on function private.audit_chain_ids() is 'Chains by the id of their workspace: known by a head, an entry or a checkpoint.';

-- Definer, owned by postgres: the log is closed to machines. Volatile: each chain is read in a snapshot of its own.
create function genesis.audit_verify(p_workspace_id uuid default null) returns table (
  workspace_id uuid, ok boolean, entries bigint, first_bad_seq bigint, problem text, detail text, signed_through bigint
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_stand boolean := private.audit_triggers_stand();
begin
  for workspace_id in
    select p_workspace_id where p_workspace_id is not null
    union select c.id from private.audit_chain_ids() c (id) where p_workspace_id is null
    order by 1
  loop
    select s.entries, s.seq, s.problem into entries, first_bad_seq, problem from private.audit_suspicions(workspace_id) s;
    problem := coalesce(problem, case when not v_stand then 'triggers_off' end);
    ok := problem is null;
    detail := private.audit_problem(problem);
    signed_through := (select max(c.seq) from genesis.audit_checkpoints c where c.workspace_id = audit_verify.workspace_id);
    return next;
  end loop;
end
$$;
comment on function genesis.audit_verify(uuid) is
  'One row a chain (all of them without an argument; the nil uuid is the chain of acts without a workspace): ok, entries, the first bad seq, the problem (docs/audit.md), a sentence, and through which seq checkpoints exist.';

-- Definer: checks that the caller is an operator, and lends him the machine's verification.
create function private.admin_audit_verify(p_workspace_id uuid) returns table (
  workspace_id uuid, ok boolean, entries bigint, first_bad_seq bigint, problem text, detail text, signed_through bigint
)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query select * from genesis.audit_verify(p_workspace_id);
end
$$;
comment on function private.admin_audit_verify(uuid) is 'Definer part of public.admin_audit_verify.';

create function public.admin_audit_verify(p_workspace_id uuid default null) returns table (
  workspace_id uuid, ok boolean, entries bigint, first_bad_seq bigint, problem text, detail text, signed_through bigint
)
language sql volatile set search_path = ''
begin atomic
  select * from private.admin_audit_verify(p_workspace_id);
end;
comment on function public.admin_audit_verify(uuid) is
  'Operators: genesis.audit_verify of one chain, or of all (PostgREST cuts the answer at 1,000: a large fleet asks chain by chain, by admin_audit_chains). PT403 forbidden.';

-- Definer: heads are closed to people.
create function private.admin_audit_chains(p_after uuid, p_limit int) returns table (
  workspace_id uuid, slug text, last_seq bigint, last_at timestamptz, signed_through bigint
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_operator();
  return query
  select c.id, w.slug, h.seq, h.updated_at, (select max(k.seq) from genesis.audit_checkpoints k where k.workspace_id = c.id)
  from private.audit_chain_ids() c (id)
  left join private.audit_heads h on h.workspace_id = c.id left join public.workspaces w on w.id = c.id
  where p_after is null or c.id > p_after
  order by c.id limit least(greatest(p_limit, 1), 1000);
end
$$;
comment on function private.admin_audit_chains(uuid, int) is 'Definer part of public.admin_audit_chains.';

create function public.admin_audit_chains(p_after uuid default null, p_limit int default 1000) returns table (
  workspace_id uuid, slug text, last_seq bigint, last_at timestamptz, signed_through bigint
)
language sql stable set search_path = ''
begin atomic
  select * from private.admin_audit_chains(p_after, p_limit);
end;
comment on function public.admin_audit_chains(uuid, int) is
  'Operators: every chain with its last entry and through which one it is signed, at most 1,000 a page; the next page begins after the last workspace_id. PT403 forbidden.';

revoke all on function private.audit_triggers_stand(), private.audit_suspicions(uuid), private.audit_problem(text),
  private.audit_chain_ids(), private.checkpoint_says(genesis.audit_checkpoints), genesis.audit_verify(uuid)
  from public, anon, authenticated, service_role;
grant execute on function genesis.audit_verify(uuid) to service_role;
select private.open_to_people('private.admin_audit_verify(uuid)', 'public.admin_audit_verify(uuid)');
select private.open_to_people('private.admin_audit_chains(uuid,int)', 'public.admin_audit_chains(uuid,int)');
