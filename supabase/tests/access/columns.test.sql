-- S8, columns: what a signed-in person may write in a row that he may write, and which columns nobody is shown.
begin;
select tests.access_world();

create temp table writable (relation text, verb text, columns text[]);
insert into writable values
  ('public.campaign_groups', 'INSERT', '{workspace_id,name,description}'),
  ('public.campaign_groups', 'UPDATE', '{name,description}'),
  ('public.campaigns', 'INSERT', '{workspace_id,name,description,campaign_group_id,in_totals,schedule,texts}'),
  ('public.campaigns', 'UPDATE', '{name,description,campaign_group_id,in_totals,schedule,texts}'),
  ('public.notification_reads', 'INSERT', '{workspace_id,notification_id,user_id}'),
  ('public.suppressions', 'INSERT', '{workspace_id,scope,email,domain,reason,source}');
create temp table hidden (relation text, columns text[]);
insert into hidden values
  ('public.workspaces', '{epoch,budget_limit_usd,created_by}'),
  ('public.workspace_invites', '{token_hash}'),
  ('public.workspace_keys', '{hash,revoked_by}'),
  ('public.users', '{created_at,updated_at,deleted_at,clerk_at}'),
  ('public.suppressions', '{address_hmac}'),
  ('genesis.sandbox_test_runs', '{run_token_hash}'),
  ('genesis.droplets', '{tag,provider_id,ip,price_monthly_usd,terminated_at}'),
  ('genesis.droplet_heartbeats', '{cpu_percent,memory_percent,disk_percent,versions}'),
  ('genesis.sidecar_enrolments', '{token_hash,sign_key,seal_key}');
create temp table columns as
select r.relation, r.oid, a.attname::text as name
from tests.access_relations() r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped;

select plan((select count(*)::int from columns join (select distinct relation from writable where verb = 'UPDATE') w using (relation)) + 12);

select is(tests.access_try('owner_a', format(
    'with t as (update %1$s set %2$I = %2$I where workspace_id = %3$L returning 1) select count(*)::text from t', c.relation, c.name,
    'aaaaaaaa-0000-4000-8000-00000000000a')), case when c.name = any(w.columns) then '1' else 'denied' end, 'owner updates ' || c.relation || '.' || c.name)
from columns c join writable w on w.relation = c.relation and w.verb = 'UPDATE' order by c.relation, c.name;

select is((select string_agg(c.relation || '.' || c.name, ', ') from columns c left join writable w on w.relation = c.relation and w.verb = v.verb
    where has_column_privilege('authenticated', c.oid, c.name, v.verb) is distinct from coalesce(c.name = any(w.columns), false)),
  null, v.verb || ' is granted on these columns and no others')
from (values ('INSERT'), ('UPDATE')) as v (verb);
select is((select string_agg(c.relation || '.' || c.name, ', ') from columns c left join hidden h using (relation)
    join tests.access_rights() r using (relation)
    where has_column_privilege('authenticated', c.oid, c.name, 'SELECT') is distinct from (r.readers <> 'nobody' and not coalesce(c.name = any(h.columns), false))),
  null, 'of a table that people read every column shows but the hidden ones');
select is(tests.access_try('owner_a', $$update public.campaigns set status = 'active' returning null::text$$), 'denied', 'no status by hand');
select is(tests.access_try('owner_a', $$select string_agg(hash::text, '') from public.workspace_keys$$), 'denied', 'no hash of a key');

-- What a member may write does go in, and cannot be moved to another workspace.
select is(tests.access_try('member_a', format($$insert into %s values ('aaaaaaaa-0000-4000-8000-00000000000a', %s) returning null::text$$, v.target, v.given)),
  '', 'a member inserts into ' || v.target)
from (values ('public.campaign_groups (workspace_id, name)', $$'New'$$), ('public.campaigns (workspace_id, name)', $$'New'$$),
  ('public.suppressions (workspace_id, email, reason)', $$'a@example.com', 'manual'$$)) as v (target, given);
select is(tests.access_try('owner_a', $$insert into genesis.onboarding_progress (workspace_id, stage, status)
    values ('aaaaaaaa-0000-4000-8000-00000000000a', 'dns', 'done') returning null::text$$), 'denied', 'no stage is done by hand');
select is(tests.access_try('member_a', $$insert into public.campaigns (workspace_id, name, campaign_group_id)
    select 'aaaaaaaa-0000-4000-8000-00000000000a', 'New', id from public.campaign_groups returning null::text$$), '', 'a campaign into a group of its workspace');
select is(left(tests.access_try('member_a', format($$update public.campaigns set campaign_group_id = %L returning null::text$$,
    (select id from public.campaign_groups where workspace_id = 'bbbbbbbb-0000-4000-8000-00000000000b'))), 5), '23503', 'not into another workspace''s group');
select is(tests.access_try('member_a', format($$insert into public.notification_reads (workspace_id, notification_id, user_id)
    select workspace_id, id, 'user_owner_a' from public.notifications returning null::text$$)), 'denied', 'nobody marks for somebody else');
select * from finish();
rollback;
