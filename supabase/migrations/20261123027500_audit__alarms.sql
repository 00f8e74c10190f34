-- The audit's alarms: triggers that do not stand are one thing for an operator to see to, not one a chain; and what
-- verifies again, by whoever's asking, is no alarm any more.

create or replace function genesis.audit_verify(p_workspace_id uuid default null) returns table (
  workspace_id uuid, ok boolean, entries bigint, first_bad_seq bigint, problem text, detail text, signed_through bigint
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_stand boolean := private.audit_triggers_stand();
  v_sound text[] := case when v_stand then array['triggers_off'] else '{}' end;
begin
  for workspace_id in
    select p_workspace_id where p_workspace_id is not null
    union select c.id from private.audit_chain_ids() c (id) where p_workspace_id is null
    order by 1
  loop
    select s.entries, s.seq, s.problem into entries, first_bad_seq, problem from private.audit_suspicions(workspace_id) s;
    if problem is null then
      v_sound := v_sound || ('audit_broken:' || workspace_id);
    end if;
    problem := coalesce(problem, case when not v_stand then 'triggers_off' end);
    ok := problem is null;
    detail := private.audit_problem(problem);
    signed_through := (select max(c.seq) from genesis.audit_checkpoints c where c.workspace_id = audit_verify.workspace_id);
    return next;
  end loop;
  update genesis.alarms a set cleared_at = clock_timestamp() where a.dedupe_key = any(v_sound) and a.cleared_at is null;
end
$$;
comment on function genesis.audit_verify(uuid) is
  'One row a chain (all of them without an argument; the nil uuid is the chain of acts without a workspace): ok, entries, the first bad seq, the problem (docs/audit.md), a sentence, and through which seq checkpoints exist. Clears the alarms of what verifies again.';

-- Nightly. Lost kicks are normal, so a chain whose end nobody signed for two days is an alarm too.
create or replace function private.audit_nightly() returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_chain record;
  v_bad int := 0;
begin
  for v_chain in select * from genesis.audit_verify() v where not v.ok loop
    v_bad := v_bad + 1;
    continue when v_chain.problem = 'triggers_off';
    perform private.alarm('audit_broken', 'audit_broken:' || v_chain.workspace_id, 'critical',
      format('The audit log does not verify: %s', v_chain.detail),
      jsonb_build_object('chain', v_chain.workspace_id, 'problem', v_chain.problem, 'first_bad_seq', v_chain.first_bad_seq),
      nullif(v_chain.workspace_id, '00000000-0000-0000-0000-000000000000'));
  end loop;
  if not private.audit_triggers_stand() then
    perform private.alarm('triggers_off', 'triggers_off', 'critical',
      'The audit log''s append-only triggers are missing, disabled or no longer refuse: docs/audit.md says how they are made to stand again.');
  end if;
  if exists (
    select from private.audit_heads h cross join lateral (
      select min(l.created_at) as since from public.governance_audit_log l
      where l.workspace_id = h.workspace_id and l.seq > coalesce(
        (select max(c.seq) from genesis.audit_checkpoints c where c.workspace_id = h.workspace_id), 0)) u
    where u.since < now() - interval '2 days'
  ) then
    perform private.alarm('audit_unsigned', 'audit_unsigned', 'medium',
      'Audit entries older than two days have no signed checkpoint: is functions/audit deployed, and the cron credential set?');
  else
    perform private.alarm_clear('audit_unsigned');
  end if;
  return v_bad;
end
$$;
comment on function private.audit_nightly() is
  'Verifies every chain; alarms audit_broken (one a chain), triggers_off (one) and audit_unsigned, each cleared when it is sound again. Returns how many chains do not verify. Definer: cron''s job.';
