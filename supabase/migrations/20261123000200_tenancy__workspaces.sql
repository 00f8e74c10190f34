-- Workspaces, who belongs to them, and what proves it.

create table public.workspaces (
  id uuid primary key default private.uuid_v7(),
  slug text not null constraint slug_is_unique unique
    constraint slug_is_lower_case_words check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text not null constraint name_is_1_to_120_characters check (length(btrim(name)) between 1 and 120),
  plan text not null default 'free' constraint plan_is_known check (plan in ('free', 'starter', 'pro', 'enterprise')),
  status text not null default 'active' constraint status_is_known check (status in ('active', 'frozen')),
  epoch bigint not null default 1,
  frozen_at timestamptz,
  frozen_by text,
  freeze_reason text,
  is_legacy boolean not null default false,
  time_zone text not null default 'UTC',
  budget_limit_usd numeric(14, 6) constraint own_limit_is_not_negative check (budget_limit_usd >= 0 and budget_limit_usd < 'Infinity'),
  created_by text,
  created_at timestamptz not null default now(),
  constraint frozen_says_when_by_whom_and_why check (
    (status = 'frozen') = (frozen_at is not null)
    and (status = 'frozen') = (frozen_by is not null)
    and (status = 'frozen') = (freeze_reason is not null))
);
comment on table public.workspaces is 'One tenant a row. Status and plan change only through functions.';
comment on column public.workspaces.epoch is 'Rises with every freeze and unfreeze; fences commands that left before.';
comment on column public.workspaces.budget_limit_usd is 'An operator''s limit for this workspace; null means the plan''s.';
create unique index only_one_workspace_is_legacy on public.workspaces (is_legacy) where is_legacy;

create table public.user_workspaces (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  user_id text not null,
  role text not null constraint role_is_known check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
comment on table public.user_workspaces is 'Memberships. Changed only through public.member_* and invitations.';
create index user_workspaces_by_user on public.user_workspaces (user_id, workspace_id);

create table public.workspace_invites (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  email text not null constraint email_is_normal check (email = lower(btrim(email)) and email like '%_@_%'),
  role text not null constraint role_is_known check (role in ('owner', 'admin', 'member', 'viewer')),
  token_hash bytea not null constraint token_hash_is_sha256 check (octet_length(token_hash) = 32),
  invited_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  accepted_by text,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  constraint accepted_says_by_whom check ((accepted_at is null) = (accepted_by is null)),
  constraint accepted_or_revoked_not_both check (accepted_at is null or revoked_at is null)
);
comment on table public.workspace_invites is 'Invitations: bound to an address, seven days, once. Only the token''s SHA-256 is kept.';
create index workspace_invites_by_token on public.workspace_invites (token_hash);
create unique index one_open_invite_an_address on public.workspace_invites (workspace_id, email)
  where accepted_at is null and revoked_at is null;

create table public.users (
  user_id text primary key,
  email text constraint email_is_normal check (email = lower(btrim(email))),
  name text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on table public.users is 'People as Clerk knows them: from its webhook and from their first sign-in.';
create index users_by_email on public.users (email);

create table public.workspace_keys (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  name text not null constraint name_is_1_to_80_characters check (length(btrim(name)) between 1 and 80),
  prefix text not null,
  hash bytea not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  primary key (workspace_id, id),
  constraint revoked_says_by_whom check ((revoked_at is null) = (revoked_by is null))
);
comment on table public.workspace_keys is 'API keys for reading (cost-events GET, exports). Shown once; only the SHA-256 is kept.';
create unique index workspace_keys_by_hash on public.workspace_keys (workspace_id, hash);

create table private.workspace_secrets (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  webhook_token_hash bytea constraint token_hash_is_sha256 check (octet_length(webhook_token_hash) = 32),
  previous_hash bytea,
  previous_until timestamptz,
  frozen_hashes bytea[] not null default '{}',
  rotated_at timestamptz,
  constraint previous_token_says_until_when check ((previous_hash is null) = (previous_until is null))
);
comment on table private.workspace_secrets is
  'SHA-256 of the webhook tokens. frozen_hashes: those valid at the freeze, which are told 403 instead of 401 meanwhile.';

create table genesis.super_admins (
  user_id text primary key,
  added_by text not null,
  created_at timestamptz not null default now()
);
comment on table genesis.super_admins is 'Operators. Gives no silent access to tenants'' data: see break_glass_grants.';

create table genesis.break_glass_grants (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  id uuid not null default private.uuid_v7(),
  user_id text not null,
  reason text not null constraint reason_is_given check (length(btrim(reason)) >= 5),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '1 hour',
  revoked_at timestamptz,
  primary key (workspace_id, id),
  constraint grant_lasts_at_most_an_hour check (expires_at <= created_at + interval '1 hour')
);
comment on table genesis.break_glass_grants is 'An operator''s reading of one workspace for an hour; each one is in the audit log.';
create index break_glass_grants_by_user on genesis.break_glass_grants (user_id, expires_at);

create function private.new_workspace_has_secrets() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.workspace_secrets (workspace_id) values (new.id);
  return null;
end
$$;
comment on function private.new_workspace_has_secrets() is
  'Definer: whoever makes a workspace may not touch private. No token is valid until one is issued.';
revoke all on function private.new_workspace_has_secrets() from public, anon, authenticated, service_role;
create trigger new_workspace_has_secrets after insert on public.workspaces
  for each row execute function private.new_workspace_has_secrets();
