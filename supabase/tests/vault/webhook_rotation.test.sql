-- A new webhook token at an admin's word: who may, what stands afterwards, and that n8n never holds one that is not valid.
begin;
select no_plan();
select tests.tenant('wr'), tests.tenant('wr-other'), tests.tenant('wr-frozen'), tests.tenant('wr-none'), tests.tenant('wr-old');
select tests.operator('user_wr_op');
select tests.member(tests.id('wr'), 'user_wr_admin', 'admin'), tests.member(tests.id('wr'), 'user_wr_member', 'member');
select genesis.workspace_freeze(tests.id('wr-frozen'), 'user_wr_op', 'a test');
update private.workspace_secrets set webhook_token_hash = null, rotated_at = null where workspace_id = tests.id('wr-none');
update public.workspaces set is_legacy = false where is_legacy;
update public.workspaces set is_legacy = true where id = tests.id('wr-old');

create function pg_temp.rotate(p_slug text, p_actor text, p_token text, p_id uuid default tests.id('wr-row'), p_hash text default null) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_service();
  v := genesis.webhook_token_rotate(tests.id(p_slug), p_actor, coalesce(p_hash, tests.token_hash(p_token)), jsonb_build_object('id', p_id, 'key_id', 'k',
    'envelope', jsonb_build_object('key_id', 'k', 'salt', 's', 'iv', p_token, 'tag', 't', 'ciphertext', 'c')));
  perform tests.reset();
  return v;
end $$;
create function pg_temp.knows(p_token text) returns text language sql as $$
  select tests.events('wr', '[]', jsonb_build_object('token_hash', tests.token_hash(p_token))) ->> 'status' $$;
create function pg_temp.state(p_user text default 'user_viewer_wr') returns jsonb language plpgsql as $$
declare v jsonb;
begin
  perform tests.as_user(p_user);
  v := public.webhook_token_state(tests.id('wr'));
  perform tests.reset();
  return v;
end $$;
-- What the worker reports of the last command.
create function pg_temp.told(p_status text) returns void language sql as $$
  update genesis.commands set status = p_status, error = case p_status when 'failed' then 'a test' end, finished_at = case when p_status <> 'running' then clock_timestamp() end
  where workspace_id = tests.id('wr') and seq = (select max(seq) from genesis.commands where workspace_id = tests.id('wr')) $$;

-- Who may.
select is(pg_temp.rotate('wr', actor, 'x'), '{"status": 403, "code": "forbidden"}', 'refused: ' || coalesce(actor, 'nobody'))
from unnest(array['user_owner_wr-other', 'user_viewer_wr', 'user_wr_member', 'user_wr_op', '', null]) as actor;
select is(pg_temp.rotate('nowhere', 'user_wr_admin', 'x') ->> 'code', 'forbidden', 'where there is nothing: as to a stranger');
select is(pg_temp.rotate('wr-frozen', 'user_owner_wr-frozen', 'x'), '{"status": 403, "code": "workspace_frozen"}', 'frozen');
select is(pg_temp.rotate('wr-frozen', 'user_wr_admin', 'x') ->> 'code', 'forbidden', 'a stranger does not learn that it is');
select is(pg_temp.rotate('wr-old', 'user_owner_wr-old', 'x'), '{"status": 409, "code": "legacy_workspace"}', 'the legacy workspace');
select is(pg_temp.rotate('wr-none', 'user_owner_wr-none', 'x'), '{"status": 409, "code": "no_webhook_token"}', 'before the first token');
select is(pg_temp.rotate('wr', 'user_wr_admin', 'x', p_hash => v) #>> '{fields,0,path}', 'token_hash', 'no hash: ' || v) from unnest(array['', 'abc', upper(tests.token_hash('x'))]) as v;
select is((select count(*)::int from genesis.credential_store c join public.workspaces w on w.id = c.workspace_id where w.slug like 'wr%'), 0, 'nothing was stored');
select is(pg_temp.state() - '{issued_at,overlap_hours}'::text[], '{"handing": "no_server", "issued_by": null, "previous_until": null, "asked_at": null, "attempts": null, "handed_at": null}', 'nor changed');

-- Without a server: in the vault for the next launch.
select is(pg_temp.rotate('wr', 'user_wr_admin', 'one'), '{"status": 200, "handing": "no_server", "again": false}', 'rotated');
select is(array[pg_temp.knows('token wr'), pg_temp.knows('one')], '{200,200}', 'both are valid');
select is(pg_temp.state() ->> 'issued_by', 'user_wr_admin', 'members see by whom');
select is(pg_temp.state() -> 'overlap_hours', to_jsonb(private.setting('webhook_token_overlap_hours')::int), 'for how long the former one lives on');
select is(pg_temp.state() ->> 'previous_until', to_jsonb(s.previous_until) #>> '{}', 'and until when the former one is valid') from private.workspace_secrets s where workspace_id = tests.id('wr');
select is((select count(*)::int from genesis.commands where workspace_id = tests.id('wr')), 0, 'nobody is told');
select is(pg_temp.rotate('wr', 'user_wr_admin', 'two', gen_random_uuid()), jsonb_build_object('status', 409, 'code', 'conflict', 'id', tests.id('wr-row')), 'sealed for another row: the one to seal for');
select is(array[pg_temp.knows('one'), pg_temp.knows('two')], '{200,401}', 'and nothing changed');

-- A launch under way has read the vault already.
insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by, status, started_at)
values (tests.id('wr'), gen_random_uuid(), 't', 'user_wr_admin', 'credentials_injecting', now() - interval '1 min');
select is(pg_temp.rotate('wr', 'user_wr_admin', 'two'), '{"status": 409, "code": "ignition_in_progress"}', 'during a launch');
select is(pg_temp.state() ->> 'handing', 'launching', 'which the state tells');
update genesis.ignition_state set status = 'active', completed_at = clock_timestamp() where workspace_id = tests.id('wr');
insert into genesis.workflow_map (workspace_id, kind, logical_id, n8n_id, state) values (tests.id('wr'), 'credential', 'webhook', 'n1', 'made');
select is(pg_temp.state() ->> 'handing', 'done', 'the launch handed it over');
select isnt(pg_temp.state() ->> 'handed_at', null, 'and when');

-- With a server: one at a time, and the token that n8n has stays valid.
select is(pg_temp.rotate('wr', 'user_owner_wr', 'two'), '{"status": 200, "handing": "waiting", "again": false}', 'rotated');
select is(pg_temp.rotate('wr', 'user_owner_wr', 'three'), '{"status": 409, "code": "rotation_pending"}', 'a second one waits for the first');
select pg_temp.told('running');
select is(pg_temp.rotate('wr', 'user_owner_wr', 'three') ->> 'code', 'rotation_pending', 'also while the sidecar is at it');
select is(array[pg_temp.knows('one'), pg_temp.knows('two'), pg_temp.knows('three')], '{200,200,401}', 'n8n may have either');
select is((select envelope ->> 'iv' from genesis.credential_store where id = tests.id('wr-row')), 'two', 'the vault has the valid one');
select is(pg_temp.state() ->> 'handing', 'waiting', 'the state: waiting');
select pg_temp.told('failed');
select is(pg_temp.state() ->> 'handing', 'failed', 'the state: failed');
select is(pg_temp.rotate('wr', 'user_wr_admin', 'three'), '{"status": 200, "handing": "waiting", "again": true}', 'after a failure the same token goes again');
select is(array[pg_temp.knows('one'), pg_temp.knows('two'), pg_temp.knows('three')], '{200,200,401}', 'whichever n8n has is valid');
select pg_temp.told('done');
select is(pg_temp.state() ->> 'handing', 'done', 'the state: done');
select is(pg_temp.rotate('wr', 'user_wr_admin', 'three') ->> 'handing', 'waiting', 'then another');
select is(array[pg_temp.knows('one'), pg_temp.knows('two'), pg_temp.knows('three')], '{401,200,200}', 'n8n has the second one');
select is((select string_agg(action || ' ' || status, ', ' order by seq) from genesis.commands where workspace_id = tests.id('wr')),
  'rotate_webhook_token failed, rotate_webhook_token done, rotate_webhook_token open', 'in the order of the asking');

-- The overlap ends, whether or not the sidecar came back; a freeze ends both.
update private.workspace_secrets set previous_until = clock_timestamp() where workspace_id = tests.id('wr');
select is(array[pg_temp.knows('two'), pg_temp.knows('three'), pg_temp.state() ->> 'previous_until'], '{401,200,null}', 'after the overlap');
select is((select string_agg(action || ' ' || actor_id, ', ' order by seq) from public.governance_audit_log
  where workspace_id = tests.id('wr') and action ~ 'webhook_token|credential'),
  'webhook_token_issued system, credential_stored user_wr_admin, webhook_token_issued user_wr_admin, credential_stored user_owner_wr, webhook_token_issued user_owner_wr, '
  'webhook_token_handed_again user_wr_admin, credential_stored user_wr_admin, webhook_token_issued user_wr_admin', 'each names the person');
select is(private.audit_problem((private.audit_suspicions(tests.id('wr'))).problem), private.audit_problem(null), 'the chain is sound');
select genesis.workspace_freeze(tests.id('wr'), 'user_wr_op', 'a test');
select is((select status from genesis.commands where workspace_id = tests.id('wr') and action = 'rotate_webhook_token' order by seq desc limit 1), 'void', 'a freeze voids what is under way');

-- The state is for members.
select tests.as_user('user_owner_wr-other');
select tests.refuses(format('select public.webhook_token_state(%L)', tests.id('wr-none')), 'PT403', 'forbidden', 'a stranger');
select tests.as_user('user_owner_wr-none');
select is(public.webhook_token_state(tests.id('wr-none')) - 'overlap_hours', '{"handing": "none", "issued_at": null, "issued_by": null, "previous_until": null, "asked_at": null, "attempts": null, "handed_at": null}', 'no token yet');
select tests.as_user('user_owner_wr');
select tests.refuses(format('select public.webhook_token_state(%L)', tests.id('wr')), 'PT403', 'workspace_frozen', 'while frozen');
select tests.reset();
select * from finish();
rollback;
