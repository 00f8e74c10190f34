-- Stand-in for Supabase Vault, for development only. Values are encrypted by pgcrypto with the key in
-- genesis_vault.key of the data folder, which only superusers' functions can read: a dump does not hold it.
create table vault.secrets (
  id          uuid primary key default gen_random_uuid(),
  name        text,
  description text not null default '',
  secret      text not null,
  key_id      uuid,
  nonce       bytea default @extschema:pgcrypto@.gen_random_bytes(16),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create unique index secrets_name_idx on vault.secrets (name) where name is not null;

create function vault._key() returns text
language sql stable security definer set search_path = '' as $$
  select btrim(pg_catalog.pg_read_file('genesis_vault.key'), E' \n')
$$;

create function vault._crypto_aead_det_encrypt(message bytea, additional bytea, key_id bigint, context bytea, nonce bytea)
returns bytea language sql volatile security definer set search_path = '' as $$
  select @extschema:pgcrypto@.pgp_sym_encrypt_bytea(message, vault._key(), 'cipher-algo=aes256, s2k-mode=1')
$$;

create function vault._crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea, nonce bytea)
returns bytea language sql stable security definer set search_path = '' as $$
  select @extschema:pgcrypto@.pgp_sym_decrypt_bytea(message, vault._key())
$$;

create view vault.decrypted_secrets as
  select id, name, description, secret,
         convert_from(vault._crypto_aead_det_decrypt(decode(secret, 'base64'), convert_to(id::text, 'utf8'),
                                                     0, 'pgsodium'::bytea, nonce), 'utf8') as decrypted_secret,
         key_id, nonce, created_at, updated_at
  from vault.secrets;

create function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid language plpgsql volatile security definer set search_path = '' as $$
declare
  secret_id uuid;
begin
  insert into vault.secrets (name, description, secret, key_id)
  values (new_name, coalesce(new_description, ''),
          encode(vault._crypto_aead_det_encrypt(convert_to(new_secret, 'utf8'), null, 0, 'pgsodium'::bytea, null), 'base64'),
          new_key_id)
  returning id into secret_id;
  return secret_id;
end $$;

create function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null, new_description text default null,
  new_key_id uuid default null
) returns void language plpgsql volatile security definer set search_path = '' as $$
begin
  update vault.secrets s set
    secret = case when new_secret is null then s.secret else
      encode(vault._crypto_aead_det_encrypt(convert_to(new_secret, 'utf8'), null, 0, 'pgsodium'::bytea, null), 'base64') end,
    name = coalesce(new_name, s.name),
    description = coalesce(new_description, s.description),
    updated_at = now()
  where s.id = secret_id;
end $$;

-- Supabase's own grants.
revoke all on schema vault from public;
revoke all on all tables in schema vault from public;
revoke all on all functions in schema vault from public;
grant usage on schema vault to postgres with grant option;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres with grant option;
grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt
  to postgres with grant option;
grant usage on schema vault to service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt to service_role;
