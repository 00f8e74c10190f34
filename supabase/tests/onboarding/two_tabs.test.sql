-- A save says which one it read, and an older one is refused; whatever the function's schema let pass, an address is one
-- and a text can be seen, or nothing is launched.
begin;
select no_plan();
select tests.workspace('ot', 'user_owner');
create temp table calls (stage text, call text);
insert into calls values
  ('brand', $$genesis.onboarding_brand_save(%1$L, 'user_owner', '{"company_name": "A", "sender_name": "B", "postal_address": "C"}', %2$L)$$),
  ('email', $$genesis.onboarding_email_save(%1$L, 'user_owner', '{"provider": "smtp", "sender_email": "me@a.test", "daily_cap": 5, "window_start": "09:00", "window_end": "17:00"}', %2$L)$$),
  ('calendly', $$genesis.onboarding_calendly_save(%1$L, 'user_owner', '{https://calendly.com/a/b}', %2$L)$$),
  ('research', $$genesis.onboarding_research_save(%1$L, 'user_owner', 'a/b', '{"x": 1}', %2$L)$$),
  ('infrastructure', $$genesis.onboarding_infrastructure_save(%1$L, 'user_owner', 'digitalocean', 'fra1', 's-1vcpu-2gb', 12, %2$L)$$);
create function pg_temp.said(p_call text, p_seen text) returns text language plpgsql as $$
declare v jsonb;
begin
  execute 'select ' || format(p_call, tests.id('ot'), p_seen) into v;
  return concat_ws(' ', v ->> 'status', v ->> 'code');
end $$;
create function pg_temp.saved_at(p_stage text) returns text language sql as $$
  select updated_at::text from genesis.onboarding_progress where workspace_id = tests.id('ot') and stage = p_stage $$;

select is(pg_temp.said(call, '2026-01-01T00:00:00Z'), '409 conflict', stage || ': what was read is there no more') from calls;
select is((select count(*)::int from genesis.onboarding_progress where workspace_id = tests.id('ot')), 0, 'and nothing is saved');
select is(pg_temp.said(call, '-infinity'), '200', stage || ': the first save of who read none') from calls;
select is(pg_temp.said(call, '-infinity'), '409 conflict', stage || ': of two who read none, the second') from calls;
update genesis.onboarding_progress set updated_at = '2026-02-02 02:02:02.123456+00' where workspace_id = tests.id('ot');
select is(pg_temp.said(call, pg_temp.saved_at(stage)), '200', stage || ': who read the last one, to the microsecond') from calls;
update genesis.onboarding_progress set updated_at = '2026-03-03 03:03:03+00' where workspace_id = tests.id('ot');
select is(pg_temp.said(call, '2026-02-02 02:02:02.123456+00'), '409 conflict', stage || ': who read the one before') from calls;
select is(pg_temp.said(call, null), '200', stage || ': who does not say is not asked') from calls;

select tests.as_user('user_owner');
select is((select array_agg(k order by k) from jsonb_object_keys(public.onboarding_progress(tests.id('ot')) -> 'updated_at') k),
  '{brand,calendly,email,infrastructure,research}'::text[], 'the wizard is told when each was saved');
select tests.reset();

-- An address.
select ok(private.is_mail_address(a), a) from unnest('{me@a.test,o''neil+x@mail.a.co,a_b-c.d@xn--fiqs8s.xn--p1ai}'::text[]) a;
select ok(not private.is_mail_address(a), a || ' is none') from unnest(array['.@.', 'me@localhost', '.me@a.test', 'me.@a.test', 'a..b@a.test',
  'a@b@c.test', 'ME@a.test', 'me@a.test ', 'me@-a.test', 'me@a.1', 'ü@a.test', repeat('a', 65) || '@a.test', 'a@' || repeat('a.', 130) || 'test']) a;
select is(genesis.onboarding_email_save(tests.id('ot'), 'user_owner', '{"provider": "smtp", "sender_email": ".@.", "test_email": "me@localhost", "daily_cap": 5, "window_start": "09:00", "window_end": "17:00"}'
  ) #>> '{fields,0,path}' , 'test_email', 'what is none is refused below the function''s schema, too')
from (select 1) one;
select is((select sender_email from genesis.email_provider_config where workspace_id = tests.id('ot')), 'me@a.test', 'and not saved');

-- What is stored from before: a launch asks for it anew.
create function pg_temp.gaps() returns text language sql as $$
  select coalesce(string_agg(concat_ws(' ', g ->> 'stage', g ->> 'field'), ', ' order by n), '') from jsonb_array_elements(private.launch_gaps(tests.id('ot'), '{}')) with ordinality as x (g, n)
  where g ->> 'stage' in ('brand', 'email') $$;
select is(pg_temp.gaps(), '', 'good texts');
update genesis.email_provider_config set sender_email = 'me@localhost' where workspace_id = tests.id('ot');
update genesis.brand_profile set company_name = U&'\200B', sender_name = U&'\202E\200B', postal_address = U&' \2060\3164 ' where workspace_id = tests.id('ot');
select is(pg_temp.gaps(), 'brand company_name, brand postal_address, brand sender_name, email sender_email', 'no address, and texts that nobody sees');
update genesis.brand_profile set company_name = U&'\682A\5F0F', sender_name = 'A', postal_address = U&'\0634 1' where workspace_id = tests.id('ot');
select is(pg_temp.gaps(), 'email sender_email', 'letters of any script are seen');
select * from finish();
rollback;
