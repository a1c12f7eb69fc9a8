import { Client } from 'pg';
import {
  chanceOf,
  changePrice,
  changeStatus,
  countsOf,
  deleteOrder,
  placeOrder,
  putInCart,
  updateStock,
  WRITES,
  type WriteName,
  writeReview,
} from '../../shop/shop';
import { type RunningShop, startShop } from '../servers/shop-server';

// A shop is loaded within a second; a busy machine needs longer.
jest.setTimeout(60_000);

let server: RunningShop;
let client: Client;
beforeAll(async () => {
  server = await startShop();
});
beforeEach(async () => {
  client = new Client(server.config(await server.createShop(), 'shop_app'));
  await client.connect();
});
afterEach(() => client?.end());
afterAll(() => server?.stop());

test('an order is in four tables, and counts its coupon by a rule', async () => {
  const before = await one("SELECT used FROM coupons WHERE code = 'CODE3'");
  const id = await placeOrder(client, {
    customer: 7,
    coupon: 'CODE3',
    items: [
      [5, 2],
      [3, 1],
    ],
  });
  expect(id).toBe('133');
  const items = (
    await client.query('SELECT product_id, quantity FROM order_items WHERE order_id = $1 ORDER BY line', [id])
  ).rows;
  expect(items).toEqual([
    { product_id: 3, quantity: 1 },
    { product_id: 5, quantity: 2 },
  ]);
  const { total, tenant_id } = await one(`SELECT * FROM orders WHERE id = ${id}`);
  expect(tenant_id).toBe(1);
  const prices = await one(
    'SELECT sum(price * CASE id WHEN 5 THEN 2 ELSE 1 END) AS total FROM products WHERE id IN (3, 5)',
  );
  expect(total).toBe(prices.total);
  expect(await one(`SELECT amount AS total FROM payments WHERE order_id = ${id}`)).toEqual({ total });
  const after = await one("SELECT used FROM coupons WHERE code = 'CODE3'");
  expect(Number(after.used)).toBe(Number(before.used) + 1);
});

test('an order that fails leaves nothing behind', async () => {
  await expect(placeOrder(client, { customer: 7, items: [[1, 3_000_000_000]] })).rejects.toThrow('out of range');
  expect(await one('SELECT count(*)::int FROM orders')).toEqual({ count: 132 });
});

test('a deleted order takes its items and its payment with it', async () => {
  const id = Number(await placeOrder(client, { customer: 7, items: [[5, 2]] }));
  await deleteOrder(client, id);
  for (const table of ['order_items', 'payments']) {
    expect(await one(`SELECT count(*)::int FROM ${table} WHERE order_id = ${id}`)).toEqual({ count: 0 });
  }
});

test('a changed price ends the period of the old one', async () => {
  await changePrice(client, 4, '12.34', '2026-02-03T00:00:00Z');
  expect(await one('SELECT price FROM products WHERE id = 4')).toEqual({ price: '12.34' });
  const { rows } = await client.query(
    `SELECT price, upper(valid) AS until FROM product_prices WHERE product_id = 4 AND upper(valid) IS DISTINCT FROM '2024-01-01Z'
      ORDER BY valid`,
  );
  expect(rows.map(({ until }) => until)).toEqual([new Date('2026-02-03T00:00:00Z'), null]);
  expect(rows[1].price).toBe('12.34');
});

test('a review keeps the rating of its product', async () => {
  const before = await one('SELECT reviews, stars::int FROM product_ratings WHERE product_id = 1');
  await writeReview(client, 1, 2, 4);
  const { reviews, stars } = before as { reviews: number; stars: number };
  const after = { reviews: reviews + 1, stars: stars + 4 };
  expect(await one('SELECT reviews, stars::int FROM product_ratings WHERE product_id = 1')).toEqual(after);
});

test('stock never falls below nothing, and stock_of sees it', async () => {
  for (const warehouse of [1, 2, 3]) await updateStock(client, 6, warehouse, -100_000);
  await updateStock(client, 6, 2, 11);
  expect(await one('SELECT stock_of(6)')).toEqual({ stock_of: '11' });
});

test('a changed status is logged by a trigger', async () => {
  await changeStatus(client, 5, 'cancelled');
  await changeStatus(client, 5, 'cancelled');
  const { rows } = await client.query("SELECT payload->>'to' AS status FROM events WHERE kind = 'status'");
  expect(rows).toEqual([{ status: 'cancelled' }]);
});

test('a product that is put in a cart twice is there twice', async () => {
  await client.query('DELETE FROM cart_items WHERE cart_id = 1');
  await putInCart(client, 1, 2);
  await putInCart(client, 1, 2);
  expect(await one('SELECT * FROM cart_items WHERE cart_id = 1')).toEqual({ cart_id: 1, product_id: 2, quantity: 2 });
});

test.each(Object.keys(WRITES) as WriteName[])('%s works with whatever it chooses', async (name) => {
  const chance = chanceOf(3);
  for (let nth = 1; nth <= 10; nth += 1) await WRITES[name](chance, countsOf(0.001), nth)(client);
});

async function one(sql: string): Promise<Record<string, unknown>> {
  return (await client.query(sql)).rows[0];
}
