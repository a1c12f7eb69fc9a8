import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { Client, type ClientConfig, Pool, type PoolConfig, type QueryConfig } from 'pg';
import { wrapClient } from '../../lib/pg/wrap-client';
import { wrapPool } from '../../lib/pg/wrap-pool';
import { type Application, RULES, SHOP, startWrapLab, type WrapLab } from './wrap-lab';

let lab: WrapLab;
let config: ClientConfig;
let app: Application;
let pool: Pool;
beforeAll(async () => {
  lab = await startWrapLab();
  config = await lab.database(
    ...SHOP,
    'CREATE ROLE clerk LOGIN',
    'GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk',
    'CREATE SCHEMA other',
    'CREATE TABLE other.products AS SELECT 1 AS id, 77::numeric AS price',
    'GRANT USAGE ON SCHEMA other TO clerk',
    'CREATE TABLE notes (id int PRIMARY KEY, tenant text, body text)',
    "INSERT INTO notes VALUES (1, 'a', 'of a'), (2, 'b', 'of b')",
    'ALTER TABLE notes ENABLE ROW LEVEL SECURITY',
    "CREATE POLICY own ON notes USING (tenant = current_setting('app.tenant', true))",
    'GRANT SELECT ON notes TO clerk',
  );
});
beforeEach(async () => {
  await lab.reset(config);
  app = await lab.application();
  pool = app.pool({ ...config, max: 3 });
});
afterEach(() => app.close());
afterAll(() => lab?.stop());

const PRICE = 'SELECT price FROM products WHERE id = $1';

/** Whether a second read is answered by the cache: the row is changed behind its back, and put back. */
async function isCached(read: () => Promise<unknown>): Promise<boolean> {
  await read();
  const before = app.hits();
  await read();
  return app.hits() > before;
}

describe('a pool', () => {
  test('answers from the cache, until a wrapped pool writes', async () => {
    expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
    await lab.behind(config, 'UPDATE products SET price = 9 WHERE id = 1');
    expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
    expect(app.hits()).toBe(1);
    await app.pool(config).query('UPDATE products SET price = 7 WHERE id = $1', [1]);
    expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '7' }]);
  });

  test('N14: takes callbacks in every place that node-postgres takes them, and gives them the result later', async () => {
    await pool.query('SELECT price FROM products WHERE id = 1');
    const calls = [
      (done: () => void) => pool.query('SELECT price FROM products WHERE id = 1', done),
      (done: () => void) => pool.query(PRICE, [1], done),
      (done: () => void) => pool.query({ text: PRICE, values: [1] }, done),
    ] as unknown as ((done: (error: Error | null, result: { rows: unknown[] }) => void) => unknown)[];
    for (const call of [...calls, ...calls]) {
      let later = false;
      const { error, result } = await new Promise<{ error: unknown; result: { rows: unknown[] } }>((resolve) => {
        const returned = call((failure, value) => resolve({ error: failure, result: value }));
        expect(returned).toBeUndefined();
        later = true;
      });
      expect(later).toBe(true);
      expect(error ?? undefined).toBeUndefined();
      expect(result.rows).toEqual([{ price: '1.5' }]);
    }
    expect(app.hits()).toBeGreaterThanOrEqual(3);
  });

  test('refuses what node-postgres refuses, in the same way', async () => {
    const plain = new Pool(config);
    for (const args of [[() => undefined], [null], [undefined], [{}], [{ text: PRICE, values: 'no' }]] as never[][]) {
      const outcome = async (from: Pool) => {
        try {
          return await (from.query as (...all: never[]) => Promise<unknown>)(...args);
        } catch (error) {
          return `${error}`;
        }
      };
      expect(await outcome(pool)).toEqual(await outcome(plain));
    }
    await plain.end();
  });

  test('N13: an error is given to its caller and not stored, and the stack leads to the caller', async () => {
    const fails = () => pool.query('SELECT price / 0 AS x FROM products WHERE id = 1');
    await expect(fails()).rejects.toMatchObject({ code: '22012' });
    await expect(fails()).rejects.toMatchObject({ code: '22012' });
    expect(app.hits()).toBe(0);
    const where = async function theCaller() {
      await fails();
    };
    const error = (await where().catch((failure: unknown) => failure)) as Error;
    expect(error.stack).toContain('theCaller');
    expect((await pool.query(PRICE, [1])).rows).toHaveLength(1);
  });

  test('V3: a result that its caller changes leaves the next hit as it was', async () => {
    await pool.query(PRICE, [1]);
    const { rows, fields } = await pool.query(PRICE, [1]);
    rows[0]!.price = 'changed';
    rows.push('another');
    fields[0]!.name = 'changed';
    expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
  });

  test('keeps the context of its caller through hits and misses', async () => {
    const storage = new AsyncLocalStorage<string>();
    for (const round of ['miss', 'hit']) {
      await storage.run(round, async () => {
        await pool.query(PRICE, [1]);
        expect(storage.getStore()).toBe(round);
      });
      await storage.run(
        round,
        () =>
          new Promise<void>((resolve) => {
            pool.query(PRICE, [2], () => {
              expect(storage.getStore()).toBe(round);
              resolve();
            });
          }),
      );
    }
  });

  test('H9: is no deadlock with one connection, however many ask at once', async () => {
    const one = app.pool({ ...config, max: 1 });
    const held = await one.connect();
    const waiting = Array.from({ length: 20 }, (_, index) => one.query(PRICE, [1 + (index % 3)]));
    expect((await held.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
    expect((await held.query(PRICE, [2])).rows).toEqual([{ price: '2.5' }]);
    held.release();
    expect((await Promise.all(waiting)).map(({ rows }) => rows.length)).toEqual(Array(20).fill(1));
  });

  test('H9: a caller that holds a connection does not wait for the load of another', async () => {
    const blocker = new Client(config);
    await blocker.connect();
    await pool.query(PRICE, [1]);
    const held = await pool.connect();
    await held.query('SELECT 1');
    await blocker.query('BEGIN; LOCK TABLE products');
    const first = pool.query(PRICE, [2]);
    const second = held.query(PRICE, [2]);
    await blocker.query('COMMIT');
    expect((await Promise.all([first, second])).map(({ rows }) => rows)).toEqual([
      [{ price: '2.5' }],
      [{ price: '2.5' }],
    ]);
    held.release();
    await blocker.end();
  });

  test('refuses once it has ended, also what the cache could answer', async () => {
    const ending = app.pool(config);
    await ending.query(PRICE, [1]);
    await ending.end();
    await expect(ending.query(PRICE, [1])).rejects.toThrow('Cannot use a pool after calling end on the pool');
  });

  test('survives the loss of its connections', async () => {
    const errors: Error[] = [];
    pool.on('error', (error) => errors.push(error));
    await pool.query(PRICE, [1]);
    await lab.behind(
      config,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [config.database],
    );
    await new Promise(setImmediate);
    for (let attempt = 0; attempt < 5; attempt += 1) await pool.query(PRICE, [2]).catch(() => undefined);
    expect((await pool.query(PRICE, [2])).rows).toEqual([{ price: '2.5' }]);
  });

  test('reads around the cache in a fresh context or by the option of a query', async () => {
    await pool.query(PRICE, [1]);
    await lab.behind(config, 'UPDATE products SET price = 9 WHERE id = 1');
    const around: QueryConfig = Object.assign({ text: PRICE, values: [1] }, { cache: { fresh: true } });
    expect((await pool.query(around)).rows).toEqual([{ price: '9' }]);
    app.fresh = true;
    expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '9' }]);
    app.fresh = false;
    expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
    expect(app.reasons('bypass')).toEqual(['fresh', 'fresh']);
  });

  test('is wrapped once, in place', () => {
    const same = new Pool(config);
    const wrapped = wrapPool(same, app.context);
    expect(wrapped).toBe(same);
    const { query } = same;
    expect(wrapPool(same, app.context).query).toBe(query);
  });
});

test('O2: after connections were cut a session is asked before the cache answers again', async () => {
  await pool.query(PRICE, [1]);
  expect(await isCached(() => pool.query(PRICE, [1]))).toBe(true);
  const asked = (): number => pool.totalCount;
  const removed = once(pool, 'error');
  await lab.behind(
    config,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await removed;
  while (asked() > 0) await new Promise(setImmediate);
  const before = app.hits();
  expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
  expect(asked()).toBe(1);
  expect(app.hits()).toBe(before + 1);
  // Once is enough.
  await Promise.all([1, 2, 3].map(() => pool.query(PRICE, [1])));
  expect(asked()).toBe(1);
});

describe('modes', () => {
  test('off reads nothing from the cache', async () => {
    app.mode = 'off';
    expect(await isCached(() => pool.query(PRICE, [1]))).toBe(false);
    expect(new Set(app.reasons('bypass'))).toEqual(new Set(['off']));
  });

  test('observe reads nothing from the cache, and says what would be', async () => {
    app.mode = 'observe';
    expect(await isCached(() => pool.query(PRICE, [1]))).toBe(false);
    expect(app.happenings).toContainEqual({ what: 'observed', tables: ['public.products'] });
  });
});

describe('what is asked for', () => {
  const cached = (text: string | object, values?: unknown[]) => isCached(() => pool.query(text as string, values));

  test('a query whose tables have no rule is not cached', async () => {
    expect(await cached('SELECT * FROM notes')).toBe(false);
    expect(await cached('SELECT * FROM products JOIN notes USING (id)')).toBe(false);
    expect(new Set(app.reasons('bypass'))).toEqual(new Set(['no-rule']));
  });

  test('a hint caches it, and cache: false forbids it', async () => {
    const plain = await lab.application({});
    const without = plain.pool(config);
    await without.query('/* CACHE_PARAM(ttl=300s) */ SELECT price FROM products WHERE id = 1');
    await without.query('/* CACHE_PARAM(ttl=300s) */ SELECT price FROM products WHERE id = 1');
    expect(plain.hits()).toBe(1);
    await without.query({ text: '/* CACHE_PARAM(ttl=300s) */ SELECT price FROM products', cache: false } as never);
    await without.query({ text: 'SELECT id FROM products', cache: { ttl: '1m' } } as never);
    await without.query({ text: 'SELECT id FROM products', cache: { ttl: '1m' } } as never);
    expect(plain.hits()).toBe(2);
    await plain.close();
  });

  test('a tag of the application is read with the others', async () => {
    const query = { text: PRICE, values: [1], cache: { ttl: '1m', tags: ['report:7'] } } as never;
    await pool.query(query);
    const drop = await app.context.announce([app.context.applicationTag('report:7')]);
    await drop.settle();
    const before = app.hits();
    await pool.query(query);
    expect(app.hits()).toBe(before);
    await pool.query(query);
    expect(app.hits()).toBe(before + 1);
  });

  test('V4: an answer that is too big is given and not stored', async () => {
    const small = await lab.application({ ...RULES, maxBytes: 20 });
    const from = small.pool(config);
    for (let round = 0; round < 2; round += 1) {
      expect((await from.query('SELECT id, name, price FROM products')).rows).toHaveLength(3);
    }
    expect(small.hits()).toBe(0);
    expect(small.reasons('not-stored')).toContain('too-big');
    await small.close();
  });

  test.each([
    ['N3: locks rows', 'SELECT price FROM products WHERE id = 1 FOR UPDATE'],
    ['N2: gives another answer each time', 'SELECT random() AS r FROM products'],
    ['N1: asks for the time', 'SELECT now(), id FROM products'],
    ['N11: asks the system', 'SELECT relname FROM pg_class LIMIT 1'],
    ['N7: is several statements', 'SELECT id FROM products; SELECT id FROM orders'],
  ])('%s, and is not cached', async (_, text) => {
    expect(await cached(text)).toBe(false);
  });

  test('N6: a statement that is prepared by name, or read in portions, passes through', async () => {
    expect(await cached({ name: 'by-name', text: PRICE, values: [1] })).toBe(false);
    expect(await cached({ text: PRICE, values: [1], rows: 1 })).toBe(false);
    expect(app.reasons('bypass')).toEqual(['named-statement', 'named-statement', 'query-option', 'query-option']);
  });
});

describe('sessions', () => {
  const priceOf = async (from: Pool) => (await from.query(PRICE, [1])).rows[0]?.price;

  test('K8: another search path, role or setting is another key', async () => {
    const differing: PoolConfig[] = [
      { ...config, options: '-c search_path=other' },
      { ...config, user: 'clerk' },
      { ...config, options: '-c TimeZone=Asia/Tokyo' },
      { ...config, options: '-c DateStyle=German' },
      { ...config, options: '-c bytea_output=escape' },
      { ...config, options: '-c extra_float_digits=0' },
      { ...config, options: '-c IntervalStyle=iso_8601' },
    ];
    expect(await priceOf(pool)).toBe('1.5');
    for (const other of differing) await priceOf(app.pool(other));
    expect(app.hits()).toBe(0);
    expect(await priceOf(app.pool({ ...config, options: '-c search_path=other' }))).toBe('77');
    expect(app.hits()).toBe(1);
  });

  test('K9: two databases with one cache do not share answers', async () => {
    const twin = await lab.database(...SHOP, 'UPDATE products SET price = 50');
    expect(await priceOf(pool)).toBe('1.5');
    expect(await priceOf(app.pool(twin))).toBe('50');
    expect(app.hits()).toBe(0);
  });

  test('what is set when a connection is made belongs to the session, and caching goes on', async () => {
    const set = app.pool(config);
    set.on('connect', (client) => {
      void client.query('SET search_path TO other; ').catch(() => undefined);
      void client.query("SELECT set_config('app.tenant', $1, false)", ['a']);
    });
    expect(await priceOf(set)).toBe('77');
    expect(await priceOf(set)).toBe('77');
    expect(app.hits()).toBe(1);
    expect(await priceOf(pool)).toBe('1.5');
  });

  test('K8: what was set up differently is another session, whatever was set', async () => {
    const withTenant = (tenant: string) => {
      const made = app.pool(config);
      made.on('connect', (client) => void client.query("SELECT set_config('app.tenant', $1, false)", [tenant]));
      return made;
    };
    await priceOf(withTenant('a'));
    await priceOf(withTenant('b'));
    expect(app.hits()).toBe(0);
    await priceOf(withTenant('a'));
    expect(app.hits()).toBe(1);
  });

  test('K8: a SET through the pool turns its caching off, until that connection is gone', async () => {
    await pool.query(PRICE, [1]);
    const client = await pool.connect();
    await client.query('SET search_path TO other');
    expect((await client.query(PRICE, [1])).rows).toEqual([{ price: '77' }]);
    client.release();
    expect(await priceOf(pool)).toBe('77');
    expect(app.reasons('bypass')).toContain('tainted');
    const again = await pool.connect();
    const removed = once(pool, 'remove');
    again.release(true);
    await removed;
    expect(await isCached(() => pool.query(PRICE, [1]))).toBe(true);
    expect(await priceOf(pool)).toBe('1.5');
  });

  test.each([
    ['a block of code', 'DO $$ BEGIN END $$'],
    ['LISTEN', 'LISTEN news'],
    ['a limit of time', "SET statement_timeout = '1min'"],
    ['a setting that was taken back', 'SET TimeZone TO DEFAULT'],
  ])('after %s the session is asked, and caching goes on', async (_name, text) => {
    await pool.query(PRICE, [1]);
    await pool.query(text);
    await pool.query(PRICE, [1]);
    expect(await isCached(() => pool.query(PRICE, [1]))).toBe(true);
  });

  test.each([
    ['another time zone', "SET TimeZone = 'Asia/Tokyo'"],
    ['a setting of no known effect', 'SET enable_seqscan = off'],
    ['a temporary table', 'CREATE TEMPORARY TABLE products (id int, price numeric)'],
    ['another role', 'SET ROLE pg_read_all_data'],
  ])('K8: after %s it is not as the others, and stays so', async (_name, text) => {
    const single = app.pool({ ...config, max: 1 });
    await single.query(PRICE, [1]);
    await single.query(text);
    for (let round = 0; round < 2; round += 1) await single.query(PRICE, [1]).catch(() => undefined);
    expect(await isCached(() => single.query(PRICE, [1]).catch(() => undefined))).toBe(false);
  });

  test('a write after SET search_path drops the table that it wrote', async () => {
    const there = app.pool({ ...config, options: '-c search_path=other' });
    expect(await priceOf(there)).toBe('77');
    const client = await pool.connect();
    await client.query('SET search_path TO other');
    await client.query('UPDATE products SET price = 78');
    client.release(true);
    expect(await priceOf(there)).toBe('78');
    const local = await pool.connect();
    for (const text of ['BEGIN', 'SET LOCAL search_path TO other', 'UPDATE products SET price = 77', 'COMMIT']) {
      await local.query(text);
    }
    local.release();
    expect(await priceOf(there)).toBe('77');
  });

  test('K10, N12: rows of one tenant are never given to another', async () => {
    const MINE = 'SELECT body FROM notes';
    const tenants = { rules: [{ tables: ['notes'], ttl: '5m' }] };
    const asTenant = (name: string): PoolConfig => ({ ...config, user: 'clerk', options: `-c app.tenant=${name}` });
    const without = await lab.application(tenants);
    expect((await without.pool(asTenant('a')).query(MINE)).rows).toEqual([{ body: 'of a' }]);
    expect((await without.pool(asTenant('b')).query(MINE)).rows).toEqual([{ body: 'of b' }]);
    expect(without.reasons('bypass')).toEqual(['per-session', 'per-session']);
    let tenant = 'a';
    const keyed = await lab.application({ ...tenants, tenantKey: () => tenant });
    const [a, b] = [keyed.pool(asTenant('a')), keyed.pool(asTenant('b'))];
    for (let round = 0; round < 2; round += 1) {
      tenant = 'a';
      expect((await a.query(MINE)).rows).toEqual([{ body: 'of a' }]);
      tenant = 'b';
      expect((await b.query(MINE)).rows).toEqual([{ body: 'of b' }]);
    }
    expect(keyed.hits()).toBe(2);
    await without.close();
    await keyed.close();
  });

  test('a tenantKey that fails or gives nothing leaves the query to the database', async () => {
    const failing = await lab.application({
      ...RULES,
      tenantKey: () => {
        throw new Error('no request');
      },
    });
    expect((await failing.pool(config).query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
    expect(failing.reasons('bypass')).toEqual(['tenant-key']);
    await failing.close();
  });
});

describe('a client', () => {
  test('that is idle answers from the cache, and never before what was asked of it earlier', async () => {
    const client = await pool.connect();
    await client.query(PRICE, [1]);
    await client.query(PRICE, [1]);
    await client.query(PRICE, [1]);
    expect(app.hits()).toBeGreaterThan(0);
    const order: string[] = [];
    await Promise.all([
      client.query(PRICE, [1]).then(() => order.push('read')),
      client.query('BEGIN').then(() => order.push('begin')),
      client.query('SELECT 1').then(() => order.push('one')),
      client.query(PRICE, [1]).then(() => order.push('again')),
      client.query('COMMIT').then(() => order.push('commit')),
    ]);
    expect(order).toEqual(['read', 'begin', 'one', 'again', 'commit']);
    client.release();
  });

  test('that is wrapped alone before it connects works with promises and callbacks', async () => {
    const alone = wrapClient(new Client(config), app.context);
    await alone.connect();
    const read = () =>
      new Promise<unknown[]>((resolve, reject) => {
        alone.query(PRICE, [1], (error, result) => (error ? reject(error) : resolve(result.rows)));
      });
    for (let round = 0; round < 3; round += 1) expect(await read()).toEqual([{ price: '1.5' }]);
    expect(app.hits()).toBeGreaterThan(0);
    expect(() => alone.query(null as never)).toThrow('Client was passed a null or undefined query');
    expect(() => alone.query(PRICE, [1], 'no callback' as never)).toThrow('callback is not a function');
    await alone.end();
  });

  test('whose statements came before it was wrapped is not trusted', async () => {
    const late = new Client(config);
    await late.connect();
    await late.query('SET search_path TO other');
    wrapClient(late, app.context);
    for (let round = 0; round < 3; round += 1) {
      expect((await late.query(PRICE, [1])).rows).toEqual([{ price: '77' }]);
    }
    expect(app.hits()).toBe(0);
    await late.end();
  });
});

test('a role that may not ask for the identity of the database caches nothing, unless it is named', async () => {
  const own = await lab.database(
    ...SHOP,
    'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC',
    'GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk',
  );
  const clerk = { ...own, user: 'clerk' };
  const unnamed = app.pool(clerk);
  for (let round = 0; round < 3; round += 1) {
    expect((await unnamed.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
  }
  expect(app.hits()).toBe(0);
  expect(app.reasons('bypass')).toContain('database-unknown');
  const named = await lab.application({ ...RULES, database: 'shop: {main}' });
  const by = named.pool(clerk);
  await by.query(PRICE, [1]);
  await by.query(PRICE, [1]);
  expect(named.hits()).toBe(1);
  await named.close();
});

test('B3: a rule of the database drops what it changes beside the statement, and only that', async () => {
  const own = await lab.database(
    ...SHOP,
    'CREATE TABLE kinds_changed (id int PRIMARY KEY)',
    'CREATE RULE follow AS ON INSERT TO kinds_changed DO ALSO UPDATE products SET price = 9 WHERE id = NEW.id',
  );
  const ruled = app.pool(own);
  const priceOf = async (from: Pool) => (await from.query(PRICE, [1])).rows[0]?.price;
  expect(await priceOf(ruled)).toBe('1.5');
  await ruled.query('INSERT INTO kinds_changed VALUES (1)');
  expect(await priceOf(ruled)).toBe('9');
  expect(app.reasons('unresolved')).toEqual([]);
  expect(app.announced()).toEqual([['public.kinds_changed', 'public.products', 'public.products*']]);
});
