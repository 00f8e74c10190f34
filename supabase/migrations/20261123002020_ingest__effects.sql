-- What new events change beside themselves. Each runs as genesis_machine and writes sorted by its lock key.

create function private.contacts_apply(p_items private.event_item[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  insert into public.contacts as c (workspace_id, email, status, last_event_type, last_event_at, last_sent_at,
    last_opened_at, last_clicked_at, replied_at, opted_out_at, bounced_at, complained_at)
  select i.workspace_id, i.contact_email,
    case when bool_or(i.event_type = 'opt_out') then 'opted_out' when bool_or(i.event_type = 'complained') then 'complained'
      -- A mailbox that is full today is not gone: the state is of permanent failures, as in people_apply.
      when bool_or(i.event_type = 'bounced' and coalesce(i.metadata -> 'bounce' ->> 'status', '5') like '5%') then 'bounced'
      when bool_or(i.event_type = 'replied') then 'replied'
      else 'active' end,
    (array_agg(i.event_type order by i.event_ts desc, i.n desc))[1], max(i.event_ts),
    max(i.event_ts) filter (where i.event_type = 'sent'), max(i.event_ts) filter (where i.event_type = 'opened'),
    max(i.event_ts) filter (where i.event_type = 'clicked'), max(i.event_ts) filter (where i.event_type = 'replied'),
    max(i.event_ts) filter (where i.event_type = 'opt_out'), max(i.event_ts) filter (where i.event_type = 'bounced'),
    max(i.event_ts) filter (where i.event_type = 'complained')
  from unnest(p_items) as i
  -- A test run tells nothing of a person, but an opt-out is one, whatever run it came with.
  where i.contact_email is not null and not i.is_bot and (not i.is_test or i.event_type = 'opt_out')
  group by i.workspace_id, i.contact_email
  order by i.workspace_id, i.contact_email
  on conflict (workspace_id, email) do update set
    -- The order of arrival does not matter: the gravest state stays, the newest event is the last.
    status = (array['active', 'replied', 'bounced', 'complained', 'opted_out'])[greatest(
      array_position(array['active', 'replied', 'bounced', 'complained', 'opted_out'], c.status),
      array_position(array['active', 'replied', 'bounced', 'complained', 'opted_out'], excluded.status))],
    last_event_type = case when c.last_event_at > excluded.last_event_at then c.last_event_type else excluded.last_event_type end,
    last_event_at = greatest(c.last_event_at, excluded.last_event_at),
    last_sent_at = greatest(c.last_sent_at, excluded.last_sent_at),
    last_opened_at = greatest(c.last_opened_at, excluded.last_opened_at),
    last_clicked_at = greatest(c.last_clicked_at, excluded.last_clicked_at),
    replied_at = greatest(c.replied_at, excluded.replied_at),
    opted_out_at = greatest(c.opted_out_at, excluded.opted_out_at),
    bounced_at = greatest(c.bounced_at, excluded.bounced_at),
    complained_at = greatest(c.complained_at, excluded.complained_at);
end
$$;
comment on function private.contacts_apply(private.event_item[]) is 'Upserts one contact an address, commutatively.';

create function private.email_ids(p_items private.event_item[]) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(
    select coalesce(
      (select e.id from public.emails e where e.workspace_id = i.workspace_id and e.message_id = i.message_id),
      (select e.id from public.emails e where e.workspace_id = i.workspace_id and e.contact_email = i.contact_email
         and e.campaign_id = i.campaign_id
         and e.email_number = i.email_number and e.is_test = i.is_test))
    from unnest(p_items) with ordinality as i order by i.ordinality);
end
$$;
comment on function private.email_ids(private.event_item[]) is 'The message of each item, in order, null where there is none: by message id, else by contact, campaign and step.';

-- What this call's items say of each message: one row a message id, or a contact, campaign and step.
create function private.emails_insert(p_items private.event_item[], p_ids uuid[])
returns table (workspace_id uuid, opened_day date, clicked_day date, campaign_id uuid, campaign_group_id uuid)
language plpgsql volatile set search_path = ''
as $$
begin
  return query
  with told as (
    select i.workspace_id, i.message_id, i.contact_email, i.campaign_id, i.email_number, i.is_test,
      (array_agg(i.campaign_group_id))[1] as campaign_group_id, (array_agg(i.lead_id))[1] as lead_id,
      max(i.mailbox) as mailbox, max(i.subject) as subject,
      min(i.event_ts) filter (where i.event_type = 'sent') as sent_at,
      min(i.event_ts) filter (where i.event_type = 'opened') as opened_at,
      min(i.event_ts) filter (where i.event_type = 'clicked') as clicked_at
    from unnest(p_items) with ordinality as i
    where p_ids[i.ordinality] is null
      and (i.message_id is not null or (i.campaign_id is not null and i.email_number is not null))
    group by 1, 2, 3, 4, 5, 6
  ), made as (
    insert into public.emails as e (workspace_id, message_id, contact_email, lead_id, campaign_id, campaign_group_id,
      email_number, mailbox, subject, is_test, sent_at, first_opened_at, first_clicked_at)
    select t.workspace_id, t.message_id, t.contact_email, t.lead_id, t.campaign_id, t.campaign_group_id, t.email_number,
      t.mailbox, t.subject, t.is_test, t.sent_at, t.opened_at, t.clicked_at
    from told t order by t.workspace_id, t.message_id, t.contact_email, t.campaign_id, t.email_number
    on conflict do nothing
    returning e.workspace_id, e.first_opened_at, e.first_clicked_at, e.campaign_id, e.campaign_group_id, e.is_test
  )
  select m.workspace_id, (m.first_opened_at at time zone w.time_zone)::date, (m.first_clicked_at at time zone w.time_zone)::date,
    m.campaign_id, m.campaign_group_id
  from made m join public.workspaces w on w.id = m.workspace_id
  where not m.is_test and (m.first_opened_at is not null or m.first_clicked_at is not null)
  union all
  select null, null, null, null, null where (select count(*) from made) < (select count(*) from told);
end
$$;
comment on function private.emails_insert(private.event_item[], uuid[]) is
  'A row for each message not yet known (p_ids null), with all that the items tell; returns the first opens and clicks among them, and a row of nulls when another call made some of them first.';

create function private.emails_update(p_items private.event_item[], p_ids uuid[])
returns table (workspace_id uuid, opened_day date, clicked_day date, campaign_id uuid, campaign_group_id uuid)
language plpgsql volatile set search_path = ''
as $$
begin
  perform 1 from public.emails e join (select distinct k.id from unnest(p_ids) as k (id)) as k on e.id = k.id
  where e.workspace_id = any(array(select i.workspace_id from unnest(p_items) as i))
  order by e.workspace_id, e.id for update of e;
  return query
  with told as (
    select i.workspace_id, p_ids[i.ordinality] as email_id, i.is_test,
      min(i.event_ts) filter (where i.event_type = 'sent') as sent_at,
      min(i.event_ts) filter (where i.event_type = 'opened') as opened_at,
      min(i.event_ts) filter (where i.event_type = 'clicked') as clicked_at,
      max(i.message_id) as message_id, max(i.mailbox) as mailbox, max(i.subject) as subject
    from unnest(p_items) with ordinality as i where p_ids[i.ordinality] is not null group by 1, 2, 3
  ), before as (
    select t.*, e.first_opened_at as opened_before, e.first_clicked_at as clicked_before
    from told t join public.emails e on e.workspace_id = t.workspace_id and e.id = t.email_id and e.is_test = t.is_test
    where (e.sent_at is null and t.sent_at is not null) or (e.message_id is null and t.message_id is not null)
      or (e.first_opened_at is null and t.opened_at is not null) or (e.first_clicked_at is null and t.clicked_at is not null)
  ), changed as (
    update public.emails e set
      sent_at = coalesce(e.sent_at, b.sent_at), message_id = coalesce(e.message_id, b.message_id),
      mailbox = coalesce(e.mailbox, b.mailbox), subject = coalesce(e.subject, b.subject),
      first_opened_at = coalesce(e.first_opened_at, b.opened_at), first_clicked_at = coalesce(e.first_clicked_at, b.clicked_at)
    from before b where e.workspace_id = b.workspace_id and e.id = b.email_id
    returning e.workspace_id, e.campaign_id, e.campaign_group_id, b.is_test,
      case when b.opened_before is null then b.opened_at end as opened_at,
      case when b.clicked_before is null then b.clicked_at end as clicked_at
  )
  select c.workspace_id, (c.opened_at at time zone w.time_zone)::date, (c.clicked_at at time zone w.time_zone)::date,
    c.campaign_id, c.campaign_group_id
  from changed c join public.workspaces w on w.id = c.workspace_id where not c.is_test;
end
$$;
comment on function private.emails_update(private.event_item[], uuid[]) is
  'Fills in what the known messages lacked, under their row locks; returns the first opens and clicks. A row made by a test run changes only with test events.';

create function private.emails_apply(p_items private.event_item[])
returns table (workspace_id uuid, day date, campaign_id uuid, campaign_group_id uuid, kind text)
language plpgsql volatile set search_path = ''
as $$
declare
  v_items private.event_item[] := array(
    select i from unnest(p_items) as i
    where i.event_type in ('sent', 'opened', 'clicked') and not i.is_bot and i.contact_email is not null);
  v_known uuid[];
  v_rest private.event_item[];
  v_first jsonb := '[]';
begin
  if cardinality(v_items) = 0 then
    return;
  end if;
  v_known := private.email_ids(v_items);
  if array_position(v_known, null) is not null then
    select coalesce(jsonb_agg(to_jsonb(m)), '[]') into v_first from private.emails_insert(v_items, v_known) as m;
  end if;
  v_rest := case when jsonb_path_exists(v_first, '$[*] ? (@.workspace_id == null)') then v_items
    else array(select v_items[k.n] from generate_subscripts(v_items, 1) as k (n) where v_known[k.n] is not null) end;
  if cardinality(v_rest) > 0 then
    select v_first || coalesce(jsonb_agg(to_jsonb(m)), '[]') into v_first
    from private.emails_update(v_rest, private.email_ids(v_rest)) as m;
  end if;
  return query
    select m.workspace_id, f.day, m.campaign_id, m.campaign_group_id, f.kind
    from jsonb_to_recordset(v_first) as m (workspace_id uuid, opened_day date, clicked_day date, campaign_id uuid, campaign_group_id uuid)
    cross join lateral (values (m.opened_day, 'opened_unique'), (m.clicked_day, 'clicked_unique')) as f (day, kind)
    where f.day is not null;
end
$$;
comment on function private.emails_apply(private.event_item[]) is
  'One row a message; returns the first opens and clicks, as (workspace, day, campaign, group, kind).';

create function private.stats_count(p_items private.event_item[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  insert into private.stats_delta (workspace_id, day, campaign_id, campaign_group_id, kind, n)
  select s.workspace_id, s.day, s.campaign_id, s.campaign_group_id, s.kind, count(*)
  from (
    select i.workspace_id, i.day, i.campaign_id, i.campaign_group_id, case i.event_type
      when 'sent' then 'sends' when 'delivered' then 'delivered' when 'opened' then 'opens' when 'clicked' then 'clicks'
      when 'replied' then 'replies' when 'opt_out' then 'opt_outs' when 'bounced' then 'bounces'
      when 'complained' then 'complaints' else 'failures' end as kind
    from unnest(p_items) as i where not i.is_test and not i.is_bot
    union all
    select e.workspace_id, e.day, e.campaign_id, e.campaign_group_id, e.kind from private.emails_apply(p_items) as e
  ) as s
  group by 1, 2, 3, 4, 5;
end
$$;
comment on function private.stats_count(private.event_item[]) is 'Applies new events to emails and leaves their counts as deltas.';

create function private.people_apply(p_items private.event_item[]) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_workspace record;
begin
  insert into public.suppressions (workspace_id, email, reason, source, created_by)
  select i.workspace_id, i.contact_email, case when bool_or(i.event_type = 'opt_out') then 'opt_out' else 'complaint' end,
    'event', 'system'
  from unnest(p_items) as i
  where i.contact_email is not null and (i.event_type = 'opt_out' or (i.event_type = 'complained' and not i.is_test))
  group by 1, 2 order by 1, 2
  on conflict (workspace_id, email) where email is not null do nothing;

  for v_workspace in
    select i.workspace_id, jsonb_agg(jsonb_build_object('email', i.contact_email, 'lead_id', i.lead_id,
      'status', case i.event_type when 'replied' then 'replied' when 'bounced' then 'bounced' else 'opted_out' end)
      order by i.contact_email) as marks
    from unnest(p_items) as i
    where i.contact_email is not null and i.event_type in ('replied', 'opt_out', 'complained', 'bounced')
      and (not i.is_test or i.event_type = 'opt_out')
      -- A mailbox that is full today is not gone: only a permanent failure ends a sequence.
      and not (i.event_type = 'bounced' and coalesce(i.metadata -> 'bounce' ->> 'status', '5') not like '5%')
    group by i.workspace_id order by i.workspace_id
  loop
    perform private.leads_mark(v_workspace.workspace_id, v_workspace.marks);
  end loop;
end
$$;
comment on function private.people_apply(private.event_item[]) is 'Suppresses who opted out or complained, and ends sequences of who replied, opted out, complained or bounced.';

revoke all on function private.contacts_apply(private.event_item[]), private.email_ids(private.event_item[]),
  private.emails_insert(private.event_item[], uuid[]), private.emails_update(private.event_item[], uuid[]),
  private.emails_apply(private.event_item[]), private.stats_count(private.event_item[]), private.people_apply(private.event_item[])
  from public, anon, authenticated, service_role;
grant execute on function private.contacts_apply(private.event_item[]), private.email_ids(private.event_item[]),
  private.emails_insert(private.event_item[], uuid[]), private.emails_update(private.event_item[], uuid[]),
  private.emails_apply(private.event_item[]), private.stats_count(private.event_item[]), private.people_apply(private.event_item[])
  to genesis_machine;
