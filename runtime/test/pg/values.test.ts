import { deepStrictEqual } from 'node:assert';
import pg, { type ClientConfig, Pool, type PoolConfig, type QueryConfig } from 'pg';
import { type Application, SHOP, startWrapLab, type WrapLab } from './wrap-lab';

/** One column of each of 26 types, with values that are easily lost. */
const KINDS: readonly (readonly [string, ...string[]])[] = [
  ['int2', '-32768', '7'],
  ['int4', '2147483647', '0'],
  ['int8', '9007199254740993', '-9223372036854775808'],
  ['numeric', "'NaN'", '123456789012345678901234567890.000100'],
  ['float4', "'Infinity'", '1.1'],
  ['float8', "'NaN'", "'-Infinity'"],
  ['bool', 'true', 'false'],
  ['text', "''", '\'ü😀 "quoted"\''],
  ['varchar(9)', "'a'", "'b  '"],
  ['char(5)', "'a'", "''"],
  ['bytea', "'\\x00ff10'", "''"],
  ['timestamptz', "'2024-03-31 01:30:00.123456+02'", "'infinity'"],
  ['timestamp', "'0044-03-15 12:00:00 BC'", "'-infinity'"],
  ['date', "'2024-02-29'", "'0044-03-15 BC'"],
  ['time', "'23:59:59.999999'", "'00:00'"],
  ['interval', "'1 year 2 mons -3 days 04:05:06.789'", "'0'"],
  ['json', "'null'", '\'{"b": 1, "a": [1, {"__proto__": {"polluted": true}}]}\''],
  ['jsonb', "'null'", '\'{"b": 1, "a": null}\''],
  ['uuid', "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "'00000000-0000-0000-0000-000000000000'"],
  ['int4[]', "'{1,NULL,3}'", "'{}'"],
  ['text[]', '\'{"a,b",NULL,"","NULL"}\'', "'{{a,b},{c,d}}'"],
  ['timestamptz[]', "'{2024-01-01 00:00:00+00,NULL}'", "'{}'"],
  ['point', "'(1.5,-2)'", "'(0,0)'"],
  ['int4range', "'[1,5)'", "'empty'"],
  ['inet', "'192.168.0.1/24'", "'::1'"],
  ['pair', '\'(1,"x,y")\'', 'NULL'],
];

let lab: WrapLab;
let config: ClientConfig;
let app: Application;
let plain: Pool;
beforeAll(async () => {
  lab = await startWrapLab();
  const columns = KINDS.map(([type], index) => `c${index} ${type}`);
  const row = (at: number) => `(${at}, ${KINDS.map((kind) => kind[at] ?? 'NULL').join(', ')})`;
  config = await lab.database(
    ...SHOP,
    'CREATE TYPE pair AS (a int, b text)',
    `CREATE TABLE kinds (id int PRIMARY KEY, ${columns.join(', ')})`,
    `INSERT INTO kinds VALUES ${row(1)}, ${row(2)}, ${row(3)}`,
  );
  plain = new Pool(config);
  app = await lab.application();
});
afterAll(async () => {
  await plain?.end();
  await lab?.stop();
});

const ALL = 'SELECT * FROM kinds ORDER BY id';

/** The answer of the database, the miss and the hit. */
async function three(query: QueryConfig, options: PoolConfig = {}) {
  const direct = new Pool({ ...config, ...options });
  const pool = app.pool({ ...config, ...options });
  const answers = [await direct.query(query), await pool.query(query), await pool.query(query)];
  const before = app.hits();
  answers.push(await pool.query(query));
  expect(app.hits()).toBe(before + 1);
  await direct.end();
  return answers;
}

function equal([first, ...others]: readonly unknown[]): void {
  for (const other of others) deepStrictEqual(other, first);
}

test('V2: all 26 types are the same from the cache as from the database', async () => {
  expect(KINDS).toHaveLength(26);
  equal(await three({ text: ALL }));
});

test('K11: both row modes are served from one entry', async () => {
  equal(await three({ text: ALL, rowMode: 'array' } as QueryConfig));
  const pool = app.pool(config);
  await pool.query(ALL);
  const before = app.hits();
  equal([await plain.query({ text: ALL, rowMode: 'array' }), await pool.query({ text: ALL, rowMode: 'array' })]);
  expect(app.hits()).toBe(before + 1);
});

const shout = (text: string) => `${text}!`;
const shouting = { getTypeParser: () => shout } as unknown as pg.CustomTypesConfig;

test('K11: parsers of a query and of a pool are its own, also on a hit', async () => {
  equal(await three({ text: ALL, types: shouting }));
  const answers = await three({ text: ALL }, { types: shouting });
  equal(answers);
  expect(answers[3]!.rows[0].id).toBe('1!');
});

test('K11: parsers that are set for all, or for each client, count on a hit', async () => {
  const original = pg.types.getTypeParser(20);
  pg.types.setTypeParser(20, BigInt);
  try {
    const answers = await three({ text: ALL });
    equal(answers);
    expect(answers[3]!.rows[0].c2).toBe(9_007_199_254_740_993n);
  } finally {
    pg.types.setTypeParser(20, original);
  }
  const pool = app.pool(config);
  pool.on('connect', (client) => client.setTypeParser(23, (text: string) => `int ${text}`));
  await pool.query(ALL);
  expect((await pool.query(ALL)).rows[0].id).toBe('int 1');
});

test('V1: NULL, an empty text and an answer without rows are what they are', async () => {
  equal(await three({ text: 'SELECT id, name FROM products WHERE id = $1', values: [3] }));
  equal(await three({ text: 'SELECT * FROM empty_one' }));
  equal(await three({ text: "SELECT '' AS empty, NULL AS missing, id FROM products WHERE id = 1" }));
});

test('V2: columns of one name are overwritten or kept as node-postgres does it', async () => {
  const text = 'SELECT id, name AS id, price AS "__proto__", name AS "constructor" FROM products ORDER BY products.id';
  equal(await three({ text }));
  equal(await three({ text, rowMode: 'array' } as QueryConfig));
});

test('binary answers have entries of their own', async () => {
  const text = 'SELECT id FROM products WHERE id = $1';
  const binary = { text, values: [1], binary: true } as QueryConfig;
  const pool = app.pool(config);
  await pool.query({ text, values: [1] });
  equal([await plain.query(binary), await pool.query(binary), await pool.query(binary)]);
});

test('a parser that throws fails its caller from the cache as from the database, and nobody else', async () => {
  const failing = {
    getTypeParser: () => () => {
      throw new Error('cannot parse');
    },
  } as unknown as pg.CustomTypesConfig;
  const pool = app.pool(config);
  for (let round = 0; round < 2; round += 1) {
    await expect(pool.query({ text: ALL, types: failing })).rejects.toThrow('cannot parse');
  }
  equal([await plain.query(ALL), await pool.query(ALL)]);
});

test('V5: entries that were damaged in the cache are misses', async () => {
  const pool = app.pool(config);
  const text = 'SELECT id, name FROM products WHERE id < $1 ORDER BY id';
  await pool.query(text, [99]);
  const keys = (await lab.redis.command('KEYS', 'app:cache-tier:e*')) as string[];
  for (const key of keys) {
    const value = (await lab.redis.command('GETRANGE', key, '0', '200')) as string;
    await lab.redis.command('SET', key, value.slice(0, value.length - 3));
  }
  expect((await pool.query(text, [99])).rows).toHaveLength(3);
  await lab.redis.command('FLUSHALL');
});
