-- Stand-in for pg_cron, for development only. Same names and columns; stack/worker reads cron.job and runs it.
create schema cron;

create sequence cron.jobid_seq;
create sequence cron.runid_seq;

create table cron.job (
  jobid    bigint primary key default nextval('cron.jobid_seq'),
  schedule text    not null,
  command  text    not null,
  nodename text    not null default 'localhost',
  nodeport integer not null default inet_server_port(),
  database text    not null default current_database(),
  username text    not null default current_user,
  active   boolean not null default true,
  jobname  text,
  constraint jobname_username_uniq unique (jobname, username)
);
alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);

create table cron.job_run_details (
  jobid          bigint,
  runid          bigint primary key default nextval('cron.runid_seq'),
  job_pid        integer,
  database       text,
  username       text,
  command        text,
  status         text,
  return_message text,
  start_time     timestamptz,
  end_time       timestamptz
);
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

-- pg_cron's parser knows five fields and '[1-59] seconds'.
create function cron._check_schedule(schedule text) returns void
language plpgsql immutable set search_path = '' as $$
declare
  field text;
  fields text[] := regexp_split_to_array(btrim(schedule), '\s+');
begin
  if schedule ~ '^\s*[1-9][0-9]?\s+seconds?\s*$' then return; end if;
  if array_length(fields, 1) is distinct from 5 and schedule !~ '^@(hourly|daily|midnight|weekly|monthly|yearly|annually)$' then
    raise exception 'invalid schedule: %', schedule using
      hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
  end if;
  foreach field in array fields loop
    if schedule !~ '^@' and field !~ '^[0-9a-zA-Z*,/$-]+$' then
      raise exception 'invalid schedule: %', schedule using
        hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
    end if;
  end loop;
end $$;

-- The real functions know who called them; a definer function does not, so the public ones below pass the
-- caller's name, and this one refuses a superior's.
create function cron._may_act_as(who text) returns void
language plpgsql stable set search_path = '' as $$
begin
  if exists (select from pg_catalog.pg_roles r where r.rolname = who and r.rolsuper)
     and not exists (select from pg_catalog.pg_roles r where r.rolname = session_user and r.rolsuper) then
    raise exception 'must be superuser to schedule as %', who using errcode = '42501';
  end if;
end $$;

create function cron._schedule(who text, job_name text, schedule text, command text, in_database text, is_active boolean)
returns bigint language plpgsql security definer set search_path = '' as $$
declare
  id bigint;
begin
  perform cron._may_act_as(who);
  perform cron._check_schedule(schedule);
  insert into cron.job as j (jobname, schedule, command, database, username, active)
  values (job_name, schedule, command, in_database, who, is_active)
  on conflict on constraint jobname_username_uniq do update
    set schedule = excluded.schedule, command = excluded.command,
        database = excluded.database, active = excluded.active
  returning jobid into id;
  return id;
end $$;

create function cron._unschedule(who text, id bigint) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform cron._may_act_as(who);
  delete from cron.job where jobid = id and username = who;
  if not found then
    raise exception 'could not find valid entry for job %', id;
  end if;
  return true;
end $$;

create function cron.schedule(job_name text, schedule text, command text) returns bigint
language sql volatile as $$
  select cron._schedule(current_user::text, job_name, schedule, command, current_database()::text, true)
$$;

create function cron.schedule(schedule text, command text) returns bigint
language sql volatile as $$
  select cron._schedule(current_user::text, null, schedule, command, current_database()::text, true)
$$;

create function cron.schedule_in_database(
  job_name text, schedule text, command text, database text, username text default null, active boolean default true
) returns bigint language sql volatile as $$
  select cron._schedule(coalesce(username, current_user::text), job_name, schedule, command, database, active)
$$;

create function cron.unschedule(job_id bigint) returns boolean
language sql volatile as $$ select cron._unschedule(current_user::text, job_id) $$;

create function cron.unschedule(job_name text) returns boolean
language plpgsql volatile as $$
declare
  id bigint;
begin
  select j.jobid into id from cron.job j where j.jobname = job_name and j.username = current_user;
  if id is null then
    raise exception 'could not find valid entry for job ''%''', job_name;
  end if;
  return cron._unschedule(current_user::text, id);
end $$;

create function cron._alter(
  who text, id bigint, new_schedule text, new_command text, new_database text, new_username text, new_active boolean
) returns void language plpgsql security definer set search_path = '' as $$
begin
  perform cron._may_act_as(who);
  perform cron._may_act_as(new_username);
  if new_schedule is not null then perform cron._check_schedule(new_schedule); end if;
  update cron.job set
    schedule = coalesce(new_schedule, schedule), command = coalesce(new_command, command),
    database = coalesce(new_database, database), username = coalesce(new_username, username),
    active = coalesce(new_active, active)
  where jobid = id and username = who;
  if not found then
    raise exception 'Job % does not exist or you don''t own it', id;
  end if;
end $$;

create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null, database text default null,
  username text default null, active boolean default null
) returns void language sql volatile as $$
  select cron._alter(current_user::text, job_id, schedule, command, database, username, active)
$$;

-- The grants of Supabase: postgres schedules and reads, but writes cron.job only through the functions.
revoke all on all functions in schema cron from public;
grant usage on schema cron to postgres with grant option;
grant all on all functions in schema cron to postgres with grant option;
grant all on all tables in schema cron to postgres with grant option;
grant all on all sequences in schema cron to postgres with grant option;
revoke all on table cron.job from postgres;
grant select on table cron.job to postgres with grant option;
