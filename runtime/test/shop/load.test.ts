import { Client } from 'pg';
import { checksums, loadShop } from '../../shop/shop';
import { type RunningShop, startShop } from '../servers/shop-server';

// A shop is loaded within a second; a busy machine needs longer.
jest.setTimeout(60_000);

let server: RunningShop;
let client: Client;
beforeAll(async () => {
  server = await startShop();
  client = await connected(server.shop);
});
afterAll(async () => {
  await client?.end();
  await server?.stop();
});

test('the same seed gives the same rows on every machine', async () => {
  expect(await checksums(client)).toMatchInlineSnapshot(`
{
  "addresses": "4899504cda25d76c5aa574472c56f4de",
  "cart_items": "9c37bf2538147bb7802994b0fa0b93bf",
  "carts": "d675ee4a4b54753a6f43ed4e3f46809d",
  "categories": "bcb1f4aa833a95d8a5300924bc3e0e1b",
  "coupons": "47815bb072a9fe10d19b31035ebc2812",
  "customers": "d16b7eb037c97ed0826f29e6757a8bb2",
  "events": "e958061d9a9c0bc1be23a1003ef335dc",
  "inventory": "b59563fbf985ef5753b6e76191b8da1b",
  "order_items": "4e2438a0f25511e4b011b5889269b3ae",
  "orders": "ff8497df55915a37ae7050a240f5d02a",
  "payments": "f460ac1cec5d1359b1a3f43cf3fb1b65",
  "product_prices": "28036876ceeb6f086d3721b02286a047",
  "product_ratings": "b20c75b9d50d2619261b15a225ac98fe",
  "products": "30b65585e8bed3b0a7c3bec917bcca2a",
  "reviews": "ef7a18699e6300e513935abe1fd28092",
  "tenants": "2c448462eb44eb87cbca8d7c34c41f5a",
}
`);
});

test('another seed gives other rows', async () => {
  const other = await connected(await server.createDatabase());
  await loadShop(other, { scale: 0.001, seed: 2 });
  const [sums, others] = [await checksums(client), await checksums(other)];
  for (const table of ['customers', 'products', 'orders', 'order_items', 'reviews']) {
    expect(others[table]).not.toBe(sums[table]);
  }
  await other.end();
});

test('it has about a thousand rows for each thousandth of its scale', async () => {
  let rows = 0;
  for (const table of Object.keys(await checksums(client))) {
    const [{ count }] = await all(`SELECT count(*)::int FROM ${table}`);
    expect(count).toBeGreaterThan(0);
    rows += Number(count);
  }
  expect(rows).toBeGreaterThan(900);
  expect(rows).toBeLessThan(1_100);
});

test('every foreign key holds, although the rows were loaded without a check', async () => {
  const keys = await all(`
    SELECT conname, format('SELECT %s FROM %s c WHERE NOT EXISTS (SELECT FROM %s p WHERE %s) AND %s',
      '1', conrelid::regclass, confrelid::regclass,
      (SELECT string_agg(format('p.%I = c.%I', f.attname, a.attname), ' AND ')
        FROM unnest(conkey, confkey) AS k(child, parent)
        JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.child
        JOIN pg_attribute f ON f.attrelid = confrelid AND f.attnum = k.parent),
      (SELECT string_agg(format('c.%I IS NOT NULL', attname), ' AND ')
        FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey))) AS sql
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0`);
  expect(keys.length).toBeGreaterThan(15);
  for (const { conname, sql } of keys) expect({ conname, rows: await all(`${sql}`) }).toEqual({ conname, rows: [] });
});

test.each([
  [
    'totals',
    'SELECT total = (SELECT sum(quantity * price) FROM order_items WHERE order_id = o.id) AS ok FROM orders o',
  ],
  [
    'ratings',
    'SELECT reviews = (SELECT count(*) FROM reviews w WHERE w.product_id = r.product_id) AS ok FROM product_ratings r',
  ],
  ['coupons', 'SELECT used = (SELECT count(*) FROM orders WHERE coupon_code = code) AS ok FROM coupons'],
  ['tenants', 'SELECT tenant_id = (SELECT tenant_id FROM customers WHERE id = customer_id) AS ok FROM orders'],
  ['generated prices', 'SELECT gross_price = round(price * (1 + tax_rate), 2) AS ok FROM products'],
  ['periods', 'SELECT count(*) FILTER (WHERE upper_inf(valid)) = 1 AS ok FROM product_prices GROUP BY product_id'],
])('its %s agree with what they are made of', async (_, sql) => {
  const rows = await all(sql);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ ok }) => ok !== true)).toEqual([]);
});

test('its orders are in partitions, two levels deep', async () => {
  const rows = await all('SELECT level, count(*)::int FROM pg_partition_tree($1) WHERE isleaf GROUP BY 1 ORDER BY 1', [
    'orders',
  ]);
  expect(rows).toEqual([
    { level: 1, count: 13 },
    { level: 2, count: 12 },
  ]);
  const used = await all('SELECT DISTINCT tableoid::regclass::text AS name FROM orders');
  expect(used).toHaveLength(24);
});

test('a number of its rows is greater than JavaScript can hold exactly', async () => {
  const [{ external_id }] = await all('SELECT external_id FROM customers ORDER BY id LIMIT 1');
  expect(external_id).toBe('9007199254748912');
  const [{ number }] = await all("INSERT INTO events (kind, payload) VALUES ('test', '{}') RETURNING number");
  expect(BigInt(`${number}`)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
});

test('a tenant sees its own customers and orders, others see all', async () => {
  const tenant = await connected(server.shop, 'shop_tenant');
  await expect(tenant.query('SELECT * FROM orders')).rejects.toThrow('app.tenant');
  await tenant.query("SET app.tenant = '2'");
  for (const table of ['customers', 'orders', 'open_orders']) {
    const { rows } = await tenant.query(`SELECT DISTINCT tenant_id FROM ${table}`);
    expect(rows).toEqual([{ tenant_id: 2 }]);
  }
  await tenant.end();
  const reader = await connected(server.shop, 'shop_readonly');
  expect((await reader.query('SELECT DISTINCT tenant_id FROM orders')).rows).toHaveLength(2);
  await expect(reader.query('DELETE FROM reviews')).rejects.toMatchObject({ code: '42501' });
  await reader.end();
});

test('two shops can be loaded into one server at the same time', async () => {
  const names = await Promise.all([server.createDatabase(), server.createDatabase()]);
  const clients = await Promise.all(names.map((name) => connected(name)));
  await Promise.all(clients.map((one) => loadShop(one, { scale: 0.001 })));
  const [first, second] = await Promise.all(clients.map((one) => checksums(one)));
  expect(first).toEqual(second);
  await Promise.all(clients.map((one) => one.end()));
});

async function connected(database: string, user?: string): Promise<Client> {
  const one = new Client(server.config(database, user));
  await one.connect();
  return one;
}

async function all(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
  return (await client.query(sql, values)).rows;
}
