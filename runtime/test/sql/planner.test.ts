import type { Plan } from '../../lib/sql/plan';
import { PATH, type Planned, startPlanned } from './planned';

let planned: Planned;
beforeAll(async () => {
  planned = await startPlanned();
});
afterAll(() => planned?.stop());

const plan = (text: string, path: readonly string[] | undefined = PATH): Plan => planned.planner.plan(text, path);
const found = (text: string, values: unknown[] = []) => plan(text).read?.tags(values).found;
const dropped = (text: string, values: unknown[] = []) => plan(text).write?.tags(values);

describe('a read that can be cached', () => {
  it.each([
    ['select * from customers', ['app.customers']],
    ['select count(*) from customers', ['app.customers']],
    ['table customers', ['app.customers']],
    ['select * from other.twice', ['other.twice']],
    ['select * from orders o join customers c on c.id = o.customer_id', ['app.customers', 'app.orders']],
    ['select * from orders where customer_id in (select id from customers)', ['app.customers', 'app.orders']],
    ['select (select max(id) from orders) from customers', ['app.customers', 'app.orders']],
    ['select * from orders union all select * from orders', ['app.orders']],
    ['select 1 from orders except select 1 from customers', ['app.customers', 'app.orders']],
    ['with a as (select * from orders) select * from a', ['app.orders']],
    ['with customers as (select * from customers) select * from customers', ['app.customers']],
    ['with customers as (select 1) select * from customers', []],
    ['with customers as (select 1) select * from app.customers', ['app.customers']],
    ['with a as (select * from b), b as (select 1) select * from a', undefined],
    ['with a as (select * from keyless), keyless as (select 1) select * from a', ['app.keyless']],
    ['with recursive a as (select * from keyless), keyless as (select 1) select * from a', []],
    ['select * from (with keyless as (select 1) select * from keyless) x, keyless', ['app.keyless']],
    ['with a as (select 1) select (with b as (select * from a) select 1 from b, keyless)', ['app.keyless']],
    [
      'select * from customers, lateral (select * from orders where customer_id = customers.id) o',
      ['app.customers', 'app.orders'],
    ],
    ['select case when exists (select from orders) then 1 end', ['app.orders']],
    ['select * from customers order by (select count(*) from orders)', ['app.customers', 'app.orders']],
    ['select * from customers limit (select count(*) from orders)', ['app.customers', 'app.orders']],
    ['select array(select id from orders)', ['app.orders']],
    ['select sum(id) filter (where id > (select min(id) from customers)) from orders', ['app.customers', 'app.orders']],
    ['select rank() over (order by id) from orders', ['app.orders']],
    ['select 1', []],
    ['values (1), (2)', []],
    ['select * from other."t*"', ['other.t*']],
    ['select "I d" from other."Mixed.Case"', ['other.Mixed.Case']],
  ])('knows the tables of %s', (text, tables) => {
    expect(plan(text).read?.tables).toEqual(tables);
  });

  it.each([
    ['B9: a view', 'select * from paid', ['app.customers', 'app.orders']],
    ['B9: a view on a view', 'select * from paid_names', ['app.customers', 'app.orders']],
    ['B8: a materialised view', 'select * from totals', ['app.totals']],
    ['B8: a view on a materialised view', 'select * from rich', ['app.totals']],
    ['B7: a partition', 'select * from events_1_old', ['app.events']],
    ['B7: a partitioned partition', 'select * from events_1', ['app.events']],
    ['B7: a table that inherits', 'select * from only dogs', ['app.animals']],
    ['N12: the tables of a policy', 'select * from shared', ['app.members', 'app.shared']],
    ['N5: a function in SQL', 'select app.counts()', ['app.keyless']],
    ['N5: a function in PL/pgSQL', 'select app.reads_code()', ['app.keyless']],
    [
      'N5: a function in PL/pgSQL of all kinds of pieces',
      'select * from app.reads_pieces(1)',
      ['app.customers', 'app.keyless', 'app.orders'],
    ],
    ['N5: a function in PL/pgSQL that calls itself', 'select app.reads_again(3)', ['app.keyless']],
    ['N5: a function whose body was parsed', 'select app.counts_atomic(), app.returns_atomic()', ['app.keyless']],
    ['N5: a function that is declared', 'select app.declared_reads()', ['app.keyless']],
    ['N5: a function with its own search path', 'select app.counts_fixed()', ['other.twice']],
    ['N5: a function by the path of its caller', 'select app.counts_by_path()', ['app.twice']],
    [
      'N5: a function by the paths of two callers',
      'select app.counts_by_path(), app.counts_through()',
      ['app.twice', 'other.twice'],
    ],
  ])('%s stands for its tables', (_name, text, tables) => {
    expect(plan(text).read?.tables).toEqual(tables);
  });

  it('K8: finds the table of a name by the search path, and none by a path that is not known', () => {
    expect(plan('select * from twice', ['app']).read?.tables).toEqual(['app.twice']);
    expect(plan('select * from twice', ['other', 'app']).read?.tables).toEqual(['other.twice']);
    expect(plan('select * from twice', ['public'])).toMatchObject({ bypass: 'unknown-relation' });
    expect(planned.planner.plan('select * from twice', undefined)).toMatchObject({ bypass: 'unknown-path' });
    expect(plan('select * from twice', ['$user', 'app'])).toMatchObject({ bypass: 'unknown-path' });
    expect(plan('select * from twice', ['created_since', 'app'])).toMatchObject({ bypass: 'unknown-path' });
    expect(plan('select app.counts_by_path()', ['other']).read?.tables).toEqual(['other.twice']);
    expect(plan('select app.counts_as_owner()', ['other'])).toMatchObject({ bypass: 'unknown-path' });
  });

  it.each([
    'select * from secrets',
    'select * from shared',
    'select * from mine',
    'select current_user from customers',
    'select session_user',
    "select current_setting('app.tenant')",
    'select * from customers where name = user',
  ])('N12: %s is one for each session', (text) => {
    expect(plan(text).read?.perSession).toBe(true);
  });

  it('gives the time of a hint, and no more', () => {
    expect(plan('/* CACHE_PARAM(ttl=5m) */ select * from customers').read?.hint).toEqual({ ttlMs: 300_000 });
    expect(plan('select * from customers').read).not.toHaveProperty('hint');
    expect(plan('/* CACHE_PARAM(ttl=0s) */ select * from customers')).toMatchObject({ bypass: 'malformed-hint' });
  });

  it('K6: gives one text for the key, whatever the whitespace', () => {
    const [a, b] = ['select *\n from customers -- all', '/* CACHE_PARAM(ttl=1s) */ select * from   customers'];
    expect(plan(a).read?.text).toBe('select * from customers');
    expect(plan(b).read?.text).toBe(plan(a).read?.text);
  });

  it.each([
    "select to_char(created_at, 'YYYY'), date_trunc('day', created_at)::date from customers",
    'select created_at::date from customers c',
    "select (created_at + interval '1 day')::date from customers",
    'select max(created_at)::date from customers',
    "select * from customers where born = '2024-01-01'",
    "select * from customers where born > '2024-01-01'::date and born < $1::date",
    'select jsonb_agg(c) from customers c',
    "select concat(name, 'x'), coalesce(name, 'y'), name || 'z' from customers",
    'select email from customers where email = $1',
    'select id::text, total::numeric(4,1), note::varchar(3) from orders',
    'select app.total(id) from customers',
    "select * from orders where state = 'paid'::app.state",
    'select a from with_positive',
    'select 1::app.positive',
    "select 'the snow is known'",
  ])('is %s', (text) => {
    expect(plan(text)).toMatchObject({ read: { perSession: false }, write: undefined });
  });
});

describe('a read that is not cached', () => {
  it.each([
    ['N1', 'clock', 'select now()'],
    ['N1', 'clock', 'select current_timestamp'],
    ['N1', 'clock', 'select current_date'],
    ['N1', 'clock', 'select localtime'],
    ['N1', 'clock', 'select * from customers where created_at > now()'],
    ['N1', 'clock', 'select age(created_at) from customers'],
    ['N1', 'clock', 'select * from today'],
    ['N2', 'volatile-function', 'select random()'],
    ['N2', 'volatile-function', 'select gen_random_uuid()'],
    ['N2', 'volatile-function', "select nextval('numbers')"],
    ['N2', 'volatile-function', "select currval('numbers')"],
    ['N2', 'volatile-function', 'select clock_timestamp()'],
    ['N2', 'volatile-function', 'select pg_sleep(0)'],
    ['N3', 'locks', 'select * from customers for update'],
    ['N3', 'locks', 'select * from customers for key share nowait'],
    ['N3', 'locks', 'select * from (select * from customers for share skip locked) c'],
    ['N4', 'writes', 'select * into copied from customers'],
    ['N4', 'writes', 'with d as (delete from keyless returning *) select * from d'],
    ['N4', 'writes', 'insert into keyless values (1) returning *'],
    ['N5', 'function', 'select app.reads_text()'],
    ['N5', 'clock', 'select app.reads_day()'],
    ['N5', 'clock', 'select app.reads_now()'],
    ['N5', 'locks', 'select app.reads_locking()'],
    ['N5', 'volatile-function', "select app.writes_sql('x')"],
    ['N6', 'not-select', 'declare c cursor for select * from customers'],
    ['N6', 'not-select', 'copy customers to stdout'],
    ['N7', 'multi-statement', 'select 1; select 2'],
    ['N8', 'unknown-relation', 'select * from pg_temp.customers'],
    ['N9', 'volatile-function', 'select pg_advisory_lock(1)'],
    ['N9', 'volatile-function', "select pg_notify('a', 'b')"],
    ['N9', 'session', "select set_config('a.b', 'c', false)"],
    ['N10', 'random-sample', 'select * from customers tablesample system (10)'],
    ['N11', 'system-catalog', 'select * from pg_class'],
    ['N11', 'system-catalog', 'select * from pg_catalog.pg_stat_activity'],
    ['N11', 'system-catalog', 'select * from information_schema.tables'],
    ['N11', 'system-catalog', "select 'customers'::regclass"],
    ['N11', 'system-catalog', 'select xmin, * from customers'],
    ['N15', 'clock', "select * from customers where born = 'today'"],
    ['N15', 'clock', "select * from customers where born = 'Tomorrow 10:00'"],
    ['N15', 'clock', "select date 'yesterday'"],
    ['N15', 'clock', "select 'now'::timestamptz"],
    ['N15', 'clock', "select '[today,infinity)'::daterange"],
    ['N15', 'clock', 'select name::date from customers'],
    ['N15', 'clock', 'select date(name) from customers'],
    ['N15', 'clock', 'select c.created_at::date from customers as c(id, created_at)'],
    ['N15', 'clock', "select * from json_table('[]'::jsonb, '$[*]' columns (a date path '$.a')) x"],
    ['N15', 'clock', "select ('to' || 'day')::date"],
    ['N15', 'clock', 'select x.created_at::date from (select note as created_at from orders) x'],
    ['N15', 'clock', 'select array[name]::date[] from customers'],
    ['N15', 'stable-function', "select * from json_to_recordset('[]') as x(a date)"],
    ['N16', 'stable-function', 'select to_tsvector(note) from orders'],
    ['N16', 'stable-function', "select pg_get_viewdef('app.paid'::text)"],
    ['N16', 'stable-function', "select has_table_privilege('app.paid', 'select')"],
    ['N16', 'operator', "select note @@ 'a' from orders"],
    ['N17', 'volatile-function', 'select id === 1 from customers'],
    ['N17', 'volatile-function', 'select id operator(app.===) 1 from customers'],
    ['N17', 'volatile-function', 'select 1::app.checked'],
    ['N17', 'volatile-function', "select 'a'::text::app.point2"],
    ['N17', 'volatile-function', 'select c.shout from customers c'],
    ['N17', 'volatile-function', 'select (c).shout from customers c'],
    ['N17', 'operator', 'select id <=!=> 1 from customers'],
    ['N17', 'type', "select 'a'::no_such_type"],
    ['B15', 'sequence', 'select * from numbers'],
    ['B2', 'foreign-table', 'select * from far'],
    ['K8', 'session', 'select current_schema'],
    ['V2', 'session', 'select xmlelement(name a)'],
    ['T2', 'transaction', 'begin'],
    ['N13', 'parse-failure', 'selec 1'],
    ['N13', 'function', 'select no_such_function(1)'],
    ['K6', 'empty', ''],
    ['K6', 'empty', ' -- nothing'],
    ['K6', 'parse-failure', 'select 1\0; delete from customers'],
  ])('%s: by the reason %s is %s', (_id, reason, text) => {
    expect(plan(text)).toMatchObject({ bypass: reason });
    expect(plan(text).read).toBeUndefined();
  });

  it('N15: refuses values that read the clock, in arrays and objects as well', () => {
    const read = plan('select * from customers where born = $1').read!;
    for (const value of ['today', ' NOW ', 'tomorrow 10:00', ['2024-01-01', 'yesterday'], { a: ['now'] }]) {
      expect(read.refuses([1, value])).toBe('clock');
    }
    expect(read.refuses([{ toPostgres: () => 'now' }])).toBe('clock');
    expect(read.refuses([{ toJSON: () => 'now' }])).toBe('clock');
    for (const value of ['2024-01-01', 'snow', 'known', 7, null, undefined, new Date(), Buffer.from('now'), { a: 1 }]) {
      expect(read.refuses([value])).toBeUndefined();
    }
  });

  it('is one that is longer than what is remembered', () => {
    const long = `select * from customers -- ${'x'.repeat(17_000)}`;
    expect(plan(long)).toMatchObject({ bypass: 'too-long', write: undefined });
    expect(dropped(`delete from keyless -- ${'x'.repeat(17_000)}`)).toEqual(['app.keyless', 'app.keyless*']);
    const tooLong = `select 1 -- ${'x'.repeat(1_100_000)}`;
    expect(plan(tooLong)).toMatchObject({ bypass: 'too-long', write: { resolved: false } });
  });
});

describe('a row that is read by its primary key', () => {
  it.each([
    ['select * from customers where id = 7', []],
    ["select * from customers where id = '7'", []],
    ["select * from customers where id = ' 007 '", []],
    ['select * from customers where 7 = id', []],
    ['select * from customers c where c.id = $1', [7]],
    ['select * from customers where customers.id = $1', ['7']],
    ['select * from app.customers where app.customers.id = $1', [7n]],
    ['select * from customers where id = $1', [' 7 ']],
    ['select * from customers where id = $1', ['+7']],
    ['select * from customers where id = $2', [1, 7]],
    ['select * from customers where id = $1::int', [7]],
    ['select * from customers where id = $1::bigint', ['7']],
    ["select name, lower(name) from customers where (id = $1 and name = 'a') and email is not null limit 1", [7]],
    ['select * from customers where id operator(pg_catalog.=) 7', []],
  ])('W5: is in %s with %j', (text, values) => {
    expect(found(text, values)).toEqual(['app.customers*', 'app.customers#7']);
    expect(plan(text).read?.tags(values).empty).toEqual(['app.customers']);
  });

  it.each([
    ['W4', 'select * from customers where id in (7)', []],
    ['W4', 'select * from customers where id in (7, 8)', []],
    ['W4', 'select * from customers where id = any($1)', [[7]]],
    ['W4', "select * from customers where id = 7 or name = 'a'", []],
    ['W4', 'select * from customers where not (id = 7)', []],
    ['W6', 'select * from customers a, customers b where a.id = 7', []],
    ['W6', 'select * from customers a join customers b on a.id = 7', []],
    ['W6', 'select (select max(id) from customers) from customers where id = 7', []],
    ['W1', 'select count(*) from customers where id = 7', []],
    ['W1', 'select max(name) from customers where id = 7', []],
    ['W1', 'select 1 from customers where id = 7 having true', []],
    ['W1', 'select exists (select from customers where id = 7)', []],
    ['W1', 'select name from customers where id = 7 group by name', []],
    ['W1', 'select json_arrayagg(name) from customers where id = 7', []],
    ['W1', 'select app.total(id) from customers where id = 7', []],
    ['W2', 'select * from customers where id > 7', []],
    ['W5', 'select * from customers where id = 7.0', []],
    ['W5', 'select * from customers where id = $1', ['7.0']],
    ['W5', 'select * from customers where id = $1', [7.5]],
    ['W5', 'select * from customers where id = $1', [null]],
    ['W5', 'select * from customers where id = $1', []],
    ['W5', 'select * from customers where id = $1', [Buffer.from('7')]],
    ['W5', 'select * from customers where id = $1', [new Date(7)]],
    ['W5', 'select * from customers where id = $1', [{ toPostgres: () => '7' }]],
    ['W5', 'select * from customers where id = $1 and name = $1', ['7']],
    ['W5', 'select * from customers where id = $1::text::int', ['7']],
    ['W5', 'select * from customers where id = $1 + 0', [7]],
    ['W5', 'select * from customers where id + 0 = 7', []],
    ['W6', 'select * from customers c where customers.id = 7', []],
    ['W4', 'select * from adults where id = 7', []],
    ['W6', 'select * from customers as c(name, id) where id = $1', ['7']],
  ])('%s: is not in %s with %j', (_id, text, values) => {
    expect(found(text, values)).toEqual(['app.customers']);
  });

  it.each([
    ['by_text', 'A', ['A'], ['a', 'A ', null]],
    ['by_varchar', 'a', ['a'], ['a ']],
    ['by_char', 'a', ['a', 'a  '], ['A']],
    [
      'by_uuid',
      'a0eebc999c0b4ef8bb6d6bb9bd380a11',
      [
        'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
        '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}',
        'a0eebc999c0b4ef8bb6d6bb9bd380a11',
        'a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11',
      ],
      ['{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'a0eebc99'],
    ],
    ['by_numeric', '7.5', ['7.5', '07.50', 7.5, '+7.500'], ['75e-1', 'NaN']],
    ['by_numeric', '0', ['0', '-0.0', 0], ['x']],
    ['by_bool', 'true', [true, 'true', 't'], ['yes', 1]],
  ])('W5: in %s all spellings of %s meet', (table, key, same, other) => {
    const rows = [`app.${table}*`, `app.${table}#${key}`];
    for (const value of same) {
      expect(found(`select * from ${table} where code = $1`, [value])).toEqual(rows);
      expect(dropped(`update ${table} set a = 1 where code = $1`, [value])).toEqual([`app.${table}`, rows[1]]);
    }
    for (const value of other) expect(found(`select * from ${table} where code = $1`, [value])).not.toEqual(rows);
  });

  it.each(['by_citext', 'by_date', 'by_loose', 'keyless', 'events', 'animals', 'dogs', 'ledger_1'])(
    'W5: a row of %s is never known by its key, by readers or by writers',
    (table) => {
      const column = table.startsWith('by_') ? 'code' : 'id';
      const where = `where ${column} = $1 ${table.startsWith('ledger') ? 'and part = 1' : ''}`;
      const tag = { dogs: 'app.animals', ledger_1: 'app.ledger' }[table] ?? `app.${table}`;
      expect(found(`select * from ${table} ${where}`, ['7'])).toEqual([tag]);
      expect(dropped(`delete from ${table} ${where}`, ['7'])).toEqual([tag, `${tag}*`]);
    },
  );

  it('B7: is one at the root of partitions, by all columns of the key', () => {
    expect(found('select * from ledger where part = 1 and id = $1', [7])).toEqual(['app.ledger*', 'app.ledger#7,1']);
    expect(found('select * from ledger where id = $1', [7])).toEqual(['app.ledger']);
    expect(dropped('update ledger set amount = 1 where part = 1 and id = 7')).toEqual(['app.ledger', 'app.ledger#7,1']);
  });

  it('N12: is one under a policy that looks at the row alone, and none under one that reads another table', () => {
    expect(found('select * from secrets where id = 7')).toEqual(['app.secrets*', 'app.secrets#7']);
    expect(found('select * from shared where id = 7')).toEqual(['app.members', 'app.shared']);
  });
});
