import { CacheTier } from '../../lib/tier/cache-tier';
import { LIST, PATIENT, PRODUCT, useTierLab } from './tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();

const names = (rows: readonly { readonly name?: string }[]) => rows.map(({ name }) => name);

async function fixture(mode?: 'off' | 'observe' | 'verify' | 'on', more = {}) {
  const tier = lab.tier({ mode, ...more });
  expect(await tier.ready(10_000)).toBe(true);
  const pool = lab.pool(tier);
  const read = async (id = 7) => (await pool.query(PRODUCT, [id])).rows[0]?.name;
  /** An answer is stored behind it. */
  const settled = async (id = 7) => {
    const name = await read(id);
    await tier.settled();
    return name;
  };
  return { tier, pool, read, settled };
}

test('on: the second read comes from the cache, and a write is seen at once', async () => {
  const { tier, pool, read, settled } = await fixture();
  expect(await settled()).toBe('product 7');
  await lab.outside("update products set name = 'behind' where id = 7");
  expect(await read()).toBe('product 7');
  await pool.query("update products set name = 'new' where id = $1", [7]);
  expect(await settled()).toBe('new');
  expect(await read()).toBe('new');
  expect(tier.metrics()).toMatchObject({ hit: 2, miss: 2, store: 2, write: 1, pending_invalidations: 0 });
});

test('off: nothing is read from the cache or stored, and writes are announced', async () => {
  const { tier, pool, settled } = await fixture('off');
  await settled();
  await settled();
  await pool.query("update products set name = 'new' where id = 7");
  // What the first one reads was not known yet.
  expect(tier.metrics()).toEqual({ bypass: { total: 1, off: 1 }, write: 1, pending_invalidations: 0 });
  expect(await lab.keys(':e1:')).toEqual([]);
});

test('observe: it is counted what would be cached and why the rest would not, and nothing is', async () => {
  const { tier, pool, settled } = await fixture('observe');
  await settled();
  await settled();
  await pool.query('select now()');
  await pool.query("update products set name = 'new' where id = 7");
  expect(tier.metrics()).toEqual({ observed: 2, bypass: { total: 1, clock: 1 }, write: 1, pending_invalidations: 0 });
  expect(await lab.keys(':e1:')).toEqual([]);
});

test('verify: a write outside is found, counted as a mismatch, and answered rightly', async () => {
  const { tier, settled } = await fixture('verify', { verifyShare: 1 });
  await settled();
  await settled();
  expect(tier.metrics()).toMatchObject({ verified: 1 });
  expect(tier.metrics()).not.toHaveProperty('mismatch');
  await lab.outside("update products set name = 'behind' where id = 7");
  expect(await settled()).toBe('behind');
  expect(tier.metrics()).toMatchObject({ verified: 2, mismatch: 1 });
});

test('K12: the entry of another row in the place of one is a miss, and no answer', async () => {
  const { tier, settled } = await fixture('verify', { verifyShare: 1 });
  await settled(7);
  await settled(8);
  const [first, second] = await lab.keys(':e1:');
  const swapped = await lab.redis.command('COPY', first!, second!, 'REPLACE');
  expect(swapped).toBe(1);
  await settled(7);
  await settled(8);
  const { verified = 0, mismatch = 0, miss } = tier.metrics() as { [name: string]: number };
  // The stamps of the rows tell them apart.
  expect([verified, mismatch, miss]).toEqual([1, 0, 3]);
});

test('verify: nothing is counted if a write came in between', async () => {
  const { tier, pool } = await fixture('verify', { verifyShare: 1 });
  await pool.query(LIST);
  await tier.settled();
  const writer = lab.pool(lab.tier());
  await tier.settled();
  // The load of the comparison waits for this lock; the write is committed before it ends.
  const client = await writer.connect();
  await client.query('begin');
  await client.query('lock table products in access exclusive mode');
  await client.query("update products set name = 'new' where id = 7");
  const reading = pool.query(LIST);
  await lab.outside(
    'do $$ begin for i in 1..1000 loop exit when exists (select from pg_locks where not granted); perform pg_sleep(0.01); end loop; end $$',
  );
  await client.query('commit');
  client.release();
  expect(names((await reading).rows)).toContain('new');
  expect(tier.metrics()).not.toHaveProperty('mismatch');
  expect(tier.metrics()).not.toHaveProperty('verified');
});

test('the kill switch stops reads at once, and never invalidation: another process sees the write', async () => {
  const { tier, pool, read, settled } = await fixture();
  const other = await lab.worker();
  await settled();
  await other.call('read', PRODUCT, [7]);
  expect(await other.call('metrics')).toMatchObject({ hit: 1 });
  tier.mode = 'off';
  const hits = tier.metrics().hit;
  await lab.outside("update products set name = 'behind' where id = 7");
  expect(await read()).toBe('behind');
  expect(tier.metrics().hit).toBe(hits);
  await pool.query("update products set name = 'new' where id = 7");
  expect(await other.call('read', PRODUCT, [7])).toEqual([{ id: 7, name: 'new', price: '7' }]);
  tier.mode = 'on';
  expect(await read()).toBe('new');
});

test('fresh: reads go to the database however deep they are, and only those', async () => {
  const { tier, pool, read, settled } = await fixture();
  await settled();
  await tier.cacheAside.getOrSet('key', () => 'old', { ttl: '5m' });
  await tier.settled();
  await lab.outside("update products set name = 'behind' where id = 7");
  const deep = async () => {
    await Promise.resolve();
    const client = await pool.connect();
    try {
      return [await read(), (await client.query(PRODUCT, [7])).rows[0].name];
    } finally {
      client.release();
    }
  };
  expect(await tier.fresh(deep)).toEqual(['behind', 'behind']);
  expect(await tier.fresh(() => tier.cacheAside.getOrSet('key', () => 'new', { ttl: '5m' }))).toBe('new');
  expect(await read()).toBe('product 7');
  expect(tier.metrics().bypass).toMatchObject({ fresh: 2, mode: 1 });
});

test('invalidate: what has the tag is dropped, in cacheAside and in queries, in every process', async () => {
  const { tier, pool } = await fixture();
  const other = await lab.worker();
  const report = async () =>
    (await pool.query({ text: LIST, cache: { ttl: '1h', tags: ['report'] } } as { text: string })).rows.length;
  expect([await report(), await other.call('value', 'key', 'old', ['report'])]).toEqual([20, 'old']);
  await other.call('value', 'untouched', 'old', ['other']);
  await tier.settled();
  await lab.outside('delete from products where id > 10');
  expect([await report(), await other.call('value', 'key', 'new', ['report'])]).toEqual([20, 'old']);
  expect(await tier.invalidate(['report'])).toBe(true);
  expect([await report(), await other.call('value', 'key', 'new', ['report'])]).toEqual([10, 'new']);
  expect(await other.call('value', 'untouched', 'new', ['other'])).toBe('old');
  expect(await tier.invalidate([])).toBe(true);
});

test('invalidateTables: one table, or everything of the database', async () => {
  const { tier, pool, read, settled } = await fixture();
  await lab.outside("insert into notes values (1, 'old')");
  const note = async () => (await pool.query('select text from notes where id = 1')).rows[0].text;
  await settled();
  await note();
  await tier.settled();
  await lab.outside("update products set name = 'behind'; update notes set text = 'behind'");
  expect(await tier.invalidateTables(pool, ['notes'])).toBe(true);
  expect([await read(), await note()]).toEqual(['product 7', 'behind']);
  await tier.settled();
  await lab.outside("update notes set text = 'again'");
  expect(await tier.invalidateTables(pool, ['public.notes', 'products'])).toBe(true);
  expect([await settled(), await note()]).toEqual(['behind', 'again']);
  await lab.outside("update products set name = 'all'");
  expect(await tier.invalidateTables(pool)).toBe(true);
  expect(await read()).toBe('all');
});

test('invalidateTables: a view stands for its tables, and a table that is not there is an error', async () => {
  await lab.outside('create view cheap as select id, name from products where price < 10');
  try {
    const { tier, pool, read, settled } = await fixture();
    await settled();
    await lab.outside("update products set name = 'behind'");
    expect(await tier.invalidateTables(pool, ['cheap'])).toBe(true);
    expect(await read()).toBe('behind');
    await expect(tier.invalidateTables(pool, ['produts'])).rejects.toThrow(
      new TypeError("the database has no table 'produts'"),
    );
    await expect(tier.invalidateTables({})).rejects.toThrow('a pool is needed that was given to `wrap`');
  } finally {
    await lab.outside('drop view cheap');
  }
});

test('change: what an announced write changes is dropped, also when it fails', async () => {
  const { tier } = await fixture();
  const get = async (value: string) => {
    const found = await tier.cacheAside.getOrSet('key', () => value, { ttl: '5m', tags: ['tag'] });
    await tier.settled();
    return found;
  };
  await get('first');
  expect(await tier.change(['tag'], async () => 'written')).toBe('written');
  expect(await get('second')).toBe('second');
  const failure = new Error('the write');
  await expect(
    tier.change(['tag'], async () => {
      // While it runs nothing is cached.
      expect([await get('during'), await get('still')]).toEqual(['during', 'still']);
      throw failure;
    }),
  ).rejects.toBe(failure);
  expect([await get('third'), await get('fourth')]).toEqual(['third', 'third']);
});

test('R1: change: a reader that began before it stores nothing old', async () => {
  const { tier } = await fixture();
  let state = 'old';
  let loaded = () => {};
  let go = () => {};
  const reading = new Promise<void>((resolve) => {
    loaded = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const slow = tier.cacheAside.getOrSet(
    'key',
    async () => {
      const value = state;
      loaded();
      await gate;
      return value;
    },
    { ttl: '5m', tags: ['tag'] },
  );
  await reading;
  await tier.change(['tag'], async () => {
    state = 'new';
  });
  go();
  expect(await slow).toBe('old');
  await tier.settled();
  expect(await tier.cacheAside.getOrSet('key', () => state, { ttl: '5m', tags: ['tag'] })).toBe('new');
});

test('strictWrites: a write that the cache does not acknowledge is refused before it begins', async () => {
  const { tier } = await fixture('on', { strictWrites: true });
  lab.redis.freeze();
  let written = false;
  const strict = CacheTier.fromLink(lab.link, { ...PATIENT, strictWrites: true, writeDeadlineMs: 20 });
  try {
    await expect(
      strict.change(['tag'], async () => {
        written = true;
      }),
    ).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNACKNOWLEDGED' });
    expect(written).toBe(false);
  } finally {
    lab.redis.thaw();
    await strict.close();
  }
  expect(await tier.change(['tag'], async () => 'written')).toBe('written');
});

test('cacheAside: null is kept for negativeTtl, and a value past its time is given while it is renewed', async () => {
  const { tier } = await fixture('on', { jitter: 0 });
  const get = (key: string, value: unknown, options: object) =>
    tier.cacheAside.getOrSet(key, () => value, { ttl: '5m', ...options });
  expect(await get('nobody', null, { negativeTtl: 5_000 })).toBe(null);
  await tier.settled();
  const [key] = await lab.keys('nobody');
  expect(Number(await lab.redis.command('PTTL', key!))).toBeLessThanOrEqual(5_000);
  await lab.redis.command('DEL', key!);
  expect(await get('nobody', 'somebody', {})).toBe('somebody');

  await get('stale', 1, { ttl: 30, stale: '5m' });
  await tier.settled();
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(await get('stale', 2, { ttl: '5m', stale: '5m' })).toBe(1);
  await tier.settled();
  expect(await get('stale', 3, { ttl: '5m', stale: '5m' })).toBe(2);
  expect(tier.metrics()).toMatchObject({ stale: 1 });
});

test('two applications share invalidation, and no entries', async () => {
  const { pool, settled } = await fixture('on', { application: 'one' });
  const two = await lab.worker({ application: 'two' });
  await settled();
  await two.call('read', PRODUCT, [7]);
  expect(await two.call('metrics')).toMatchObject({ miss: 1 });
  await lab.outside("update products set name = 'behind'");
  expect(await two.call('read', PRODUCT, [7])).toMatchObject([{ name: 'product 7' }]);
  await pool.query("update products set name = 'new' where id = 7");
  expect(await two.call('read', PRODUCT, [7])).toMatchObject([{ name: 'new' }]);
});

test('P1: no key holds a parameter, and with encryptionKey no value a row', async () => {
  const { pool, tier } = await fixture('on', { encryptionKey: Buffer.alloc(32, 1), hashKey: 'secret' });
  await pool.query('select name, price from products where name = $1', ['product 7']);
  await tier.cacheAside.getOrSet('person:4711', () => 'product 7', { ttl: '5m', tags: ['person:4711'] });
  await tier.settled();
  const keys = await lab.keys();
  expect(keys.filter((key) => /product 7|4711/.test(key))).toEqual([]);
  const entries = keys.filter((key) => key.includes(':e1:'));
  expect(entries).toHaveLength(2);
  for (const key of entries) expect(`${await lab.redis.command('GET', key)}`).not.toContain('product 7');
});

test('a pool that is used after close is answered by the database, and its writes are counted', async () => {
  const { tier, pool, read, settled } = await fixture();
  await settled();
  await tier.close();
  await tier.close();
  await pool.query("update products set name = 'new' where id = 7");
  expect(await read()).toBe('new');
  expect(tier.metrics()).toMatchObject({ unacknowledged: { announcement: 1, invalidation: 1 } });
});
