import type { RunningApplication } from './running-application';
import { until } from './stage';

/** What a shop can be asked that no application tells: how its database looks, and how to change it past the cache. */
export interface Behind {
  /** Changes the price of a product as psql would. */
  change(id: number, price: string): Promise<unknown>;
}

/**
 * What a person does who has deployed it: sets it up, reads a product until it comes from the cache, changes its price and
 * orders some.
 */
export async function shopWorks(app: RunningApplication, behind: Behind): Promise<void> {
  expect(await app.ask('GET', '/health')).toMatchObject({ status: 200, body: { ok: true } });
  expect(await app.ask('GET', '/products/7')).toMatchObject({ status: 409, body: { error: SET_UP_FIRST } });
  expect(await app.ask('POST', '/setup')).toMatchObject({ status: 200, body: { products: 100, orders: 0 } });

  expect((await readUntil(app, 'miss')).body).toEqual({ ...SEVEN, price: '7.99' });
  expect((await readUntil(app, 'hit')).body).toEqual({ ...SEVEN, price: '7.99' });
  // Nobody tells the cache of this: a hit has the old price, and so the hit is one.
  await behind.change(7, '0.01');
  expect((await readUntil(app, 'hit')).body.price).toBe('7.99');

  expect(await app.ask('POST', '/products/7/price', { price: 19.5 })).toMatchObject({ status: 200 });
  const fresh = await app.ask('GET', '/products/7');
  expect([fresh.headers['x-cache'] !== 'hit', fresh.body.price]).toEqual([true, '19.50']);
  expect((await readUntil(app, 'hit')).body.price).toBe('19.50');

  const { body: listed } = await app.ask('GET', '/products?category=music');
  expect(listed.find(({ id }: { id: number }) => id === 7).price).toBe('19.50');
  const order = await app.ask('POST', '/orders', { productId: 7, quantity: 3 });
  expect(order).toMatchObject({ status: 201, body: { productId: 7, quantity: 3, total: '58.50' } });
  expect((await app.ask('GET', '/products/7')).body.stock).toBe(997);
  expect((await app.ask('GET', '/')).body).toMatchObject({ application: 'orders', products: 100, orders: 1 });

  const { body: metrics } = await app.ask('GET', '/metrics');
  expect(metrics.hit).toBeGreaterThan(1);
}

const SEVEN = { id: 7, name: 'Product 7', category: 'music', stock: 1000 };
const SET_UP_FIRST = 'the tables are not there: POST /setup';

/** Reads a product until its answer comes from there. */
async function readUntil(app: RunningApplication, source: string, id = 7) {
  let answer = await app.ask('GET', `/products/${id}`);
  await until(`an answer from: ${source}`, async () => {
    if (answer.headers['x-cache'] === source) return true;
    answer = await app.ask('GET', `/products/${id}`);
    return answer.headers['x-cache'] === source;
  });
  return answer;
}
