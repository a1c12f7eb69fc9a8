import pg, { Client, Pool } from 'pg';
import type { RunningWorker } from '../servers/processes';
import { LIST, PRODUCT, RULES, until, useTierLab } from './tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();

const STAR = 'select * from products where id = $1';
const columns = (rows: unknown) => Object.keys((rows as object[])[0] ?? {}).sort();

afterEach(async () => {
  await lab.outside('alter table products drop column if exists colour');
});

async function fixture(options = {}) {
  const tier = lab.tier(options);
  expect(await tier.ready(10_000)).toBe(true);
  return { tier, pool: lab.pool(tier) };
}

/** A worker whose next read is a hit, as far as nothing changes. */
async function warm(worker: RunningWorker, text = STAR): Promise<void> {
  await until('a hit', async () => {
    const before = Number((await worker.call<{ hit?: number }>('metrics')).hit ?? 0);
    await worker.call('read', text, [7]);
    return Number((await worker.call<{ hit?: number }>('metrics')).hit ?? 0) > before;
  });
}

test('B6: DDL by a wrapped pool is seen by another process in its next read', async () => {
  const { pool } = await fixture();
  const other = await lab.worker();
  await warm(other);
  await pool.query("alter table products add column colour text default 'red'");
  expect(columns(await other.call('read', STAR, [7]))).toEqual(['colour', 'id', 'name', 'price']);
  await warm(other);
  expect(columns(await other.call('read', STAR, [7]))).toEqual(['colour', 'id', 'name', 'price']);
});

test('B6: a view that a wrapped pool has pointed at another table is dropped by that one, in every process', async () => {
  await lab.outside('create view shown as select id, name from products where id = 7');
  await lab.outside("insert into notes values (7, 'a note')");
  try {
    const { pool } = await fixture();
    const other = await lab.worker({ schemaRefreshMs: 60_000 });
    const shown = async () => (await other.call<{ name: string }[]>('read', 'select name from shown'))[0]?.name;
    await warm(other);
    expect([await shown(), await shown()]).toEqual(['product 7', 'product 7']);
    await pool.query('create or replace view shown as select id, text as name from notes where id = 7');
    // It was planned as a read of products; stored as such, no write to notes would drop it.
    for (let turn = 0; turn < 5; turn += 1) expect(await shown()).toBe('a note');
    await pool.query("update notes set text = 'another note' where id = 7");
    expect(await shown()).toBe('another note');
  } finally {
    await lab.outside('drop view shown');
  }
});

test('O5: DDL by psql is found within schemaRefreshMs, and told once: who is told tells nobody', async () => {
  const finder = await lab.worker({ schemaRefreshMs: 300 });
  const others = await Promise.all([1, 2].map(() => lab.worker({ schemaRefreshMs: 60_000 })));
  const all = [finder, ...others];
  for (const worker of all) await warm(worker);
  const reads = () => Promise.all(all.map((worker) => worker.call<number>('catalogReads')));
  const first = await reads();
  await lab.outside("alter table products add column colour text default 'red'");
  await until('all see the column', async () => {
    const rows = await Promise.all(all.map((worker) => worker.call('read', STAR, [7])));
    return rows.every((each) => columns(each).includes('colour'));
  });
  for (const worker of all) await warm(worker);
  const later = await reads();
  expect(later.slice(1).map((count, index) => count - first[index + 1]!)).toEqual([1, 1]);
  // Nothing goes on between them.
  await Promise.all(all.map((worker) => worker.call('read', LIST)));
  const end = performance.now() + 1_000;
  while (performance.now() < end) await Promise.all(all.map((worker) => worker.call('read', LIST)));
  expect((await reads()).slice(1)).toEqual(later.slice(1));
});

test('three processes that find the same DDL in one moment do not make each other read for ever', async () => {
  const workers = await Promise.all([1, 2, 3].map(() => lab.worker({ schemaRefreshMs: 300 })));
  for (const worker of workers) await warm(worker);
  await lab.outside("alter table products add column colour text default 'red'");
  const read = async () => Promise.all(workers.map(async (worker) => columns(await worker.call('read', STAR, [7]))));
  await until('all see the column', async () => (await read()).every((each) => each.includes('colour')));
  for (const worker of workers) await warm(worker);
  const reads = () => Promise.all(workers.map((worker) => worker.call<number>('catalogReads')));
  const first = await reads();
  const began = performance.now();
  while (performance.now() - began < 1_200) await read();
  const due = Math.ceil((performance.now() - began) / 300) + 1;
  // What is due by the clock, and no more.
  for (const [index, count] of (await reads()).entries()) expect(count - first[index]!).toBeLessThanOrEqual(due);
});

test('a schema that was read while the cache was down is read again when the cache is there', async () => {
  lab.redis.freeze();
  const tier = lab.tier({ deadlineMs: 50 });
  const pool = lab.pool(tier);
  expect(columns((await pool.query(STAR, [7])).rows)).toEqual(['id', 'name', 'price']);
  // Nobody can tell this process of it.
  await lab.outside("alter table products add column colour text default 'red'");
  lab.redis.thaw();
  await until('a hit', async () => {
    const { rows } = await pool.query(STAR, [7]);
    await tier.settled();
    if (tier.metrics().hit === undefined) return false;
    expect(columns(rows)).toEqual(['colour', 'id', 'name', 'price']);
    return true;
  });
});

test('a catalog that cannot be read is told; nothing is cached, and a write drops everything', async () => {
  await lab.outside('drop role if exists blind');
  await lab.outside('create role blind login');
  await lab.outside('grant select, update on products, notes to blind');
  await lab.outside('revoke select on pg_catalog.pg_class from public');
  const problems: Error[] = [];
  try {
    const other = await lab.worker();
    await warm(other);
    const { tier } = { tier: lab.tier({ onProblem: (problem) => problems.push(problem) }) };
    expect(await tier.ready(10_000)).toBe(true);
    const pool = lab.pool(tier, RULES, lab.postgres.config('postgres', 'blind'));
    expect((await pool.query(PRODUCT, [7])).rows).toHaveLength(1);
    expect((await pool.query(PRODUCT, [7])).rows).toHaveLength(1);
    expect(problems.map(({ message }) => message)).toEqual(['the schema of the database cannot be read']);
    expect(`${(problems[0]!.cause as Error).message}`).toContain('permission denied');
    expect(tier.metrics()).not.toHaveProperty('store');
    await pool.query("update products set name = 'new' where id = 7");
    // Of what cannot be planned nobody knows that it only reads.
    expect(tier.metrics()).toMatchObject({ database_drop: { catalog: 3 } });
    expect(await other.call('read', PRODUCT, [7])).toMatchObject([{ name: 'new' }]);
  } finally {
    await lab.outside('grant select on pg_catalog.pg_class to public');
  }
});

test('DDL in a client that holds the last connection waits for nothing while the schema is read in the background', async () => {
  const tier = lab.tier({ schemaRefreshMs: 300 });
  expect(await tier.ready(10_000)).toBe(true);
  const pool = lab.pool(tier, RULES, { ...lab.postgres.config(), max: 1 });
  await pool.query(LIST);
  const client = await pool.connect();
  await new Promise((resolve) => setTimeout(resolve, 350));
  // The first statement finds the schema due; the background asks for a connection that is not there.
  for (let turn = 0; turn < 3; turn += 1) {
    await client.query(LIST);
    await client.query('alter table products add column if not exists colour text');
    await client.query("update products set name = 'new' where id = 7");
  }
  client.release();
  expect((await pool.query(PRODUCT, [7])).rows).toMatchObject([{ name: 'new' }]);
});

test('a schema that changes over and over while it is read in the background stops nobody', async () => {
  const { tier, pool } = await fixture({ schemaRefreshMs: 20 });
  const other = lab.pool(tier);
  const reader = async () => {
    for (let turn = 0; turn < 40; turn += 1) expect((await pool.query(STAR, [7])).rows).toHaveLength(1);
  };
  const writer = async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      await other.query('alter table notes add column more text');
      await other.query('alter table notes drop column more');
    }
  };
  await Promise.all([reader(), reader(), writer()]);
});

test('the background reads the schema without counting as a query of the application', async () => {
  const { tier, pool } = await fixture({ schemaRefreshMs: 50 });
  await pool.query(STAR, [7]);
  await lab.outside("alter table products add column colour text default 'red'");
  await until('the column is seen', async () => columns((await pool.query(STAR, [7])).rows).includes('colour'));
  const bypass = (tier.metrics().bypass ?? {}) as object;
  expect(bypass).not.toHaveProperty('system-catalog');
  expect(bypass).not.toHaveProperty('no-rule');
});

test('two pools that say different things of a function are each planned by their own', async () => {
  await lab.outside(
    "create or replace function note_it() returns void language plpgsql as $$ begin execute 'update ' || 'notes' || ' set text = null'; end $$",
  );
  const tier = lab.tier();
  expect(await tier.ready(10_000)).toBe(true);
  const plain = lab.pool(tier);
  const declared = lab.pool(tier, { ...RULES, functions: { note_it: { writes: ['public.notes'] } } });
  expect(await tier.explain(plain, 'select note_it()')).toMatchObject({ dropsAll: expect.any(String) });
  expect(await tier.explain(declared, 'select note_it()')).toMatchObject({
    dropsAll: undefined,
    drops: expect.arrayContaining(['public.notes']),
  });
});

test('two pools that print the schema by different search paths tell nobody that it has changed', async () => {
  await lab.outside(
    'create schema apart create table things (id int primary key) create view seen as select * from things',
  );
  try {
    const other = await lab.worker({ schemaRefreshMs: 60_000 });
    await warm(other);
    const before = await other.call<number>('catalogReads');
    const tier = lab.tier({ schemaRefreshMs: 20 });
    expect(await tier.ready(10_000)).toBe(true);
    const pools = [
      lab.pool(tier),
      lab.pool(tier, RULES, { ...lab.postgres.config(), options: '-c search_path=apart,public' }),
    ];
    const asked = async () => {
      for (const pool of pools) expect((await pool.query(PRODUCT, [7])).rows).toHaveLength(1);
    };
    for (const end = performance.now() + 600; performance.now() < end; ) await asked();
    // A change that was told is found by one read, and looked at by the next.
    await warm(other);
    await warm(other);
    expect(await other.call<number>('catalogReads')).toBe(before);
    const hits = Number(tier.metrics().hit ?? 0);
    await asked();
    await asked();
    expect(Number(tier.metrics().hit ?? 0)).toBeGreaterThan(hits);
    // What has changed is found all the same, and told.
    await lab.outside("alter table products add column colour text default 'red'");
    await until('the column is seen', async () => {
      await asked();
      return columns(await other.call('read', STAR, [7])).includes('colour');
    });
  } finally {
    await lab.outside('drop schema apart cascade');
  }
});

test('a single client is wrapped like a pool', async () => {
  const tier = lab.tier();
  expect(await tier.ready(10_000)).toBe(true);
  const client = tier.wrap(new Client(lab.postgres.config()), RULES);
  await client.connect();
  // The first one finds out what the session is.
  for (let turn = 0; turn < 3; turn += 1) {
    await client.query(PRODUCT, [7]);
    await tier.settled();
  }
  const pool = lab.pool(tier);
  await pool.query("update products set name = 'new' where id = 7");
  expect((await client.query(PRODUCT, [7])).rows).toMatchObject([{ name: 'new' }]);
  const metrics = tier.metrics();
  await client.end();
  expect(metrics).toMatchObject({ hit: 1 });
});

test('the pools and clients of a wrapped module are wrapped, and those of the module are not', async () => {
  const tier = lab.tier();
  expect(await tier.ready(10_000)).toBe(true);
  const wrapped = tier.wrapModule(pg, RULES);
  const pool = new wrapped.Pool(lab.postgres.config());
  const plain = new Pool(lab.postgres.config());
  expect(pool).toBeInstanceOf(Pool);
  const read = async () => (await pool.query(PRODUCT, [7])).rows[0].name;
  await read();
  await tier.settled();
  await plain.query("update products set name = 'behind' where id = 7");
  expect(await read()).toBe('product 7');
  await pool.query("update products set name = 'new' where id = 7");
  expect(await read()).toBe('new');
  await Promise.all([pool.end(), plain.end()]);
});
