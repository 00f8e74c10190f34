-- What people ask and skip with their own token, by actor. What is saved, a function saves (machine.test.sql).
begin;
select no_plan();
select tests.workspace('ob', 'user_owner'), tests.workspace('ob-other', 'user_stranger'), tests.workspace('ob-frozen', 'user_frozen', 'frozen');
select tests.member(tests.id('ob'), 'user_admin', 'admin'), tests.member(tests.id('ob'), 'user_member', 'member'), tests.member(tests.id('ob'), 'user_viewer', 'viewer');
select tests.operator('user_op');

create temp table calls (name text, call text);
grant select on calls to public;
insert into calls values
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
select is(public.onboarding_progress(tests.id('ob')) -> 'stages', '{"dns": "skipped"}', 'it is noted');
select tests.reset();
select genesis.onboarding_research_save(tests.id('ob'), 'user_admin', 'a/b', '{"x": 1}');
select genesis.onboarding_email_save(tests.id('ob'), 'user_admin', '{"provider": "smtp", "sender_email": "me@a.test", "daily_cap": 5, "window_start": "09:00", "window_end": "17:00"}');
select tests.as_user('user_admin');
select is(public.onboarding_skip(tests.id('ob'), 'research') ->> 'research', 'done', 'a skip takes nothing back');
select is(public.onboarding_progress(tests.id('ob')) #> '{email,window_start}', '"09:00"', 'times as the wizard shows them');
select tests.refuses($$select public.onboarding_access(tests.id('ob'), repeat('x', 100000))$$, 'PT400', 'invalid_field', 'a role is one of the four, and is not quoted at length');
select tests.refuses($$select public.onboarding_access(tests.id('ob'), null)$$, 'PT400', 'invalid_field', 'nor none');
select tests.refuses($$select public.onboarding_access(tests.id('ob-other'), 'x')$$, 'PT403', 'forbidden', 'a stranger is refused as one');
select tests.reset();
select is((select array_agg(updated_by order by 1) from genesis.onboarding_progress where workspace_id = tests.id('ob')), array_fill('user_admin'::text, array[3]), 'with who did it');

-- Nobody says by hand that a stage is done: no function that people may execute writes what a function has to judge.
select is((select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
  and has_function_privilege('authenticated', p.oid, 'EXECUTE')
  and coalesce(p.prosrc, '') ~* 'onboarding_mark\(' and p.proname <> 'onboarding_skip'), null, 'people mark no stage but by skipping it');
select is((select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p where p.pronamespace in ('public'::regnamespace, 'genesis'::regnamespace, 'private'::regnamespace)
  and has_function_privilege('authenticated', p.oid, 'EXECUTE')
  and coalesce(p.prosrc, '') ~* '(insert into|update|delete from)\s+genesis\.(onboarding_progress|brand_profile|email_provider_config|research_config|sending_domains|droplet_config)'),
  null, 'nor do they write the wizard''s tables');
select tests.as_user('user_admin');
select tests.refuses(format('select public.onboarding_skip(tests.id(%L), %L)', 'ob', stage), 'PT400', 'invalid_field', stage || ' cannot be skipped')
from unnest('{brand,email,credentials,infrastructure,launch}'::text[]) as stage;
select tests.refuses($$select public.onboarding_skip(tests.id('ob'), null)$$, 'PT400', 'invalid_field', 'nor nothing');

select * from finish();
rollback;
