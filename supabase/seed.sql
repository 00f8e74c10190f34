-- The demonstration, and nothing else: three workspaces with their people, campaigns, and today's usual models' prices.

insert into public.users (user_id, email, name) values
  ('user_alice', 'alice@acme.test', 'Alice Amber'),
  ('user_bob', 'bob@globex.test', 'Bob Birch'),
  ('user_carol', 'carol@acme.test', 'Carol Cedar'),
  ('user_root', 'root@genesis.test', 'Rita Root')
on conflict do nothing;

insert into genesis.super_admins (user_id, added_by) values ('user_root', 'seed') on conflict do nothing;

insert into public.workspaces (id, slug, name, plan, is_legacy, time_zone, created_by) values
  ('a0000000-0000-4000-8000-000000000001', 'acme', 'Acme', 'starter', false, 'Europe/Berlin', 'user_alice'),
  ('b0000000-0000-4000-8000-000000000002', 'globex', 'Globex', 'free', false, 'America/New_York', 'user_bob'),
  ('c0000000-0000-4000-8000-000000000003', 'ohio', 'Ohio', 'pro', true, 'America/New_York', 'user_root')
on conflict do nothing;

insert into public.user_workspaces (workspace_id, user_id, role) values
  ('a0000000-0000-4000-8000-000000000001', 'user_alice', 'owner'),
  ('a0000000-0000-4000-8000-000000000001', 'user_carol', 'viewer'),
  ('b0000000-0000-4000-8000-000000000002', 'user_bob', 'owner')
on conflict do nothing;

insert into public.campaign_groups (workspace_id, id, name, description) values
  ('a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000011', 'Spring', 'Manufacturers in the north'),
  ('a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000012', 'Partners', 'Agencies that resell')
on conflict do nothing;

insert into public.campaigns (workspace_id, id, name, status, campaign_group_id, texts) values
  ('a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000021', 'Plant managers', 'active',
   'a0000000-0000-4000-8000-000000000011',
   '[{"step": 1, "subject": "A question about {{company}}", "body": "Hello {{first_name}}, how do you keep your pumps running?"},
     {"step": 2, "body": "Hello {{first_name}}, did you see my question?"},
     {"step": 3, "body": "Hello {{first_name}}, this is my last mail on it."}]'),
  ('a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000022', 'Buyers', 'active',
   'a0000000-0000-4000-8000-000000000011', '[]'),
  ('a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000023', 'Resellers', 'paused',
   'a0000000-0000-4000-8000-000000000012', '[]')
on conflict do nothing;

-- What acme's wizard would have collected, so that it can be ignited. Credentials are no matter of the seed: the local
-- stack seals fakes into the vault when it starts.
insert into genesis.brand_profile (workspace_id, company_name, website, description, sender_name, postal_address,
  calendly_links, updated_by) values
  ('a0000000-0000-4000-8000-000000000001', 'Acme Pumps', 'https://acme.test',
   'Pumps for plants that must not stand still, serviced within a day.', 'Alice Amber', 'Hafenstr. 12, 20457 Hamburg, Germany',
   '["https://calendly.com/acme-demo/intro"]', 'seed')
on conflict do nothing;

insert into genesis.email_provider_config (workspace_id, provider, sender_email, test_email, daily_cap, window_start, window_end,
  updated_by) values
  ('a0000000-0000-4000-8000-000000000001', 'smtp', 'alice@acme.test', 'alice+test@acme.test', 50, '09:00', '17:00', 'seed')
on conflict do nothing;

insert into genesis.mailboxes (workspace_id, address, daily_cap) values
  ('a0000000-0000-4000-8000-000000000001', 'alice@acme.test', 50)
on conflict do nothing;

insert into genesis.droplet_config (workspace_id, mode, updated_by) values
  ('a0000000-0000-4000-8000-000000000001', 'local', 'seed')
on conflict do nothing;

-- Each stage of acme's wizard, by what is stored above. The stage "credentials" is missing: it is done when the vault
-- holds what provider and templates ask for, and the local stack notes that when it has stored them.
insert into genesis.onboarding_progress (workspace_id, stage, status, updated_by) values
  ('a0000000-0000-4000-8000-000000000001', 'brand', 'done', 'seed'),
  ('a0000000-0000-4000-8000-000000000001', 'email', 'done', 'seed'),
  ('a0000000-0000-4000-8000-000000000001', 'calendly', 'done', 'seed'),
  ('a0000000-0000-4000-8000-000000000001', 'infrastructure', 'done', 'seed'),
  ('a0000000-0000-4000-8000-000000000001', 'dns', 'skipped', 'seed'),
  ('a0000000-0000-4000-8000-000000000001', 'tracking', 'skipped', 'seed'),
  ('a0000000-0000-4000-8000-000000000001', 'research', 'skipped', 'seed')
on conflict do nothing;

-- US dollars per million tokens, as their makers list them. An operator keeps them current: public.admin_price_set.
insert into genesis.llm_prices (provider, model, input_usd, output_usd, updated_by) values
  ('openai', 'gpt-4o', 2.5, 10, 'seed'),
  ('openai', 'gpt-4o-mini', 0.15, 0.6, 'seed'),
  ('openai', 'gpt-4.1', 2, 8, 'seed'),
  ('openai', 'gpt-4.1-mini', 0.4, 1.6, 'seed'),
  ('openai', 'gpt-4.1-nano', 0.1, 0.4, 'seed'),
  ('openai', 'gpt-5', 1.25, 10, 'seed'),
  ('openai', 'gpt-5-mini', 0.25, 2, 'seed'),
  ('openai', 'o3', 2, 8, 'seed'),
  ('openai', 'o4-mini', 1.1, 4.4, 'seed'),
  ('anthropic', 'claude-opus-4-1', 15, 75, 'seed'),
  ('anthropic', 'claude-sonnet-4-5', 3, 15, 'seed'),
  ('anthropic', 'claude-haiku-4-5', 1, 5, 'seed'),
  ('google', 'gemini-2.5-pro', 1.25, 10, 'seed'),
  ('google', 'gemini-2.5-flash', 0.3, 2.5, 'seed'),
  ('mistral', 'mistral-large-latest', 2, 6, 'seed')
on conflict do nothing;
