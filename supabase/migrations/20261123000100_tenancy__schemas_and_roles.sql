-- Extensions, the three schemas, and the role that machine functions run as.

create extension if not exists pgcrypto with schema extensions;
create extension if not exists pg_cron with schema pg_catalog;
create extension if not exists pg_net with schema extensions;
create extension if not exists pgmq;
create extension if not exists supabase_vault with schema vault;

create schema genesis;
create schema private;
comment on schema genesis is 'The control plane. Exposed by the Data API; closed but for what a policy or a grant opens.';
comment on schema private is 'Helpers of the database itself. Never exposed by the Data API.';

revoke all on schema genesis, private from public, anon, authenticated, service_role;
grant usage on schema genesis to authenticated, service_role;
-- No usage on private for anybody: policies and begin-atomic wrappers bind its functions by identity, so EXECUTE is enough.

-- Only this global form takes EXECUTE from PUBLIC for functions made later; the per-schema form does nothing.
alter default privileges for role postgres revoke execute on functions from public;
-- Supabase grants everything in public to its API roles by default; Genesis grants by name.
alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges for role postgres in schema public revoke all on functions from anon, authenticated, service_role;

-- Machine functions run as this role: it obeys RLS, so a function that forgets a filter cannot leak.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'genesis_machine') then
    create role genesis_machine nologin noinherit nobypassrls;
  end if;
end
$$;
grant genesis_machine to postgres;
grant usage on schema public, genesis, private, extensions to genesis_machine;

-- Gives a function to genesis_machine. A role needs CREATE on the schema at the moment it becomes an owner there, and
-- must not keep it. With callable, service_role (the Edge Functions' secret key) may execute it.
create function private.hand_to_machine(p_function regprocedure, p_callable boolean default false) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_schema name := (select n.nspname from pg_catalog.pg_proc p
                    join pg_catalog.pg_namespace n on n.oid = p.pronamespace where p.oid = p_function);
begin
  execute format('grant create on schema %I to genesis_machine', v_schema);
  execute format('revoke all on function %s from public, anon, authenticated, service_role', p_function);
  if p_callable then
    execute format('grant execute on function %s to service_role', p_function);
  end if;
  execute format('alter function %s owner to genesis_machine', p_function);
  execute format('revoke create on schema %I from genesis_machine', v_schema);
end
$$;
comment on function private.hand_to_machine(regprocedure, boolean) is
  'Migration helper: owner genesis_machine, no other grant but EXECUTE to service_role when callable.';
revoke all on function private.hand_to_machine(regprocedure, boolean) from public, anon, authenticated, service_role;

-- Time-ordered ids keep inserts at the right-hand edge of their indexes; random ones touch a new page each.
create function private.uuid_v7() returns uuid
language sql volatile parallel safe set search_path = ''
as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;
comment on function private.uuid_v7() is 'UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random.';
revoke all on function private.uuid_v7() from public, anon, authenticated, service_role;
grant execute on function private.uuid_v7() to authenticated, genesis_machine;

-- The one way a function for people refuses: PostgREST turns SQLSTATE PTxyz into HTTP xyz with these three texts.
create function private.refuse(p_status int, p_code text, p_message text, p_hint text default null) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  raise exception using errcode = 'PT' || p_status, message = p_message, detail = p_code,
    hint = coalesce(p_hint, 'See docs/error-codes.md.');
end
$$;
comment on function private.refuse(int, text, text, text) is
  'Raises PT<status>: message is the sentence, detail the stable code of docs/error-codes.md, hint what to do next.';
revoke all on function private.refuse(int, text, text, text) from public, anon, authenticated, service_role;
grant execute on function private.refuse(int, text, text, text) to authenticated, genesis_machine;

-- Numbers an operator may change; the defaults of the contracts are their only home.
create table genesis.settings (
  name text primary key,
  value numeric not null,
  unit text not null,
  note text not null,
  updated_at timestamptz not null default now()
);
comment on table genesis.settings is 'Operators'' limits, one number a row; changed through public.admin_setting_set.';
alter table genesis.settings enable row level security;
revoke all on table genesis.settings from public, anon, authenticated, service_role;
grant select on table genesis.settings to authenticated, genesis_machine;
create policy select_machine on genesis.settings for select to genesis_machine using (true);

insert into genesis.settings (name, value, unit, note) values
  ('rate_workspace_per_second', 200, 'requests/s', 'Token bucket of one workspace: refill'),
  ('rate_workspace_burst', 2000, 'requests', 'Token bucket of one workspace: size'),
  ('rate_client_per_second', 50, 'requests/s', 'Token bucket of one client address: refill'),
  ('rate_client_burst', 500, 'requests', 'Token bucket of one client address: size'),
  ('webhook_token_overlap_hours', 24, 'hours', 'How long the previous token lives after a rotation'),
  ('reservation_minutes', 10, 'minutes', 'Life of a budget reservation'),
  ('reservation_minutes_max', 60, 'minutes', 'Longest life a caller may ask for'),
  ('unpriced_input_usd', 30, 'USD per million tokens', 'Ceiling for a model of a provider without any price'),
  ('unpriced_output_usd', 120, 'USD per million tokens', 'Ceiling for a model of a provider without any price'),
  ('sandbox_runs_per_hour', 10, 'runs', 'Sandbox runs of one workspace'),
  ('sandbox_usd_per_day', 0.5, 'USD', 'Test spend of one workspace'),
  ('quarantine_events', 10000, 'events', 'Events kept per frozen workspace; opt-outs are never capped'),
  ('workspaces_per_user', 5, 'workspaces', 'How many workspaces one person may create');

-- stable, not immutable: an operator's change counts from the next statement.
create function private.setting(p_name text) returns numeric
language sql stable security definer set search_path = ''
as $$ select value from genesis.settings where name = p_name $$;
comment on function private.setting(text) is 'One of genesis.settings; null when there is none of that name.';
revoke all on function private.setting(text) from public, anon, authenticated, service_role;
grant execute on function private.setting(text) to authenticated, genesis_machine;
