-- For people who come from the legacy system: its rows wait in private.legacy_rows as they were, and are moved in
-- batches by the same functions that live events go through. docs/upgrade.md tells the whole way. For postgres alone.

create table private.legacy_rows (
  workspace_id uuid not null,
  id bigint not null generated always as identity,
  kind text not null constraint kind_is_known check (kind in ('event', 'cost')),
  row jsonb not null constraint row_is_an_object check (jsonb_typeof(row) = 'object'),
  moved_at timestamptz,
  outcome jsonb,
  primary key (workspace_id, id),
  constraint moved_has_an_outcome check ((moved_at is null) = (outcome is null))
);
comment on table private.legacy_rows is 'Rows of the legacy system, each as to_jsonb gave it; moved by genesis.backfill_*. Drop its rows when all is checked.';
create index legacy_rows_waiting on private.legacy_rows (kind, workspace_id, id) where moved_at is null;
alter table private.legacy_rows enable row level security;
revoke all on table private.legacy_rows from public, anon, authenticated, service_role;
-- no policy and no grant, for any role

create function private.legacy_time(p_text text) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return p_text::timestamptz;
exception when data_exception then
  return null; -- the row is refused by name, not the batch
end
$$;
comment on function private.legacy_time(text) is 'A time as the legacy system wrote it; null when it is none.';

create function private.legacy_number(p_text text) returns numeric
language sql immutable parallel safe set search_path = ''
as $$ select case when p_text ~ '^\d{1,15}(\.\d{1,15})?$' then p_text::numeric end $$;
comment on function private.legacy_number(text) is 'A number that is not negative; null for anything else.';

create function private.legacy_event_item(p_row jsonb, p_id bigint) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object(
      'event_type', case lower(replace(btrim(p_row ->> 'event_type'), '-', '_'))
        when 'reply' then 'replied' when 'open' then 'opened' when 'click' then 'clicked' when 'send' then 'sent'
        when 'bounce' then 'bounced' when 'complaint' then 'complained' when 'optout' then 'opt_out'
        when 'opted_out' then 'opt_out' when 'unsubscribe' then 'opt_out' when 'unsubscribed' then 'opt_out'
        else lower(replace(btrim(p_row ->> 'event_type'), '-', '_')) end,
      'event_ts', private.legacy_time(coalesce(p_row ->> 'event_ts', p_row ->> 'created_at')),
      'contact_email', nullif(lower(btrim(coalesce(p_row ->> 'contact_email', p_row ->> 'email'))), ''),
      'campaign', nullif(btrim(coalesce(p_row ->> 'campaign', p_row ->> 'campaign_name')), ''),
      'email_number', case when private.legacy_number(p_row ->> 'email_number') between 1 and 20
        then private.legacy_number(p_row ->> 'email_number')::int end,
      'provider', p_row ->> 'provider', 'message_id', nullif(btrim(p_row ->> 'message_id'), ''),
      'subject', p_row ->> 'subject', 'mailbox', p_row ->> 'mailbox',
      'idempotency_key', left(coalesce(nullif(p_row -> 'metadata' ->> 'idempotency_key', ''),
        'legacy:' || coalesce(p_row ->> 'id', p_id::text)), 200)))
    || jsonb_build_object('metadata', case jsonb_typeof(p_row -> 'metadata') when 'object' then p_row -> 'metadata' else '{}' end)
$$;
comment on function private.legacy_event_item(jsonb, bigint) is
  'A legacy event as genesis.ingest_events takes it: type by today''s name (reply → replied), key from metadata.idempotency_key, else legacy:<id>.';

create function genesis.backfill_campaigns(p_workspace_id uuid) returns int
language plpgsql volatile set search_path = ''
as $$
declare
  v_made int;
begin
  insert into public.campaigns (workspace_id, name, status, description)
  select p_workspace_id, n.name, 'archived', 'From the legacy system.'
  from (select distinct left(btrim(coalesce(row ->> 'campaign', row ->> 'campaign_name')), 200) as name
        from private.legacy_rows where workspace_id = p_workspace_id) n
  where n.name <> ''
    and not exists (select from public.campaign_aliases a where a.workspace_id = p_workspace_id and a.name = n.name)
  order by n.name on conflict (workspace_id, name) do nothing;
  get diagnostics v_made = row_count;
  return v_made;
end
$$;
comment on function genesis.backfill_campaigns(uuid) is 'Makes an archived campaign for each name in the waiting rows that no campaign has or had; returns how many.';

create function genesis.backfill_events(p_limit int default 1000) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_workspace uuid := (select workspace_id from private.legacy_rows where kind = 'event' and moved_at is null
                       order by workspace_id limit 1);
  v_rows jsonb;
  v_items jsonb;
  v_results jsonb;
begin
  perform private.lock_workspaces(array[v_workspace]);
  perform private.enter(array[v_workspace]);
  select jsonb_agg(jsonb_build_object('id', b.id, 'item', b.item, 'bad', not (b.item ? 'event_ts' and b.item ? 'contact_email'
      and b.item ->> 'event_type' in ('sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'complained', 'opt_out', 'failed')))
    order by b.id)
  into v_rows
  from (select id, private.legacy_event_item(row, id) as item from private.legacy_rows
        where kind = 'event' and workspace_id = v_workspace and moved_at is null order by id limit p_limit for update) b;
  v_items := jsonb_path_query_array(v_rows, '$[*] ? (@.bad == false)');
  if jsonb_array_length(v_items) > 0 then
    v_results := private.events_apply(private.event_items(
      jsonb_build_array(jsonb_build_object('items', jsonb_path_query_array(v_items, '$[*].item'))),
      jsonb_build_array(jsonb_build_object('ord', 1, 'workspace_id', v_workspace, 'status', 200))));
    -- What happened long ago is no news.
    delete from public.notifications where workspace_id = v_workspace and dedupe_key in (
      select 'event:' || (r ->> 'id') from jsonb_array_elements(v_results) r where r ->> 'deduped' = 'false');
    update private.legacy_rows l set moved_at = clock_timestamp(), outcome = r.v - '{ord,n}'::text[]
    from jsonb_array_elements(v_results) r (v)
    where l.workspace_id = v_workspace and l.id = (v_items -> ((r.v ->> 'n')::int - 1) ->> 'id')::bigint;
  end if;
  update private.legacy_rows l set moved_at = clock_timestamp(),
    outcome = '{"status": 400, "code": "invalid_field", "error": "event_type, a time or the address is missing or unknown"}'
  from jsonb_array_elements(v_rows) b (v)
  where l.workspace_id = v_workspace and l.id = (b.v ->> 'id')::bigint and (b.v ->> 'bad')::boolean;
  return jsonb_build_object('workspace_id', v_workspace, 'moved', coalesce(jsonb_array_length(v_items), 0),
    'refused', coalesce(jsonb_array_length(v_rows) - jsonb_array_length(v_items), 0),
    'left', (select count(*) from private.legacy_rows where kind = 'event' and moved_at is null));
end
$$;
comment on function genesis.backfill_events(int) is
  'Moves up to p_limit legacy events of one workspace: {workspace_id, moved, refused, left}. Call it, each in its own transaction, until left is 0. A row that was moved already counts as moved (deduped in its outcome). Makes no notifications.';

create function genesis.backfill_costs(p_limit int default 1000) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_out jsonb;
begin
  with batch as (
    select l.workspace_id, l.id, l.row, private.legacy_time(l.row ->> 'created_at') as at, c.id as campaign_id, c.campaign_group_id,
      nullif(btrim(coalesce(l.row ->> 'campaign', l.row ->> 'campaign_name')), '') as campaign,
      round(private.legacy_number(l.row ->> 'cost_usd'), 6) as usd, lower(btrim(l.row ->> 'provider')) as provider,
      left(coalesce(nullif(l.row -> 'metadata' ->> 'idempotency_key', ''), 'legacy:' || coalesce(l.row ->> 'id', l.id::text)), 200) as key
    from private.legacy_rows l
    left join lateral (select k.id, k.campaign_group_id from public.campaigns k where k.workspace_id = l.workspace_id
      and k.name = btrim(coalesce(l.row ->> 'campaign', l.row ->> 'campaign_name'))) c on true
    where l.kind = 'cost' and l.moved_at is null order by l.workspace_id, l.id limit p_limit
  ), made as (
    insert into public.llm_usage (workspace_id, campaign_id, campaign_name, campaign_group_id, provider, model, tokens_in,
      tokens_out, cost_usd, counted_usd, month, idempotency_key, metadata, created_at)
    select workspace_id, campaign_id, campaign, campaign_group_id, provider, row ->> 'model',
      private.legacy_number(row ->> 'tokens_in')::bigint, private.legacy_number(row ->> 'tokens_out')::bigint, usd, usd,
      date_trunc('month', at at time zone 'UTC')::date, key, coalesce(nullif(row -> 'metadata', 'null'), '{}'), at
    from batch where at is not null and usd is not null and provider <> '' and row ->> 'model' <> ''
    order by workspace_id, key on conflict do nothing returning *
  ), rolled as (
    insert into public.daily_costs as d (workspace_id, day, campaign_id, campaign_group_id, provider, model, calls, tokens_in,
      tokens_out, cost_usd)
    select m.workspace_id, (m.created_at at time zone w.time_zone)::date, m.campaign_id, m.campaign_group_id, m.provider, m.model,
      count(*), coalesce(sum(m.tokens_in), 0), coalesce(sum(m.tokens_out), 0), sum(m.cost_usd)
    from made m join public.workspaces w on w.id = m.workspace_id group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
    on conflict on constraint one_row_a_day_campaign_and_model do update set calls = d.calls + excluded.calls,
      tokens_in = d.tokens_in + excluded.tokens_in, tokens_out = d.tokens_out + excluded.tokens_out,
      cost_usd = d.cost_usd + excluded.cost_usd
  ), told as (
    update private.legacy_rows l set moved_at = clock_timestamp(), outcome = case
      when b.at is null or b.usd is null or coalesce(b.provider, '') = '' or coalesce(b.row ->> 'model', '') = ''
        then '{"status": 400, "code": "invalid_field", "error": "provider, model, cost_usd or created_at is missing or no value"}'
      else jsonb_build_object('status', 200, 'deduped', m.id is null) end
    from batch b left join made m on m.workspace_id = b.workspace_id and m.idempotency_key = b.key
    where l.workspace_id = b.workspace_id and l.id = b.id returning l.outcome
  )
  select jsonb_build_object('moved', count(*) filter (where outcome ->> 'status' = '200'),
    'refused', count(*) filter (where outcome ->> 'status' = '400')) into v_out from told;
  return v_out || jsonb_build_object('left', (select count(*) from private.legacy_rows where kind = 'cost' and moved_at is null));
end
$$;
comment on function genesis.backfill_costs(int) is
  'Moves up to p_limit legacy costs into llm_usage and daily_costs under their own dates: {moved, refused, left}. No budget is touched: that money was spent before there was one.';

revoke all on function private.legacy_time(text), private.legacy_number(text), private.legacy_event_item(jsonb, bigint),
  genesis.backfill_campaigns(uuid), genesis.backfill_events(int), genesis.backfill_costs(int)
  from public, anon, authenticated, service_role;
