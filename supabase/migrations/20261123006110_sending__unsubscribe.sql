-- A recipient's one click. The signature in the link was proven by functions/unsubscribe; it names a lead, not an
-- address, so that no link carries one.

-- The address that the mail went to: the permit keeps it when the lead, its partition or the sent event are gone.
create function private.permitted_address(p_workspace_id uuid, p_lead_id uuid, p_campaign_id uuid, p_step int) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select p.contact_email from public.send_permits p
    where p.workspace_id = p_workspace_id and p.lead_id = p_lead_id
    order by (p.campaign_id = p_campaign_id and p.step = p_step) desc nulls last, p.granted_at desc limit 1);
end
$$;
comment on function private.permitted_address(uuid, uuid, uuid, int) is
  'The address of a lead''s permit, the named step''s first; null when it never had one.';
revoke all on function private.permitted_address(uuid, uuid, uuid, int) from public, anon, authenticated, service_role;
grant execute on function private.permitted_address(uuid, uuid, uuid, int) to genesis_machine;

create function genesis.unsubscribe(p_requests jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_requests jsonb;
begin
  perform private.lock_workspaces(array(select (r ->> 'workspace_id')::uuid from jsonb_array_elements(p_requests) as r));
  perform private.enter(array(select distinct (r ->> 'workspace_id')::uuid from jsonb_array_elements(p_requests) as r));
  select jsonb_agg(r.v || jsonb_build_object('signed', true, 'items', (
      select coalesce(jsonb_agg(i.v || jsonb_build_object('event_type', 'opt_out') || jsonb_strip_nulls(jsonb_build_object(
        'contact_email', private.permitted_address((r.v ->> 'workspace_id')::uuid, (i.v ->> 'lead_id')::uuid,
          (i.v ->> 'campaign_id')::uuid, (i.v ->> 'email_number')::int))) order by i.n), '[]')
      from jsonb_array_elements(r.v -> 'items') with ordinality as i (v, n))) order by r.ord)
  into v_requests
  from jsonb_array_elements(p_requests) with ordinality as r (v, ord);
  return genesis.ingest_events(v_requests);
end
$$;
comment on function genesis.unsubscribe(jsonb) is
  'Opt-outs whose signature was proven: [{workspace_id, client, items: [{lead_id, campaign_id, email_number, idempotency_key}]}] → as genesis.ingest_events, which suppresses, marks the leads and counts; a frozen workspace''s are quarantined. Definer: runs as genesis_machine.';
select private.hand_to_machine('genesis.unsubscribe(jsonb)', true);
