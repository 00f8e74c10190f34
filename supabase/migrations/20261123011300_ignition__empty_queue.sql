-- An empty queue is due never, which is null: `greatest(0, null)` is 0, and would have each invocation ask ten times a
-- second until its time is up.
create or replace function genesis.ignition_claim(p_max int default 1) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_message record;
  v_state genesis.ignition_state;
  v_messages jsonb := '[]';
begin
  for v_message in select m.msg_id, m.message from pgmq.read('ignition', 60, least(greatest(p_max, 1), 10)) as m loop
    v_state := private.ignition_take(v_message.message, v_message.msg_id);
    if v_state.workspace_id is not null then
      v_messages := v_messages || jsonb_build_object('msg_id', v_message.msg_id, 'workspace_id', v_state.workspace_id,
        'run_id', v_state.run_id, 'epoch', (select epoch from public.workspaces where id = v_state.workspace_id),
        'step', v_state.step, 'attempt', private.ignition_attempt(v_state), 'trace_id', v_state.trace_id,
        'started_at', v_state.step_started_at, 'deadline', v_state.step_started_at + (
          select case v_state.mode when 'local' then s.deadline_local else s.deadline end from private.ignition_steps s where s.step = v_state.step),
        'state', jsonb_build_object('slug', (select slug from public.workspaces where id = v_state.workspace_id),
          'name', (select name from public.workspaces where id = v_state.workspace_id), 'mode', v_state.mode,
          'partition_name', v_state.partition_name, 'droplet_id', v_state.droplet_id, 'webhook_url', v_state.webhook_url));
    end if;
  end loop;
  return jsonb_build_object('messages', v_messages, 'next_due_in_s', (
    select greatest(0, ceil(extract(epoch from q.vt - clock_timestamp()))) from pgmq.q_ignition q order by q.vt limit 1));
end
$$;
