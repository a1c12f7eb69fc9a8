import { EventEmitter, once } from 'node:events';
import { Client, type ClientConfig, type Pool, type PoolClient, Query } from 'pg';
import Cursor from 'pg-cursor';
import QueryStream from 'pg-query-stream';
import { wrapClient } from '../../lib/pg/wrap-client';
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
  client.release(true);
  await app.close();
});
afterAll(() => lab?.stop());

const INSERT = 'INSERT INTO empty_one SELECT generate_series(1, 5) RETURNING id';
const FIVE = [1, 2, 3, 4, 5].map((id) => ({ id }));
const settled = () => until('the write is dropped', async () => app.happenings.some(({ what }) => what === 'settle'));

describe('N6: a cursor', () => {
  test('reads in portions, and is not cached', async () => {
    for (let round = 0; round < 2; round += 1) {
      const cursor = client.query(new Cursor('SELECT id FROM products ORDER BY id'));
      expect(await cursor.read(2)).toEqual([{ id: 1 }, { id: 2 }]);
      expect(await cursor.read(2)).toEqual([{ id: 3 }]);
      await cursor.close();
    }
    expect(app.hits()).toBe(0);
    expect(app.reasons('bypass')).toContain('submittable');
  });

  test('that writes is announced before it is sent, and dropped', async () => {
    const cursor = client.query(new Cursor(INSERT));
    expect(await cursor.read(3)).toEqual(FIVE.slice(0, 3));
    expect(app.announced()).toEqual([['public.empty_one']]);
    expect(await cursor.read(3)).toEqual(FIVE.slice(3));
    await settled();
  });

  test('that fails tells its reader, and the client goes on', async () => {
    const cursor = client.query(new Cursor('INSERT INTO products (id) VALUES ($1) RETURNING id', [1]));
    await expect(cursor.read(1)).rejects.toMatchObject({ code: '23505' });
    await settled();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('that is refused by the cache tells its reader', async () => {
    app.beforeAnnouncement = () => Promise.reject(new Error('refused'));
    const cursor = client.query(new Cursor(INSERT));
    await expect(cursor.read(1)).rejects.toThrow('refused');
  });
});

describe('N6: a stream', () => {
  test('gives all rows, of a read and of a write', async () => {
    const collect = async (stream: QueryStream) => {
      const rows: unknown[] = [];
      for await (const row of client.query(stream)) rows.push(row);
      return rows;
    };
    expect(await collect(new QueryStream('SELECT id FROM products WHERE id < $1 ORDER BY id', [3]))).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
    expect(await collect(new QueryStream(INSERT, [], { batchSize: 2 }))).toEqual(FIVE);
    expect(app.announced()).toEqual([['public.empty_one']]);
    await settled();
  });
});

describe('N14: a query object', () => {
  test('emits its rows and its end, and a write among them is announced', async () => {
    const query = client.query(new Query(INSERT));
    const rows: unknown[] = [];
    query.on('row', (row) => rows.push(row));
    await once(query, 'end');
    expect(rows).toEqual(FIVE);
    expect(app.announced()).toEqual([['public.empty_one']]);
    await settled();
  });

  test('emits its error', async () => {
    const query = client.query(new Query('INSERT INTO products (id) VALUES (1)'));
    const [error] = await once(query, 'error');
    expect(error).toMatchObject({ code: '23505' });
    await settled();
  });

  test('takes a callback', async () => {
    const result = await new Promise((resolve, reject) => {
      const query = new Query('UPDATE products SET name = $1', ['x'], (error: unknown, value: unknown) =>
        error ? reject(error) : resolve(value),
      );
      expect(client.query(query)).toBe(query);
    });
    expect(result).toMatchObject({ rowCount: 3 });
  });
});

test('a query object without a text drops the whole database', async () => {
  const opaque = Object.assign(new Query('UPDATE products SET price = 3'), {});
  const { text } = opaque as unknown as { text: string };
  Object.defineProperty(opaque, 'text', { get: () => (hidden ? undefined : text) });
  let hidden = true;
  const sent = once(opaque, 'end');
  const { submit } = opaque as unknown as { submit(connection: unknown): unknown };
  Object.assign(opaque, {
    submit(connection: unknown) {
      hidden = false;
      return submit.call(this, connection);
    },
  });
  client.query(opaque);
  await sent;
  expect(app.announced()).toEqual([['*']]);
});

test('COPY FROM by text is announced, and fails without a stream as ever', async () => {
  await expect(client.query('COPY products FROM STDIN')).rejects.toMatchObject({ code: '57014' });
  expect(app.announced()).toEqual([['*']]);
  expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('LISTEN and NOTIFY work, and the session is not trusted any more', async () => {
  await client.query('LISTEN news');
  const heard = once(client, 'notification');
  await pool.query("NOTIFY news, 'hello'");
  expect((await heard)[0]).toMatchObject({ channel: 'news', payload: 'hello' });
  await pool.query('SELECT price FROM products WHERE id = 1');
  expect(app.reasons('bypass')).toContain('tainted');
});

describe('pipeline mode', () => {
  test('passes reads through, and runs what writes in its order', async () => {
    const piped = wrapClient(new Client({ ...config, pipeline: true }), app.context);
    await piped.connect();
    const results = await Promise.all([
      piped.query('SELECT 1 AS one'),
      piped.query('SELECT price FROM products WHERE id = 1'),
      piped.query('BEGIN'),
      piped.query('UPDATE products SET price = 8 WHERE id = 1'),
      piped.query('SELECT price FROM products WHERE id = 1'),
      piped.query('COMMIT'),
      piped.query('SELECT price FROM products WHERE id = 1'),
    ]);
    expect(results.map(({ rows }) => rows[0] && Object.values(rows[0])[0])).toEqual([
      1,
      '1.5',
      undefined,
      undefined,
      '8',
      undefined,
      '8',
    ]);
    expect(app.announced()).toEqual([['public.products']]);
    expect(app.hits()).toBe(0);
    await piped.end();
  });

  test('ends when all that was asked is done', async () => {
    const piped = wrapClient(new Client({ ...config, pipeline: true }), app.context);
    await piped.connect();
    const write = piped.query('UPDATE products SET price = 8 WHERE id = 1');
    const read = piped.query('SELECT price FROM products WHERE id = 1');
    await piped.end();
    expect((await write).rowCount).toBe(1);
    expect((await read).rows).toEqual([{ price: '8' }]);
  });
});

test('statements that are prepared by name are announced, also when their text is left out', async () => {
  await client.query({ name: 'up', text: 'UPDATE products SET price = $1 WHERE id = 1', values: [4] });
  await client.query({ name: 'up', values: [5] } as never);
  expect(app.announced()).toEqual([['public.products'], ['public.products']]);
  expect((await client.query('SELECT price FROM products WHERE id = 1')).rows).toEqual([{ price: '5' }]);
});

test('a catalog that cannot be read makes every statement a write of everything, and nothing is cached', async () => {
  const blind = await lab.application(RULES, { standIn: true });
  const { planner } = blind.context;
  Object.assign(blind.context, {
    planner: (database: never) => Object.assign(planner(database), { fails: true }),
  });
  const from = blind.pool(config);
  expect((await from.query('SELECT price FROM products WHERE id = 1')).rows).toEqual([{ price: '1.5' }]);
  await from.query('BEGIN');
  await from.query('ROLLBACK');
  await from.query('UPDATE products SET price = 6 WHERE id = 1');
  expect(new Set(blind.announced().flat())).toContain('*');
  expect(blind.hits()).toBe(0);
  await blind.close();
});

test('a pool whose clients cannot be seen, such as those of pg-native, is left as it is and says so', async () => {
  class Native extends EventEmitter {
    public connect(done: () => void) {
      done();
    }
    public query(_text: string, _values: unknown, done: (error: null, result: object) => void) {
      done(null, { rows: ['native'] });
    }
    public end(done: () => void) {
      done();
    }
  }
  const hidden = app.pool({ Client: Native as never });
  expect((await hidden.query('SELECT price FROM products WHERE id = 1')).rows).toEqual(['native']);
  expect(app.reasons('untouched')).toEqual(['not-visible']);
});
