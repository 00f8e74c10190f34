-- What a Supabase database holds before the first migration. Run once, by the superuser, in a fresh cluster;
-- :'…' are passwords that stack/postgres.ts fills in.
alter role supabase_admin set search_path to "$user", public, auth, extensions;

create role postgres nosuperuser createdb createrole login replication bypassrls password :'postgres_password';
create role anon          nologin inherit;
create role authenticated nologin inherit;
create role service_role  nologin inherit bypassrls;
create role authenticator login noinherit password :'authenticator_password';
create role supabase_auth_admin    nologin noinherit createrole;
create role supabase_storage_admin nologin noinherit createrole;
create role dashboard_user         nologin createdb createrole replication;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend, pg_create_subscription to postgres;

alter role anon          set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role postgres      set search_path to "$user", public, extensions;
grant set on parameter session_replication_role to postgres;

alter database postgres owner to postgres;
alter database postgres set timezone to 'UTC';

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;
create extension pgcrypto           with schema extensions;
create extension "uuid-ossp"        with schema extensions;
create extension pg_stat_statements with schema extensions;
grant all on all tables    in schema extensions to postgres with grant option;
grant all on all routines  in schema extensions to postgres with grant option;
alter default privileges in schema extensions grant all on tables    to postgres with grant option;
alter default privileges in schema extensions grant all on routines  to postgres with grant option;
alter default privileges in schema extensions grant all on sequences to postgres with grant option;

-- public: every new object is open to the API's roles. That is Supabase's default, and why migrations revoke first.
grant all on schema public to postgres;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role postgres       in schema public grant all on tables    to postgres, anon, authenticated, service_role;
alter default privileges for role postgres       in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres       in schema public grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on tables    to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on sequences to postgres, anon, authenticated, service_role;

-- auth: the functions that policies call. There is no sign-in service in this stack, so there are no tables.
create schema auth authorization supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role, postgres;

create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''),
                  nullif(current_setting('request.jwt.claims', true), ''))::jsonb
$$;
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
create function auth.role() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
$$;
create function auth.email() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.email', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email')
$$;
alter function auth.jwt()   owner to supabase_auth_admin;
alter function auth.uid()   owner to supabase_auth_admin;
alter function auth.role()  owner to supabase_auth_admin;
alter function auth.email() owner to supabase_auth_admin;

create schema storage authorization supabase_storage_admin;
grant usage on schema storage to postgres, anon, authenticated, service_role;
create schema realtime authorization supabase_admin;
grant usage on schema realtime to postgres, anon, authenticated, service_role;
create schema vault authorization supabase_admin;

-- supabase_vault is there from the start on Supabase too; `create extension if not exists` passes over it.
create extension supabase_vault with schema vault;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

-- PostgREST reads its schema anew whenever somebody changes it.
create function extensions.pgrst_ddl_watch() returns event_trigger language plpgsql as $$
begin
  if exists (
    select from pg_event_trigger_ddl_commands() c
    where c.schema_name is distinct from 'pg_temp' and c.command_tag ~
      '^(CREATE|ALTER) (SCHEMA|TABLE|FOREIGN TABLE|VIEW|MATERIALIZED VIEW|FUNCTION|TYPE)|^CREATE (TRIGGER|RULE)|^SELECT INTO|^COMMENT'
  ) then
    notify pgrst, 'reload schema';
  end if;
end $$;

create function extensions.pgrst_drop_watch() returns event_trigger language plpgsql as $$
begin
  if exists (
    select from pg_event_trigger_dropped_objects() o
    where not o.is_temporary and o.object_type in
      ('schema', 'table', 'foreign table', 'view', 'materialized view', 'function', 'trigger', 'type', 'rule')
  ) then
    notify pgrst, 'reload schema';
  end if;
end $$;

create event trigger pgrst_ddl_watch  on ddl_command_end execute function extensions.pgrst_ddl_watch();
create event trigger pgrst_drop_watch on sql_drop        execute function extensions.pgrst_drop_watch();
