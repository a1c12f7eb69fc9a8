import { CachePolicy, withOption } from '../../lib/pg/cache-policy';
import type { Plan } from '../../lib/sql/plan';

const plan = (tables: readonly string[], ttlMs?: number): Plan => ({
  read: {
    text: '',
    tables,
    perSession: false,
    hint: ttlMs === undefined ? undefined : { ttlMs },
    refuses: () => undefined,
    tags: () => ({ found: tables, empty: tables }),
  },
  transaction: [],
  taints: false,
  movesSearchPath: false,
  statements: 1,
});

const policy = new CachePolicy({
  rules: [
    { tables: ['products', 'shop.orders'], ttl: '5m', stale: '10s' },
    { tables: ['products'], ttl: '1m' },
    { tables: ['public.users'], ttl: 500, stale: 7 },
  ],
});

test.each([
  ['one table by its name', ['any.products'], { ttl: 60_000, stale: 0 }],
  ['one table by its full name', ['shop.orders'], { ttl: 300_000, stale: 10_000 }],
  ['all tables, the shortest time', ['public.users', 'shop.orders'], { ttl: 500, stale: 7 }],
  ['a table of another schema', ['other.orders'], undefined],
  ['a table without a rule beside one that has one', ['any.products', 'any.other'], undefined],
  ['no table at all', [], undefined],
])('rules for %s', (_, tables, expected) => {
  expect(policy.keepingOf(plan(tables))).toEqual(expected);
});

test('a hint wins over the rules, and needs none', () => {
  expect(policy.keepingOf(plan(['any.other'], 1_000))).toEqual({ ttl: 1_000, stale: 0 });
  expect(policy.keepingOf(plan(['shop.orders'], 1_000))).toEqual({ ttl: 1_000, stale: 10_000 });
  expect(new CachePolicy({ hints: false }).keepingOf(plan(['any.other'], 1_000))).toBeUndefined();
});

test.each([
  ['none and no rule', undefined, undefined, 'no-rule'],
  ['none and a rule', { ttl: 1, stale: 0 }, undefined, { ttl: 1, stale: 0 }],
  ['false', { ttl: 1, stale: 0 }, false, 'forbidden'],
  ['fresh', { ttl: 1, stale: 0 }, { fresh: true }, 'fresh'],
  ['a time', undefined, { ttl: '2s' }, { ttl: 2_000, stale: 0 }],
  ['a time over a rule', { ttl: 1, stale: 5 }, { ttl: 7 }, { ttl: 7, stale: 5 }],
  ['tags alone without a rule', undefined, { tags: ['a'] }, 'no-rule'],
  ['a time that is none', undefined, { ttl: 'soon' }, 'query-option'],
] as const)('the option of a query: %s', (_, keeping, option, expected) => {
  expect(withOption(keeping, option)).toEqual(expected);
});

test('a rule whose time cannot be read is refused at once', () => {
  expect(() => new CachePolicy({ rules: [{ tables: ['a'], ttl: 'soon' }] })).toThrow("'rules.ttl' needs");
});
