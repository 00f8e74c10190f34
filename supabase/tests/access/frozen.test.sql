-- S5, the tables' half: a member of a frozen workspace sees its row in workspaces, and nothing else anywhere.
begin;
select tests.access_world();
update public.workspaces set status = 'frozen', frozen_at = now(), frozen_by = 'user_operator', freeze_reason = 'a test'
where slug = 'access-a';

create function pg_temp.sees(p_oid oid, p_key text, p_actor text) returns text
language sql volatile
as $$
  select tests.access_try(p_actor, format($q$select string_agg(distinct case %1$s when 'aaaaaaaa-0000-4000-8000-00000000000a' then 'A'
    when 'bbbbbbbb-0000-4000-8000-00000000000b' then 'B' end, '') from %2$s$q$, p_key, p_oid::regclass))
$$;

create temp table seen as
select r.relation, a.actor, w.readers, pg_temp.sees(r.oid, w.key, a.actor) as got
from tests.access_relations() r join tests.access_rights() w using (relation)
cross join unnest('{viewer_a,member_a,admin_a,owner_a,opened,owner_b}'::text[]) as a (actor)
where w.key is not null;

select plan((select count(*)::int from seen) + 6);
select is(got, case
    when readers = 'nobody' then 'denied'
    when actor = 'owner_b' then case when readers = 'operators' then '' else 'B' end
    when actor = 'opened' then case when readers ~ 'operators' then 'AB' when readers = 'own' then '' else 'A' end
    -- Each person still sees his own name.
    when relation in ('public.workspaces', 'public.users') then 'A'
    else '' end, relation || ' of a frozen workspace as ' || actor)
from seen order by relation, actor;

select is(tests.access_try('member_a', $$select string_agg(user_id, ' ') from public.users$$), 'user_member_a', 'of the people only himself');
select is(tests.access_try('owner_a', $$with t as (update public.campaigns set name = 'x' returning name) select string_agg(name, ' ') from t$$), '',
  'an owner changes no campaign');
select is(tests.access_try('owner_a', $$insert into public.campaign_groups (workspace_id, name) values ('aaaaaaaa-0000-4000-8000-00000000000a', 'x') returning null::text$$),
  'denied', 'nor makes a group');
select is(tests.access_try('owner_a', $$with t as (delete from public.suppressions returning email) select string_agg(email, ' ') from t$$), '', 'nor lifts a suppression');
select is(tests.access_try('opened', $$with t as (update public.campaigns set name = 'x' returning name) select string_agg(name, ' ') from t$$), '',
  'break-glass reads, and never writes');
-- With the next statement: nothing is cached.
update public.workspaces set status = 'active', frozen_at = null, frozen_by = null, freeze_reason = null where slug = 'access-a';
select is(tests.access_try('member_a', 'select count(*)::text from public.campaigns'), '1', 'unfrozen: he sees it again at once');
select * from finish();
rollback;
