import { Client, type ClientConfig, type Pool, type PoolClient } from 'pg';
import { wrapClient } from '../../lib/pg/wrap-client';
import { startProxy } from '../servers/tcp-proxy';
import { type Application, RULES, SHOP, startWrapLab, until, type WrapLab } from './wrap-lab';

let lab: WrapLab;
let config: ClientConfig;
let app: Application;
let pool: Pool;
let client: PoolClient;
beforeAll(async () => {
  lab = await startWrapLab();
  config = await lab.database(...SHOP);
});
beforeEach(async () => {
  await lab.reset(config);
  app = await lab.application(RULES, { standIn: true });
  pool = app.pool({ ...config, max: 3 });
  client = await pool.connect();
  await client.query('SELECT 1');
});
afterEach(async () => {
  client.removeAllListeners('error');
  client.on('error', () => undefined);
  client.release(true);
  await app.close();
});
afterAll(() => lab?.stop());

const PRICE = 'SELECT price FROM products WHERE id = 1';
const UPDATE = 'UPDATE products SET price = price + 1 WHERE id = 1';
const price = async (from: Pool | PoolClient = pool) => (await from.query(PRICE)).rows[0]!.price;
const steps = () => app.happenings.filter(({ what }) => /announce|settle|uncertain/.test(what)).map(({ what }) => what);
const PRODUCTS = ['public.products'];

describe('autocommit', () => {
  test('a write is announced before it is sent, and dropped before its caller goes on', async () => {
    const order: string[] = [];
    app.beforeAnnouncement = async () => {
      order.push((await lab.behind(config, PRICE)).rows[0].price);
    };
    await client.query(UPDATE);
    order.push(...steps());
    expect(order).toEqual(['1.5', 'announce', 'settle']);
    expect(await price()).toBe('2.5');
  });

  test('a write that fails is dropped all the same, and its caller gets the error of node-postgres', async () => {
    await expect(client.query('INSERT INTO products (id) VALUES (1)')).rejects.toMatchObject({ code: '23505' });
    expect(steps()).toEqual(['announce', 'settle']);
    expect(await price(client)).toBe('1.5');
  });

  test('a write that node-postgres refuses without sending it is dropped', async () => {
    const wrong = { text: UPDATE, values: 'none' as unknown as unknown[] };
    await expect(client.query(wrong)).rejects.toThrow('Query values must be an array');
    expect(steps()).toEqual(['announce', 'settle']);
    await client.query({ name: 'named', text: UPDATE });
    await expect(client.query({ name: 'named', text: `${UPDATE} AND true` })).rejects.toThrow('must be unique');
    expect(steps()).toEqual(['announce', 'settle', 'announce', 'settle', 'announce', 'settle']);
    expect(await price(client)).toBe('2.5');
  });

  test('a value that cannot be sent fails as ever, and the client goes on', async () => {
    const circular = { toPostgres: () => circular };
    await expect(client.query('UPDATE products SET name = $1', [circular])).rejects.toThrow('circular reference');
    expect(steps()).toEqual(['announce', 'settle']);
    expect(await price(client)).toBe('1.5');
  });

  test('with callbacks it is announced in the same way', async () => {
    const result = await new Promise((resolve, reject) => {
      expect(client.query(UPDATE, (error: Error, value: unknown) => (error ? reject(error) : resolve(value)))).toBe(
        undefined,
      );
    });
    expect(result).toMatchObject({ command: 'UPDATE', rowCount: 1 });
    expect(steps()).toEqual(['announce', 'settle']);
  });

  test('a statement of which not all is known drops the whole database', async () => {
    await client.query("DO $$ BEGIN UPDATE products SET name = 'x'; END $$").catch(() => undefined);
    expect(app.announced()).toEqual([['*']]);
    expect(app.reasons('unresolved')).toEqual(['opaque']);
  });
});

test('T1: nothing is announced for a transaction that is rolled back', async () => {
  for (const text of ['BEGIN', UPDATE, 'ROLLBACK']) await client.query(text);
  expect(steps()).toEqual([]);
  await client.query('BEGIN');
  await client.query('COMMIT');
  expect(steps()).toEqual([]);
});

test('T2: reads inside a transaction bypass the cache and are not stored', async () => {
  await client.query('BEGIN');
  await client.query(UPDATE);
  expect(await price(client)).toBe('2.5');
  expect(app.reasons('bypass')).toContain('transaction');
  await client.query('ROLLBACK');
  expect(await price()).toBe('1.5');
});

test('T3: the tags of a transaction are announced before COMMIT is sent, and dropped after it', async () => {
  const seen: string[] = [];
  app.beforeAnnouncement = async () => {
    seen.push((await lab.behind(config, PRICE)).rows[0].price);
  };
  for (const text of ['BEGIN', UPDATE, 'INSERT INTO orders VALUES (7, 1)']) await client.query(text);
  expect(steps()).toEqual([]);
  await client.query('COMMIT');
  expect(seen).toEqual(['1.5']);
  expect(app.announced()).toEqual([['public.products', 'public.orders']]);
  expect(steps()).toEqual(['announce', 'settle']);
  expect(await price()).toBe('2.5');
});

describe('T4: a connection that is lost', () => {
  const through = async (run: (client: Client, cut: () => void) => Promise<void>) => {
    const proxy = await startProxy(config.port!);
    const cutOff = wrapClient(new Client({ ...config, port: proxy.port }), app.context);
    cutOff.on('error', () => undefined);
    await cutOff.connect();
    await cutOff.query('SELECT 1');
    await run(cutOff, () => proxy.cutAfter(1, 'toClients'));
    await proxy.close();
  };

  test('during COMMIT leaves the outcome uncertain: the server has committed, and no reader caches', async () => {
    expect(await price()).toBe('1.5');
    await through(async (cutOff, cut) => {
      await cutOff.query('BEGIN');
      await cutOff.query(UPDATE);
      cut();
      await expect(cutOff.query('COMMIT')).rejects.toThrow(/terminated|ECONNRESET/);
    });
    expect(steps()).toEqual(['announce', 'uncertain']);
    expect([await price(), await price()]).toEqual(['2.5', '2.5']);
    expect(app.hits()).toBe(0);
  });

  test('during an autocommit write is the same', async () => {
    await through(async (cutOff, cut) => {
      cut();
      await expect(cutOff.query(UPDATE)).rejects.toThrow(/terminated|ECONNRESET/);
    });
    expect(steps()).toEqual(['announce', 'uncertain']);
    expect([await price(), await price()]).toEqual(['2.5', '2.5']);
    expect(app.hits()).toBe(0);
  });

  test('inside a transaction announces nothing: the server rolls back', async () => {
    await through(async (cutOff, cut) => {
      await cutOff.query('BEGIN');
      await cutOff.query(UPDATE);
      cut();
      await expect(cutOff.query('SELECT 1')).rejects.toThrow(/terminated|ECONNRESET/);
      await expect(cutOff.query(UPDATE)).rejects.toThrow(/not queryable|terminated/);
    });
    expect(steps()).toEqual([]);
    expect(await price()).toBe('1.5');
  });

  test('by client.end during a write is uncertain as well', async () => {
    const ending = wrapClient(new Client(config), app.context);
    await ending.connect();
    const blocker = await pool.connect();
    await blocker.query('BEGIN; SELECT * FROM products WHERE id = 1 FOR UPDATE');
    const write = ending.query(UPDATE);
    const refused = expect(write).rejects.toThrow('Connection terminated');
    await until('the write waits', async () => {
      const waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query = $1";
      return (await lab.behind(config, waiting, [UPDATE])).rows.length > 0;
    });
    await ending.end();
    await refused;
    await blocker.query('ROLLBACK');
    blocker.release();
    expect(steps().slice(-1)).toEqual(['uncertain']);
  });
});

test('T5: what a savepoint has rolled back may be announced, what it kept must be', async () => {
  const all = ['BEGIN', UPDATE, 'SAVEPOINT one', 'INSERT INTO empty_one VALUES (1)', 'ROLLBACK TO one', 'COMMIT'];
  for (const text of all) await client.query(text);
  expect(app.announced()[0]).toContain('public.products');
});

test('T6: a client that is released inside its transaction announces what it wrote, whoever commits', async () => {
  const one = app.pool({ ...config, max: 1 });
  const first = await one.connect();
  await first.query('BEGIN');
  await first.query(UPDATE);
  first.release();
  expect(await price(one)).toBe('2.5');
  expect(app.reasons('not-stored')).toContain('transaction');
  expect(await price(pool)).toBe('1.5');
  await one.query('COMMIT');
  expect(app.announced()).toEqual([PRODUCTS]);
  expect(await price(pool)).toBe('2.5');
});

test('T8: the tags of several statements in one text are announced before it is sent', async () => {
  await client.query(`${UPDATE}; INSERT INTO orders VALUES (8, 1)`);
  expect(app.announced()).toEqual([['public.products', 'public.orders']]);
  expect(steps()).toEqual(['announce', 'settle']);
});

test('T10: a reader in REPEATABLE READ neither hits nor stores', async () => {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  expect(await price(client)).toBe('1.5');
  await pool.query(UPDATE);
  expect(await price(client)).toBe('1.5');
  expect(await price()).toBe('2.5');
  await client.query('COMMIT');
  expect(await price()).toBe('2.5');
});

test('T11: a deferred constraint that fails at COMMIT announces and drops, and nothing is left behind', async () => {
  await client.query('BEGIN');
  await client.query('INSERT INTO orders VALUES (9, 99)');
  await expect(client.query('COMMIT')).rejects.toMatchObject({ code: '23503' });
  expect(steps()).toEqual(['announce', 'settle']);
  await client.query('BEGIN');
  await client.query('COMMIT');
  expect(steps()).toHaveLength(2);
});

test('T12: COMMIT AND CHAIN announces, and the next transaction begins without tags', async () => {
  await client.query('BEGIN');
  await client.query(UPDATE);
  await client.query('COMMIT AND CHAIN');
  expect(app.announced()).toEqual([PRODUCTS]);
  expect(await price()).toBe('2.5');
  await client.query('INSERT INTO empty_one VALUES (1)');
  await client.query('COMMIT');
  expect(app.announced()).toEqual([PRODUCTS, ['public.empty_one']]);
});

test('T13: PREPARE TRANSACTION announces nothing, and COMMIT PREPARED drops the database', async () => {
  await client.query('BEGIN');
  await client.query(UPDATE);
  await client.query("PREPARE TRANSACTION 'later'");
  expect(steps()).toEqual([]);
  expect(await price()).toBe('1.5');
  await client.query("COMMIT PREPARED 'later'");
  expect(app.announced()).toEqual([['*']]);
  expect(await price()).toBe('2.5');
});

test('T14: a write that commits after query_timeout is uncertain, and no reader caches over it', async () => {
  expect(await price()).toBe('1.5');
  const blocker = await lab.behind(config, 'SELECT 1').then(() => new Client(config));
  await blocker.connect();
  await blocker.query('BEGIN');
  await blocker.query('SELECT * FROM products WHERE id = 1 FOR UPDATE');
  await expect(client.query({ text: UPDATE, query_timeout: 60 } as never)).rejects.toThrow('Query read timeout');
  expect(steps()).toEqual(['announce', 'uncertain']);
  expect(await price()).toBe('1.5');
  expect(await price()).toBe('1.5');
  const hits = app.hits();
  await blocker.query('ROLLBACK');
  await blocker.end();
  // The next statement waits behind the one that was given up.
  await client.query('SELECT 1');
  expect(await price()).toBe('2.5');
  expect(app.hits()).toBe(hits);
});

test('T15: an error behind an embedded COMMIT drops what was committed', async () => {
  expect(await price()).toBe('1.5');
  await expect(client.query(`BEGIN; ${UPDATE}; COMMIT; SELECT 1/0`)).rejects.toMatchObject({ code: '22012' });
  expect(app.announced()).toEqual([PRODUCTS]);
  expect(steps()).toEqual(['announce', 'settle']);
  expect(await price()).toBe('2.5');
  await client.query('BEGIN');
  await client.query(UPDATE);
  await expect(client.query('COMMIT; SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
  expect(await price()).toBe('3.5');
});

test('T15: what a text leaves open is announced again at its COMMIT', async () => {
  await client.query(`BEGIN; ${UPDATE}`);
  expect(app.announced()).toEqual([PRODUCTS]);
  expect(await price()).toBe('1.5');
  await client.query('COMMIT');
  expect(app.announced()).toEqual([PRODUCTS, PRODUCTS]);
  expect(await price()).toBe('2.5');
});

test('T16: statements that nobody awaits run in their order, and are announced at COMMIT', async () => {
  const order: string[] = [];
  const note = (name: string) => () => order.push(name);
  const all = [
    client.query('BEGIN').then(note('begin')),
    client.query(UPDATE).then(note('update')),
    client.query('SELECT price FROM products WHERE id = 1').then(({ rows }) => order.push(rows[0].price)),
    client.query('COMMIT').then(note('commit')),
    client.query('SELECT 1 AS one').then(note('select')),
  ];
  await Promise.all(all);
  expect(order).toEqual(['begin', 'update', '2.5', 'commit', 'select']);
  expect(app.announced()).toEqual([PRODUCTS]);
});

test('COMMIT of a failed transaction announces nothing', async () => {
  await client.query('BEGIN');
  await client.query(UPDATE);
  await expect(client.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
  expect((await client.query('COMMIT')).command).toBe('ROLLBACK');
  expect(steps()).toEqual([]);
});

test('a transaction that ends by no statement that is understood is announced all the same', async () => {
  await client.query('BEGIN');
  await client.query(UPDATE);
  // Some libraries call the method of the class.
  await (Client.prototype.query as (text: string) => Promise<unknown>).call(client, 'COMMIT');
  await until('it is dropped', async () => steps().includes('settle'));
  expect(app.announced()).toEqual([PRODUCTS]);
});

test('a client that is wrapped alone announces in the same way, and wrapping twice is the same', async () => {
  const alone = wrapClient(wrapClient(new Client(config), app.context), app.context);
  await alone.connect();
  for (const text of ['BEGIN', UPDATE, 'COMMIT']) await alone.query(text);
  expect(app.announced()).toEqual([PRODUCTS]);
  expect(await price()).toBe('2.5');
  await alone.end();
});

test('writes are announced while reads are switched off', async () => {
  app.mode = 'off';
  await pool.query(UPDATE);
  expect(app.announced()).toEqual([PRODUCTS]);
});

test('a write that the cache refuses with strictWrites is not sent', async () => {
  app.beforeAnnouncement = () => Promise.reject(new Error('refused'));
  await expect(client.query(UPDATE)).rejects.toThrow('refused');
  expect(await price(client)).toBe('1.5');
});
