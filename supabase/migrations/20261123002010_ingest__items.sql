-- From what a caller sent to typed rows: campaign, contact, test flag, keys.

create type private.event_item as (
  ord int, n int, workspace_id uuid, day date, event_type text, event_ts timestamptz, contact_email text,
  campaign_id uuid, campaign_name text, campaign_group_id uuid, campaign_unknown boolean, email_number smallint,
  provider text, message_id text, subject text, lead_id uuid, mailbox text, permit_id uuid, idempotency_key text,
  event_key text, fingerprint bytea, is_test boolean, is_bot boolean, metadata jsonb
);
comment on type private.event_item is 'One event of a call: ord and n say which request and which of its items it was.';

create function private.event_fingerprint(p_type text, p_address text, p_campaign text, p_step int, p_message_id text)
returns bytea
language sql immutable parallel safe set search_path = ''
as $$
  select sha256(convert_to(private.netstring(p_type) || private.netstring(p_address) || private.netstring(p_campaign)
    || private.netstring(p_step::text) || private.netstring(p_message_id), 'UTF8'))
$$;
comment on function private.event_fingerprint(text, text, text, int, text) is
  'What a repeat must agree on: not the clock nor metadata, which a retried node sends anew.';

create function private.event_key(p_provider text, p_message_id text, p_type text, p_step int) returns text
language sql immutable parallel safe set search_path = ''
as $$
  select case when p_message_id is not null then encode(sha256(convert_to(private.netstring(p_provider)
    || private.netstring(p_message_id) || private.netstring(p_type) || private.netstring(p_step::text), 'UTF8')), 'base64') end
$$;
comment on function private.event_key(text, text, text, int) is 'One key a message, type and step; null without a message id.';

-- Runs as genesis_machine, inside the workspaces entered.
create function private.run_is_known(p_workspace_id uuid, p_token_hash text) returns boolean
language sql stable set search_path = ''
as $$
  select exists (select from genesis.sandbox_test_runs
    where workspace_id = p_workspace_id and run_token_hash = decode(p_token_hash, 'hex'))
$$;
comment on function private.run_is_known(uuid, text) is 'Whether a run token (hex of its SHA-256) belongs to a sandbox run of the workspace.';

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

create function private.event_items(p_requests jsonb, p_gate jsonb) returns private.event_item[]
language sql stable set search_path = ''
as $$
  select array_agg((
    g.ord, i.n, g.workspace_id, (x.ts at time zone w.time_zone)::date, x.event_type, x.ts, x.address,
    c.id, coalesce(x.campaign, c.name), coalesce(c.campaign_group_id, own_group.id),
    c.id is null and coalesce(x.campaign, x.campaign_id::text) is not null, x.email_number, x.provider, x.message_id,
    x.subject, x.lead_id, x.mailbox, x.permit_id, x.idempotency_key,
    private.event_key(x.provider, x.message_id, x.event_type, x.email_number),
    private.event_fingerprint(x.event_type, x.contact_email, coalesce(x.campaign_id::text, x.campaign), x.email_number, x.message_id),
    coalesce(x.is_test, false) or private.run_is_known(g.workspace_id, x.run_token_hash), coalesce(x.is_bot, false),
    coalesce(x.metadata, '{}') || case when x.bounce is null then '{}' else jsonb_build_object('bounce', x.bounce) end
  )::private.event_item order by g.ord, i.n)
  from jsonb_to_recordset(p_gate) as g (ord int, workspace_id uuid, status int)
  join public.workspaces w on w.id = g.workspace_id
  cross join lateral jsonb_array_elements(p_requests -> (g.ord - 1) -> 'items') with ordinality as i (item, n)
  cross join lateral (
    select r.*, coalesce(r.event_ts, clock_timestamp()) as ts,
      coalesce(r.contact_email, private.event_address(g.workspace_id, r.message_id, r.lead_id)) as address
    from jsonb_to_record(i.item) as r (event_type text, event_ts timestamptz, contact_email text, campaign text,
      campaign_id uuid, campaign_group_id uuid, email_number smallint, provider text, message_id text, subject text,
      lead_id uuid, mailbox text, permit_id uuid, idempotency_key text, run_token_hash text, is_test boolean,
      is_bot boolean, bounce jsonb, metadata jsonb)) as x
  left join lateral (
    select k.id, k.name, k.campaign_group_id from public.campaigns k
    where k.workspace_id = g.workspace_id and k.id = coalesce(
      (select id from public.campaigns where workspace_id = g.workspace_id and id = x.campaign_id),
      (select id from public.campaigns where workspace_id = g.workspace_id and name = x.campaign),
      (select campaign_id from public.campaign_aliases where workspace_id = g.workspace_id and name = x.campaign))) as c on true
  left join public.campaign_groups own_group
    on own_group.workspace_id = g.workspace_id and own_group.id = x.campaign_group_id
  -- Over the rate, and whatever else holds, an opt-out is taken.
  where g.status = 200 or (g.status = 429 and x.event_type = 'opt_out')
$$;
comment on function private.event_items(jsonb, jsonb) is 'The items of the requests that the gate let in (and the opt-outs of those over the rate), resolved.';

revoke all on function private.event_fingerprint(text, text, text, int, text), private.event_key(text, text, text, int),
  private.run_is_known(uuid, text), private.event_address(uuid, text, uuid), private.event_items(jsonb, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function private.netstring(text), private.event_fingerprint(text, text, text, int, text),
  private.event_key(text, text, text, int), private.run_is_known(uuid, text), private.event_address(uuid, text, uuid),
  private.event_items(jsonb, jsonb) to genesis_machine;
