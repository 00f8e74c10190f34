-- Rates of what is no ingestion: whoever may save a stage of the wizard could otherwise use Genesis to look at the
-- addresses of others, and whoever has no token could keep enrolment busy.

insert into genesis.settings (name, value, unit, note) values
  ('rate_outside_per_minute', 12, 'requests/min', 'What the wizard asks outside (websites, providers, links, DNS) for one workspace: refill'),
  ('rate_outside_burst', 60, 'requests', 'What the wizard asks outside for one workspace: size');

create function genesis.rate_charge(p_what text, p_key text, p_asked int default 1) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '3s'
as $$
declare
  v_rate float8 := case p_what when 'client' then private.setting('rate_client_per_second') when 'outside' then private.setting('rate_outside_per_minute') / 60 end;
  v_burst float8 := case p_what when 'client' then private.setting('rate_client_burst') when 'outside' then private.setting('rate_outside_burst') end;
  v_asked int := greatest(coalesce(p_asked, 1), 1);
  v_taken record;
begin
  if v_rate is null or p_key is null then
    return '{"status": 400, "code": "invalid_field"}';
  end if;
  select * into v_taken from private.rate_take(array[p_what || ':' || p_key], array[v_asked], array[v_rate], array[v_burst]);
  if v_taken.granted >= v_asked then
    return '{"status": 200}';
  end if;
  return jsonb_build_object('status', 429, 'code', 'rate_limited', 'retry_after', greatest(1, ceil((1 - v_taken.tokens) / v_rate)));
end
$$;
comment on function genesis.rate_charge(text, text, int) is
  'Charges the token bucket of a client address (client, shared with ingestion) or of a workspace''s questions to the outside (outside): {status 200|400|429, code, retry_after (s)}. Definer, postgres: rates are no tenant''s.';
revoke all on function genesis.rate_charge(text, text, int) from public, anon, authenticated, service_role;
grant execute on function genesis.rate_charge(text, text, int) to service_role;
