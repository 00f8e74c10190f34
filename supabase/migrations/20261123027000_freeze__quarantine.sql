-- A quarantine of any size: opt-outs first, a refused item found by halving, a bounded time a transaction. What the
-- unfreeze's own transaction does not get done is done after its commit, batch by batch, by functions/commands.

-- An opt-out with an address needs nothing that waits before it; one that names only a message may be about a mail that
-- was reported a moment earlier, and keeps its place.
create index event_quarantine_in_line on genesis.event_quarantine
  (workspace_id, kind, (not (is_opt_out and item ->> 'contact_email' is not null)), event_ts, id) where applied_at is null;
drop index genesis.event_quarantine_waiting;

drop function private.quarantine_apply(uuid);
create function private.quarantine_apply(p_workspace_id uuid, p_until timestamptz) returns int
language plpgsql volatile set search_path = ''
as $$
declare
  c_batch constant int := 500;
  v_kind text;
  v_ids uuid[];
  v_requests jsonb;
  v_results jsonb;
  v_gate jsonb := jsonb_build_array(jsonb_build_object('ord', 1, 'workspace_id', p_workspace_id, 'status', 200));
  v_count int := 0;
  v_limit int;
  -- Among so many of the next ones is one that the database refuses.
  v_suspect int;
begin
  foreach v_kind in array array['event', 'cost'] loop
    v_limit := c_batch;
    v_suspect := 0;
    while clock_timestamp() < p_until loop
      select array_agg(q.id order by q.n), jsonb_build_array(jsonb_build_object('items', jsonb_agg(q.item order by q.n)))
      into v_ids, v_requests
      from (select w.id, w.item, row_number() over () as n from (
        select k.id, k.item from genesis.event_quarantine k where k.workspace_id = p_workspace_id and k.kind = v_kind and k.applied_at is null
          -- Under the key of an event that waits as well, it would take that event's place.
          and not (k.is_opt_out and k.item ->> 'contact_email' is not null and exists (select from genesis.event_quarantine e
            where e.workspace_id = k.workspace_id and e.kind = 'event' and e.idempotency_key = k.item ->> 'idempotency_key' and not e.is_opt_out
              and e.applied_at is null))
        order by (not (k.is_opt_out and k.item ->> 'contact_email' is not null)), k.event_ts, k.id limit v_limit) as w) as q;
      exit when v_ids is null;
      begin
        v_results := case v_kind when 'event' then private.events_apply(private.event_items(v_requests, v_gate))
                     else private.costs_apply(private.cost_items(v_requests, v_gate)) end;
        update genesis.event_quarantine q set applied_at = clock_timestamp(), outcome = r.v - '{ord,n}'::text[]
        from jsonb_array_elements(v_results) as r (v)
        where q.workspace_id = p_workspace_id and q.id = v_ids[(r.v ->> 'n')::int];
        v_count := v_count + cardinality(v_ids);
        v_suspect := greatest(0, v_suspect - cardinality(v_ids));
        v_limit := least(c_batch, 2 * v_limit, nullif((v_suspect + 1) / 2, 0));
      exception when data_exception or integrity_constraint_violation or program_limit_exceeded or raise_exception then
        -- One item that the database refuses keeps no other waiting: alone, it is told so.
        v_suspect := case when cardinality(v_ids) > 1 then cardinality(v_ids) else 0 end;
        v_limit := greatest(1, cardinality(v_ids) / 2);
        if cardinality(v_ids) = 1 then
          update genesis.event_quarantine q set applied_at = clock_timestamp(), outcome = '{"status": 400, "code": "data_rejected"}'
          where q.workspace_id = p_workspace_id and q.id = v_ids[1];
        end if;
      end;
    end loop;
  end loop;
  return v_count;
end
$$;
comment on function private.quarantine_apply(uuid, timestamptz) is
  'Applies the quarantine of a workspace that is open again: opt-outs with an address, then events by event_ts, then costs; starts no batch after p_until. Returns how many items.';

create function private.quarantine_waiting(p_workspace_id uuid) returns bigint
language sql stable set search_path = ''
as $$ select count(*) from genesis.event_quarantine where workspace_id = p_workspace_id and applied_at is null $$;
comment on function private.quarantine_waiting(uuid) is 'How many kept events and costs are not applied yet.';

-- One jump through the index a workspace, however much each has waiting.
create function genesis.quarantine_due() returns uuid[]
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  return (
    with recursive w (id) as (
      (select q.workspace_id from genesis.event_quarantine q where q.applied_at is null order by 1 limit 1)
      union all
      select (select q.workspace_id from genesis.event_quarantine q where q.applied_at is null and q.workspace_id > w.id order by 1 limit 1)
      from w where w.id is not null
    )
    select coalesce(array_agg(w.id order by w.id), '{}') from w join public.workspaces s on s.id = w.id and s.status = 'active');
end
$$;
comment on function genesis.quarantine_due() is
  'Workspaces that are open and still have a quarantine to apply, which genesis.quarantine_drain does. Definer, postgres: reads across workspaces.';
revoke all on function genesis.quarantine_due() from public, anon, authenticated, service_role;
grant execute on function genesis.quarantine_due() to service_role;

create function genesis.quarantine_drain(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s' set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_status text := private.enter_locked(p_workspace_id);
  v_applied int;
begin
  -- A freeze stops it: what is left waits for the next unfreeze. A second worker would apply the same items.
  if v_status is distinct from 'active' or not pg_try_advisory_xact_lock(hashtextextended(p_workspace_id::text, 11)) then
    return '{"status": 200, "applied": 0, "more": false}';
  end if;
  v_applied := private.quarantine_apply(p_workspace_id, clock_timestamp() + interval '1 s');
  return jsonb_build_object('status', 200, 'applied', v_applied, 'more', exists (
    select from genesis.event_quarantine q where q.workspace_id = p_workspace_id and q.applied_at is null));
end
$$;
comment on function genesis.quarantine_drain(uuid) is
  'Applies, for about a second, what an unfreeze left of a quarantine: {status 200, applied, more}. Nothing of a frozen workspace, nor beside another worker. Definer: runs as genesis_machine.';

create or replace function private.queues_kick() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from pgmq.q_ignition where vt <= clock_timestamp() + interval '50 s') then
    perform private.kick('ignition-step');
  end if;
  if exists (select from pgmq.q_commands where vt <= clock_timestamp() + interval '50 s') or genesis.quarantine_due() <> '{}' then
    perform private.kick('commands');
  end if;
  if exists (select from private.audit_copies where posted_at is null)
    and exists (select from private.audit_receiver where next_at <= clock_timestamp()) then
    perform private.kick('audit');
  end if;
end
$$;
comment on function private.queues_kick() is
  'Kicks ignition-step when its queue is not empty, commands when its queue is not or a quarantine is to be applied, and audit when copies of checkpoints are due. Definer: cron''s job.';

revoke all on function private.quarantine_apply(uuid, timestamptz), private.quarantine_waiting(uuid) from public, anon, authenticated, service_role;
grant execute on function private.quarantine_apply(uuid, timestamptz), private.quarantine_waiting(uuid) to genesis_machine;
select private.hand_to_machine('genesis.quarantine_drain(uuid)', true);
