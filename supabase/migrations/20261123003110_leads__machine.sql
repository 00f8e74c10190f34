-- functions/leads: what n8n's workflows do with leads. genesis.leads_call judges the caller; each action is a definer part.

create function private.lead_invalid(p_path text, p_message text) returns jsonb
language sql immutable parallel safe set search_path = ''
as $$
  select jsonb_build_object('status', 400, 'code', 'invalid_field',
    'fields', jsonb_build_array(jsonb_build_object('path', p_path, 'message', p_message)))
$$;
comment on function private.lead_invalid(text, text) is 'The outcome of a call whose argument is wrong, naming it.';

create function private.leads_claim(p_workspace_id uuid, p_args jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_partition text := private.machine_partition(p_workspace_id);
  v_step int := (p_args ->> 'step')::int;
  v_purpose text := coalesce(p_args ->> 'purpose', case when p_args ? 'step' then 'send' end);
  v_campaign public.campaigns;
  v_leads jsonb;
begin
  if v_purpose is null or v_purpose not in ('research', 'prepare', 'send') then
    return private.lead_invalid('purpose', 'must be research, prepare or send');
  elsif v_purpose = 'send' and (v_step is null or v_step not between 1 and 20) then
    return private.lead_invalid('step', 'must be 1 to 20');
  elsif coalesce(btrim(p_args ->> 'claimed_by'), '') = '' then
    return private.lead_invalid('claimed_by', 'must name the run that claims');
  end if;
  select * into v_campaign from public.campaigns
  where workspace_id = p_workspace_id and id = (p_args ->> 'campaign_id')::uuid;
  if not found then
    return jsonb_build_object('status', 404, 'code', 'not_found', 'what', 'campaign');
  elsif v_campaign.status <> 'active' then
    return jsonb_build_object('status', 200, 'leads', '[]'::jsonb, 'reason', 'campaign_' || v_campaign.status);
  end if;
  -- One statement: a lead that another run has locked is passed over, one that it has claimed no longer matches.
  execute format($sql$
    with due as (
      select l.id from genesis.%1$I l
      where l.workspace_id = $1 and l.campaign_id = $2 and l.status = $3 and l.next_due_at <= now()
        and (l.claimed_until is null or l.claimed_until <= now())
        and case $4 when 'research' then true
              when 'prepare' then l.report is not null and l.mails = '[]'
              else l.step = $5 - 1 and l.mails @> jsonb_build_array(jsonb_build_object('step', $5)) end
        and not exists (select from private.suppressed_among($1, array[l.email]))
      order by l.next_due_at limit $6
      for update of l skip locked
    ), claimed as (
      update genesis.%1$I l set claimed_at = now(), claimed_by = $7, claimed_until = now() + make_interval(mins => $8),
        updated_at = now()
      from due where l.workspace_id = $1 and l.id = due.id
      returning l.*
    )
    select jsonb_agg(private.lead_face(to_jsonb(c))
      || case $4 when 'prepare' then jsonb_build_object('report', c.report)
                 when 'send' then jsonb_build_object('mail', jsonb_path_query_first(c.mails, '$[*] ? (@.step == $n)',
                   jsonb_build_object('n', $5)))
                 else '{}' end order by c.next_due_at, c.id)
    from claimed c$sql$, v_partition)
  into v_leads
  using p_workspace_id, v_campaign.id,
    case when v_purpose = 'research' then 'new' when v_purpose = 'prepare' then 'researched'
         when v_step = 1 then 'prepared' else 'in_sequence' end,
    v_purpose, v_step, least(greatest(coalesce((p_args ->> 'limit')::int, 10), 1), 100),
    left(btrim(p_args ->> 'claimed_by'), 200), least(greatest(coalesce((p_args ->> 'lease_minutes')::int, 15), 1), 1440);
  return jsonb_build_object('status', 200, 'leads', coalesce(v_leads, '[]'))
    || case v_purpose when 'prepare' then jsonb_build_object('texts', v_campaign.texts) else '{}' end;
end
$$;
comment on function private.leads_claim(uuid, jsonb) is
  'args {campaign_id, purpose research|prepare|send, step (send), limit 1..100 (10), claimed_by, lease_minutes 1..1440 (15)} → {status 200, leads: […], reason?}. A campaign that is not active gives none and says why. send rows carry mail {step, subject, body}, prepare rows the report, beside the campaign''s texts [{step, subject, body}].';

-- What a lead becomes by one result. Pure, so that a repeat gives the same lead back and nothing is written.
create function private.lead_after_result(p_lead jsonb, p_args jsonb, p_gap_days numeric, p_steps int, p_now timestamptz)
returns jsonb language plpgsql stable parallel safe set search_path = ''
as $$
declare
  v_free constant jsonb := '{"claimed_at": null, "claimed_by": null, "claimed_until": null}';
  v_due constant jsonb := jsonb_build_object('next_due_at', p_now);
  v_status text := p_lead ->> 'status';
  v_step int := (p_args ->> 'step')::int;
  v_new jsonb := p_lead;
begin
  if p_args ->> 'kind' = 'report' and p_lead ->> 'report' is null and v_status in ('new', 'paused') then
    v_new := p_lead || v_free || jsonb_build_object('report', p_args ->> 'report');
    return case when v_status = 'new' then v_new || '{"status": "researched"}' || v_due else v_new end;
  elsif p_args ->> 'kind' = 'mails' and p_lead -> 'mails' = '[]' and v_status in ('new', 'researched', 'paused') then
    v_new := p_lead || v_free || jsonb_build_object('mails', p_args -> 'mails');
    return case when v_status = 'paused' then v_new else v_new || '{"status": "prepared"}' || v_due end;
  elsif p_args ->> 'kind' in ('failed', 'release') and p_lead ->> 'claimed_by' = p_args ->> 'claimed_by' then
    return p_lead || v_free || case
      when p_args ->> 'kind' = 'failed' and p_lead ->> 'next_due_at' is not null then jsonb_build_object('next_due_at',
        p_now + make_interval(mins => least(greatest(coalesce((p_args ->> 'retry_minutes')::int, 60), 1), 43200)))
      else '{}' end;
  elsif p_args ->> 'kind' = 'sent'
        and not p_lead -> 'message_ids' @> jsonb_build_array(jsonb_build_object('step', v_step)) then
    -- The mail has gone, whoever held the claim: it is recorded whatever became of the lead meanwhile.
    v_new := p_lead || v_free || jsonb_build_object('step', greatest((p_lead ->> 'step')::int, v_step), 'message_ids',
      p_lead -> 'message_ids' || jsonb_strip_nulls(jsonb_build_object('step', v_step, 'sent_at', p_now,
        'message_id', btrim(p_args ->> 'message_id'), 'mailbox', lower(btrim(p_args ->> 'mailbox')))));
    if v_status not in ('new', 'researched', 'prepared', 'in_sequence', 'paused') then
      return v_new;
    elsif (v_new ->> 'step')::int >= p_steps then
      return v_new || '{"status": "finished", "next_due_at": null}';
    end if;
    return v_new || jsonb_build_object('next_due_at', p_now + p_gap_days * interval '1 day',
      'status', case when v_status = 'paused' then v_status else 'in_sequence' end);
  end if;
  return p_lead;
end
$$;
comment on function private.lead_after_result(jsonb, jsonb, numeric, int, timestamptz) is
  'The lead as it stands after a result; unchanged for a repeat, a late report, or a release by who no longer holds the claim. A lead that replied, opted out, bounced or finished keeps its status.';

create function private.leads_result(p_workspace_id uuid, p_args jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_partition text := private.machine_partition(p_workspace_id);
  v_kind text := coalesce(p_args ->> 'kind', '');
  v_campaign public.campaigns;
  v_gap jsonb;
  v_old jsonb;
  v_new jsonb;
begin
  if v_kind not in ('report', 'mails', 'sent', 'failed', 'release') then
    return private.lead_invalid('kind', 'must be report, mails, sent, failed or release');
  elsif v_kind = 'report' and coalesce(btrim(p_args ->> 'report'), '') = '' then
    return private.lead_invalid('report', 'must be a text');
  elsif v_kind = 'mails' and (coalesce(jsonb_typeof(p_args -> 'mails'), '') <> 'array' or p_args -> 'mails' = '[]') then
    return private.lead_invalid('mails', 'must list at least one {step, subject, body}');
  elsif v_kind = 'sent' and coalesce((p_args ->> 'step')::int, 0) not between 1 and 20 then
    return private.lead_invalid('step', 'must be 1 to 20');
  end if;
  execute format('select to_jsonb(l) from genesis.%I l where l.workspace_id = $1 and l.id = $2 for update', v_partition)
  into v_old using p_workspace_id, (p_args ->> 'lead_id')::uuid;
  if v_old is null then
    return jsonb_build_object('status', 404, 'code', 'not_found', 'what', 'lead');
  end if;
  select * into v_campaign from public.campaigns
  where workspace_id = p_workspace_id and id = (v_old ->> 'campaign_id')::uuid;
  -- gaps[n] is the days from mail n to the next; three where the campaign says nothing usable.
  v_gap := v_campaign.schedule -> 'gaps' -> ((p_args ->> 'step')::int - 1);
  v_new := private.lead_after_result(v_old, p_args,
    case when jsonb_typeof(v_gap) = 'number' and v_gap::numeric between 0 and 365 then v_gap::numeric else 3 end,
    coalesce((select max((m ->> 'step')::int) from jsonb_array_elements(v_old -> 'mails') m),
             jsonb_array_length(v_campaign.texts), 1), now());
  if v_new is distinct from v_old then
    execute format($sql$
      update genesis.%I l set status = n.status, step = n.step, next_due_at = n.next_due_at, claimed_at = n.claimed_at,
        claimed_by = n.claimed_by, claimed_until = n.claimed_until, report = n.report, mails = n.mails,
        message_ids = n.message_ids, updated_at = now()
      from jsonb_to_record($3) n (status text, step smallint, next_due_at timestamptz, claimed_at timestamptz, claimed_by text,
        claimed_until timestamptz, report text, mails jsonb, message_ids jsonb)
      where l.workspace_id = $1 and l.id = $2$sql$, v_partition)
    using p_workspace_id, (v_old ->> 'id')::uuid, v_new;
  end if;
  return jsonb_build_object('status', 200, 'changed', v_new is distinct from v_old, 'lead', private.lead_face(v_new));
end
$$;
comment on function private.leads_result(uuid, jsonb) is
  'args {lead_id, claimed_by, kind, …}: report {report}; mails {mails: [{step, subject, body}]}; sent {step, message_id, mailbox}; failed {retry_minutes 1..43200 (60)}; release → {status 200, changed, lead}, 404 not_found (what: lead). The gap to the next mail is campaigns.schedule.gaps[step], in days.';

revoke all on function private.lead_invalid(text, text), private.leads_claim(uuid, jsonb),
  private.lead_after_result(jsonb, jsonb, numeric, int, timestamptz), private.leads_result(uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function private.lead_invalid(text, text), private.leads_claim(uuid, jsonb), private.leads_result(uuid, jsonb)
  to genesis_machine;
