-- What people save, by actor: an admin his own workspace's stages, nobody else anything; each save notes its stage.
begin;
select no_plan();
select tests.workspace('ob', 'user_owner'), tests.workspace('ob-other', 'user_stranger'), tests.workspace('ob-frozen', 'user_frozen', 'frozen');
select tests.member(tests.id('ob'), 'user_admin', 'admin'), tests.member(tests.id('ob'), 'user_member', 'member'), tests.member(tests.id('ob'), 'user_viewer', 'viewer');
select tests.operator('user_op');

create temp table calls (name text, call text);
grant select on calls to public;
insert into calls values
  ('brand', $$select public.onboarding_brand_save(%L, '{"company_name": "A", "sender_name": "B", "postal_address": "C"}')$$),
  ('email', $$select public.onboarding_email_save(%L, '{"provider": "smtp", "sender_email": "me@a.test", "daily_cap": 5, "window_start": "09:00", "window_end": "17:00"}')$$),
  ('calendly', $$select public.onboarding_calendly_save(%L, '{https://calendly.com/a/b}')$$),
  ('research', $$select public.onboarding_research_save(%L, 'a/b', '{"x": 1}')$$),
  ('dns', $$select public.onboarding_skip(%L, 'dns')$$),
  ('credentials listed', $$select public.onboarding_credentials(%L)$$),
  ('access', $$select public.onboarding_access(%L)$$);

select tests.as_anon();
select throws_ok(format(call, tests.id('ob')), '42501', null, name || ': not without a session') from calls;
select tests.as_user('user_stranger');
select tests.refuses(format(call, tests.id('ob')), 'PT403', 'forbidden', name || ': not a stranger') from calls;
select tests.refuses($$select public.onboarding_progress(tests.id('ob'))$$, 'PT403', 'forbidden', 'nor does he see the progress');
select tests.as_user('user_viewer');
select tests.refuses(format(call, tests.id('ob')), 'PT403', 'forbidden', name || ': not a viewer') from calls;
select tests.as_user('user_member');
select tests.refuses(format(call, tests.id('ob')), 'PT403', 'forbidden', name || ': not a member') from calls;
select is(public.onboarding_progress(tests.id('ob')) ->> 'role', 'member', 'who sees the progress');
select tests.as_user('user_frozen');
select tests.refuses(format(call, tests.id('ob-frozen')), 'PT403', 'workspace_frozen', name || ': not while frozen') from calls;
select tests.as_user('user_op');
select tests.refuses(format(call, tests.id('ob')), 'PT403', 'forbidden', name || ': not an operator who is no member') from calls;
select tests.reset();
select is((select count(*)::int from genesis.onboarding_progress where workspace_id in (tests.id('ob'), tests.id('ob-frozen'))), 0, 'nothing was saved');

select tests.as_user('user_admin');
select lives_ok(format(call, tests.id('ob')), name || ': an admin') from calls;
select is(public.onboarding_progress(tests.id('ob')) -> 'stages', '{"brand": "done", "email": "done", "calendly": "done", "research": "done", "dns": "skipped"}', 'each is noted');
select is(public.onboarding_skip(tests.id('ob'), 'research') ->> 'research', 'done', 'a skip takes nothing back');
select is(public.onboarding_progress(tests.id('ob')) #> '{email,window_start}', '"09:00"', 'times as the wizard shows them');
select tests.reset();
select is((select array_agg(updated_by order by 1) from genesis.onboarding_progress where workspace_id = tests.id('ob')), array_fill('user_admin'::text, array[5]), 'with who did it');

-- What holds whoever calls without the function's schema.
select tests.as_user('user_admin');
select tests.refuses($$select public.onboarding_brand_save(tests.id('ob'), '{"company_name": "A", "sender_name": "B", "postal_address": " "}')$$, 'PT400', 'invalid_field', 'the law''s address is not blank');
select tests.refuses($$select public.onboarding_brand_save(tests.id('ob'), jsonb_build_object('company_name', repeat('A', 30000), 'sender_name', 'B', 'postal_address', 'C'))$$, 'PT400', 'invalid_field', 'nor is a brand a book');
select throws_ok($$select public.onboarding_email_save(tests.id('ob'), '{"provider": "pigeon", "sender_email": "me@a.test", "daily_cap": 5, "window_start": "09:00", "window_end": "17:00"}')$$, '23514', null, 'a provider that is known');
select throws_ok($$select public.onboarding_email_save(tests.id('ob'), '{"provider": "smtp", "sender_email": "me@a.test", "daily_cap": 5000, "window_start": "09:00", "window_end": "17:00"}')$$, '23514', null, 'a cap within bounds');
select tests.refuses($$select public.onboarding_calendly_save(tests.id('ob'), '{}')$$, 'PT400', 'invalid_field', 'a link at least');
select tests.refuses(format('select public.onboarding_skip(tests.id(%L), %L)', 'ob', stage), 'PT400', 'invalid_field', stage || ' cannot be skipped')
from unnest('{brand,email,credentials,infrastructure,launch}'::text[]) as stage;
select tests.refuses($$select public.onboarding_skip(tests.id('ob'), null)$$, 'PT400', 'invalid_field', 'nor nothing');

-- A save and its stage are one: when the one fails, the other is not there (O3).
select tests.reset();
create function pg_temp.refuse_progress() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100', message = 'disk full'; end $$;
create trigger no_progress before insert or update on genesis.onboarding_progress for each row execute function pg_temp.refuse_progress();
select tests.as_user('user_stranger');
select throws_ok(format(call, tests.id('ob-other')), '53100', 'disk full', name || ' fails with its stage') from calls where name in ('brand', 'email', 'calendly', 'research', 'dns');
select tests.reset();
select is((select count(*)::int from genesis.brand_profile where workspace_id = tests.id('ob-other'))
  + (select count(*)::int from genesis.email_provider_config where workspace_id = tests.id('ob-other'))
  + (select count(*)::int from genesis.research_config where workspace_id = tests.id('ob-other')), 0, 'and nothing of it is kept');
select * from finish();
rollback;
