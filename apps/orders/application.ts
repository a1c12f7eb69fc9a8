import type { CacheTier } from 'cache-tier';
import type { Application } from '../http/exchange';
import { amount, objectIn, text, wholeNumber } from '../http/input';
import { RequestError } from '../http/request-error';
import { routed } from '../http/routes';
import { withSource } from './answer-source';
import type { Refusal, Store } from './store';

const MOST_PRODUCTS = 2_147_483_647;
const idOf = (value: unknown) => wholeNumber('id', value, 1, MOST_PRODUCTS);

const REFUSALS: { readonly [refusal in Refusal]: RequestError } = {
  'no-such-product': new RequestError(404, 'there is no such product'),
  'out-of-stock': new RequestError(409, 'there are not so many in stock'),
};

/** A shop over its store: requests in, answers out. */
export function ordersApplication(store: Store, tier: Pick<CacheTier, 'metrics' | 'close'>): Application {
  return {
    answer: routed(
      {
        'GET /': async () => ({
          body: { application: 'orders', description: 'a shop whose database has a cache', ...(await store.counts()) },
        }),
        'GET /health': () => ({ body: { ok: true } }),
        'GET /metrics': () => ({ body: tier.metrics() }),
        'POST /setup': async () => {
          await store.setUp();
          return { body: await store.counts() };
        },
        'GET /products': async ({ query }) => ({
          body: await store.category(text('category', query.get('category'), 40)),
        }),
        'GET /products/:id': async ({ parts }) => {
          const id = idOf(parts['id']);
          const { value: found, source } = await withSource(() => store.product(id));
          if (!found) throw REFUSALS['no-such-product'];
          return { headers: { 'x-cache': source, ...ageOf(found.readAt) }, body: found.product };
        },
        'POST /products/:id/price': async ({ parts, body }) => {
          const id = idOf(parts['id']);
          const price = amount('price', objectIn(body)['price']);
          if (!(await store.changePrice(id, price))) throw REFUSALS['no-such-product'];
          return { body: { id, price } };
        },
        'POST /orders': async ({ body }) => {
          const { productId, quantity } = objectIn(body);
          const id = wholeNumber('productId', productId, 1, MOST_PRODUCTS);
          const order = await store.order(id, wholeNumber('quantity', quantity, 1, 1_000));
          if (typeof order === 'string') throw REFUSALS[order];
          return { status: 201, body: order };
        },
      },
      (error) =>
        store.lacksTables(error) ? new RequestError(409, 'the tables are not there: POST /setup') : undefined,
    ),
    close: async () => {
      await store.close();
      await tier.close();
    },
  };
}

/** Whole seconds, as HTTP says it. */
function ageOf(readAt: number | undefined): { readonly age?: string } {
  return readAt === undefined ? {} : { age: String(Math.max(0, Math.floor((Date.now() - readAt) / 1000))) };
}
