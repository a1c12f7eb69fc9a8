import { Pool } from 'pg';
import type { WrapOptions } from '../../lib/pg/cache-policy';
import { reasonText } from '../../lib/pg/reason-text';
import { WrapReason } from '../../lib/pg/wrap-reason';
import { BYPASS } from '../../lib/sql/bypass';
import { LIST, PRODUCT, RULES, useTierLab } from '../tier/tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();

/** What is said of a statement by a tier of its own. */
async function explained(text: string, values: unknown[] = [], options: WrapOptions = RULES, mode?: 'off') {
  const tier = lab.tier({ mode });
  expect(await tier.ready(10_000)).toBe(true);
  return tier.explain(lab.pool(tier, options), text, values);
}

test('what would be cached is said whole', async () => {
  expect(await explained(PRODUCT, [7], { rules: [{ tables: ['products'], ttl: '5m', stale: '1m' }] })).toEqual({
    cached: true,
    reason: undefined,
    invalidation: 'writes',
    tables: ['public.products'],
    tags: ['public.products*', 'public.products#7'],
    emptyTags: ['public.products'],
    ttlMs: 300_000,
    staleMs: 60_000,
    key: ['user, search path and settings of the session', PRODUCT, '1 value'],
    drops: [],
  });
});

test('what is said is what a read meets', async () => {
  const untenanted = 'select current_user, id from products';
  expect(await explained(untenanted)).toMatchObject({ cached: false, reason: 'per-session' });
  const tenantKey = () => 'one';
  expect(await explained(untenanted, [], { ...RULES, tenantKey })).toMatchObject({
    cached: true,
    key: expect.arrayContaining(['tenantKey']),
  });
  expect(await explained(LIST, [], RULES, 'off')).toMatchObject({ cached: false, reason: 'off' });
  const circle: { me?: unknown } = {};
  circle.me = circle;
  expect(await explained('select id from products where name = $1', [circle])).toMatchObject({ reason: 'value' });
  expect(await explained("select id from products where 'now'::timestamptz > $1", ['today'])).toMatchObject({
    cached: false,
    reason: 'clock',
  });
});

test('within fresh it says so', async () => {
  const tier = lab.tier();
  expect(await tier.ready(10_000)).toBe(true);
  const pool = lab.pool(tier);
  expect(await tier.fresh(() => tier.explain(pool, LIST))).toMatchObject({ cached: false, reason: 'fresh' });
});

test('a pool that is not wrapped is refused', async () => {
  const tier = lab.tier();
  const pool = new Pool(lab.postgres.config());
  await expect(tier.explain(pool, LIST)).rejects.toThrow("'explain' needs a pool that was given to 'wrap'");
  await pool.end();
});

test('each reason that is said of a statement has a sentence', () => {
  const said = [
    'off',
    'fresh',
    'no-rule',
    'database-unknown',
    'replica',
    'per-session',
    'not-visible',
    'catalog',
    'value',
  ];
  for (const reason of [...said, ...Object.keys(BYPASS)]) {
    expect([reason, reasonText(reason)]).toEqual([reason, expect.stringMatching(/^(?!See the).+\.$/)]);
  }
  expect(said.filter((reason) => !Object.values(WrapReason).includes(reason as WrapReason))).toEqual([]);
});
