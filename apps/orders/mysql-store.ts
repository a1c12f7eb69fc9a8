import type { CacheTier } from 'cache-tier';
import {
  createPool,
  type PoolConnection,
  type PoolOptions,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import { CATEGORIES, type FoundProduct, type Order, PRODUCTS, type Product, type Refusal, type Store } from './store';

const COLUMNS = 'id, name, category, price, stock';
const PRODUCT = `select ${COLUMNS} from products where id = ?`;
const CATEGORY = `select ${COLUMNS} from products where category = ? order by id limit 50`;
const COUNTS = 'select (select count(*) from products) as products, (select count(*) from orders) as orders';
const CHANGE_PRICE = 'update products set price = ? where id = ?';
// A number that mysql2 sends is a double: the product of money is not to be one.
const LOCKED = 'select cast(price * ? as decimal(12, 2)) as total, stock from products where id = ? for update';
const TAKE = 'update products set stock = stock - ? where id = ?';
const ORDER = 'insert into orders (product_id, quantity, total) values (?, ?, ?)';

const SET_UP = [
  `create table if not exists products (
    id int primary key, name varchar(100) not null, category varchar(40) not null, price decimal(9, 2) not null,
    stock int not null, index products_category (category, id))`,
  `create table if not exists orders (
    id bigint auto_increment primary key, product_id int not null, quantity int not null, total decimal(12, 2) not null,
    ordered_at timestamp not null default current_timestamp, foreign key (product_id) references products (id))`,
];
const FILL = 'insert ignore into products (id, name, category, price, stock) values ?';

/** On which every answer depends. */
const SHOP = 'shop';
/** Everything that lists or counts products depends on all of them. */
const ALL = 'products';
const ORDERS = 'orders';
const tagOf = (id: number) => `product:${id}`;

/**
 * The shop in MySQL or MariaDB. There is no wrapper for their drivers: what is cached is said at each read by
 * `getOrSet`, and what a write changes by `change`, so that no read after the write finds what was before it.
 *
 * @param ttlMs how long an answer is kept, in milliseconds; undefined for not at all
 */
export function mysqlStore(tier: CacheTier, config: PoolOptions, ttlMs: number | undefined): Store {
  const db = createPool(config);

  function read<T>(key: string, load: () => Promise<T>, ...tags: readonly string[]): Promise<T> {
    return ttlMs === undefined ? load() : tier.cacheAside.getOrSet(key, load, { ttl: ttlMs, tags: [SHOP, ...tags] });
  }

  async function rows<T>(sql: string, values: readonly (string | number)[] = []): Promise<readonly T[]> {
    const [found] = await db.execute<RowDataPacket[]>(sql, [...values]);
    return found as T[];
  }

  async function inTransaction<T>(run: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await db.getConnection();
    try {
      await connection.beginTransaction();
      const result = await run(connection);
      await connection.commit();
      return result;
    } catch (error) {
      await connection.rollback().catch(() => undefined);
      throw error;
    } finally {
      connection.release();
    }
  }

  return {
    setUp: () =>
      tier.change([SHOP], async () => {
        for (const statement of SET_UP) await db.query(statement);
        await db.query(FILL, [firstProducts()]);
      }),
    counts: () =>
      read('counts', async () => (await rows<{ products: number; orders: number }>(COUNTS))[0]!, ALL, ORDERS),
    product: (id) =>
      read<FoundProduct | undefined>(
        tagOf(id),
        async () => {
          const readAt = Date.now();
          const [product] = await rows<Product>(PRODUCT, [id]);
          return product && { product, readAt };
        },
        tagOf(id),
      ),
    category: (category) => read(`category:${category}`, () => rows<Product>(CATEGORY, [category]), ALL),
    changePrice: (id, price) =>
      tier.change([tagOf(id), ALL], async () => {
        const [result] = await db.execute<ResultSetHeader>(CHANGE_PRICE, [price, id]);
        return result.affectedRows === 1;
      }),
    order: (productId, quantity) =>
      tier.change([tagOf(productId), ALL, ORDERS], () =>
        inTransaction<Order | Refusal>(async (connection) => {
          const [[row]] = await connection.execute<RowDataPacket[]>(LOCKED, [quantity, productId]);
          if (!row) return 'no-such-product';
          const { total, stock } = row as { total: string; stock: number };
          if (stock < quantity) return 'out-of-stock';
          await connection.execute(TAKE, [quantity, productId]);
          const [{ insertId }] = await connection.execute<ResultSetHeader>(ORDER, [productId, quantity, total]);
          return { id: String(insertId), productId, quantity, total };
        }),
      ),
    lacksTables: (error) => (error as { code?: unknown })?.code === 'ER_NO_SUCH_TABLE',
    close: () => db.end(),
  };
}

function firstProducts(): (string | number)[][] {
  return Array.from({ length: PRODUCTS }, (_, index) => {
    const id = index + 1;
    return [id, `Product ${id}`, CATEGORIES[id % CATEGORIES.length]!, `${id}.99`, 1000];
  });
}
