-- From what a caller sent to typed rows: campaign, contact, test flag, keys.

create type private.event_item as (
  ord int, n int, workspace_id uuid, day date, event_type text, event_ts timestamptz, contact_email text,
  campaign_id uuid, campaign_name text, campaign_group_id uuid, campaign_unknown boolean, email_number smallint,
  provider text, message_id text, subject text, lead_id uuid, mailbox text, permit_id uuid, idempotency_key text,
  event_key text, fingerprint bytea, is_test boolean, is_bot boolean, metadata jsonb
);
comment on type private.event_item is 'One event of a call: ord and n say which request and which of its items it was.';

-- The address of an event that names only a lead or a message.
create function private.event_address(p_workspace_id uuid, p_message_id text, p_lead_id uuid) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce(
    (select contact_email from public.emails where workspace_id = p_workspace_id and message_id = p_message_id),
    (select contact_email from public.emails where workspace_id = p_workspace_id and lead_id = p_lead_id limit 1),
    case when p_lead_id is not null then private.lead_email(p_workspace_id, p_lead_id) end);
end
$$;
comment on function private.event_address(uuid, text, uuid) is 'Contact of a message or a lead; null when neither is known.';

-- plpgsql throughout this lane, although one statement would do as SQL: a SQL function is planned anew at each call, and
-- planning was two thirds of a lone event's time.
create function private.event_items(p_requests jsonb, p_gate jsonb) returns private.event_item[]
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select array_agg((
      g.ord, i.n, g.workspace_id, (x.ts at time zone w.time_zone)::date, x.event_type, x.ts, x.address,
      c.id, coalesce(x.campaign, c.name), coalesce(c.campaign_group_id, own_group.id),
      c.id is null and coalesce(x.campaign, x.campaign_id::text) is not null, x.email_number, x.provider, x.message_id,
      x.subject, x.lead_id, x.mailbox, x.permit_id, x.idempotency_key,
      -- One key a message, type and step; the fingerprint is what a repeat must agree on: neither the clock nor
      -- metadata, which a retried node sends anew.
      -- A scanner's click is none of the person's.
      case when x.message_id is not null and x.is_bot is not true then encode(sha256(convert_to(jsonb_build_array(
        x.provider, x.message_id, x.event_type, x.email_number)::text, 'UTF8')), 'base64') end,
      sha256(convert_to(jsonb_build_array(x.event_type, x.contact_email, coalesce(x.campaign_id::text, x.campaign),
        x.email_number, x.message_id)::text, 'UTF8')),
      coalesce(x.is_test, false) or (x.run_token_hash is not null and exists (select from genesis.sandbox_test_runs t
        where t.workspace_id = g.workspace_id and t.run_token_hash = decode(x.run_token_hash, 'hex'))),
      coalesce(x.is_bot, false),
      coalesce(x.metadata, '{}') || case when x.bounce is null then '{}' else jsonb_build_object('bounce', x.bounce) end
    )::private.event_item order by g.ord, i.n)
    from jsonb_to_recordset(p_gate) as g (ord int, workspace_id uuid, status int)
    join public.workspaces w on w.id = g.workspace_id
    cross join lateral jsonb_array_elements(p_requests -> (g.ord - 1) -> 'items') with ordinality as i (item, n)
    cross join lateral (
      select r.*, coalesce(r.event_ts, clock_timestamp()) as ts, case when r.contact_email is not null then r.contact_email
        else private.event_address(g.workspace_id, r.message_id, r.lead_id) end as address
      from jsonb_to_record(i.item) as r (event_type text, event_ts timestamptz, contact_email text, campaign text,
        campaign_id uuid, campaign_group_id uuid, email_number smallint, provider text, message_id text, subject text,
        lead_id uuid, mailbox text, permit_id uuid, idempotency_key text, run_token_hash text, is_test boolean,
        is_bot boolean, bounce jsonb, metadata jsonb)) as x
    -- The fences (offset 0) keep each look-up one an item: pulled up, they run for every campaign of the workspace.
    left join lateral (select coalesce(
      (select id from public.campaigns where workspace_id = g.workspace_id and id = x.campaign_id),
      (select id from public.campaigns where workspace_id = g.workspace_id and name = x.campaign),
      (select campaign_id from public.campaign_aliases where workspace_id = g.workspace_id and name = x.campaign)) as id offset 0) as found on true
    left join lateral (select k.id, k.name, k.campaign_group_id from public.campaigns k
      where k.workspace_id = g.workspace_id and k.id = found.id offset 0) as c on true
    left join lateral (select o.id from public.campaign_groups o
      where o.workspace_id = g.workspace_id and o.id = x.campaign_group_id offset 0) as own_group on true
    -- Over the rate, and whatever else holds, an opt-out is taken.
    where g.status = 200 or (g.status = 429 and x.event_type = 'opt_out'));
end
$$;
comment on function private.event_items(jsonb, jsonb) is 'The items of the requests that the gate let in (and the opt-outs of those over the rate), resolved.';

revoke all on function private.event_address(uuid, text, uuid), private.event_items(jsonb, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function private.event_address(uuid, text, uuid), private.event_items(jsonb, jsonb) to genesis_machine;
