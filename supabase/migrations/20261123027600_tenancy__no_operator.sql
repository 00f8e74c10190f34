-- A deleted account operates nothing, whatever list names it; and a project that nobody operates says so.

create or replace function private.is_operator() returns boolean
language sql stable security definer parallel safe set search_path = ''
as $$
  select exists (select from genesis.super_admins s where s.user_id = private.uid()
    and not exists (select from public.users u where u.user_id = s.user_id and u.deleted_at is not null))
$$;
comment on function private.is_operator() is 'Whether the caller is a super admin whose account was not deleted.';

create or replace function private.is_super_admin(p_user_id text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from genesis.super_admins s where s.user_id = p_user_id
    and not exists (select from public.users u where u.user_id = s.user_id and u.deleted_at is not null))
$$;
comment on function private.is_super_admin(text) is 'As private.is_operator, of somebody by id. Definer: genesis_machine may not read super_admins.';

create function private.operators_count() returns bigint
language sql stable set search_path = ''
as $$
  select count(*) from genesis.super_admins s
  where not exists (select from public.users u where u.user_id = s.user_id and u.deleted_at is not null)
$$;
comment on function private.operators_count() is 'How many operators there are whose account was not deleted.';

-- Definer: a trigger, so that no way of losing the last operator is a silent one.
create function private.operators_watch() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.operators_count() > 0 then
    perform private.alarm_clear('no_operator');
  else
    perform private.alarm('no_operator', 'no_operator', 'critical',
      'Nobody is an operator any more: put the id of an account that is there into SUPER_ADMIN_IDS and run genesis admin sync.');
  end if;
  return null;
end
$$;
comment on function private.operators_watch() is 'Raises the alarm no_operator when the last operator goes, and clears it when there is one again.';
create trigger operators_watch after insert or delete on genesis.super_admins for each statement execute function private.operators_watch();

-- As before, but for deleted accounts, which are told. New ones are added first: a list that replaces everybody leaves no
-- moment without an operator.
create or replace function genesis.admin_sync(p_user_ids text[]) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_given text[] := array(select distinct btrim(id) from unnest(p_user_ids) id where btrim(id) <> '' order by 1);
  v_deleted text[] := array(select u.user_id from public.users u where u.user_id = any(v_given) and u.deleted_at is not null order by 1);
  v_ids text[] := array(select id from unnest(v_given) id where id <> all (v_deleted) order by 1);
  v_added text[];
  v_removed text[];
  v_user text;
begin
  -- An unset setting must not lock every operator out, a mistyped one neither, nor one that names deleted accounts alone.
  if exists (select from unnest(v_given) id where id !~ '^[\x21-\x7e]{1,200}$') or cardinality(v_given) = 0 then
    return jsonb_build_object('status', 400, 'code', 'invalid_field');
  elsif cardinality(v_ids) = 0 then
    return jsonb_build_object('status', 400, 'code', 'invalid_field', 'deleted', v_deleted);
  end if;
  lock table genesis.super_admins in share row exclusive mode;
  v_removed := array(select user_id from genesis.super_admins where user_id <> all (v_ids) order by 1);
  v_added := array(select id from unnest(v_ids) id where id not in (select user_id from genesis.super_admins) order by 1);
  insert into genesis.super_admins (user_id, added_by) select id, 'SUPER_ADMIN_IDS' from unnest(v_added) id order by 1;
  delete from genesis.super_admins where user_id = any (v_removed);
  update genesis.break_glass_grants set revoked_at = now()
  where user_id = any (v_removed) and revoked_at is null and expires_at > now();
  foreach v_user in array v_removed loop
    perform private.audit(null, 'admin_removed', null, jsonb_build_object('user_id', v_user));
  end loop;
  foreach v_user in array v_added loop
    perform private.audit(null, 'admin_added', null, jsonb_build_object('user_id', v_user));
  end loop;
  return jsonb_build_object('status', 200, 'added', v_added, 'removed', v_removed, 'operators', v_ids)
    || case when cardinality(v_deleted) > 0 then jsonb_build_object('deleted', v_deleted) else '{}' end;
end
$$;
comment on function genesis.admin_sync(text[]) is
  'Makes exactly these user ids operators, but for those of deleted accounts: {status 200, added, removed, operators, deleted (only when there are any)}, or {status 400, code invalid_field, deleted} for a list that is empty, mistyped or of deleted accounts alone, which changes nothing. Open break-glass grants of those removed end.';

create or replace function genesis.health(p_as_of timestamptz default clock_timestamp()) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.cron_notice();
  return jsonb_build_object('queues', private.queue_metrics(), 'cron', private.cron_silence(p_as_of), 'operators', private.operators_count(),
    'alarms_critical', (select count(*) from genesis.alarms a where a.cleared_at is null and a.severity = 'critical'));
end
$$;
comment on function genesis.health(timestamptz) is
  'What functions/health judges: {queues, cron: as private.cron_silence, operators, alarms_critical}; p_as_of is for tests. Definer, postgres: reads pgmq and cron.';

revoke all on function private.operators_count(), private.operators_watch() from public, anon, authenticated, service_role;
-- Whom a list of an earlier version brought back.
with gone as (
  delete from genesis.super_admins s using public.users u where u.user_id = s.user_id and u.deleted_at is not null returning s.user_id
)
select private.audit(null, 'admin_removed', 'user deleted', jsonb_build_object('user_id', user_id)) from gone;
