-- What a freeze keeps off, and how it is started again: when an operator says so, and then exactly that.

create function private.kept_off(p_workspace_id uuid) returns uuid[]
language sql stable set search_path = ''
as $$
  select case when w.status <> 'frozen' then private.off_since_unfreeze(w.id) else (
    select coalesce(array_agg(distinct o.id::uuid), '{}') from (
      select c.ids from genesis.commands c where c.workspace_id = w.id and c.action = 'deactivate_all_workflows'
      order by c.seq desc limit 1) as asked
    -- n8n's word, once it was asked, goes before what the database believes.
    cross join lateral jsonb_array_elements_text(coalesce(asked.ids -> 'seen', asked.ids -> 'active',
      to_jsonb(private.active_workflows(w.id))) || coalesce(asked.ids -> 'off', '[]')) as o (id)
  ) end
  from public.workspaces w where w.id = p_workspace_id
$$;
comment on function private.kept_off(uuid) is
  'Map ids of the workflows that were on at the freeze, or that an earlier freeze left off; after the unfreeze, those that nobody started again.';

create function private.startable(p_workspace_id uuid)
returns table (id uuid, logical_id text, n8n_id text, campaign_id uuid, campaign text, name text)
language sql stable set search_path = ''
as $$
  select m.id, m.logical_id, m.n8n_id, m.campaign_id, c.name, format('[%s] %s%s', w.name,
    coalesce((select t.manifest ->> 'display_name' from genesis.workflow_templates t where t.slug = m.logical_id and t.is_current), m.logical_id), ' — ' || c.name)
  from genesis.workflow_map m
  join public.workspaces w on w.id = m.workspace_id
  -- What an ignition has unmade, or not finished, is not started piecemeal.
  join genesis.ignition_state s on s.workspace_id = m.workspace_id and s.status = 'active'
  left join public.campaigns c on c.workspace_id = m.workspace_id and c.id = m.campaign_id
  where m.workspace_id = p_workspace_id and m.kind = 'workflow' and m.state = 'made' and m.id = any(private.kept_off(p_workspace_id))
    and coalesce(c.status, '') not in ('paused', 'archived')
$$;
comment on function private.startable(uuid) is
  'Of what a freeze keeps off, what is still there and not paused or archived meanwhile, with the name that n8n shows.';

create function private.would_start(p_workspace_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(g.v order by g.campaign), '[]') from (
    select s.campaign, jsonb_build_object('campaign_id', s.campaign_id, 'campaign', s.campaign, 'workflows', jsonb_agg(
      jsonb_build_object('id', s.id, 'logical_id', s.logical_id, 'n8n_id', s.n8n_id, 'name', s.name) order by s.logical_id)) as v
    from private.startable(p_workspace_id) s group by s.campaign_id, s.campaign) as g
$$;
comment on function private.would_start(uuid) is 'private.startable by campaign: [{campaign_id, campaign, workflows: [{id, logical_id, n8n_id, name}]}].';

-- true: all; a list: ids of campaigns and of workflows (workflow_map). Null stays null: nothing is asked for.
create function private.chosen_to_start(p_workspace_id uuid, p_reactivate jsonb) returns uuid[]
language sql stable set search_path = ''
as $$
  select case when jsonb_typeof(p_reactivate) in ('boolean', 'array') and p_reactivate <> 'false' then (
    select coalesce(array_agg(s.id order by s.campaign, s.logical_id), '{}') from private.startable(p_workspace_id) s
    where p_reactivate = 'true' or p_reactivate ? s.id::text or p_reactivate ? s.campaign_id::text) end
$$;
comment on function private.chosen_to_start(uuid, jsonb) is 'Map ids that a choice names among what would start; null when nothing was asked for.';

create function private.choice_refused(p_workspace_id uuid, p_reactivate jsonb) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('status', 400, 'code', 'invalid_field', 'fields', jsonb_agg(jsonb_build_object(
    'path', 'reactivate', 'message', a.id || ' is neither a campaign nor a workflow that would start')))
  from jsonb_array_elements_text(case jsonb_typeof(p_reactivate) when 'array' then p_reactivate else '[]' end) as a (id)
  where not exists (select from private.startable(p_workspace_id) s where a.id in (s.id::text, s.campaign_id::text))
  having count(*) > 0
$$;
comment on function private.choice_refused(uuid, jsonb) is 'The refusal of a list that names what would not start; null when there is nothing to refuse.';

create function private.start_again(p_workspace_id uuid, p_actor text, p_ids uuid[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if coalesce(cardinality(p_ids), 0) > 0 then
    perform private.command_enqueue(p_workspace_id, 'activate_workflows', jsonb_build_object('workflows', to_jsonb(p_ids)));
    perform private.audit(p_workspace_id, 'workflows_reactivated', null, jsonb_build_object('workflows', to_jsonb(p_ids)), p_actor);
  end if;
end
$$;
comment on function private.start_again(uuid, text, uuid[]) is 'Enqueues activate_workflows for these rows of the map, and audits who asked.';

create function genesis.workspace_reactivate(p_workspace_id uuid, p_actor text, p_reactivate jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_status text;
  v_refused jsonb;
  v_ids uuid[];
begin
  -- Exclusive: two that ask at once do not both start everything.
  perform pg_advisory_xact_lock(private.workspace_lock_key(p_workspace_id));
  if not private.is_super_admin(p_actor) then
    return '{"status": 403, "code": "forbidden"}';
  end if;
  perform private.enter(array[p_workspace_id]);
  select status into v_status from public.workspaces where id = p_workspace_id;
  v_refused := private.choice_refused(p_workspace_id, p_reactivate);
  if v_status is null then
    return '{"status": 404, "code": "not_found"}';
  elsif v_status = 'frozen' then
    return '{"status": 403, "code": "workspace_frozen"}';
  elsif v_refused is not null then
    return v_refused;
  end if;
  v_ids := private.chosen_to_start(p_workspace_id, p_reactivate);
  perform private.start_again(p_workspace_id, p_actor, v_ids);
  return jsonb_build_object('status', 200, 'reactivating', to_jsonb(coalesce(v_ids, '{}')));
end
$$;
comment on function genesis.workspace_reactivate(uuid, text, jsonb) is
  'Starts, after an unfreeze, what the freeze had switched off: all (true), or campaigns and workflows by id. {status 200, reactivating: [map ids]} | 400 | 403 | 404. Definer: runs as genesis_machine.';

revoke all on function private.kept_off(uuid), private.startable(uuid), private.would_start(uuid), private.chosen_to_start(uuid, jsonb),
  private.choice_refused(uuid, jsonb), private.start_again(uuid, text, uuid[]) from public, anon, authenticated, service_role;
grant execute on function private.kept_off(uuid), private.startable(uuid), private.would_start(uuid), private.chosen_to_start(uuid, jsonb),
  private.choice_refused(uuid, jsonb), private.start_again(uuid, text, uuid[]) to genesis_machine;
select private.hand_to_machine('genesis.workspace_reactivate(uuid, text, jsonb)', true);
