-- Alarms leave the house: one delivery when an alarm is raised, one when it is cleared. functions/alarms signs and posts
-- them in the format of Standard Webhooks; a delivery's id is the webhook-id, the same at every retry.

create table genesis.alarm_deliveries (
  id uuid primary key default private.uuid_v7(),
  alarm_id uuid not null references genesis.alarms (id) on delete cascade,
  event text not null constraint event_is_known check (event in ('alarm.raised', 'alarm.cleared')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  delivered_at timestamptz,
  given_up_at timestamptz,
  -- Of the last attempt: an HTTP status, or why there was none.
  last_result text,
  constraint it_ends_one_way check (delivered_at is null or given_up_at is null),
  constraint giving_up_says_why check (given_up_at is null or last_result is not null),
  constraint an_alarm_is_told_once unique (alarm_id, event)
);
comment on table genesis.alarm_deliveries is 'What ALARM_WEBHOOK_URL is to be told, with its attempts.';
create index alarm_deliveries_due on genesis.alarm_deliveries (next_at) where delivered_at is null and given_up_at is null;
alter table genesis.alarm_deliveries enable row level security;
revoke all on table genesis.alarm_deliveries from public, anon, authenticated, service_role;
create policy select_operators on genesis.alarm_deliveries for select to authenticated using ((select private.is_operator()));
grant select on table genesis.alarm_deliveries to authenticated;
-- authenticated: no insert, update, delete
-- genesis_machine: nothing; the functions below belong to postgres

-- Definer: a trigger, so that no raiser of an alarm can forget its delivery.
create function private.alarm_deliver() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into genesis.alarm_deliveries (alarm_id, event)
  values (new.id, case when new.cleared_at is null then 'alarm.raised' else 'alarm.cleared' end) on conflict do nothing;
  perform private.kick('alarms');
  return null;
end
$$;
comment on function private.alarm_deliver() is 'Notes that the webhook is to be told of a new or a cleared alarm, and wakes functions/alarms.';
create trigger alarm_raised after insert on genesis.alarms for each row when (new.cleared_at is null) execute function private.alarm_deliver();
create trigger alarm_cleared after update of cleared_at on genesis.alarms for each row
  when (old.cleared_at is null and new.cleared_at is not null) execute function private.alarm_deliver();

create function genesis.alarm_deliveries_claim(p_limit int default 10) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_list jsonb;
begin
  -- next_at is the lease while it is being told: a worker that dies is followed by another after a minute.
  with due as (
    select d.id from genesis.alarm_deliveries d
    where d.delivered_at is null and d.given_up_at is null and d.next_at <= clock_timestamp()
      -- That it was cleared is told after that it was raised.
      and (d.event = 'alarm.raised' or not exists (select from genesis.alarm_deliveries r where r.alarm_id = d.alarm_id
        and r.event = 'alarm.raised' and r.delivered_at is null and r.given_up_at is null))
    order by d.next_at, d.id limit least(greatest(p_limit, 1), 100) for update skip locked
  ), taken as (
    update genesis.alarm_deliveries d set attempts = d.attempts + 1, next_at = clock_timestamp() + interval '60 s'
    from due where d.id = due.id returning d.*
  )
  select jsonb_agg(jsonb_build_object('id', t.id, 'event', t.event, 'attempt', t.attempts, 'alarm', jsonb_build_object(
      'id', a.id, 'workspace_id', a.workspace_id, 'workspace', w.slug, 'kind', a.kind, 'severity', a.severity, 'message', a.message,
      'detail', a.detail, 'seen', a.seen, 'raised_at', a.raised_at, 'last_seen_at', a.last_seen_at, 'cleared_at', a.cleared_at)) order by t.id)
  into v_list
  from taken t join genesis.alarms a on a.id = t.alarm_id left join public.workspaces w on w.id = a.workspace_id;
  return coalesce(v_list, '[]');
end
$$;
comment on function genesis.alarm_deliveries_claim(int) is
  'Deliveries that are due, each leased for 60 s: [{id, event, attempt, alarm}]. Definer, postgres: alarms are no tenant''s.';

create function genesis.alarm_delivery_done(p_id uuid, p_attempt int, p_result text, p_delivered boolean, p_retry boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  -- The retries that Standard Webhooks recommends.
  c_waits constant interval[] := '{5 s,5 min,30 min,2 h,5 h,10 h,14 h,20 h,24 h}';
  v_wait interval := case when p_retry then c_waits[p_attempt] end;
  v_found boolean;
begin
  update genesis.alarm_deliveries d set last_result = p_result,
    delivered_at = case when p_delivered then clock_timestamp() end,
    given_up_at = case when not p_delivered and v_wait is null then clock_timestamp() end,
    next_at = case when not p_delivered and v_wait is not null then clock_timestamp() + v_wait else d.next_at end
  where d.id = p_id and d.attempts = p_attempt and d.delivered_at is null and d.given_up_at is null returning true into v_found;
  if p_delivered and v_found then
    update genesis.alarms a set delivered_at = coalesce(a.delivered_at, clock_timestamp())
    from genesis.alarm_deliveries d where d.id = p_id and a.id = d.alarm_id;
  end if;
  return jsonb_build_object('status', 200, 'late', v_found is null);
end
$$;
comment on function genesis.alarm_delivery_done(uuid, int, text, boolean, boolean) is
  'What became of an attempt; tried ten times in all over three days. A report of an older attempt changes nothing. Definer, postgres: alarms are no tenant''s.';

create function private.alarms_kick() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from genesis.alarm_deliveries where delivered_at is null and given_up_at is null and next_at <= clock_timestamp()) then
    perform private.kick('alarms');
  end if;
  delete from genesis.alarm_deliveries where coalesce(delivered_at, given_up_at) < clock_timestamp() - interval '90 days';
end
$$;
comment on function private.alarms_kick() is 'Wakes functions/alarms while deliveries are due: a lost call costs a minute. Definer: cron''s job.';

revoke all on function private.alarm_deliver(), private.alarms_kick(), genesis.alarm_deliveries_claim(int),
  genesis.alarm_delivery_done(uuid, int, text, boolean, boolean) from public, anon, authenticated, service_role;
grant execute on function genesis.alarm_deliveries_claim(int), genesis.alarm_delivery_done(uuid, int, text, boolean, boolean) to service_role;
select cron.schedule('genesis-alarms-kick', '* * * * *', 'select private.alarms_kick()');
