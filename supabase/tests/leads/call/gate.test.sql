begin;
select plan(11);
select tests.leads_workspace('leads-gate');
select tests.leads_workspace('leads-other');
select tests.workspace('leads-bare');
select genesis.webhook_token_set(tests.id('leads-bare'), sha256('token leads-bare'));

-- authenticated and anon: not theirs
select tests.as_user('user_owner_leads-gate');
select throws_ok($$select tests.leads_call('leads-gate', 'lookup', '{"email": "a@example.com"}')$$, '42501', null, 'an owner may not call as n8n');
select tests.as_anon();
select throws_ok($$select tests.leads_call('leads-gate', 'lookup', '{"email": "a@example.com"}')$$, '42501', null, 'nor anybody without a session');

-- service_role, for n8n
select tests.as_service();
select is(tests.leads_call('leads-gate', 'lookup', '{"email": "a@example.com"}'), '{"status": 200, "leads": []}', 'its own token passes');
select is(tests.leads_call('leads-gate', 'lookup', '{}', 'token leads-other'), '{"status": 401, "code": "invalid_token"}',
  'another workspace''s token does not');
select is(tests.leads_call('leads-nowhere', 'lookup', '{}'), '{"status": 401, "code": "invalid_token"}',
  'an unknown workspace answers the same');
select is(tests.leads_call('leads-bare', 'lookup', '{"email": "a@example.com"}'), '{"status": 409, "code": "no_partition"}',
  'a workspace that was not ignited is told so');
select is(tests.leads_call('leads-gate', 'drop', '{}') #>> '{fields,0,path}', 'action', 'an unknown action is named');
select is(tests.leads_call('leads-gate', 'claim', '{"purpose": "research", "campaign_id": "no uuid"}') ->> 'code', 'invalid_field',
  'a value that the database refuses is an outcome, not an error');
select is(tests.leads_call('leads-gate', 'claim', jsonb_build_object('purpose', 'research', 'campaign_id', tests.id('leads-other campaign'))),
  '{"status": 404, "code": "not_found", "what": "campaign"}', 'another workspace''s campaign is unknown');

-- a frozen workspace
select tests.reset();
update public.workspaces set status = 'frozen', frozen_at = now(), frozen_by = 'user_op', freeze_reason = 'test' where id = tests.id('leads-gate');
select tests.as_service();
select is(tests.leads_call('leads-gate', 'upsert', '{"leads": [{"email": "a@example.com"}]}'), '{"status": 403, "code": "workspace_frozen"}',
  'a frozen workspace is told so');
select is(tests.lead_id('leads-gate', 'a@example.com'), null, 'and nothing was written');

select * from finish();
rollback;
