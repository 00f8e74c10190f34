-- What every operator's number may be, what a name is, and how many of a thing one workspace may have. Long: it says
-- again five functions of which a few lines differ.

alter table genesis.settings add column min_value numeric, add column max_value numeric;
insert into genesis.settings (name, value, unit, note) values
  ('api_keys_per_workspace', 50, 'keys', 'API keys of one workspace that are not revoked'),
  ('open_invites_per_workspace', 100, 'invitations', 'Invitations of one workspace that wait for an answer'),
  ('credentials_per_type', 10, 'credentials', 'Stored credentials of one type in one workspace');
update genesis.settings s set min_value = b.low, max_value = b.high
from (values
  -- Rates and sizes divide; 0 would shut everybody out.
  ('rate_workspace_per_second', 1, 10000), ('rate_workspace_burst', 1, 100000),
  ('rate_client_per_second', 1, 10000), ('rate_client_burst', 1, 100000),
  ('rate_outside_per_minute', 1, 600), ('rate_outside_burst', 1, 1000),
  -- 0: a rotation ends the former token at once. A week: what was lost must not stay good for ever.
  ('webhook_token_overlap_hours', 0, 168),
  ('reservation_minutes', 1, 1440), ('reservation_minutes_max', 1, 1440),
  -- Never 0: a model without a price is not free.
  ('unpriced_input_usd', 0.01, 10000), ('unpriced_output_usd', 0.01, 10000),
  ('sandbox_runs_per_hour', 0, 1000), ('sandbox_usd_per_day', 0, 1000),
  ('quarantine_events', 0, 1000000), ('workspaces_per_user', 0, 1000),
  ('permit_grace_minutes', 1, 1440),
  -- A freeze is retried within five minutes, and one that hangs is told within the hour, whatever somebody typed.
  ('freeze_retry_seconds', 1, 300), ('freeze_alarm_minutes', 1, 60),
  ('audit_copy_alarm_tries', 1, 100),
  ('api_keys_per_workspace', 1, 1000), ('open_invites_per_workspace', 1, 1000), ('credentials_per_type', 1, 100)
) as b (name, low, high) where s.name = b.name;
-- A setting that is added later says its own bounds, or is not added.
alter table genesis.settings alter column min_value set not null, alter column max_value set not null,
  add constraint bounds_are_in_order check (min_value <= max_value);
comment on column genesis.settings.min_value is 'The least value that public.admin_setting_set takes; max_value the largest.';
-- What somebody set before there were bounds comes within them.
update genesis.settings set value = least(greatest(value, min_value), max_value), updated_at = now()
where value not between min_value and max_value;

create or replace function private.admin_setting_set(p_name text, p_value numeric) returns genesis.settings
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_setting genesis.settings;
  v_former numeric;
begin
  perform private.require_operator();
  select * into v_setting from genesis.settings where name = p_name for update;
  if not found then
    perform private.refuse(404, 'setting_unknown', 'There is no such setting.', 'genesis.settings lists them all.');
  -- NaN sorts above every number.
  elsif p_value is null or p_value not between v_setting.min_value and v_setting.max_value then
    perform private.refuse(400, 'invalid_field', format('value of %s must be from %s to %s %s', p_name,
      trim_scale(v_setting.min_value), trim_scale(v_setting.max_value), v_setting.unit), 'genesis.settings has the range of each.');
  elsif p_value = v_setting.value then
    return v_setting;
  end if;
  v_former := v_setting.value;
  update genesis.settings set value = p_value, updated_at = now() where name = p_name returning * into v_setting;
  perform private.audit(null, 'setting_changed', null, jsonb_build_object('name', p_name, 'from', v_former, 'to', p_value));
  return v_setting;
end
$$;

-- Names stand in lists, logs, workflows' names and mails' headers: something to see, on one line.
create function private.one_line(p_field text, p_text text, p_max int) returns text
language plpgsql stable set search_path = ''
as $$
declare
  -- White space of Unicode, and what takes no room: a name of nothing else is blank.
  v_text text := regexp_replace(p_text, '^[\s\u00A0\u1680\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\uFEFF]+|[\s\u00A0\u1680\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\uFEFF]+$', '', 'g');
begin
  if v_text is null or length(v_text) not between 1 and p_max then
    perform private.refuse(400, 'invalid_field', format('%s must have 1 to %s characters', p_field, p_max));
  elsif v_text ~ '[\u0001-\u001F\u007F-\u009F\u2028\u2029]' then
    perform private.refuse(400, 'invalid_field', format('%s must be one line, without control characters', p_field));
  end if;
  return v_text;
end
$$;
comment on function private.one_line(text, text, int) is
  'The text without white space around it; PT400 invalid_field naming the field when it is blank, longer than p_max characters, or has a line break or control character in it.';
revoke all on function private.one_line(text, text, int) from public, anon, authenticated, service_role;

create or replace function private.admin_open_workspace(p_workspace_id uuid, p_reason text) returns genesis.break_glass_grants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_reason text := regexp_replace(p_reason, '^\s+|\s+$', '', 'g');
  v_grant genesis.break_glass_grants;
begin
  perform private.operate_on(p_workspace_id);
  if v_reason is null or length(v_reason) not between 5 and 2000 then
    perform private.refuse(400, 'invalid_field', 'reason must have 5 to 2000 characters', 'The workspace''s admins read it in their audit log.');
  end if;
  insert into genesis.break_glass_grants (workspace_id, user_id, reason)
  values (p_workspace_id, private.uid(), v_reason) returning * into v_grant;
  perform private.audit(p_workspace_id, 'super_admin_access', v_grant.reason,
    jsonb_build_object('grant_id', v_grant.id, 'expires_at', v_grant.expires_at));
  return v_grant;
end
$$;

create or replace function private.create_workspace(p_name text, p_slug text) returns public.workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_person public.users := private.person();
  v_name text := private.one_line('name', p_name, 120);
  v_most numeric := private.setting('workspaces_per_user');
  v_workspace public.workspaces;
begin
  if p_slug is null or p_slug !~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$' then
    perform private.refuse(400, 'invalid_field', 'slug must be 1 to 63 lower-case letters, digits and hyphens, no hyphen at its ends');
  end if;
  -- One at a time for one person, or two calls would both find room.
  perform from public.users where user_id = v_person.user_id for no key update;
  if (select count(*) from public.workspaces where created_by = v_person.user_id) >= v_most then
    perform private.refuse(409, 'too_many_workspaces', format('One person may create at most %s workspaces.', v_most),
      'Ask an operator.');
  end if;
  insert into public.workspaces (name, slug, created_by) values (v_name, p_slug, v_person.user_id)
  on conflict (slug) do nothing returning * into v_workspace;
  if v_workspace.id is null then
    perform private.refuse(409, 'slug_taken', 'slug is taken', 'Choose another slug.');
  end if;
  insert into public.user_workspaces (workspace_id, user_id, role) values (v_workspace.id, v_person.user_id, 'owner');
  perform private.audit(v_workspace.id, 'workspace_created', null,
    jsonb_build_object('slug', v_workspace.slug, 'plan', v_workspace.plan));
  return v_workspace;
end
$$;

create or replace function private.rename_workspace(p_workspace_id uuid, p_name text) returns public.workspaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_workspace public.workspaces;
  v_name text;
  v_former text;
begin
  perform private.lock_as(p_workspace_id, 'owner');
  v_name := private.one_line('name', p_name, 120);
  select * into v_workspace from public.workspaces where id = p_workspace_id;
  if v_workspace.name = v_name then
    return v_workspace;
  end if;
  v_former := v_workspace.name;
  update public.workspaces set name = v_name where id = p_workspace_id returning * into v_workspace;
  perform private.audit(p_workspace_id, 'workspace_renamed', null,
    jsonb_build_object('from', v_former, 'to', v_workspace.name));
  return v_workspace;
end
$$;

-- Campaigns and groups that a person names. Not those of the machine: what a former system called its campaigns is kept
-- as it was, or late events would not find them.
create function private.named_by_a_person() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.one_line('name', new.name, 200);
  return new;
end
$$;
comment on function private.named_by_a_person() is 'Definer: people may not execute private.one_line. PT400 invalid_field.';
revoke all on function private.named_by_a_person() from public, anon, authenticated, service_role;
create trigger named_by_a_person before insert or update of name on public.campaigns
  for each row when (current_user = 'authenticated') execute function private.named_by_a_person();
create trigger named_by_a_person before insert or update of name on public.campaign_groups
  for each row when (current_user = 'authenticated') execute function private.named_by_a_person();
