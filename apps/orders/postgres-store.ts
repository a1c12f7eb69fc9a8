import type { CacheRule, CacheTier } from 'cache-tier';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { CATEGORIES, type Order, PRODUCTS, type Product, type Refusal, type Store } from './store';

const PRODUCT = 'select id, name, category, price::text, stock from products where id = $1';
const CATEGORY = 'select id, name, category, price::text, stock from products where category = $1 order by id limit 50';
const COUNTS = 'select (select count(*)::int from products) as products, (select count(*)::int from orders) as orders';
const CHANGE_PRICE = 'update products set price = $2::numeric where id = $1';
const TAKE =
  'update products set stock = stock - $2 where id = $1 and stock >= $2 returning (price * $2)::text as total';
const ORDER = 'insert into orders (product_id, quantity, total) values ($1, $2, $3::numeric) returning id::text';

/** Two requests may set up at once: one waits for the other. */
const SET_UP = [
  "select pg_advisory_xact_lock(hashtext('orders set-up'))",
  `create table if not exists products (
    id integer primary key, name text not null, category text not null, price numeric(9, 2) not null,
    stock integer not null)`,
  'create index if not exists products_category on products (category, id)',
  `create table if not exists orders (
    id bigint generated always as identity primary key, product_id integer not null references products,
    quantity integer not null, total numeric(12, 2) not null, ordered_at timestamptz not null default now())`,
];
const FILL = `insert into products (id, name, category, price, stock)
  select i, 'Product ' || i, ($1::text[])[1 + i % $2::int], i + 0.99, 1000 from generate_series(1, $3::int) i
  on conflict do nothing`;

/**
 * The shop in PostgreSQL. The pool is wrapped, and that is all: queries are answered from the cache where the rules say so,
 * and what is written through the pool drops what it changes.
 *
 * @param rules what is cached, where the construct has said nothing
 */
export function postgresStore(tier: CacheTier, config: PoolConfig, rules?: readonly CacheRule[]): Store {
  const db = tier.wrap(new Pool(config), rules && { rules });
  // A connection that was idle has ended: the next query has another one.
  db.on('error', (error) => console.error(error));

  async function inTransaction<T>(run: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await db.connect();
    try {
      await client.query('begin');
      const result = await run(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  return {
    setUp: () =>
      inTransaction(async (client) => {
        for (const statement of SET_UP) await client.query(statement);
        await client.query(FILL, [CATEGORIES, CATEGORIES.length, PRODUCTS]);
      }),
    counts: async () => (await db.query<{ products: number; orders: number }>(COUNTS)).rows[0]!,
    product: async (id) => {
      const { rows } = await db.query<Product>(PRODUCT, [id]);
      return rows[0] && { product: rows[0] };
    },
    category: async (category) => (await db.query<Product>(CATEGORY, [category])).rows,
    changePrice: async (id, price) => (await db.query(CHANGE_PRICE, [id, price])).rowCount === 1,
    order: (productId, quantity) =>
      inTransaction<Order | Refusal>(async (client) => {
        const { rows: taken } = await client.query<{ total: string }>(TAKE, [productId, quantity]);
        if (!taken[0]) {
          const { rowCount } = await client.query('select 1 from products where id = $1', [productId]);
          return rowCount === 0 ? 'no-such-product' : 'out-of-stock';
        }
        const { total } = taken[0];
        const { rows } = await client.query<{ id: string }>(ORDER, [productId, quantity, total]);
        return { id: rows[0]!.id, productId, quantity, total };
      }),
    // `undefined_table`: https://www.postgresql.org/docs/current/errcodes-appendix.html
    lacksTables: (error) => (error as { code?: unknown })?.code === '42P01',
    close: () => db.end(),
  };
}
