import type { ClientConfig, Pool } from 'pg';
import { type Application, startWrapLab, type WrapLab } from './wrap-lab';

/** What the catalog and the wrapper find together: each read must see the write that came before it. */
let lab: WrapLab;
let config: ClientConfig;
let app: Application;
let reader: Pool;
let writer: Pool;
const RULES = { rules: [{ tables: ['shelf', 'item', 'part', 'word', 'goods'], ttl: '5m' }] };
beforeAll(async () => {
  lab = await startWrapLab();
  config = await lab.database(
    'CREATE TABLE shelf (id int PRIMARY KEY, kind text)',
    'CREATE TABLE item (id int PRIMARY KEY, shelf int REFERENCES shelf ON DELETE CASCADE, price int, up int)',
    'CREATE VIEW cheap AS SELECT * FROM item WHERE price < 10',
    'CREATE TABLE part (id int, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region)',
    "CREATE TABLE part_a PARTITION OF part FOR VALUES IN ('a')",
    'CREATE TABLE word (name char(5) PRIMARY KEY, id uuid UNIQUE, meaning text)',
    'CREATE TABLE goods (id uuid PRIMARY KEY, name text)',
  );
});
beforeEach(async () => {
  await lab.redis.command('FLUSHALL');
  await lab.behind(
    config,
    `TRUNCATE shelf, item, part, word, goods;
     INSERT INTO shelf VALUES (1, 'a'), (2, 'b');
     INSERT INTO item VALUES (1, 1, 5, NULL), (2, 1, 50, 1), (3, 2, 7, 1);
     INSERT INTO part VALUES (1, 'a');
     INSERT INTO word VALUES ('a', NULL, 'first');
     INSERT INTO goods VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'one')`,
  );
  app = await lab.application(RULES);
  reader = app.pool(config);
  writer = app.pool(config);
});
afterEach(() => app.close());
afterAll(() => lab?.stop());

type Step = readonly [read: string, values: unknown[], write: string, writeValues?: unknown[]];

const CASES: Record<string, Step> = {
  'W1: an INSERT after an empty answer': [
    'SELECT * FROM item WHERE id = $1',
    [9],
    'INSERT INTO item VALUES (9, 1, 1, NULL)',
  ],
  'W1: an INSERT into an empty list': [
    'SELECT id FROM item WHERE price > 90',
    [],
    'INSERT INTO item VALUES (9, 1, 99)',
  ],
  'W2: an UPDATE into a predicate': [
    'SELECT id FROM item WHERE price < 10 ORDER BY id',
    [],
    'UPDATE item SET price = 1 WHERE id = 2',
  ],
  'W2: an UPDATE out of a predicate': [
    'SELECT count(*) FROM item WHERE price < 10',
    [],
    'UPDATE item SET price = 99 WHERE id = $1',
    [1],
  ],
  'W3: another primary key': ['SELECT price FROM item WHERE id = 1', [], 'UPDATE item SET id = 8 WHERE id = 1'],
  'W3: another primary key, seen from the new one': [
    'SELECT price FROM item WHERE id = 8',
    [],
    'UPDATE item SET id = 8 WHERE id = 1',
  ],
  'W4: a list of keys': [
    'SELECT price FROM item WHERE id IN (1, 2) ORDER BY id',
    [],
    'UPDATE item SET price = 6 WHERE id = 2',
  ],
  'W4: either key': [
    'SELECT price FROM item WHERE id = 1 OR id = 3 ORDER BY id',
    [],
    'UPDATE item SET price = 6 WHERE id = $1',
    ['3'],
  ],
  'W5: a padded char': [
    'SELECT meaning FROM word WHERE name = $1',
    ['a'],
    "UPDATE word SET meaning = 'second' WHERE name = 'a    '",
  ],
  'W5: a uuid in another spelling': [
    'SELECT name FROM goods WHERE id = $1',
    ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
    'UPDATE goods SET name = $2 WHERE id = $1',
    ['{a0eebc999c0b4ef8bb6d6bb9bd380a11}', 'two'],
  ],
  'W6: a self-join': [
    'SELECT a.id, b.price FROM item a JOIN item b ON b.id = a.up WHERE a.id = 3',
    [],
    'UPDATE item SET price = 6 WHERE id = 1',
  ],
  'N: a row by its key, written by its key': [
    'SELECT price FROM item WHERE id = $1',
    [1],
    'UPDATE item SET price = 6 WHERE id = $1',
    [1],
  ],
  'T11: a cascade to another table': ['SELECT id FROM item WHERE id = 1', [], 'DELETE FROM shelf WHERE id = 1'],
  'B9: a view over the table': ['SELECT id FROM cheap ORDER BY id', [], 'UPDATE item SET price = 1 WHERE id = 2'],
  'B7: a partition under its root': ['SELECT count(*) FROM part', [], "INSERT INTO part_a VALUES (2, 'a')"],
  'B5: TRUNCATE': ['SELECT price FROM item WHERE id = 1', [], 'TRUNCATE shelf CASCADE'],
  'a write in a WITH': [
    'SELECT price FROM item WHERE id = 1',
    [],
    'WITH w AS (UPDATE item SET price = 6 WHERE id = 1 RETURNING id) SELECT * FROM w',
  ],
  'a write by a DO block': ['SELECT price FROM item WHERE id = 1', [], 'DO $$ BEGIN UPDATE item SET price = 6; END $$'],
  'B6: another order of columns': [
    'SELECT * FROM shelf WHERE id = 1',
    [],
    "ALTER TABLE shelf RENAME COLUMN kind TO sort; ALTER TABLE shelf RENAME COLUMN sort TO kind; UPDATE shelf SET kind = 'c'",
  ],
};

test.each(Object.entries(CASES))('%s is seen by the next read', async (_, [read, values, write, writeValues = []]) => {
  const answer = async () => (await reader.query(read, values)).rows;
  const truth = async () => (await lab.behind(config, read, values)).rows;
  const before = await answer();
  expect(before).toEqual(await truth());
  expect(await answer()).toEqual(before);
  expect(app.hits()).toBe(1);
  await (writeValues.length > 0 ? writer.query(write, writeValues) : writer.query(write));
  const after = await truth();
  expect(after).not.toEqual(before);
  expect(await answer()).toEqual(after);
  expect(await answer()).toEqual(after);
});

test('a write to one row leaves another row in the cache', async () => {
  const read = (id: number) => reader.query('SELECT price FROM item WHERE id = $1', [id]);
  await read(1);
  await read(2);
  await writer.query('UPDATE item SET price = 6 WHERE id = $1', [1]);
  const before = app.hits();
  await read(2);
  expect(app.hits()).toBe(before + 1);
  expect((await read(1)).rows).toEqual([{ price: 6 }]);
});

test('B6: a changed schema is seen by this application and by another one', async () => {
  const other = await lab.application(RULES);
  const theirs = other.pool(config);
  const text = 'SELECT * FROM goods';
  for (const from of [reader, theirs, reader, theirs]) await from.query(text);
  await writer.query('ALTER TABLE goods ADD COLUMN colour text');
  for (const from of [reader, theirs]) {
    expect((await from.query(text)).fields.map(({ name }) => name)).toEqual(['id', 'name', 'colour']);
  }
  await writer.query('CREATE TABLE item_new (id int); INSERT INTO item_new VALUES (1)');
  await writer.query('ALTER TABLE goods DROP COLUMN colour');
  for (const from of [reader, theirs]) {
    expect((await from.query(text)).fields.map(({ name }) => name)).toEqual(['id', 'name']);
  }
  await other.close();
});
