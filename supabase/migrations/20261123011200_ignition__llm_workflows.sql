-- What pausing the model's callers needs to know of a workspace, and no more.
create function genesis.llm_workflows(p_workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
begin
  perform private.enter_locked(p_workspace_id);
  return (select coalesce(jsonb_agg(m.n8n_id order by m.created_at, m.id), '[]')
    from genesis.workflow_map m join genesis.workflow_templates t on t.slug = m.logical_id and t.is_current
    where m.workspace_id = p_workspace_id and m.kind = 'workflow' and m.n8n_id is not null and t.manifest -> 'uses_llm' = 'true');
end
$$;
comment on function genesis.llm_workflows(uuid) is
  'n8n''s ids of the workflows, of every campaign, whose template says uses_llm: ["…"]. Definer: runs as genesis_machine.';
select private.hand_to_machine('genesis.llm_workflows(uuid)', true);
