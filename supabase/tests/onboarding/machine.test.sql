-- What a function saves for a person: it judges his role itself, in the transaction of the change.
begin;
select no_plan();
select tests.workspace('om', 'user_owner'), tests.workspace('om-other', 'user_stranger'), tests.workspace('om-frozen', 'user_frozen', 'frozen');
select tests.member(tests.id('om'), 'user_admin', 'admin'), tests.member(tests.id('om'), 'user_member', 'member');
insert into genesis.email_provider_config (workspace_id, provider, sender_email, updated_by) values (tests.id('om'), 'smtp', 'me@a.test', 't');
delete from genesis.workflow_templates;
insert into genesis.workflow_templates (slug, hash, version, manifest, bodies, pushed_by, is_current) values
  ('one', 'h', '1', '{"variants": [{"providers": ["gmail"], "requires": ["google_oauth2"]}, {"providers": ["smtp"], "requires": ["smtp", "openai_api"]}, {"providers": ["smtp"], "requires": ["apify"]}]}', '{}', 't', true),
  ('old', 'h', '1', '{"variants": [{"providers": ["smtp"], "requires": ["anthropic"]}]}', '{}', 't', false);

create temp table calls (name text, call text);
insert into calls values
  ('credential put', $$genesis.onboarding_credential_put(%1$L, %2$L, tests.id('c1'), 'smtp', 'Main', '{"key_id": "k", "salt": "s", "iv": "iv", "tag": "t", "ciphertext": "c"}', null, 'k')$$),
  ('credential validated', $$genesis.onboarding_credential_validated(%1$L, %2$L, tests.id('c1'), 'iv')$$),
  ('brand', $$genesis.onboarding_brand_save(%1$L, %2$L, '{"company_name": "A", "sender_name": "B", "postal_address": "C"}')$$),
  ('email', $$genesis.onboarding_email_save(%1$L, %2$L, '{"provider": "smtp", "sender_email": "me@a.test", "daily_cap": 5, "window_start": "09:00", "window_end": "17:00"}')$$),
  ('calendly', $$genesis.onboarding_calendly_save(%1$L, %2$L, '{https://calendly.com/a/b}')$$),
  ('research', $$genesis.onboarding_research_save(%1$L, %2$L, 'a/b', '{"x": 1}')$$),
  ('infrastructure', $$genesis.onboarding_infrastructure_save(%1$L, %2$L, 'digitalocean', 'fra1', 's-1vcpu-2gb', 12)$$),
  ('dns', $$genesis.onboarding_dns_save(%1$L, %2$L, '{"domain": "a.test", "sender": "google"}', '[]', true)$$),
  ('tracking', $$genesis.onboarding_tracking_save(%1$L, %2$L, 'go.a.test', true)$$),
  ('consent', $$genesis.google_oauth_begin(%1$L, %2$L, repeat('ab', 32), 'v')$$),
  ('consent taken', $$genesis.google_oauth_take(%1$L, %2$L, repeat('ab', 32))$$),
  ('credential delete', $$genesis.onboarding_credential_delete(%1$L, %2$L, tests.id('c1'))$$);
create function pg_temp.said(p_call text, p_slug text, p_actor text) returns text language plpgsql as $$
declare v jsonb;
begin
  execute 'select ' || format(p_call, tests.id(p_slug), p_actor) into v;
  return concat_ws(' ', v ->> 'status', v ->> 'code');
end $$;

select is(pg_temp.said(call, 'om', actor), '403 forbidden', name || ' for ' || coalesce(actor, 'nobody'))
from calls cross join unnest(array['user_stranger', 'user_member', '', null]) as actor;
select is(pg_temp.said(call, 'nowhere', 'user_admin'), '403 forbidden', name || ' where there is nothing: as to a stranger') from calls;
select is(pg_temp.said(call, 'om-frozen', 'user_frozen'), '403 workspace_frozen', name || ' while frozen') from calls;
select is(pg_temp.said(call, 'om-frozen', 'user_stranger'), '403 forbidden', name || ': a stranger does not learn that it is') from calls;
select is((select count(*)::int from genesis.onboarding_progress where workspace_id in (tests.id('om'), tests.id('om-frozen'))), 0, 'nothing was saved');

-- In the order of the list.
select is(pg_temp.said(call, 'om', 'user_admin'), '200', name || ' for an admin') from calls where name <> 'credential delete';
select is(pg_temp.said((select call from calls where name = 'consent taken'), 'om', 'user_admin'), '404 not_found', 'a consent is taken once');
select isnt((select validated_at from genesis.credential_store where id = tests.id('c1')), null, 'validated');
select is((select jsonb_build_object('m', mode, 'p', price_monthly_usd, 'by', updated_by) from genesis.droplet_config where workspace_id = tests.id('om')), '{"m": "digitalocean", "p": 12.000000, "by": "user_admin"}', 'the server, its price and who chose it');
select is(private.onboarding_stages(tests.id('om')), '{"brand": "done", "email": "done", "calendly": "done", "research": "done", "infrastructure": "done", "dns": "done", "tracking": "done"}', 'stages');
select is((select jsonb_build_object('c', company_name, 'l', calendly_links, 'by', updated_by) from genesis.brand_profile where workspace_id = tests.id('om')), '{"c": "A", "l": ["https://calendly.com/a/b"], "by": "user_admin"}', 'the brand, and the links beside it');
select is((select jsonb_build_object('cap', daily_cap, 'by', updated_by) from genesis.email_provider_config where workspace_id = tests.id('om')), '{"cap": 5, "by": "user_admin"}', 'the provider, and who chose it');
select is((select jsonb_build_object('a', actor_id, 'i', input, 'by', updated_by) from genesis.research_config where workspace_id = tests.id('om')), '{"a": "a/b", "i": {"x": 1}, "by": "user_admin"}', 'the actor and its input');
delete from genesis.onboarding_progress where workspace_id = tests.id('om') and stage in ('brand', 'email', 'calendly', 'research');
select is(genesis.onboarding_dns_save(tests.id('om'), 'user_admin', '{"domain": "b.test", "sender": "other"}', '[{"id": "spf"}]', false) -> 'stages', '{"infrastructure": "done", "tracking": "done"}', 'a domain that does not hold reopens its stage');
select is(genesis.onboarding_tracking_save(tests.id('om'), 'user_admin', 'other.a.test', false) -> 'stages', '{"infrastructure": "done"}', 'and so does another tracking domain');
select is(genesis.onboarding_tracking_save(tests.id('om-other'), 'user_stranger', 'go.b.test', true) ->> 'code', 'stage_first', 'which comes after the email stage');

-- Credentials: the stage follows the vault, by the first variant of each current template that takes the provider.
select is(private.required_credentials(tests.id('om')), '{openai_api,smtp}', 'what provider and templates ask for');
select is(private.required_credentials(tests.id('om-other')), null, 'nobody can say without a provider');
create function pg_temp.put(p_type text, p_id text, p_name text default 'Main') returns jsonb language sql as $$
  select genesis.onboarding_credential_put(tests.id('om'), 'user_admin', tests.id(p_id), p_type, p_name, '{"key_id": "k", "salt": "s", "iv": "iv2", "tag": "t", "ciphertext": "c"}', 'abcd', 'k') $$;
select is(pg_temp.put('openai_api', 'c2') #> '{stages,credentials}', '"done"', 'complete');
select is(pg_temp.put('smtp', 'c3', 'Second') #> '{credential,last_four}', '"abcd"', 'the row as people see it');
select ok(not pg_temp.put('openai_api', 'c2') -> 'credential' ? 'envelope', 'without its envelope');
select is(genesis.onboarding_credential_validated(tests.id('om'), 'user_admin', tests.id('c2'), 'iv') -> 'changed', 'false', 'what was replaced meanwhile is not validated');
select is(pg_temp.put('webhook', 'c4') ->> 'status', '400', 'ignition''s own is not entered');
select is(pg_temp.put('smtp', 'c5') ->> 'code', 'conflict', 'another row with that name: the caller seals for that one');
select is(genesis.onboarding_credential_delete(tests.id('om'), 'user_admin', tests.id('c1')) #> '{stages,credentials}', '"done"', 'there is another of its type');
select is(genesis.onboarding_credential_delete(tests.id('om'), 'user_admin', tests.id('c3')) #> '{stages,credentials}', null, 'the last one gone');
select is(genesis.onboarding_credential_delete(tests.id('om'), 'user_admin', tests.id('c3')) ->> 'status', '404', 'once');
select is((select string_agg(action || ' ' || actor_id, ', ' order by seq) from public.governance_audit_log where workspace_id = tests.id('om') and action ~ 'credential_deleted'),
  'credential_deleted user_admin, credential_deleted user_admin', 'in the log by name');

-- A consent belongs to who asked, for ten minutes, and his newest alone.
select genesis.google_oauth_begin(tests.id('om'), 'user_admin', repeat('01', 32), 'v1'), genesis.google_oauth_begin(tests.id('om'), 'user_admin', repeat('02', 32), 'v2'),
  genesis.google_oauth_begin(tests.id('om'), 'user_owner', repeat('03', 32), 'v3');
select is(genesis.google_oauth_take(tests.id('om'), 'user_admin', repeat('01', 32)) ->> 'status', '404', 'overtaken');
select is(genesis.google_oauth_take(tests.id('om'), 'user_admin', repeat('03', 32)) ->> 'status', '404', 'another''s');
select is(genesis.google_oauth_take(tests.id('om'), 'user_admin', repeat('02', 32)) ->> 'verifier', 'v2', 'his own');
update genesis.google_oauth_states set expires_at = now() where workspace_id = tests.id('om');
select is(genesis.google_oauth_take(tests.id('om'), 'user_owner', repeat('03', 32)) ->> 'status', '404', 'too late');
select * from finish();
rollback;
