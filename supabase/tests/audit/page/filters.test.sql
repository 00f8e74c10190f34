-- public.admin_audit_page: what was typed finds its entries, newest first, page after page.
begin;
select no_plan();
select tests.workspace('apa', 'ap_ann'), tests.workspace('apb', 'ap_bob');
update public.workspaces set slug = 'apg-' || right(slug, 1), name = 'Page 50% ' || right(slug, 1) where id in (tests.id('apa'), tests.id('apb'));
insert into public.users (user_id, email, name) values ('ap_ann', 'ann@ap.test', 'Ann Page'), ('ap_bob', 'bob@ap.test', 'Bob') on conflict (user_id) do update set email = excluded.email, name = excluded.name;
create function pg_temp.acted(p_workspace text, p_action text, p_actor text) returns void language sql as $$
  select private.audit(tests.id(p_workspace), p_action, null, '{}', p_actor) $$;
select pg_temp.acted(w, a, u) from (values (1, 'apa', 'ap_first_act', 'ap_ann'), (2, 'apa', 'ap_other', 'ap_bob'), (3, 'apb', 'ap_first_act', 'ap_bob'),
  (4, 'apb', 'ap_other', 'ap_system'), (5, 'apa', 'ap_other', 'ap_ann')) v (n, w, a, u) order by n;
update public.users set email = 'new@ap.test' where user_id = 'ap_ann';
-- A workspace that is gone, and acts without one.
select private.audit('a9000000-0000-4000-8000-000000000001', 'ap_gone', null, '{}', 'ap_bob'), private.audit(null, 'ap_fleet', null, '{}', 'ap_bob');
alter table public.governance_audit_log disable trigger audit_is_append_only;
update public.governance_audit_log set workspace_name = 'Gone Inc' where action = 'ap_gone';
alter table public.governance_audit_log enable always trigger audit_is_append_only;

create function pg_temp.found(p_workspace text default null, p_action text default null, p_actor text default null, p_from timestamptz default null, p_to timestamptz default null)
returns text language sql as $$
  select string_agg(concat(coalesce(right(slug, 1), '-'), ' ', replace(action, 'ap_', ''), ' ', replace(actor_id, 'ap_', '')), ', ' order by n)
  from (select p.*, row_number() over () as n from public.admin_audit_page(p_workspace, p_action, p_actor, p_from, p_to, p_limit => 100) p) p where action like 'ap\_%' $$;
grant execute on function pg_temp.found(text, text, text, timestamptz, timestamptz) to public;
select tests.as_user('user_root');
select is(pg_temp.found('apg-a'), 'a other ann, a other bob, a first_act ann', 'a workspace by its slug, newest first');
select is(pg_temp.found('PAGE 50% B'), 'b other system, b first_act bob', 'by its name; a wildcard is a letter');
select is(pg_temp.found('apg-'), 'a other ann, b other system, b first_act bob, a other bob, a first_act ann', 'by what several have in them');
select is(pg_temp.found('gone inc'), '- gone bob', 'a workspace that is gone, by the name it had');
select is(pg_temp.found('none', 'ap fleet'), '- fleet bob', 'acts without a workspace');
select is(pg_temp.found(p_action => 'ap first'), 'b first_act bob, a first_act ann', 'an action by a part of it, spaces for underscores');
select is(pg_temp.found(p_action => 'nothing_like_it'), null, 'no such action');
select is(pg_temp.found(p_actor => 'new@ap'), 'a other ann, a first_act ann', 'a person by a part of the address of today');
select is(pg_temp.found(p_actor => 'ann@ap.test'), 'a other ann, a first_act ann', 'or by the whole address of then');
select is(pg_temp.found(p_actor => 'ann page'), 'a other ann, a first_act ann', 'or by name');
select is(pg_temp.found(p_actor => 'ap_system'), 'b other system', 'who is no person, by id');
select is(pg_temp.found('apg-b', 'first', 'bob'), 'b first_act bob', 'all three');
select is(pg_temp.found('apg-b', p_actor => 'ann'), null, 'and none of them alone');
select is(pg_temp.found(p_action => 'other', p_actor => '@ap.test'), 'a other ann, a other bob', 'several people');
select is(pg_temp.found('apg-', p_from => now() + interval '1 day'), null, 'from then on');
select is(pg_temp.found('apg-', p_to => now() - interval '1 day'), null, 'and before then');

-- Pages of one and two meet every entry once, whichever index is asked.
create function pg_temp.paged(p_limit int, p_workspace text, p_action text, p_actor text) returns text language plpgsql as $$
declare v record; v_at timestamptz; v_workspace uuid; v_seq bigint; v_all text[] := '{}'; v_n int;
begin
  loop
    v_n := 0;
    for v in select * from public.admin_audit_page(p_workspace, p_action, p_actor, null, null, v_at, v_workspace, v_seq, p_limit) loop
      v_all := v_all || (v.workspace_id || ' ' || v.seq); v_at := v.created_at; v_workspace := v.workspace_id; v_seq := v.seq; v_n := v_n + 1;
    end loop;
    exit when v_n < p_limit;
  end loop;
  return array_to_string(v_all, ',');
end $$;
grant execute on function pg_temp.paged(int, text, text, text) to public;
select is(pg_temp.paged(l, w, a, u), (select string_agg(p.workspace_id || ' ' || p.seq, ',') from public.admin_audit_page(w, a, u, p_limit => 500) p),
  format('pages of %s: %s', l, concat_ws(', ', w, a, u)))
from unnest(array[1, 2]) l, (values ('apg-', null, null), ('apg-', 'ap ', null), (null, 'ap ', null), (null, null, 'ap_'), (null, 'ap ', 'ap_'), ('apg-', 'ap ', 'ap_')) v (w, a, u);
-- Of one transaction, and so of one time.
select tests.reset();
create temp table tied as select private.audit(tests.id(w), 'ap_tied', null, '{}', 'ap_bob') from unnest('{apa,apb,apa}'::text[]) w;
alter table public.governance_audit_log disable trigger audit_is_append_only;
update public.governance_audit_log set created_at = '2026-01-01' where action = 'ap_tied';
alter table public.governance_audit_log enable always trigger audit_is_append_only;
select tests.as_user('user_root');
select is(array_length(string_to_array(pg_temp.paged(1, null, 'ap tied', null), ','), 1), 3, 'entries of one moment are each met once');

select is((select string_agg(coalesce(slug, id::text), ',') from public.admin_audit_meant('apg-a')), 'apg-a', 'one chain is meant');
select is((select count(*) from public.admin_audit_meant('apg-')), 2::bigint, 'or several');
select is((select id from public.admin_audit_meant('none')), '00000000-0000-0000-0000-000000000000'::uuid, 'or that without a workspace');
select is((select count(*) from public.admin_audit_meant('nobody has this name')), 0::bigint, 'or none');
select tests.reset();
-- With more names than are asked for one by one, the log is read by time, with the same answer.
select is(private.audit_axis(null, null, array(select n::text from generate_series(1, 201) n)), private.audit_axis(null, null, null), 'many people: by time');
insert into public.users (user_id, email) select 'ap_many_' || n, 'many' || n || '@ap.test' from generate_series(1, 250) n;
select tests.as_user('user_root');
select is(pg_temp.found(p_action => 'first', p_actor => '@ap.test'), 'b first_act bob, a first_act ann', 'the same entries');
select * from finish();
rollback;
