import { execFileSync, spawnSync } from 'node:child_process';
import { freePorts } from '../../../test/servers/free-ports';
import { main } from '../../lib/commands/main';
import { linkEnvironment } from '../../lib/link';
import { LIST, PATIENT, PRODUCT, RULES, until, useTierLab } from '../tier/tier-lab';

jest.setTimeout(90_000);
const lab = useTierLab();

const PG_VARIABLES = ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER'];
afterEach(() => {
  for (const name of Object.keys(process.env)) {
    if (PG_VARIABLES.includes(name) || name.startsWith('CACHE_TIER_')) delete process.env[name];
  }
});

const url = () => `postgres://postgres@127.0.0.1:${lab.postgres.port}/postgres`;
const endpoint = () => `127.0.0.1:${lab.redis.port}`;

async function run(...args: string[]) {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await main(args, { print: (text) => printed.push(text), complain: (text) => complained.push(text) });
  return { code, printed: printed.join('\n'), complained: complained.join('\n') };
}

const explained = (text: string, ...more: string[]) => run('explain', text, '--database', url(), ...more);

/** The explanation as an object. */
async function explanation(text: string, ...more: string[]) {
  const { code, printed, complained } = await explained(text, '--json', ...more);
  expect([code, complained]).toEqual([0, '']);
  return JSON.parse(printed);
}

describe('explain', () => {
  test('a read that a rule covers: tables, time, tags and parts of the key', async () => {
    const { code, printed } = await explained(PRODUCT, '--rule', 'products=5m', '--values', '[7]');
    expect(code).toBe(0);
    expect(printed).toMatch(
      new RegExp(
        [
          '^cached          yes',
          'tables          public.products',
          'kept            300000 ms',
          'dropped by      public.products\\*, public.products#.+',
          'without rows by public.products',
          'key             user, search path and settings of the session; select id, .+; 1 value$',
        ].join('\n'),
      ),
    );
  });

  test.each([
    ['no rule', PRODUCT, ['--values', '[7]'], 'no-rule'],
    ['a rule for another table', PRODUCT, ['--values', '[7]', '--rule', 'notes=5m'], 'no-rule'],
    ['the session', 'select current_user, id from products', ['--rule', 'products=5m'], 'per-session'],
    ['a volatile function', 'select random() from products', ['--rule', 'products=5m'], 'volatile-function'],
    ['the clock', 'select now() from products', ['--rule', 'products=5m'], 'clock'],
    ['a lock', 'select id from products for update', ['--rule', 'products=5m'], 'locks'],
    ['a table that is not there', 'select id from nothing', ['--rule', 'nothing=5m'], 'unknown-relation'],
    ['a system catalog', 'select oid from pg_class', ['--rule', 'pg_class=5m'], 'system-catalog'],
    ['a malformed hint', '/* CACHE_PARAM(ttl=soon) */ select id from products', [], 'malformed-hint'],
    ['the word today as a date', "select id from products where 'today'::date > '2020-01-01'", [], 'clock'],
  ])('not cached: %s', async (_, text, more, reason) => {
    const found = await explanation(text, ...more);
    expect(found).toMatchObject({ cached: false, reason });
    const { printed } = await explained(text, ...more);
    expect(printed).toMatch(new RegExp(`^cached          no, ${reason}: [A-Z].+\\.`));
    expect(printed).not.toContain('See the documentation');
  });

  test('a hint asks for the cache as a rule does', async () => {
    expect(await explanation(`/* CACHE_PARAM(ttl=300s) */ ${LIST}`)).toMatchObject({ cached: true, ttlMs: 300_000 });
  });

  test.each([
    [
      'a write of one row',
      "update products set name = 'a' where id = 7",
      { drops: ['public.products', 'public.products#7'] },
    ],
    ['a write of many rows', "update products set name = 'a'", { drops: ['public.products', 'public.products*'] }],
    ['a write that is not understood', 'do $$ begin end $$', { dropsAll: 'opaque' }],
    ['several statements', 'delete from notes; delete from products', { cached: false }],
    ['DDL', 'alter table products add column x int', { dropsAll: 'ddl' }],
    ['the begin of a transaction', 'begin', { cached: false, reason: 'transaction', drops: [] }],
  ])('%s', async (_, text, expected) => {
    const found = await explanation(text);
    expect({ ...found, drops: [...found.drops].sort() }).toMatchObject({ cached: false, ...expected });
  });

  test('what a statement drops is printed with its reason', async () => {
    expect((await explained('do $$ begin end $$')).printed).toContain(
      'drops           everything of the database, opaque: The statement runs code or another statement that cannot be seen.',
    );
    expect((await explained("update products set name = 'a'")).printed).toMatch(/^drops {11}public\.products/m);
  });

  test('nothing is run, and no cache is asked', async () => {
    await explained("update products set name = 'ran'");
    expect((await lab.outside("select 1 from products where name = 'ran'")).rows).toEqual([]);
    expect(await lab.keys()).toEqual([]);
  });

  test('the database may be said by the variables of PostgreSQL', async () => {
    Object.assign(process.env, { PGHOST: '127.0.0.1', PGPORT: `${lab.postgres.port}`, PGUSER: 'postgres' });
    process.env.PGDATABASE = 'postgres';
    expect((await run('explain', LIST, '--rule', 'products,notes=5m')).printed).toMatch(/^cached {10}yes/);
  });

  test('a database that cannot be reached is said, with exit code 1', async () => {
    const [port] = await freePorts(1);
    const { code, complained } = await run(
      'explain',
      'select 1',
      '--database',
      `postgres://postgres@localhost:${port}/a`,
    );
    expect(code).toBe(1);
    expect(complained).toMatch(/^cache-tier: .*ECONNREFUSED/);
  });
});

test.each([
  [[], 'a command is needed'],
  [['flush'], "there is no command 'flush'"],
  [['explain'], 'explain needs one statement, in quotes'],
  [['explain', 'select', '1'], 'explain needs one statement, in quotes'],
  [['explain', 'select 1', '--rule', 'products'], "--rule needs tables and a time such as products=5m, got 'products'"],
  [['explain', 'select 1', '--values', '7'], "--values needs a JSON array such as '[7]'"],
  [['explain', 'select 1', '--values', '[7'], "--values needs a JSON array such as '[7]'"],
  [['explain', 'select 1', '--wrong'], "Unknown option '--wrong'"],
  [['invalidate', 'products'], "invalidate takes options only, got 'products'"],
  [['invalidate'], 'invalidate needs --database (or PGHOST, PGDATABASE), with or without --table, or --tag'],
  [['invalidate', '--tag', 'a', '--endpoint', 'a:b'], "--endpoint needs <host> or <host>:<port>, got 'a:b'"],
])('%j cannot be understood: exit code 2, why, and how it is used', async (args, why) => {
  const { code, printed, complained } = await run(...args);
  expect([code, printed]).toEqual([2, '']);
  expect(complained.startsWith(`cache-tier: ${why}`)).toBe(true);
  expect(complained).toContain('cache-tier invalidate [--database <url>] [--table schema.name]...');
});

test('help is printed', async () => {
  for (const args of [['--help'], ['-h'], ['help'], ['explain', '--help']]) {
    expect(await run(...args)).toMatchObject({
      code: 0,
      printed: expect.stringContaining('cache-tier explain "<sql>"'),
    });
  }
});

describe('invalidate', () => {
  const invalidate = (...args: string[]) => run('invalidate', '--endpoint', endpoint(), ...args);

  async function application(options = {}, wrap = {}) {
    const tier = lab.tier(options);
    expect(await tier.ready(10_000)).toBe(true);
    const pool = lab.pool(tier, { ...RULES, ...wrap });
    const product = async () => {
      const [row] = (await pool.query(PRODUCT, [7])).rows;
      await tier.settled();
      return row.name;
    };
    const note = async () => {
      const [row] = (await pool.query('select text from notes where id = 1')).rows;
      await tier.settled();
      return row.text;
    };
    await lab.outside("insert into notes values (1, 'old')");
    await product();
    await note();
    await lab.outside("update products set name = 'behind'; update notes set text = 'behind'");
    expect([await product(), await note()]).toEqual(['product 7', 'old']);
    return { tier, pool, product, note };
  }

  test('everything of a database, in a running application', async () => {
    const { product, note } = await application();
    expect(await invalidate('--database', url())).toEqual({
      code: 0,
      printed: 'dropped: everything of the database',
      complained: '',
    });
    expect([await product(), await note()]).toEqual(['behind', 'behind']);
  });

  test('O5: the schema is read again after a migration', async () => {
    const { pool } = await application();
    await lab.outside('alter table products add column extra int');
    try {
      await invalidate('--database', url());
      await until('the column is seen', async () => {
        const { rows } = await pool.query('select * from products where id = 7');
        return 'extra' in rows[0];
      });
    } finally {
      await lab.outside('alter table products drop column extra');
    }
  });

  test.each(['notes', 'public.notes'])('one table: %s', async (table) => {
    const { product, note } = await application();
    expect(await invalidate('--database', url(), '--table', table)).toMatchObject({
      code: 0,
      printed: `dropped: ${table}`,
    });
    expect([await product(), await note()]).toEqual(['product 7', 'behind']);
  });

  test('a table that is not there is an error, and nothing is dropped', async () => {
    const { note } = await application();
    expect(await invalidate('--database', url(), '--table', 'nots')).toMatchObject({
      code: 1,
      complained: "cache-tier: the database has no table 'nots'",
    });
    expect(await note()).toBe('old');
  });

  test('a tag, without a database', async () => {
    const { tier } = await application();
    const get = (value: string) => tier.cacheAside.getOrSet('key', () => value, { ttl: '5m', tags: ['report'] });
    await get('old');
    await tier.settled();
    expect(await invalidate('--tag', 'report')).toMatchObject({ code: 0, printed: 'dropped: report' });
    expect(await get('new')).toBe('new');
  });

  test('--hash-key and --database-name are those of the application', async () => {
    const { product, tier } = await application({ hashKey: 'secret' }, { database: 'shop' });
    const get = (value: string) => tier.cacheAside.getOrSet('key', () => value, { ttl: '5m', tags: ['report'] });
    await get('old');
    await tier.settled();
    // Without them other names are dropped.
    expect(await invalidate('--database', url(), '--tag', 'report')).toMatchObject({ code: 0 });
    expect([await product(), await get('new')]).toEqual(['product 7', 'old']);
    const names = ['--hash-key', 'secret', '--database-name', 'shop'];
    await invalidate('--database', url(), '--tag', 'report', ...names);
    // One of them drops what is named; tables are dropped by a call of their own.
    expect([await product(), await get('new')]).toEqual(['behind', 'new']);
  });

  test('the cache of a connection, and the database of the variables', async () => {
    const { product } = await application();
    Object.assign(process.env, linkEnvironment('catalog', lab.link), {
      PGHOST: '127.0.0.1',
      PGPORT: `${lab.postgres.port}`,
      PGUSER: 'postgres',
      PGDATABASE: 'postgres',
    });
    expect(await run('invalidate', '--connection', 'catalog')).toMatchObject({ code: 0 });
    expect(await product()).toBe('behind');
    expect(await run('invalidate')).toMatchObject({
      code: 1,
      complained: expect.stringContaining("there is no connection 'cache'"),
    });
  });

  test('a cache that cannot be reached is said, with exit code 1', async () => {
    const [port] = await freePorts(1);
    const { code, complained } = await run('invalidate', '--tag', 'a', '--endpoint', `127.0.0.1:${port}`);
    expect(code).toBe(1);
    expect(complained).toMatch(/^cache-tier: the cache cannot be reached: .*\S/);
  });
});

test('the built file runs, says its version, and ends by itself', async () => {
  execFileSync(process.execPath, ['scripts/bundle.mjs', 'runtime'], { stdio: 'pipe' });
  const built = (...args: string[]) =>
    spawnSync(process.execPath, ['runtime/dist/cache-tier.js', ...args], { encoding: 'utf8', timeout: 30_000 });
  expect(built('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(built('explain', LIST, '--database', url(), '--rule', 'products=5m')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^cached {10}yes\ntables {10}public\.products\n/),
    stderr: '',
  });
  const tier = lab.tier(PATIENT);
  await tier.ready(10_000);
  const pool = lab.pool(tier);
  await pool.query(PRODUCT, [7]);
  await tier.settled();
  await lab.outside("update products set name = 'behind' where id = 7");
  expect(built('invalidate', '--endpoint', endpoint(), '--database', url())).toMatchObject({
    status: 0,
    stdout: 'dropped: everything of the database\n',
  });
  expect((await pool.query(PRODUCT, [7])).rows).toMatchObject([{ name: 'behind' }]);
  expect(built('flush')).toMatchObject({ status: 2, stderr: expect.stringContaining("there is no command 'flush'") });
});
