-- Stand-in for pg_net, for development only. Same names and columns; stack/worker sends what is queued.
create schema net;

create domain net.http_method as text
  check (lower(value) in ('get', 'post', 'delete'));

create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (status net.request_status, message text, response net.http_response);

create unlogged table net.http_request_queue (
  id                   bigserial,
  method               net.http_method not null,
  url                  text not null,
  headers              jsonb,
  body                 bytea,
  timeout_milliseconds integer not null
);

create unlogged table net._http_response (
  id           bigint,
  status_code  integer,
  content_type text,
  headers      jsonb,
  content      text,
  timed_out    boolean,
  error_msg    text,
  created      timestamptz not null default now()
);
create index on net._http_response (created);

create function net._urlencode_string(string varchar) returns text
language plpgsql immutable strict set search_path = '' as $$
declare
  bytes bytea := convert_to(string, 'UTF8');
  result text := '';
  b integer;
begin
  for i in 0 .. length(bytes) - 1 loop
    b := get_byte(bytes, i);
    result := result || case
      when chr(case when b between 1 and 127 then b else 32 end) ~ '^[A-Za-z0-9_.~-]$' then chr(b)
      else '%' || upper(lpad(to_hex(b), 2, '0')) end;
  end loop;
  return result;
end $$;

create function net._url_with_params(url text, params jsonb) returns text
language sql immutable set search_path = '' as $$
  select case when coalesce(params, '{}'::jsonb) = '{}'::jsonb then url else
    url || case when position('?' in url) > 0 then '&' else '?' end || (
      select string_agg(net._urlencode_string(p.key) || '=' || net._urlencode_string(p.value), '&' order by p.key)
      from jsonb_each_text(params) p)
  end
$$;

-- A notification is delivered with the commit and never before it, as pg_net's worker is woken.
create function net.wake() returns void
language sql volatile set search_path = '' as $$ select pg_notify('pg_net_stand_in', '') $$;

create function net._enqueue(method text, url text, headers jsonb, body bytea, timeout_milliseconds integer)
returns bigint language plpgsql volatile set search_path = '' as $$
declare
  request_id bigint;
begin
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values (method, url, headers, body, timeout_milliseconds) returning id into request_id;
  perform net.wake();
  return request_id;
end $$;

create function net.http_get(
  url text, params jsonb default '{}'::jsonb, headers jsonb default '{}'::jsonb, timeout_milliseconds integer default 5000
) returns bigint language sql volatile as $$
  select net._enqueue('GET', net._url_with_params(url, params), headers, null, timeout_milliseconds)
$$;

create function net.http_post(
  url text, body jsonb default '{}'::jsonb, params jsonb default '{}'::jsonb,
  headers jsonb default '{"Content-Type": "application/json"}'::jsonb, timeout_milliseconds integer default 5000
) returns bigint language plpgsql volatile as $$
declare
  content_type text := (select h.value from jsonb_each_text(headers) h where lower(h.key) = 'content-type' limit 1);
begin
  if content_type is not null and content_type not ilike 'application/json%' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  if content_type is null then
    headers := coalesce(headers, '{}'::jsonb) || '{"Content-Type": "application/json"}'::jsonb;
  end if;
  return net._enqueue('POST', net._url_with_params(url, params), headers, convert_to(body::text, 'UTF8'),
                      timeout_milliseconds);
end $$;

create function net.http_delete(
  url text, params jsonb default '{}'::jsonb, headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000, body jsonb default null
) returns bigint language sql volatile as $$
  select net._enqueue('DELETE', net._url_with_params(url, params), headers,
                      case when body is null then null else convert_to(body::text, 'UTF8') end, timeout_milliseconds)
$$;

create function net._http_collect_response(request_id bigint, async boolean default true)
returns net.http_response_result language plpgsql volatile as $$
declare
  r net._http_response;
begin
  loop
    select * into r from net._http_response x where x.id = request_id;
    if found then
      if r.error_msg is not null then
        return ('ERROR', r.error_msg, null)::net.http_response_result;
      end if;
      return ('SUCCESS', 'ok', (r.status_code, r.headers, r.content)::net.http_response)::net.http_response_result;
    end if;
    if async then
      return ('PENDING', 'request is pending processing', null)::net.http_response_result;
    end if;
    perform pg_sleep(0.05);
  end loop;
end $$;

create function net.worker_restart() returns boolean
language plpgsql volatile as $$ begin perform net.wake(); return true; end $$;

create function net.check_worker_is_up() returns void language plpgsql stable as $$ begin end $$;

-- pg_net's own grants: everybody in the database may queue, read and rewrite. Tests must meet them.
grant usage on schema net to public;
grant all on all tables in schema net to public;
grant all on all sequences in schema net to public;
grant execute on all functions in schema net to public;
