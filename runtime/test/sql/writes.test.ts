import type { Plan } from '../../lib/sql/plan';
import { PATH, type Planned, plannerOf, startPlanned } from './planned';

let planned: Planned;
beforeAll(async () => {
  planned = await startPlanned();
});
afterAll(() => planned?.stop());

const plan = (text: string, path: readonly string[] | undefined = PATH): Plan => planned.planner.plan(text, path);
const dropped = (text: string, values: unknown[] = []) => plan(text).write?.tags(values);

/** The tags of tables any row of which may change. */
const all = (...tables: string[]) => tables.flatMap((table) => [`app.${table}`, `app.${table}*`]);

describe('a write whose tables are known', () => {
  it.each([
    ['W1', 'insert into keyless values (1, 2)', ['app.keyless']],
    ['W1', 'insert into keyless select * from keyless', ['app.keyless']],
    ['W1', 'insert into keyless values (1) on conflict do nothing', all('keyless')],
    [
      'W1',
      "insert into customers (id, name) values (1, 'a') on conflict (id) do update set name = 'b'",
      all('customers'),
    ],
    ['W3', 'insert into customers (id) values (1) on conflict (id) do update set id = 9', all('customers', 'orders')],
    ['W2', 'update keyless set a = 1', all('keyless')],
    ['W2', 'update by_text set a = 1 where a = 7', all('by_text')],
    ['W2', "update by_text set a = 1 where code = 'x'", ['app.by_text', 'app.by_text#x']],
    ['W2', "delete from by_text where code = 'x'", ['app.by_text', 'app.by_text#x']],
    ['W3', "update by_text set code = 'y' where code = 'x'", all('by_text')],
    ['W3', "update by_text set (a, code) = (1, 'y') where code = 'x'", all('by_text')],
    ['W4', "update by_text set a = 1 where code in ('x')", all('by_text')],
    ['W4', "update by_text set a = 1 where code = 'x' or a = 1", all('by_text')],
    ['W6', "update by_text b set a = 1 from by_text c where b.code = 'x'", all('by_text')],
    ['W6', "delete from by_text b using by_text c where b.code = 'x'", all('by_text')],
    ['W4', 'delete from by_text where current of c', all('by_text')],
    ['W2', 'merge into by_text t using keyless k on true when matched then delete', all('by_text')],
    ['B4', 'copy keyless from stdin', all('keyless')],
    ['B5', 'truncate keyless', all('keyless')],
    ['B5', 'truncate keyless, by_text', all('by_text', 'keyless')],
    ['B5', 'truncate customers cascade', all('customers', 'items', 'labels', 'orders', 'reviews')],
    ['B7', 'insert into events_1_old values (1)', ['app.events']],
    ['B7', 'update events_1 set body = null', all('events')],
    ['B7', 'delete from dogs', all('animals')],
    ['B8', 'refresh materialized view totals', all('totals')],
    ['B9', 'insert into adults values (1)', ['app.customers']],
    ['B9', "update adults set name = 'x' where id = 7", all('customers', 'orders')],
    ['B9', 'delete from adults', all('customers', 'items', 'labels', 'orders', 'reviews')],
    ['T11', 'delete from orders where id = 7', [...all('items', 'labels'), 'app.orders', 'app.orders#7']],
    ['T11', 'delete from customers', all('customers', 'items', 'labels', 'orders', 'reviews')],
    ['T11', 'delete from categories where id = 7', all('categories')],
    ['T11', 'update customers set id = 8 where id = 7', all('customers', 'orders')],
    ['T11', "update customers set name = 'x' where id = 7", ['app.customers', 'app.customers#7']],
    [
      'N4',
      'with d as (delete from keyless returning *) insert into by_text select id, a from d',
      ['app.by_text', ...all('keyless')],
    ],
    ['N4', 'with d as (update keyless set a = 1) select 1', all('keyless')],
    ['N4', 'with keyless as (select 1) update keyless set a = 1', all('keyless')],
    ['N5', "select app.writes_sql('x')", ['app.log']],
    ['N5', "insert into keyless select 1 from app.writes_sql('x')", ['app.keyless', 'app.log']],
    ['N5', 'select app.declared_writes()', all('log')],
    ['N5', "call app.proc_sql('x')", ['app.log']],
    ['B3', 'update declared set a = 1 where id = 7', ['app.declared', 'app.declared#7', ...all('log')]],
    ['B3', 'insert into declared values (1)', ['app.declared', ...all('log')]],
    ['B3', 'delete from declared where id = 7', ['app.declared', 'app.declared#7']],
    ['B3', 'update rewritten set a = 1 where id = 7', all('rewritten')],
    ['B3', 'insert into with_default (id) values (1)', [...all('log'), 'app.with_default']],
    ['B3', 'insert into ruled values (1)', ['app.ruled']],
    ['B3', 'update ruled set a = 1 where id = 7', ['app.log', 'app.ruled', 'app.ruled#7']],
    ['B3', 'insert into ruled (id, a) select * from unnest($1::int[], $2::int[])', ['app.ruled']],
    ['B3', 'update watched set a = 1 where id = 7', ['app.log', 'app.watched', 'app.watched#7']],
    ['B3', 'delete from watched', ['app.log', ...all('watched')]],
    ['B3', 'insert into instead values (1)', ['app.log']],
    ['B3', 'update stamped set a = 1 where id = 7', ['app.stamped', 'app.stamped#7']],
    ['B3', 'insert into with_code_default (id) values (1)', ['app.log', 'app.with_code_default']],
    ['N5', 'call app.proc()', ['app.log']],
    ['N5', 'select app.calls_writer()', ['app.log']],
    ['N5', 'select app.writing(id) from customers', ['app.log']],
    ['N17', 'select 1 === 2', ['app.log']],
    ['N17', 'select 1::app.checked', ['app.log']],
    ['N17', 'insert into with_domain values (1, 2)', ['app.log', 'app.with_domain']],
    ['N17', "select 'a'::text::app.point2", ['app.log']],
    ['N17', 'select c.shout from customers c', ['app.log']],
    ['N6', "declare c cursor for select app.writes_sql('x')", ['app.log']],
    ['N6', "copy (select app.writes_sql('x')) to stdout", ['app.log']],
    ['N6', 'copy (delete from keyless returning 1) to stdout', all('keyless')],
    ['N4', 'explain analyze delete from keyless', all('keyless')],
    ['N4', 'explain (costs off, analyze) insert into keyless values (1)', ['app.keyless']],
  ])('%s: %s', (_id, text, tags) => {
    expect(plan(text)).toMatchObject({ write: { resolved: true, ddl: false }, bypass: expect.any(String) });
    expect(dropped(text)).toEqual(tags);
  });

  it.each([[undefined], [null], [Buffer.from('x')], [new Date()], [{ a: 1 }], ['x ']])(
    'W5: of a row whose key cannot be read from %p is one of any rows',
    (value) => {
      expect(dropped('update by_text set a = 1 where code = $1', [value])).toEqual(all('by_text'));
    },
  );

  it('K8: is one of every schema while the search path is not known', () => {
    const tags = planned.planner.plan('update twice set a = 1 where id = 7', undefined).write?.tags([]);
    expect(tags).toEqual(['app.twice', 'app.twice*', 'other.twice', 'other.twice*']);
  });
});

describe('a write of which not all is known', () => {
  it.each([
    ['B3', 'trigger', 'update opaque set a = 1 where id = 7'],
    ['B3', 'unknown-path', 'update moving set a = 1 where id = 7'],
    ['N5', 'function', 'select app.runs_text()'],
    ['N5', 'function', 'select app.calls_runner()'],
    ['N5', 'function', 'select no_such_function()'],
    ['N5', 'opaque', 'do $$ begin delete from app.customers; end $$'],
    ['N5', 'opaque', 'execute prepared(1)'],
    ['N5', 'unknown-syntax', 'create temp table x as execute prepared(1)'],
    ['N5', 'opaque', "select query_to_xml('select app.proc()', true, true, '')"],
    ['N5', 'opaque', "select * from ts_stat('select 1')"],
    ['N7', 'multi-statement', 'select 1; delete from keyless'],
    ['T8', 'multi-statement', 'update keyless set a = 1; update keyless set a = 2'],
    ['T15', 'multi-statement', 'update keyless set a = 1; commit; select 1/0'],
    ['T13', 'opaque', "commit prepared 'x'"],
    ['N13', 'parse-failure', 'updat keyless set a = 1'],
    ['N8', 'unknown-relation', 'insert into created_since values (1)'],
    ['N11', 'system-catalog', "update pg_class set relname = 'x'"],
    ['B2', 'foreign-table', 'insert into far values (1)'],
    ['B4', 'opaque', "copy keyless from program 'x'"],
    ['B6', 'ddl', 'alter table customers add column x int'],
    ['B6', 'ddl', 'drop table customers'],
    ['B6', 'ddl', 'create or replace view adults as select 1'],
    ['B6', 'ddl', 'create table x (a int)'],
    ['B6', 'ddl', 'select * into x from customers'],
    ['B6', 'ddl', 'revoke all on customers from tenant_a'],
    ['B6', 'ddl', 'create function f() returns int language sql as $$ select 1 $$'],
    ['B6', 'ddl', "alter type state rename value 'new' to 'old'"],
    ['B6', 'ddl', 'alter system set work_mem = 1'],
  ])('%s: by the reason %s is %s', (_id, reason, text) => {
    expect(plan(text).write).toMatchObject({ resolved: false, reason });
    expect(plan(text).read).toBeUndefined();
    if (reason === 'ddl') expect(plan(text).write?.ddl).toBe(true);
  });

  it("N17: is a call of a user's own lower, wherever its schema stands in the path, and no other", () => {
    expect(plan('select lower(7)', ['early', 'pg_catalog']).write?.tags([])).toEqual(['app.log']);
    expect(plan('select lower(name) from app.customers', ['app', 'early']).write?.tags([])).toEqual(['app.log']);
    expect(plan('select lower(name) from customers').write).toBeUndefined();
    expect(plan('select pg_catalog.lower(name) from app.customers', ['app', 'early']).write).toBeUndefined();
    expect(planned.planner.plan("select lower('A')", undefined).write?.tags([])).toEqual(['app.log']);
  });
});

describe('a statement that writes no table', () => {
  it.each([
    'select 1',
    'select * from customers for update',
    "select nextval('numbers'), setval('numbers', 1)",
    'select pg_advisory_lock(1), pg_notify($1, $2), lo_create(0)',
    'show search_path',
    'set search_path = other',
    'lock table customers',
    'vacuum customers',
    'analyze',
    'reindex table customers',
    'notify a',
    'listen a',
    'fetch all from c',
    'close c',
    'explain delete from customers',
    'prepare x as delete from customers',
    'deallocate x',
    'copy customers to stdout',
    'create temp table x (a int)',
    'begin',
    'select 1; select 2',
    '',
  ])('is %s', (text) => {
    expect(plan(text).write).toBeUndefined();
  });
});

describe('the session', () => {
  it.each([
    ['set work_mem = 1', true, false],
    ['set local work_mem = 1', false, false],
    ['set search_path = other', true, true],
    ['set local search_path = other', false, true],
    ["set schema 'other'", true, true],
    ['set role tenant_a', true, true],
    ['set session authorization tenant_a', true, true],
    ['reset all', true, true],
    ['reset search_path', true, true],
    ['discard all', true, true],
    ['set transaction read only', false, false],
    ["select set_config('a.b', 'c', false)", true, false],
    ["select set_config('a.b', 'c', true)", false, false],
    ["select set_config('search_path', 'c', true)", false, true],
    ['select set_config($1, $2, true)', false, true],
    ['listen a', true, false],
    ['create temp table x (a int)', true, true],
    ['create temp view x as select 1', true, true],
    ['select 1 as a into temp x', true, true],
    ['create table pg_temp.x (a int)', true, true],
    ['prepare x as select 1', true, false],
    ['deallocate all', true, false],
    ['declare c cursor with hold for select 1', true, false],
    ['declare c cursor for select 1', false, false],
    ['do $$ begin end $$', true, true],
    ['call app.proc()', false, false],
    ['select app.calls_writer()', false, false],
    ['select app.runs_text()', true, true],
    ['begin', false, false],
    ['select * from customers', false, false],
    ['update customers set name = null', false, false],
    ['begin; set search_path = other; commit', true, true],
    ['update moving set a = 1 where id = 7', false, true],
    ['update opaque set a = 1 where id = 7', true, true],
    ['update watched set a = 1 where id = 7', false, false],
  ])('N8: after %s is tainted: %s, and its search path unknown: %s', (text, taints, movesSearchPath) => {
    expect(plan(text)).toMatchObject({ taints, movesSearchPath });
  });

  it.each([
    ['begin', ['begin']],
    ['start transaction isolation level serializable', ['begin']],
    ['commit', ['commit']],
    ['end', ['commit']],
    ['T12', ['commit-and-chain'], 'commit and chain'],
    ['rollback', ['rollback']],
    ['abort', ['rollback']],
    ['T12', ['rollback-and-chain'], 'rollback and chain'],
    ['T13', ['prepare'], "prepare transaction 'x'"],
    ['T13', [], "commit prepared 'x'"],
    ['T13', [], "rollback prepared 'x'"],
    ['T5', ['savepoint'], 'savepoint a'],
    ['T5', ['savepoint'], 'rollback to savepoint a'],
    ['T5', ['savepoint'], 'release a'],
    ['T8', ['begin', 'commit'], 'begin; update keyless set a = 1; commit'],
    ['T15', ['commit'], 'update keyless set a = 1; commit; select 1/0'],
    ['select', [], 'select 1'],
  ])('%s: has the steps %j', (text, steps, named = text) => {
    expect(plan(named).transaction).toEqual(steps);
  });

  it('K8: is planned without a search path behind a SET in the same text', () => {
    expect(plan('set search_path = other; select twice.id from twice').write).toBeUndefined();
    expect(plan("set search_path = early; select lower('A')").write).toMatchObject({
      resolved: false,
      reason: 'multi-statement',
    });
  });

  it('K8: leaves unresolved what a function does by a path that is set in the same statement', () => {
    const text = "select set_config('search_path', 'other', true), app.writes_by_path()";
    expect(plan(text).write).toMatchObject({ resolved: false, reason: 'unknown-path' });
    expect(plan('select app.writes_by_path()').write?.tags([])).toEqual(['app.twice', 'app.twice*']);
    expect(plan('select app.moves_and_writes()').write).toMatchObject({ resolved: false, reason: 'unknown-path' });
  });

  it('counts statements', () => {
    expect(plan('').statements).toBe(0);
    expect(plan('select 1;;').statements).toBe(1);
    expect(plan('select 1; select 2').statements).toBe(2);
  });
});

describe('the catalog', () => {
  it('B6: is read again after DDL, and plans follow it', async () => {
    const planner = plannerOf(planned.client);
    await planner.load();
    const before = planner.fingerprint;
    expect(await planner.refresh()).toBe(false);
    expect(planner.plan('select * from fresh', PATH)).toMatchObject({ bypass: 'unknown-relation' });
    await planned.client.query('create table app.fresh (id int primary key, b text)');
    expect(await planner.refresh()).toBe(true);
    expect(planner.fingerprint).not.toBe(before);
    expect(planner.plan('select * from fresh where id = 7', PATH).read?.tags([]).found).toEqual([
      'app.fresh*',
      'app.fresh#7',
    ]);
    for (const ddl of [
      'alter table app.fresh add column c int',
      'alter table app.fresh alter column c type bigint',
      'alter table app.fresh rename column c to d',
      'alter table app.fresh enable row level security',
      'alter table app.fresh drop constraint fresh_pkey',
      "alter type app.state add value 'sent'",
      'create or replace view app.adults as select id, name from app.customers where id > 18',
      'alter table app.fresh rename to stale',
      'drop table app.stale',
    ]) {
      await planned.client.query(ddl);
      expect([ddl, await planner.refresh()]).toEqual([ddl, true]);
    }
  });

  it('B6: is the same by every search path that prints it, and another one by each after DDL', async () => {
    const by = async (path: string) => {
      await planned.client.query(`set search_path = ${path}`);
      return planner.refresh();
    };
    const planner = plannerOf(planned.client);
    await planned.client.query('set search_path = app');
    expect(await planner.load()).toBe(true);
    expect(planner.path).toEqual(['pg_catalog', 'app']);
    const first = planner.fingerprint;
    // Nobody knows whether it is another schema or only in other words.
    expect(await by('other')).toBe(false);
    expect(planner.path).toEqual(['pg_catalog', 'other']);
    expect(planner.fingerprint).not.toBe(first);
    const second = planner.fingerprint;
    for (const path of ['app', 'other', 'app']) expect(await by(path)).toBe(false);
    expect(planner.fingerprint).toBe(second);
    await planned.client.query('create view app.printed as select * from app.keyless');
    expect(await by('other')).toBe(true);
    expect(await by('app')).toBe(false);
    await planned.client.query('drop view app.printed');
    expect(await by('app')).toBe(true);
    expect(planner.plan('delete from keyless', PATH).write?.tags([])).toEqual(all('keyless'));
    await planned.client.query('reset search_path');
  });

  it('B6: makes all DDL opaque where an event trigger answers to it', async () => {
    const planner = plannerOf(planned.client);
    await planned.client.query(`create function app.on_ddl() returns event_trigger language plpgsql as $$ begin end $$;
      create event trigger on_ddl on ddl_command_end execute function app.on_ddl()`);
    await planner.load();
    expect(planner.plan('create temp table x (a int)', PATH).write).toMatchObject({
      resolved: false,
      reason: 'trigger',
    });
    await planned.client.query('drop event trigger on_ddl; drop function app.on_ddl()');
  });

  it('is read by a role that may do nothing, with the same result', async () => {
    const { Client } = jest.requireActual<typeof import('pg')>('pg');
    const client = new Client(planned.server.config('postgres', 'without_password'));
    await client.connect();
    const [own, superuser] = [plannerOf(client), plannerOf(planned.client)];
    await Promise.all([own.load(), superuser.load()]);
    await client.end();
    expect(own.fingerprint).toBe(superuser.fingerprint);
    expect(own.plan('delete from customers', PATH).write?.tags([])).toEqual(
      superuser.plan('delete from customers', PATH).write?.tags([]),
    );
  });

  it('is not there before it is loaded: nothing is cached, and every text may write', () => {
    const planner = plannerOf(planned.client);
    expect(planner.ready).toBe(false);
    expect(planner.plan('select 1', PATH)).toMatchObject({ bypass: 'not-ready', write: { resolved: false } });
  });

  it('leaves the error of a failed reading to the caller, and can be tried again', async () => {
    let fails = true;
    const { Planner } = jest.requireActual<typeof import('../../lib/sql/planner')>('../../lib/sql/planner');
    const planner = new Planner({
      run: (sql) => (fails ? Promise.reject(new Error('refused')) : planned.client.query(sql)),
    });
    await expect(planner.load()).rejects.toThrow('refused');
    expect(planner.ready).toBe(false);
    fails = false;
    await planner.load();
    expect(planner.ready).toBe(true);
  });

  it('remembers a bounded number of plans', async () => {
    const { Planner } = jest.requireActual<typeof import('../../lib/sql/planner')>('../../lib/sql/planner');
    const planner = new Planner({ run: (sql) => planned.client.query(sql), limits: { texts: 2 } });
    await planner.load();
    const first = planner.plan('select 1', PATH);
    expect(planner.plan('select 1', PATH)).toBe(first);
    expect(planner.plan('select 1', ['other'])).not.toBe(first);
    planner.plan('select 2', PATH);
    planner.plan('select 3', PATH);
    expect(planner.plan('select 1', PATH)).not.toBe(first);
  });
});
