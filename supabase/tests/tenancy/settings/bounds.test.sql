-- The range of each operator's number, and what a name is, wherever a person gives one.
begin;
select no_plan();
select tests.workspace('bd', 'bd_owner');
select tests.operator('bd_op');
create temp table names (label text, name text);
insert into names values ('a line break', E'\n'), ('two lines', E'a\nb'), ('a header', E'x\r\nBcc: all@x.test'), ('a tab', E'\t'),
  ('what nobody sees', U&'\00A0\200B'), ('a bell', E'a\u0007'), ('a line separator', U&'a\2028b'), ('a C1 control', E'a\u009Fb');
grant select on names to public;

select is((select string_agg(name, ', ') from genesis.settings where value not between min_value and max_value), null, 'each default is within its range');
select tests.as_user('bd_op');
select tests.refuses(format('select public.admin_setting_set(%L, %L)', name, v), 'PT400', 'invalid_field', name || ' ' || v)
from genesis.settings, lateral unnest(array[min_value - 0.001, max_value + 0.001, 1e9, 'Infinity', 'NaN']) v;
select throws_ok($$select public.admin_setting_set('freeze_alarm_minutes', 1e9)$$, 'PT400', 'value of freeze_alarm_minutes must be from 1 to 60 minutes', 'the sentence has field and range');
select is((select s.value from public.admin_setting_set(x.name, x.v) s), x.v, x.name || ' may be ' || x.v)
from (select name, unnest(array[min_value, max_value]) as v from genesis.settings) x;
select tests.refuses(format('select public.admin_open_workspace(tests.id(''bd''), %L)', r), 'PT400', 'invalid_field', 'a reason of ' || length(r))
from unnest(array[repeat('x', 2001), E'\n\n\n\n\n\n', E'\n  x  \n']) r;
select lives_ok(format('select public.admin_open_workspace(tests.id(''bd''), %L)', E'ticket 12:\n' || repeat('x', 1980)), 'which may have lines');

select tests.as_user('bd_owner');
select tests.refuses(format('select public.%s', replace(c.call, '%N', quote_literal(n.name))), 'PT400', 'invalid_field', left(c.call, 16) || ': ' || n.label)
from names n, (values ('create_workspace(%N, ''bd-2'')'), ('rename_workspace(tests.id(''bd''), %N)'), ('create_api_key(tests.id(''bd''), %N)')) as c (call);
select tests.refuses(format('insert into public.%s (workspace_id, name) values (tests.id(''bd''), %L)', t, n.name), 'PT400', 'invalid_field', t || ': ' || n.label)
from names n, unnest(array['campaigns', 'campaign_groups']) t;
select lives_ok($$insert into public.campaigns (workspace_id, name) values (tests.id('bd'), 'Autumn — Größe “1” 🔨')$$, 'any script, any sign');
select tests.refuses(format('update public.campaigns set name = %L', n.name), 'PT400', 'invalid_field', 'renamed: ' || n.label) from names n;
select lives_ok($$update public.campaigns set description = E'two\nlines'$$, 'a description has lines');
select is((select w.name from public.rename_workspace(tests.id('bd'), U&'\00A0 N\00E4me \200B') w), 'Näme', 'trimmed of what nobody sees');
select tests.refuses(format('select public.invite_member(tests.id(''bd''), %L, ''viewer'')', E'a\u0007@x.test'), 'PT400', 'invalid_field', 'nor an address');

-- What another system called its campaigns is kept: late events come under that name.
select tests.reset();
select lives_ok($$insert into public.campaigns (workspace_id, name) values (tests.id('bd'), E'old\tname')$$, 'the machine keeps a former name');
select * from finish();
rollback;
