import type { Chance } from './chance';
import type { Counts } from './data';

/** One connection: a write may be a transaction. */
export interface ShopClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
}

export interface Order {
  readonly customer: number;
  readonly coupon?: string;
  /** Products and how many of each, no product twice. */
  readonly items: readonly (readonly [product: number, quantity: number])[];
}

/** Places and pays an order: a transaction over four tables, and over the coupons by a rule. Returns its number. */
export async function placeOrder(client: ShopClient, { customer, coupon, items }: Order): Promise<string> {
  // In the order of the products: two orders of the same products must not wait for each other.
  const sorted = [...items].sort(([a], [b]) => a - b);
  const [products, quantities] = [sorted.map(([product]) => product), sorted.map(([, quantity]) => quantity)];
  await client.query('BEGIN');
  try {
    const { rows } = await client.query("SELECT nextval('order_ids') AS id, date_trunc('milliseconds', now()) AS at");
    const { id, at } = rows[0];
    await client.query(
      `INSERT INTO orders SELECT $1, $2, c.tenant_id, c.id, $4, 'paid',
        (SELECT sum(p.price * i.quantity) FROM unnest($5::int[], $6::int[]) AS i(product, quantity)
          JOIN products p ON p.id = i.product), NULL
        FROM customers c WHERE c.id = $3`,
      [id, at, customer, coupon ?? null, products, quantities],
    );
    await client.query(
      `INSERT INTO order_items SELECT $1, $2, i.line, p.id, i.quantity, p.price
        FROM unnest($3::int[], $4::int[]) WITH ORDINALITY AS i(product, quantity, line)
        JOIN products p ON p.id = i.product`,
      [id, at, products, quantities],
    );
    for (const [product, quantity] of sorted) {
      await client.query(
        `UPDATE inventory SET quantity = greatest(quantity - $2, 0), updated_at = $3
          WHERE product_id = $1 AND warehouse = 1`,
        [product, quantity, at],
      );
    }
    await client.query(
      `INSERT INTO payments SELECT gen_random_uuid(), id, placed_at, 'card', total, placed_at FROM orders
        WHERE id = $1 AND placed_at = $2`,
      [id, at],
    );
    await client.query('COMMIT');
    return `${id}`;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Changes a price by a function that writes two tables. */
export async function changePrice(client: ShopClient, product: number, price: string, at: string): Promise<void> {
  await client.query('SELECT change_price($1, $2, $3)', [product, price, at]);
}

export async function updateStock(client: ShopClient, product: number, warehouse: number, by: number): Promise<void> {
  await client.query(
    `UPDATE inventory SET quantity = greatest(quantity + $3, 0), updated_at = now()
      WHERE product_id = $1 AND warehouse = $2`,
    [product, warehouse, by],
  );
}

/** Writes a review; a trigger keeps the product's rating. */
export async function writeReview(client: ShopClient, product: number, customer: number, stars: number): Promise<void> {
  await client.query(
    'INSERT INTO reviews (product_id, customer_id, stars, body, created_at) VALUES ($1, $2, $3, $4, now())',
    [product, customer, stars, `${stars} stars from me`],
  );
}

/** Moves an order on; a trigger logs it. */
export async function changeStatus(client: ShopClient, order: number, status: string): Promise<void> {
  await client.query('UPDATE orders SET status = $2 WHERE id = $1', [order, status]);
}

/** Deletes an order, and by cascade its items and its payment. */
export async function deleteOrder(client: ShopClient, order: number): Promise<void> {
  await client.query('DELETE FROM orders WHERE id = $1', [order]);
}

export async function putInCart(client: ShopClient, cart: number, product: number): Promise<void> {
  await client.query(
    `INSERT INTO cart_items AS i VALUES ($1, $2, 1)
      ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = i.quantity + 1`,
    [cart, product],
  );
}

/** A write whose values are chosen already. */
export type Write = (client: ShopClient) => Promise<unknown>;

/** What customers and staff do, by name; `nth` counts the operations of a workload. */
export const WRITES = {
  placeOrder: (chance, { customers, products }) => {
    const chosen = new Set(Array.from({ length: chance.upTo(4) }, () => chance.popular(products)));
    const items = [...chosen].map((product) => [product, chance.upTo(3)] as const);
    const order = {
      customer: chance.popular(customers),
      coupon: chance.next() < 0.1 ? `CODE${chance.upTo(20)}` : undefined,
      items,
    };
    return (client) => placeOrder(client, order);
  },
  changePrice: (chance, { products }, nth) => {
    const [product, cents] = [chance.popular(products), 100 + chance.upTo(50_000)];
    const at = new Date(Date.UTC(2026, 0, 1) + nth * 1000).toISOString();
    return (client) => changePrice(client, product, (cents / 100).toFixed(2), at);
  },
  updateStock: (chance, { products }) => {
    const [product, warehouse, by] = [chance.popular(products), chance.upTo(3), chance.upTo(100) - 50];
    return (client) => updateStock(client, product, warehouse, by);
  },
  writeReview: (chance, { products, customers }) => {
    const [product, customer, stars] = [chance.popular(products), chance.popular(customers), chance.upTo(5)];
    return (client) => writeReview(client, product, customer, stars);
  },
  changeStatus: (chance, { orders }) => {
    const [order, status] = [chance.upTo(orders), chance.of(['shipped', 'delivered', 'cancelled'])];
    return (client) => changeStatus(client, order, status);
  },
  putInCart: (chance, { carts, products }) => {
    const [cart, product] = [chance.popular(carts), chance.popular(products)];
    return (client) => putInCart(client, cart, product);
  },
  deleteOrder: (chance, { orders }) => {
    const order = chance.upTo(orders);
    return (client) => deleteOrder(client, order);
  },
} as const satisfies Record<string, (chance: Chance, counts: Counts, nth: number) => Write>;

export type WriteName = keyof typeof WRITES;
