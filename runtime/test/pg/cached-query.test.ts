import type { QueryArrayResult, QueryResult } from 'pg';
import { cached } from '../../lib/pg/cached-query';
import { PRODUCT, useTierLab } from '../tier/tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();

test('a query keeps what it is, and says how it is cached', () => {
  const query = { text: 'select $1', values: [1], rowMode: 'array' as const };
  expect(cached(query, { ttl: '5m' })).toEqual({ ...query, cache: { ttl: '5m' } });
  expect(cached('select 1', false)).toEqual({ text: 'select 1', cache: false });
  expect(query).not.toHaveProperty('cache');
});

test('node-postgres takes it, by its types as well, and the option counts', async () => {
  const tier = lab.tier();
  expect(await tier.ready(10_000)).toBe(true);
  const pool = lab.pool(tier, {});
  const option = { ttl: '5m', tags: ['report'] };
  const objects = async (): Promise<QueryResult<{ name: string }>> => {
    const result = await pool.query<{ name: string }>(cached({ text: PRODUCT, values: [7] }, option));
    await tier.settled();
    return result;
  };
  const arrays = (): Promise<QueryArrayResult<[number, string, string]>> =>
    pool.query<[number, string, string]>(cached({ text: PRODUCT, values: [7], rowMode: 'array' }, option));
  const plain = () => pool.query(cached(PRODUCT, option), [7]);
  await objects();
  await lab.outside("update products set name = 'behind' where id = 7");
  expect((await objects()).rows[0]!.name).toBe('product 7');
  expect((await arrays()).rows).toEqual([[7, 'product 7', '7']]);
  expect((await plain()).rows).toMatchObject([{ name: 'product 7' }]);
  expect(tier.metrics()).toMatchObject({ hit: 3 });
  expect((await pool.query(cached({ text: PRODUCT, values: [7] }, false))).rows[0].name).toBe('behind');
});
