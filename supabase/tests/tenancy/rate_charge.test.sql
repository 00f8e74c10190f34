-- genesis.rate_charge: a token bucket by name.
begin;
select no_plan();
create function pg_temp.charge(p_asked int default 1) returns text language sql as $$
  select concat_ws(' ', c ->> 'status', c ->> 'retry_after') from genesis.rate_charge('outside', 'probe', p_asked) c $$;
update genesis.settings set value = 12 where name = 'rate_outside_per_minute';
update genesis.settings set value = 10 where name = 'rate_outside_burst';
select is(pg_temp.charge(7), '200', 'what is there is granted');
select matches(pg_temp.charge(4), '^429 [45]$', 'more than is left is refused, with when one is there again');
update genesis.rate_limits set updated_at = updated_at - interval '16 s' where bucket = 'outside:probe';
select is(pg_temp.charge(3), '200', 'twelve a minute come back');
select matches(pg_temp.charge(1), '^429 [45]$', 'and no more');
select is(genesis.rate_charge('outside', 'another') ->> 'status', '200', 'another key has a bucket of its own');
select is((select tokens from genesis.rate_limits where bucket = 'client:probe-address'), null, 'a client''s bucket');
select is(genesis.rate_charge('client', 'probe-address') ->> 'status', '200', 'is charged');
select is((select round(tokens)::int from genesis.rate_limits where bucket = 'client:probe-address'), (private.setting('rate_client_burst') - 1)::int, 'with ingestion''s rate');
select is(genesis.rate_charge(w, k) ->> 'status', '400', format('no bucket: %s %s', w, k)) from (values ('else', 'k'), ('outside', null), (null, 'k')) v (w, k);
select throws_ok('set local role authenticated; select genesis.rate_charge(''outside'', ''probe'')', '42501', null, 'no person charges');
select * from finish();
rollback;
