-- The gate of every machine function: locks, then token, freeze and rate, each judged in a statement after the locks.

-- A freeze takes the same key exclusively. Whoever holds it shared finishes before the freeze; whoever comes later
-- waits, and then reads "frozen". The read must be a later statement: one in the same statement would have its snapshot already.
create function private.workspace_lock_key(p_id uuid) returns bigint
language sql immutable parallel safe set search_path = ''
as $$ select hashtextextended(p_id::text, 7) $$;
comment on function private.workspace_lock_key(uuid) is 'The advisory lock key of a workspace.';

create function private.lock_workspaces(p_ids uuid[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if (select count(distinct i) from unnest(p_ids) as i) > 64 then
    raise exception 'A call concerns at most 64 workspaces' using errcode = '22023',
      hint = 'Each holds a lock; send them in several calls.';
  end if;
  perform pg_advisory_xact_lock_shared(k.key)
  from (select private.workspace_lock_key(i) as key from (select distinct u as i from unnest(p_ids) as u) as d order by 1) as k;
end
$$;
comment on function private.lock_workspaces(uuid[]) is 'Takes the shared lock of each workspace, sorted so that two calls cannot deadlock.';

create function private.enter(p_ids uuid[]) returns void
language sql volatile set search_path = ''
as $$ select set_config('genesis.workspaces', p_ids::text, true) $$;
comment on function private.enter(uuid[]) is 'Opens the rows of these workspaces to genesis_machine for the rest of the transaction.';

-- One upsert a call. The row stays locked until the commit, so one workspace's calls queue here: that is what makes
-- the charge exact.
create function private.rate_take(p_buckets text[], p_asked int[], p_rates float8[], p_bursts float8[])
returns table (bucket text, granted int, tokens float8)
language plpgsql volatile set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  insert into genesis.rate_limits as r (bucket, tokens, granted, updated_at)
  select a.bucket, a.burst - least(a.asked, floor(a.burst)), least(a.asked, floor(a.burst)), clock_timestamp()
  from unnest(p_buckets, p_asked, p_rates, p_bursts) as a (bucket, asked, rate, burst)
  order by a.bucket
  on conflict (bucket) do update set (tokens, granted, updated_at) = (
    select now_there - least(a.asked, floor(now_there)), least(a.asked, floor(now_there)), clock_timestamp()
    from unnest(p_buckets, p_asked, p_rates, p_bursts) as a (bucket, asked, rate, burst),
      least(a.burst, r.tokens + greatest(0, extract(epoch from clock_timestamp() - r.updated_at)) * a.rate) as now_there
    where a.bucket = excluded.bucket)
  returning r.bucket, r.granted, r.tokens;
end
$$;
comment on function private.rate_take(text[], int[], float8[], float8[]) is
  'Charges token buckets: per bucket how many of the requests asked for are granted, and what is left.';

create function private.note_global_token(p_ids uuid[]) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_hour timestamptz := date_trunc('hour', clock_timestamp());
  v_row record;
begin
  for v_row in
    insert into private.global_token_uses as g (workspace_id, hour, uses)
    select i, v_hour, count(*) from unnest(p_ids) as i group by i order by i
    on conflict (workspace_id, hour) do update set uses = g.uses + excluded.uses
    returning g.workspace_id, xmax = 0 as first_of_hour
  loop
    if v_row.first_of_hour then
      perform private.audit(v_row.workspace_id, 'global_token_used', null, jsonb_build_object('hour', v_hour), 'system');
    end if;
  end loop;
end
$$;
comment on function private.note_global_token(uuid[]) is 'Counts uses of the global token and audits the first of an hour; the count follows when the hour is over.';

-- Definer, owned by postgres: it must read secrets before any workspace is entered.
create function private.gate(p_requests jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_judged jsonb;
  v_rates jsonb;
begin
  -- An unknown workspace and a wrong token take the same path through the same join.
  select jsonb_agg(jsonb_build_object('ord', a.ord, 'w', a.workspace_id, 'c', coalesce(a.client, ''), 'g', a.global_token,
    'status', case
      when w.id is null then 401
      when not coalesce(a.signed or a.global_token or decode(a.token_hash, 'hex') = any(array[s.webhook_token_hash]
             || case when s.previous_until > clock_timestamp() then array[s.previous_hash] end
             || case when w.status = 'frozen' then s.frozen_hashes end), false) then 401
      when w.status = 'frozen' then 403
      else 200 end) order by a.ord)
  into v_judged
  from rows from (jsonb_to_recordset(p_requests)
      as (workspace_id uuid, token_hash text, global_token boolean, signed boolean, client text))
    with ordinality as a (workspace_id, token_hash, global_token, signed, client, ord)
  left join public.workspaces w on w.id = a.workspace_id
  left join private.workspace_secrets s on s.workspace_id = a.workspace_id;

  with j as (
    select * from jsonb_to_recordset(v_judged) as j (ord int, w uuid, c text, status int)
  ), buckets as (
    select 'client:' || c as bucket, count(*)::int as asked, private.setting('rate_client_per_second') as rate,
      private.setting('rate_client_burst') as burst from j where status <> 403 group by c
    union all
    select 'workspace:' || w, count(*)::int, private.setting('rate_workspace_per_second'),
      private.setting('rate_workspace_burst') from j where status = 200 group by w
  ), taken as (
    select t.*, b.rate from (select array_agg(bucket order by bucket) as b, array_agg(asked order by bucket) as n,
        array_agg(rate::float8 order by bucket) as r, array_agg(burst::float8 order by bucket) as u from buckets) as p,
      private.rate_take(p.b, p.n, p.r, p.u) as t join buckets b using (bucket)
  )
  select jsonb_object_agg(bucket, jsonb_build_array(granted, greatest(1, ceil((1 - tokens) / rate::float8)))) into v_rates from taken;

  if jsonb_path_exists(v_judged, '$[*] ? (@.g == true && @.status == 200)') then
    perform private.note_global_token(array(
      select w from jsonb_to_recordset(v_judged) as j (w uuid, g boolean, status int) where g and status = 200));
  end if;

  return (
    select jsonb_agg(jsonb_build_object('ord', ord, 'workspace_id', w) || case
        when status = 401 then '{"status": 401, "code": "invalid_token"}'
        when status = 403 then '{"status": 403, "code": "workspace_frozen"}'
        when nth_of_workspace > (v_rates -> ('workspace:' || w) ->> 0)::int then jsonb_build_object(
          'status', 429, 'code', 'rate_limited', 'retry_after', v_rates -> ('workspace:' || w) -> 1)
        when nth_of_client > (v_rates -> ('client:' || c) ->> 0)::int then jsonb_build_object(
          'status', 429, 'code', 'rate_limited', 'retry_after', v_rates -> ('client:' || c) -> 1)
        else '{"status": 200}' end order by ord)
    from (select *, row_number() over (partition by w, status order by ord) as nth_of_workspace,
            row_number() over (partition by c, status = 403 order by ord) as nth_of_client
          from jsonb_to_recordset(v_judged) as j (ord int, w uuid, c text, status int)) as j);
end
$$;
comment on function private.gate(jsonb) is
  'Judges requests [{workspace_id, token_hash (hex), global_token, signed, client}]: [{ord, workspace_id, status 200|401|403|429, code, retry_after (s)}] in order. Call private.lock_workspaces first.';

revoke all on function private.workspace_lock_key(uuid), private.lock_workspaces(uuid[]), private.enter(uuid[]),
  private.rate_take(text[], int[], float8[], float8[]), private.note_global_token(uuid[]), private.gate(jsonb)
  from public, anon, authenticated, service_role;
grant execute on function private.workspace_lock_key(uuid), private.lock_workspaces(uuid[]), private.enter(uuid[]),
  private.gate(jsonb) to genesis_machine;

-- Definer, owned by postgres: issuing a token is provisioning. The plaintext never comes here, only its SHA-256.
create function genesis.webhook_token_set(p_workspace_id uuid, p_token_hash bytea, p_overlap interval default null)
returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_overlap interval := coalesce(p_overlap, make_interval(hours => private.setting('webhook_token_overlap_hours')::int));
  v_status text;
begin
  perform private.lock_workspaces(array[p_workspace_id]);
  select status into v_status from public.workspaces where id = p_workspace_id;
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'frozen' then
    return '{"status": 403, "code": "workspace_frozen"}';
  end if;
  update private.workspace_secrets s set
    previous_hash = case when v_overlap > interval '0' then s.webhook_token_hash end,
    previous_until = case when v_overlap > interval '0' and s.webhook_token_hash is not null then clock_timestamp() + v_overlap end,
    webhook_token_hash = p_token_hash, frozen_hashes = '{}', rotated_at = clock_timestamp()
  where s.workspace_id = p_workspace_id and s.webhook_token_hash is distinct from p_token_hash;
  if found then
    perform private.audit(p_workspace_id, 'webhook_token_issued', null, jsonb_build_object('overlap', v_overlap));
  end if;
  return '{"status": 200}';
end
$$;
comment on function genesis.webhook_token_set(uuid, bytea, interval) is
  'Makes the token with this SHA-256 valid; the one before lives on for the overlap (default: settings). Outcome {status 200|403|404, code}.';
revoke all on function genesis.webhook_token_set(uuid, bytea, interval) from public, anon, authenticated, service_role;
grant execute on function genesis.webhook_token_set(uuid, bytea, interval) to service_role;
