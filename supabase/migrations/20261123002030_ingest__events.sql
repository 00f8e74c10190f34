-- The events endpoint's one call.

create function private.events_apply(p_items private.event_item[]) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_new private.event_item[];
  v_ids jsonb;
begin
  -- Of two items with one key in one call the first is stored, whichever key the insert below comes to first.
  v_new := array(
    select i from (select distinct on (i.workspace_id, i.idempotency_key) i from unnest(p_items) as i
      where i.event_type <> 'opt_out' or i.contact_email is not null
      order by i.workspace_id, i.idempotency_key, i.ord, i.n) as first (i));
  with made as (
    insert into public.email_events (workspace_id, event_type, event_ts, campaign_id, campaign_name, campaign_group_id,
      lead_id, contact_email, mailbox, email_number, provider, message_id, permit_id, idempotency_key, event_key,
      fingerprint, is_test, is_bot, campaign_unknown, metadata)
    select i.workspace_id, i.event_type, i.event_ts, i.campaign_id, i.campaign_name, i.campaign_group_id, i.lead_id,
      i.contact_email, i.mailbox, i.email_number, i.provider, i.message_id, i.permit_id, i.idempotency_key, i.event_key,
      i.fingerprint, i.is_test, i.is_bot, i.campaign_unknown, i.metadata
    from unnest(v_new) as i
    order by i.workspace_id, coalesce(i.event_key, i.idempotency_key), i.idempotency_key
    on conflict do nothing
    returning workspace_id, idempotency_key, id
  )
  select jsonb_object_agg(workspace_id || ' ' || idempotency_key, id) into v_ids from made;

  v_new := array(select i from unnest(v_new) as i where v_ids ? (i.workspace_id || ' ' || i.idempotency_key));

  perform private.contacts_apply(v_new);
  perform private.stats_count(v_new);
  perform private.people_apply(p_items);
  perform private.permits_consume(v_new);
  insert into public.notifications (workspace_id, kind, dedupe_key, campaign_id, event_id, contact_email)
  select i.workspace_id, i.event_type, 'event:' || (v_ids ->> (i.workspace_id || ' ' || i.idempotency_key)), i.campaign_id,
    (v_ids ->> (i.workspace_id || ' ' || i.idempotency_key))::uuid, i.contact_email
  from unnest(v_new) as i
  where i.event_type in ('replied', 'opt_out', 'bounced') and not i.is_test
  order by 1, 3 on conflict do nothing;

  return private.event_results(p_items, v_ids);
end
$$;
comment on function private.events_apply(private.event_item[]) is
  'Stores items and all that follows from them; [{ord, n, status, id, deduped, code, fields}]. people_apply sees repeats too: an opt-out must hold even when its key was used before.';

create function private.event_results(p_items private.event_item[], p_ids jsonb) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_agg(jsonb_build_object('ord', i.ord, 'n', i.n) || case
        when i.event_type = 'opt_out' and i.contact_email is null then
          '{"status": 400, "code": "invalid_field", "fields": [{"path": "contact_email", "message": "is required: no contact is known for this lead_id or message_id"}]}'
        -- Of two items with one key in one call the first is the new one.
        when i.nth_of_key = 1 and p_ids ? i.key then jsonb_build_object('status', 200, 'deduped', false, 'id', p_ids -> i.key)
        else coalesce(
          (select case when e.fingerprint is distinct from i.fingerprint then '{"status": 409, "code": "idempotency_conflict"}'
             else jsonb_build_object('status', 200, 'deduped', true, 'id', e.id) end
           from public.email_events e where e.workspace_id = i.workspace_id and e.idempotency_key = i.idempotency_key),
          jsonb_build_object('status', 200, 'deduped', true, 'id',
            (select e.id from public.email_events e where e.workspace_id = i.workspace_id and e.event_key = i.event_key)))
      end order by i.ord, i.n)
    from (select x.*, x.workspace_id || ' ' || x.idempotency_key as key,
            row_number() over (partition by x.workspace_id, x.idempotency_key
              order by x.event_type = 'opt_out' and x.contact_email is null, x.ord, x.n) as nth_of_key
          from unnest(p_items) as x) as i);
end
$$;
comment on function private.event_results(private.event_item[], jsonb) is
  'Outcome of each item, read after the insert: new, repeated, or the same key with other content (409).';

create function private.results_by_request(p_gate jsonb, p_results jsonb, p_requests jsonb default null) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_by_ord jsonb := (
    select jsonb_object_agg(r.ord, r.results) from (
      select x.v ->> 'ord' as ord, jsonb_agg(x.v - '{ord,n}'::text[] order by (x.v ->> 'n')::int) as results
      from jsonb_array_elements(p_results) as x (v) group by 1) as r);
begin
  return (
    select jsonb_agg(case
        -- Nothing but opt-outs in a request over its rate: all of it was taken.
        when g.status = 429 and jsonb_array_length(v_by_ord -> g.ord::text)
             = jsonb_array_length(p_requests -> (g.ord - 1) -> 'items')
          then jsonb_build_object('status', 200, 'results', v_by_ord -> g.ord::text)
        when g.status = 200 then jsonb_build_object('status', 200, 'results', coalesce(v_by_ord -> g.ord::text, '[]'))
        else jsonb_strip_nulls(jsonb_build_object('status', g.status, 'code', g.code, 'retry_after', g.retry_after))
      end order by g.ord)
    from jsonb_to_recordset(p_gate) as g (ord int, status int, code text, retry_after int));
end
$$;
comment on function private.results_by_request(jsonb, jsonb, jsonb) is
  'Puts the items'' outcomes under their requests, in order. With p_requests, a request over its rate whose items were all taken is a 200.';

create function private.quarantine(p_kind text, p_requests jsonb, p_gate jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_cap int := private.setting('quarantine_events');
  v_row record;
begin
  for v_row in
    select (g.v ->> 'workspace_id')::uuid as workspace_id, jsonb_agg(i.item order by i.n) as items
    from jsonb_array_elements(p_gate) as g (v),
      jsonb_array_elements(p_requests -> ((g.v ->> 'ord')::int - 1) -> 'items') with ordinality as i (item, n)
    where (g.v ->> 'status')::int = 403 group by 1 order by 1
  loop
    insert into genesis.event_quarantine (workspace_id, kind, idempotency_key, is_opt_out, event_ts, item)
    select v_row.workspace_id, p_kind, coalesce(i.item ->> 'idempotency_key', private.uuid_v7()::text)
        -- An opt-out holds even when another event used its key.
        || case when i.item ->> 'event_type' = 'opt_out'
             then concat_ws(' ', ' opt_out', i.item ->> 'contact_email', i.item ->> 'lead_id', i.item ->> 'message_id') else '' end,
      coalesce(i.item ->> 'event_type', '') = 'opt_out', coalesce((i.item ->> 'event_ts')::timestamptz, now()),
      -- Without a time of its own an event happened when it was reported, not when it is applied.
      case p_kind when 'event' then jsonb_build_object('event_ts', now()) || i.item else i.item end
    from jsonb_array_elements(v_row.items) with ordinality as i (item, n)
    where coalesce(i.item ->> 'event_type', '') = 'opt_out'
      or i.n + (select count(*) from genesis.event_quarantine q
                where q.workspace_id = v_row.workspace_id and q.applied_at is null) <= v_cap
    order by 3 on conflict do nothing;
    if (select count(*) from genesis.event_quarantine q
        where q.workspace_id = v_row.workspace_id and q.applied_at is null) >= v_cap then
      perform private.alarm('quarantine_full', 'quarantine:' || v_row.workspace_id, 'high',
        'The quarantine of a frozen workspace is full; only opt-outs are still kept.', '{}', v_row.workspace_id);
    end if;
  end loop;
end
$$;
comment on function private.quarantine(text, jsonb, jsonb) is 'Keeps what the n8n of a frozen workspace reports; opt-outs beyond any cap.';

-- Every look-up here is by a whole key, so the plans are said: each once a connection, by index, row by row. Left to the
-- statistics, a connection that first planned while a table was small reads all of it at each call until it is analysed.
create function genesis.ingest_events(p_requests jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
  set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_gate jsonb;
  v_items private.event_item[];
  v_results jsonb := '[]';
begin
  perform private.lock_workspaces(array(select (r ->> 'workspace_id')::uuid from jsonb_array_elements(p_requests) as r));
  v_gate := private.gate(p_requests);
  perform private.enter(array(select distinct (g ->> 'workspace_id')::uuid from jsonb_array_elements(v_gate) as g
                              where (g ->> 'status')::int <> 401));
  if v_gate @> '[{"status": 403}]' then
    perform private.quarantine('event', p_requests, v_gate);
  end if;
  v_items := private.event_items(p_requests, v_gate);
  if cardinality(v_items) > 0 then
    v_results := private.events_apply(v_items);
  end if;
  return private.results_by_request(v_gate, v_results, p_requests);
end
$$;
comment on function genesis.ingest_events(jsonb) is
  'Group commit of events: [{workspace_id, token_hash, global_token, signed, client, items}] → [{status, code, retry_after, results}]. Definer: runs as genesis_machine, inside the workspaces whose token was proven.';

revoke all on function private.events_apply(private.event_item[]),
  private.event_results(private.event_item[], jsonb), private.results_by_request(jsonb, jsonb, jsonb),
  private.quarantine(text, jsonb, jsonb) from public, anon, authenticated, service_role;
grant execute on function private.events_apply(private.event_item[]),
  private.event_results(private.event_item[], jsonb), private.results_by_request(jsonb, jsonb, jsonb),
  private.quarantine(text, jsonb, jsonb) to genesis_machine;
select private.hand_to_machine('genesis.ingest_events(jsonb)', true);
