import { PATH, type Planned, startPlanned } from './planned';
import { ROWS } from './statements';

let planned: Planned;
beforeAll(async () => {
  planned = await startPlanned();
  await planned.client.query(ROWS);
  await planned.client.query('INSERT INTO app.boxed VALUES (1, 1)');
  await planned.client.query(`SET search_path = ${PATH.join()}`);
});
afterAll(() => planned?.stop());

/** Each of them writes a row of `app.log` by something that no word of it names as a write. */
it.each([
  'select 5::app.checked',
  'select cast($$5$$ as app.checked)',
  'select array[1]::app.checked[]',
  "select '{1}'::app.checked[]",
  "select '(1,2)'::app.with_domain",
  'select json_populate_record(null::with_domain, \'{"id":1,"a":2}\')',
  'select jsonb_populate_record(null::with_domain, \'{"id":1,"a":2}\')',
  'select (jsonb_populate_record(w, \'{"a":2}\')).a from (select null::with_domain as w) x',
  'select * from json_to_record(\'{"a":1}\') as x(a app.checked)',
  'select * from json_to_recordset(\'[{"a":1}]\') as x(a app.checked)',
  "select json_value('{\"a\":1}', '$.a' returning app.checked)",
  "select * from json_table('[1]'::jsonb, '$[*]' columns (a app.checked path '$')) x",
  'insert into with_domain values (1, 2)',
  'insert into with_domain select 1, 2',
  'update boxed set d = 2',
  "insert into boxed (id, d) values (7, '3')",
  "select '(3)'::app.box",
  'select row(3)::app.box',
  "select 'a'::text::app.point2",
  "select cast('a'::text as app.point2)",
  'select c.shout from customers c',
  'select (c).shout from customers c',
  'select shout(c) from customers c',
  'select shout(c.*) from customers c',
  'select (select c.shout) from customers c',
  'select app.writing(id) from customers',
  'select app.writing(id) over () from customers',
  'select app.writing(id) filter (where true) from customers group by id',
  'select 1 === 2',
  'select 1 operator(app.===) 2',
  'select 1 === any (array[1])',
  'select 1 where 1 === all (select 1)',
  'select * from customers a join customers b on a.id === b.id',
  'select row(1) operator(app.===) row(1)',
  'values (app.declared_writes())',
  'select * from customers limit app.declared_writes()',
  'select * from customers order by app.declared_writes()',
  'select case when app.declared_writes() = 1 then 1 end',
  'select coalesce(null, app.declared_writes())',
  'select count(*) filter (where app.declared_writes() = 1) from keyless',
  'select * from app.declared_writes()',
  'select * from rows from (app.declared_writes()) with ordinality',
  'select * from keyless, lateral app.declared_writes() x',
  'select * from keyless where exists (select from app.declared_writes() x where x = 1)',
  'select app.adds(app.declared_writes())',
  'select app.with_argument()',
  'select app.reads_view()',
  'select app.calls_reader()',
  'select app.uses_operator()',
  'select app.uses_domain()',
  'select app.adds(b => app.declared_writes(), a => 1)',
  'select array[app.declared_writes()]',
  'select (array[1, 2])[app.declared_writes()]',
  'select sum(id) over (order by id rows app.declared_writes() preceding) from keyless',
  'select id from keyless group by id having app.declared_writes() = 1',
  'select distinct on (app.declared_writes()) id from keyless',
  'with x as materialized (select app.declared_writes() as a) select a from x',
  'with recursive x(n) as (select 1 union all select app.declared_writes() + 1 from x where n < 2) select n from x',
  'select 1 union select app.declared_writes()',
  'select * from keyless for update of keyless offset app.declared_writes()',
  'select * from keyless tablesample system (99 + app.declared_writes())',
  'create temp table from_writer as select app.declared_writes()',
  'select app.declared_writes() into temp from_writer',
  'explain analyze select app.declared_writes()',
  'explain analyze create temp table from_writer as select app.declared_writes()',
  'copy (select app.declared_writes()) to stdout',
  'call app.proc()',
  "call app.proc_sql('x')",
  'do $$ begin call app.proc(); end $$',
  'select app.calls_writer()',
  'select * from writing_view',
  'select * from writing_view_above',
  'refresh materialized view written_once',
  'update keyless set a = app.declared_writes()',
  'insert into with_default (id) values (9)',
  'update with_default set a = default',
  'insert into with_default values (9, default)',
  'insert into keyless values (1, app.declared_writes())',
  'insert into by_text values ($$a$$, 1) on conflict (code) do update set a = app.declared_writes()',
  'insert into by_text values ($$a$$, 1) on conflict (code) do update set a = 1 where app.declared_writes() = 1',
  'merge into keyless k using (select 1) t on k.id = 2 when matched and app.declared_writes() = 1 then update set a = 1',
  'delete from keyless where app.declared_writes() = 1 returning *',
  'delete from keyless returning app.declared_writes()',
  'update declared set a = 0',
  'update watched set a = 0',
  'update ruled set a = 0',
  'insert into instead values (1)',
  'insert into checked_table values (1)',
  'update indexed set a = a + 1',
  'set local search_path = early, app; select lower(7)',
  "select query_to_xml('select app.declared_writes()', true, true, '')",
  'prepare writer as select app.declared_writes(); execute writer; deallocate writer',
  'declare writer cursor for select app.declared_writes(); fetch all from writer; close writer',
])('N5: %s writes the log, and its plan knows or gives up', async (text) => {
  const { client, planner } = planned;
  const logged = async () => (await client.query('SELECT count(*)::int AS rows FROM app.log')).rows[0].rows;
  const plan = planner.plan(text, PATH);
  await client.query('BEGIN');
  try {
    const before = await logged();
    // Sent as it would be by a cursor or a copy, the rows themselves do not matter.
    await client.query(text.startsWith('copy') ? text.replace('copy (', '').replace(') to stdout', '') : text);
    expect(await logged()).toBeGreaterThan(before);
  } finally {
    await client.query('ROLLBACK');
  }
  expect(plan.read).toBeUndefined();
  expect(plan.write?.resolved !== true || plan.write.tags([]).includes('app.log')).toBe(true);
  expect(plan.write).toBeDefined();
});
