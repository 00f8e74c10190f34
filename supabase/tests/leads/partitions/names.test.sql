begin;
select plan(10);

-- the name alone
select is(private.partition_name_for(tests.id('a'), 'acme'), 'leads_p_acme', 'a plain slug stays as it is');
select is(private.partition_name_for(tests.id('a'), 'Acme--Ünï & Söhne'), 'leads_p_acme_n_s_hne', 'runs of other characters are one _');
select is(private.partition_name_for(tests.id('a'), repeat('г', 200)), 'leads_p__', 'a Cyrillic slug is one run');
select is(octet_length(private.partition_name_for(tests.id('a'), repeat('x', 200))), 63, '200 characters are cut to 63 bytes');
select matches(private.partition_name_for(tests.id('a'), repeat('x', 200)), '^leads_p_x{46}_[0-9a-f]{8}$', 'and carry a hash of the workspace');
select isnt(private.partition_name_for(tests.id('a'), repeat('x', 200)), private.partition_name_for(tests.id('b'), repeat('x', 200)),
  'two workspaces with one long slug differ');
select is(private.partition_name_for(tests.id('a'), repeat('x', 55)), 'leads_p_' || repeat('x', 55), '63 bytes need no cut');

-- two slugs that sanitise alike
select tests.workspace('leads-na-me');
select tests.workspace('leads-na--me');
select is(genesis.partition_create(tests.id('leads-na-me')) ->> 'partition_name', 'leads_p_leads_na_me', 'the first gets the plain name');
select matches(genesis.partition_create(tests.id('leads-na--me')) ->> 'partition_name', '^leads_p_leads_na_me_[0-9a-f]{8}$',
  'the second gets a hash');

-- a slug that leads to the name of another partition's index
select tests.workspace('leads-na-me-pkey');
select matches(genesis.partition_create(tests.id('leads-na-me-pkey')) ->> 'partition_name', '^leads_p_leads_na_me_pkey_[0-9a-f]{8}$',
  'an index counts as taken');

select * from finish();
rollback;
