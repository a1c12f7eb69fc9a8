import { randomUUID } from 'node:crypto';
import type { Link } from '../../lib/link';
import { NO_TERMS } from '../../lib/pg/caching-terms';
import { CacheTier } from '../../lib/tier/cache-tier';
import { linkTerms } from '../../lib/tier/link-terms';
import { AWS_ENVIRONMENT, useAwsEnvironment } from '../servers/aws-environment';
import { type ParameterStore, startParameterStore } from '../servers/parameter-store';
import { LIST, PATIENT, PRODUCT, until, useTierLab } from './tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();
const RENAME = "update products set name = 'new' where id = 7";
const rules = (...list: object[]) => JSON.stringify(list);
const FIVE_MINUTES: Link = { rules: rules({ tables: ['products'], ttl: 300 }) };
/** What a CachedDatabase that follows by time alone writes. */
const BY_TIME: Link = { ...FIVE_MINUTES, invalidation: 'ttl', 'max-ttl': '3600' };

function made(terms: Link, options = {}) {
  const tier = lab.tier(options, { ...lab.link, ...terms });
  return { tier, pool: lab.pool(tier, {}) };
}

async function name(pool: { query(text: string, values: unknown[]): Promise<{ rows: { name: string }[] }> }) {
  return (await pool.query(PRODUCT, [7])).rows[0]!.name;
}

test('a link that says nothing changes nothing', () => {
  expect(linkTerms({ endpoint: 'x' })).toBe(NO_TERMS);
});

test('rules, invalidation and cap of a link are read, its seconds as milliseconds', () => {
  const link = {
    rules: rules({ tables: ['shop.orders', 'a'], ttl: 60, stale: 1.5 }, { tables: ['b'], ttl: 1 }),
    invalidation: 'ttl',
    'max-ttl': '30',
  };
  expect(linkTerms(link)).toEqual({
    rules: [
      { tables: ['shop.orders', 'a'], ttl: 60_000, stale: 1_500 },
      { tables: ['b'], ttl: 1_000, stale: 0 },
    ],
    invalidation: 'ttl',
    maxTtlMs: 30_000,
  });
});

test('an invalidation that a newer construct may know is at least what writes do', () => {
  expect(linkTerms({ invalidation: 'change-data-capture', 'max-ttl': '5' }).invalidation).toBe('writes');
});

test.each([
  ['[', expect.stringContaining('JSON')],
  ['{}', 'it is no list'],
  ['[null]', 'rule 0 names no tables'],
  [rules({ ttl: 5 }), 'rule 0 names no tables'],
  [rules({ tables: [], ttl: 5 }), 'rule 0 names no tables'],
  [rules({ tables: ['a'], ttl: 5 }, { tables: [7], ttl: 5 }), 'rule 1 names no tables'],
  [rules({ tables: ['a'], ttl: '5m' }), 'the ttl of rule 0 is no number'],
  [
    rules({ tables: ['a'], ttl: 0 }),
    "'the ttl of rule 0' needs more than 0 and at most 180 days, such as '5m' or 300000, got 0",
  ],
  [
    rules({ tables: ['a'], ttl: 1, stale: -1 }),
    "'the stale of rule 0' needs more than 0 and at most 180 days, such as '5m' or 300000, got -1000",
  ],
])('rules that are %s are one problem and no rules', (json, reason) => {
  const problems: (Error & { code?: string })[] = [];
  expect(linkTerms({ rules: json, 'max-ttl': '5' }, (error) => problems.push(error)).rules).toEqual([]);
  expect(problems).toMatchObject([{ code: 'ERR_CACHE_TIER_LINK' }]);
  const [before, after] = problems[0]!.message.split('queries count: ');
  expect(before).toBe(
    "the field 'rules' of a link needs a JSON list of { tables, ttl, stale } with times in seconds, and without it only " +
      'hints and options of ',
  );
  expect(after).toEqual(reason);
});

test.each(['0', '-1', 'soon', '1e3', '1.5'])(
  'a cap of %s is refused: without it answers might be too old',
  (maxTtl) => {
    expect(() => lab.tier({}, { ...lab.link, 'max-ttl': maxTtl })).toThrow(
      `the field 'max-ttl' of a link needs a number of seconds above 0, got '${maxTtl}'`,
    );
  },
);

test('without rules of its own a pool takes those of the link, and drops what it writes', async () => {
  const { tier, pool } = made(FIVE_MINUTES);
  await name(pool);
  await tier.settled();
  expect(await name(pool)).toBe('product 7');
  expect(tier.metrics()).toMatchObject({ hit: 1 });
  await pool.query(RENAME);
  expect(await name(pool)).toBe('new');
  expect(await tier.explain(pool, PRODUCT, [7])).toMatchObject({
    cached: true,
    ttlMs: 300_000,
    invalidation: 'writes',
  });
});

test('rules that are given take the place of those of the link, also when they are none', async () => {
  const tier = lab.tier({}, { ...lab.link, ...FIVE_MINUTES });
  const pool = lab.pool(tier, { rules: [] });
  expect(await tier.explain(pool, PRODUCT, [7])).toMatchObject({ cached: false, reason: 'no-rule' });
  const other = lab.pool(tier, { rules: [{ tables: ['notes'], ttl: '1s' }] });
  expect(await tier.explain(other, 'select * from notes')).toMatchObject({ cached: true, ttlMs: 1_000 });
});

test('broken rules of a link fail no query', async () => {
  const problems: string[] = [];
  const { pool } = made({ rules: 'x' }, { onProblem: ({ message }: Error) => problems.push(message) });
  expect(await name(pool)).toBe('product 7');
  expect(problems).toEqual([expect.stringContaining("the field 'rules' of a link")]);
});

test('a cap holds for rules, hints, options of queries and values, with what is given past their time', async () => {
  const { tier, pool } = made({ rules: rules({ tables: ['products'], ttl: 300, stale: 60 }), 'max-ttl': '2' });
  const capped = { cached: true, ttlMs: 2_000, staleMs: 0, maxTtlMs: 2_000 };
  expect(await tier.explain(pool, LIST)).toMatchObject(capped);
  expect(await tier.explain(pool, '/* CACHE_PARAM(ttl=1h) */ select * from notes')).toMatchObject(capped);
  await pool.query({ text: PRODUCT, values: [7], cache: { ttl: '1h', stale: '1h' } } as never);
  await tier.cacheAside.getOrSet('value', () => 1, { ttl: '1h', stale: '1h' });
  await tier.cacheAside.getOrSet('nothing', () => null, { ttl: '1s', negativeTtl: '1h' });
  await tier.settled();
  const entries = (await lab.keys()).filter((key) => /:e1:|value|nothing/.test(key));
  expect(entries).toHaveLength(3);
  for (const key of entries) expect(await lab.redis.command('PTTL', key)).toBeLessThanOrEqual(2_000);
});

test('a cap leaves room for what is given past its time', async () => {
  const { tier, pool } = made({ rules: rules({ tables: ['products'], ttl: 3, stale: 60 }), 'max-ttl': '10' });
  expect(await tier.explain(pool, LIST)).toMatchObject({ ttlMs: 3_000, staleMs: 7_000 });
});

test('by time alone a write is neither announced nor dropped, and its writer too reads what is older', async () => {
  const { tier, pool } = made(BY_TIME);
  await name(pool);
  await tier.settled();
  await pool.query(RENAME);
  const client = await pool.connect();
  await client.query('begin');
  await client.query("insert into products values (99, 'more', 1)");
  // Within a transaction the database answers.
  expect((await client.query(PRODUCT, [7])).rows).toMatchObject([{ name: 'new' }]);
  await client.query('commit');
  client.release();
  expect(await name(pool)).toBe('product 7');
  const metrics = tier.metrics();
  expect(metrics).toMatchObject({ hit: 1, bypass: { transaction: 1 } });
  expect(metrics).not.toHaveProperty('write');
  expect(metrics).not.toHaveProperty('database_drop');
});

test('by time alone what is asked for is dropped all the same, and a change of the schema is told', async () => {
  const { tier, pool } = made(BY_TIME);
  const hit = async (expected: string) => {
    await name(pool);
    await tier.settled();
    expect(await name(pool)).toBe(expected);
  };
  await hit('product 7');
  await pool.query(RENAME);
  expect(await name(pool)).toBe('product 7');
  expect(await tier.invalidateTables(pool, ['products'])).toBe(true);
  expect(await name(pool)).toBe('new');
  await hit('new');
  await pool.query("update products set name = 'newer' where id = 7");
  await pool.query('alter table products add column if not exists extra int');
  expect(await name(pool)).toBe('newer');
  expect(tier.metrics()).toMatchObject({ write: 1 });
});

test('by time alone explain says so, and that a write drops nothing', async () => {
  const { tier, pool } = made(BY_TIME);
  expect(await tier.explain(pool, RENAME)).toEqual({
    cached: false,
    reason: 'writes',
    invalidation: 'ttl',
    maxTtlMs: 3_600_000,
    tables: [],
    tags: [],
    emptyTags: [],
    key: [],
    drops: [],
  });
  expect(await tier.explain(pool, LIST)).toMatchObject({ cached: true, invalidation: 'ttl', ttlMs: 300_000 });
});

describe('with a parameter', () => {
  let store: ParameterStore;
  let restore: () => void;
  beforeAll(async () => {
    store = await startParameterStore();
    restore = useAwsEnvironment({ ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL_SSM: store.url });
  });
  afterAll(async () => {
    restore?.();
    await store?.stop();
  });

  test('what the link says counts once it is found, for texts that were seen before as well', async () => {
    const parameter = `/cache-tier/Shop/${randomUUID()}`;
    const problems: string[] = [];
    const tier = CacheTier.fromParameter(parameter, {
      ...PATIENT,
      onProblem: ({ message }) => problems.push(message),
    });
    try {
      const pool = lab.pool(tier, {});
      // A hint makes the schema be read, after which each text is learned.
      await pool.query('/* CACHE_PARAM(ttl=1h) */ select * from notes');
      await name(pool);
      expect(await tier.explain(pool, PRODUCT, [7])).toMatchObject({ cached: false, reason: 'no-rule' });
      await until('it is told', () => problems.length > 0);
      store.parameters.set(parameter, JSON.stringify({ ...lab.link, ...BY_TIME }));
      await until('the link is read', async () => tier.ready(100));
      const found = { cached: true, ttlMs: 300_000, invalidation: 'ttl' };
      expect(await tier.explain(pool, PRODUCT, [7])).toMatchObject(found);
      await until('a hit', async () => {
        await name(pool);
        await tier.settled();
        return Number(tier.metrics().hit ?? 0) > 0;
      });
    } finally {
      await tier.close();
    }
  });
});
