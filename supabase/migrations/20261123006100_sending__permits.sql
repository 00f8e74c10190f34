-- Leave to send: one call before each mail. Caps, windows and health come beside these reasons later; the shape stays.

insert into genesis.settings (name, value, unit, note) values
  ('permit_grace_minutes', 10, 'minutes', 'How long after its end an unused permit is waited for before it is reported');

-- What decides of each lead asked for. Definer: the partition has no grants, and the operator-wide list no reader.
create function private.permit_leads(p_workspace_id uuid, p_campaign_id uuid, p_leads jsonb)
returns table (n bigint, lead_id uuid, email text, lead_status text, created_at timestamptz, listed boolean)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_partition text := private.machine_partition(p_workspace_id);
begin
  return query execute format($sql$
    select i.n, l.id, l.email, l.status, l.created_at, exists (select from public.suppressions s
      where s.workspace_id in ($1, '00000000-0000-0000-0000-000000000000')
        and (s.email = l.email or s.domain = any(private.domain_and_parents(l.email))))
    from jsonb_array_elements($3) with ordinality as i (lead, n)
    left join lateral (
      select x.id, x.email, x.status, x.created_at from genesis.%1$I x
      where x.workspace_id = $1 and x.campaign_id = $2 and x.id = (i.lead ->> 'lead_id')::uuid
      union all
      select x.id, x.email, x.status, x.created_at from genesis.%1$I x
      where i.lead ->> 'lead_id' is null and x.workspace_id = $1 and x.campaign_id = $2 and x.email = i.lead ->> 'email'
    ) as l on true$sql$, v_partition)
  using p_workspace_id, p_campaign_id, p_leads;
end
$$;
comment on function private.permit_leads(uuid, uuid, jsonb) is
  'One row for each of [{lead_id | email}]: the campaign''s lead, null when it has none such, and whether the workspace''s or the operator-wide list names its address or domain.';

-- Runs as genesis_machine. The order of the reasons is the contract's (7-sending).
create function private.permit_reasons(p_request jsonb)
returns table (n bigint, lead_id uuid, email text, reason text, is_test boolean)
language plpgsql stable set search_path = ''
as $$
declare
  v_workspace uuid := p_request ->> 'workspace_id';
  v_campaign uuid := p_request ->> 'campaign_id';
  -- Only a run of this very campaign: a test permit is not held to once a step.
  v_test boolean := exists (select from genesis.sandbox_test_runs t where t.workspace_id = v_workspace
    and t.campaign_id = v_campaign and t.run_token_hash = decode(p_request ->> 'run_token_hash', 'hex'));
  v_active boolean := coalesce((select c.status = 'active' from public.campaigns c
    where c.workspace_id = v_workspace and c.id = v_campaign), false);
begin
  return query
  select l.n, l.lead_id, l.email, case
      when not v_active then 'campaign_paused'
      when l.lead_id is null then 'unknown_lead'
      when l.listed then 'suppressed'
      when l.lead_status = 'opted_out' or k.status in ('opted_out', 'complained') then 'opted_out'
      -- A lead imported after the reply is a new beginning that somebody chose.
      when l.lead_status = 'replied' or k.replied_at >= l.created_at then 'replied'
      when l.lead_status = 'bounced' or k.status = 'bounced' then 'bounced'
      when l.lead_status = 'paused' then 'lead_paused'
    end, v_test
  from private.permit_leads(v_workspace, v_campaign, p_request -> 'items') as l
  left join public.contacts k on k.workspace_id = v_workspace and k.email = l.email;
end
$$;
comment on function private.permit_reasons(jsonb) is 'Each lead of a request with the first reason against mailing it; null when there is none but, perhaps, an earlier permit.';

-- What judges a whole request after the gate: its campaign and the workspace's leads.
create function private.permit_gate(p_requests jsonb, p_gate jsonb) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_agg(g.v || case
        when g.v ->> 'status' <> '200' or r.v -> 'items' = '[]' then jsonb '{}'
        when w.is_legacy then '{"status": 409, "code": "legacy_workspace"}'
        when not exists (select from genesis.partition_registry p where p.workspace_id = w.id) then '{"status": 409, "code": "no_partition"}'
        when not exists (select from public.campaigns c where c.workspace_id = w.id and c.id = (r.v ->> 'campaign_id')::uuid)
          then '{"status": 404, "code": "not_found"}'
        else '{}' end order by (g.v ->> 'ord')::int)
    from jsonb_array_elements(p_gate) as g (v)
    cross join lateral (select p_requests -> ((g.v ->> 'ord')::int - 1)) as r (v)
    left join public.workspaces w on w.id = (g.v ->> 'workspace_id')::uuid);
end
$$;
comment on function private.permit_gate(jsonb, jsonb) is 'The gate''s verdicts, and of those let in: 409 legacy_workspace or no_partition, 404 without such a campaign.';

create function private.permits_grant(p_asked jsonb) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_made jsonb;
begin
  with asked as (
    select * from jsonb_to_recordset(p_asked) as a (id uuid, ord int, n int, workspace_id uuid, lead_id uuid, email text,
      campaign_id uuid, step smallint, mailbox text, is_test boolean, reason text)
  ), made as (
    -- The unique key decides between callers that race; sorted by it, two calls cannot deadlock.
    insert into public.send_permits as p (workspace_id, id, lead_id, contact_email, campaign_id, step, mailbox, is_test)
    select a.workspace_id, a.id, a.lead_id, a.email, a.campaign_id, a.step, a.mailbox, a.is_test
    from asked a where a.reason is null
    order by a.workspace_id, a.lead_id, a.campaign_id, a.step, a.ord, a.n
    on conflict do nothing
    returning p.id, p.expires_at
  )
  select coalesce(jsonb_object_agg(m.id, m.expires_at), '{}') into v_made from made m;
  return (
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('ord', a.ord, 'n', a.n, 'status', 200, 'lead_id', a.lead_id) || case
        when v_made ? a.id::text then jsonb_build_object('allow', true, 'permit_id', a.id,
          'expires_at', v_made -> a.id::text, 'is_test', nullif(a.is_test, false))
        when a.reason is not null then jsonb_build_object('allow', false, 'reason', a.reason)
        -- The earlier permit's fate: sent, failed, open, or expired, when the mail may or may not have gone.
        else jsonb_build_object('allow', false, 'reason', 'duplicate_step', 'permit_status', (select p.status
          from public.send_permits p where p.workspace_id = a.workspace_id and p.lead_id = a.lead_id
            and p.campaign_id = a.campaign_id and p.step = a.step and not p.is_test)) end) order by a.ord, a.n)
    from jsonb_to_recordset(p_asked) as a (id uuid, ord int, n int, workspace_id uuid, lead_id uuid, email text,
      campaign_id uuid, step smallint, is_test boolean, reason text));
end
$$;
comment on function private.permits_grant(jsonb) is
  'A permit for each lead without a reason, unless its step was permitted before: [{ord, n, status, allow, permit_id, lead_id, expires_at, is_test | reason, permit_status}].';

create function genesis.send_permits(p_requests jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_gate jsonb;
  v_asked jsonb;
begin
  perform private.lock_workspaces(array(select (r ->> 'workspace_id')::uuid from jsonb_array_elements(p_requests) as r));
  v_gate := private.gate(p_requests);
  perform private.enter(array(select distinct (g ->> 'workspace_id')::uuid from jsonb_array_elements(v_gate) as g
                              where (g ->> 'status')::int = 200));
  v_gate := private.permit_gate(p_requests, v_gate);
  select jsonb_agg(jsonb_build_object('id', private.uuid_v7(), 'ord', g.ord, 'n', l.n, 'workspace_id', g.workspace_id,
      'lead_id', l.lead_id, 'email', l.email, 'campaign_id', r.v -> 'campaign_id', 'step', r.v -> 'step',
      'mailbox', r.v -> 'mailbox', 'is_test', l.is_test, 'reason', l.reason))
  into v_asked
  from jsonb_to_recordset(v_gate) as g (ord int, workspace_id uuid, status int)
  cross join lateral (select p_requests -> (g.ord - 1)) as r (v)
  cross join lateral private.permit_reasons(r.v) as l
  where g.status = 200 and r.v -> 'items' <> '[]';
  return private.results_by_request(v_gate, coalesce(private.permits_grant(v_asked), '[]'));
end
$$;
comment on function genesis.send_permits(jsonb) is
  'Group commit of permits: [{workspace_id, token_hash, global_token, client, campaign_id, step, mailbox, run_token_hash, items: [{lead_id | email}]}] → [{status 200|401|403|404|409|429, code, retry_after, results}], results as private.permits_grant says. A repeat is a duplicate_step: the first answer may have been followed by a mail. Definer: runs as genesis_machine.';

-- Called by private.events_apply. A late report counts: that a permit expired does not unsend its mail.
create function private.permits_consume(p_items private.event_item[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if not exists (select from unnest(p_items) as i where i.permit_id is not null) then
    return;
  end if;
  with told as (
    select i.workspace_id, i.permit_id, bool_or(i.event_type = 'sent') as sent from unnest(p_items) as i
    where i.permit_id is not null and i.event_type in ('sent', 'failed') group by 1, 2
  ), locked as (
    select p.workspace_id, p.id, t.sent from public.send_permits p
    join told t on t.workspace_id = p.workspace_id and t.permit_id = p.id
    where p.status in ('open', 'expired') or (p.status = 'failed' and t.sent)
    order by p.workspace_id, p.id for update of p
  )
  update public.send_permits p set status = case when l.sent then 'sent' else 'failed' end, consumed_at = clock_timestamp()
  from locked l where p.workspace_id = l.workspace_id and p.id = l.id;
end
$$;
comment on function private.permits_consume(private.event_item[]) is
  'sent and failed events use up the permit that they name; a sent overrules a failed, never the other way round.';

-- Definer, cron's job: closes what no event consumed, and says so once a workspace.
create function private.permits_expire() returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row record;
  v_total int := 0;
begin
  for v_row in
    with gone as (
      update public.send_permits p set status = 'expired'
      where p.status = 'open' and p.expires_at < clock_timestamp() - make_interval(mins => private.setting('permit_grace_minutes')::int)
      returning p.workspace_id, p.id, p.is_test
    )
    select workspace_id, count(*)::int as n, (array_agg(id))[1:20] as ids from gone where not is_test group by 1 order by 1
  loop
    v_total := v_total + v_row.n;
    perform private.alarm('permits_expired', 'permits_expired:' || v_row.workspace_id, 'medium',
      'Permits to send were never used up: the mails may or may not have gone, and are not sent again. Look at these in public.send_permits and at the mailbox.',
      jsonb_build_object('count', v_row.n, 'permit_ids', v_row.ids), v_row.workspace_id);
  end loop;
  return v_total;
end
$$;
comment on function private.permits_expire() is 'Marks permits expired that nobody reported on, raises an alarm for each workspace concerned, and returns how many. Definer: goes through all workspaces.';

revoke all on function private.permit_leads(uuid, uuid, jsonb), private.permit_reasons(jsonb),
  private.permit_gate(jsonb, jsonb), private.permits_grant(jsonb), private.permits_consume(private.event_item[]),
  private.permits_expire() from public, anon, authenticated, service_role;
grant execute on function private.permit_leads(uuid, uuid, jsonb), private.permit_reasons(jsonb),
  private.permit_gate(jsonb, jsonb), private.permits_grant(jsonb), private.permits_consume(private.event_item[])
  to genesis_machine;
select private.hand_to_machine('genesis.send_permits(jsonb)', true);
select cron.schedule('genesis-permits-expire', '*/5 * * * *', 'select private.permits_expire()');
