/** How many rows each part of the shop has. */
export interface Counts {
  readonly tenants: number;
  readonly customers: number;
  readonly products: number;
  readonly orders: number;
  readonly reviews: number;
  readonly carts: number;
  readonly events: number;
}

/** @param scale 1 is about a million rows in all */
export function countsOf(scale: number): Counts {
  const rows = (count: number) => Math.max(2, Math.round(count * scale));
  return {
    tenants: Math.min(10, rows(1_000)),
    customers: rows(40_000),
    products: rows(20_000),
    orders: rows(132_000),
    reviews: rows(100_000),
    carts: rows(15_000),
    events: rows(45_000),
  };
}

/** The first moment of the shop; orders are placed in the two years after it. */
export const OPENED = '2024-01-01T00:00:00Z';
const SECONDS = 730 * 86_400;

/**
 * Functions of the session that choose by a hash instead of at random: the same seed gives the same rows everywhere.
 * All is integer arithmetic, which no processor rounds in a way of its own.
 */
export function chooser(seed: number): string {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`'seed' needs an integer, got ${seed}`);
  return `
CREATE FUNCTION pg_temp.draw(n bigint, salt int, bound int) RETURNS int LANGUAGE sql IMMUTABLE
  AS 'SELECT ((hashint8extended($1, ${seed}::bigint * 1000 + $2) & 9007199254740991) % $3)::int';
-- The first are chosen far more often than the last, as customers do. An expression, so that it is put in line.
CREATE FUNCTION pg_temp.popular(n bigint, salt int, bound int) RETURNS int LANGUAGE sql IMMUTABLE
  AS 'SELECT 1 + (pg_temp.draw($1, $2, 1024)::bigint * pg_temp.draw($1, $2 + 300, 1024)
    * pg_temp.draw($1, $2 + 600, 1024) * $3 / 1073741824)::int';
CREATE FUNCTION pg_temp.word(n bigint, salt int, words text[]) RETURNS text LANGUAGE sql IMMUTABLE
  AS 'SELECT $3[1 + pg_temp.draw($1, $2, cardinality($3))]';`;
}

const words = (text: string) => `ARRAY['${text.split(' ').join("','")}']`;
const FIRST = words(
  'Ada Ben Chloé Deniz Eva Farid Grace Hugo Ines Jun Kofi Lea Miloš Nora Olu Priya Sven Tara Uma Zoë',
);
const LAST = words('Ahmed Baker Costa Dubois Evans Fischer García Hansen Ito Jones Kowalski Lopez Müller Novák Okafor');
const LOOKS = words('blue bright classic folding green light long round short small soft steel tall warm wide wooden');
const THINGS = words('bag bench bowl chair clock coat cup desk jacket lamp mirror pan rug shelf shirt shoe sofa table');
const CITIES = words(
  'Accra Berlin Bogotá Dublin Graz Kyoto Leeds Lisbon Lyon Oslo Porto Riga Seoul Split Turin Zürich',
);
const TAGS = words('bestseller eco gift new outlet premium refurbished sale season vegan');
const COLOURS = words('black blue green red white yellow');

/** One statement fills one table, in this order: what is counted or summed comes after what it is made of. */
export const STATEMENTS: readonly (readonly [table: string, sql: (counts: Counts) => string])[] = [
  [
    'tenants',
    ({ tenants }) => `SELECT i, 'Tenant ' || i, jsonb_build_object('currency', 'EUR', 'plan', i % 3)
      FROM generate_series(1, ${tenants}) i`,
  ],
  [
    'customers',
    ({ customers, tenants }) => `SELECT i, 1 + (i - 1) % ${tenants}, 9007199254740993 + i * 7919::bigint,
      'customer' || i || '@shop.example', pg_temp.word(i, 1, ${FIRST}) || ' ' || pg_temp.word(i, 2, ${LAST}),
      CASE WHEN i % 3 = 0 THEN ARRAY[pg_temp.word(i, 3, ${TAGS})] ELSE '{}' END,
      jsonb_build_object('newsletter', i % 2 = 0, 'language', pg_temp.word(i, 4, ${words('de en fr pt')})),
      '${OPENED}'::timestamptz - pg_temp.draw(i, 5, 31536000) * interval '1 second'
      FROM generate_series(1, ${customers}) i`,
  ],
  [
    'addresses',
    ({ customers }) => `SELECT i, 1 + (i - 1) % ${customers}, pg_temp.draw(i, 10, 200) + 1 || ' ' ||
      initcap(pg_temp.word(i, 11, ${LOOKS})) || ' Street', pg_temp.word(i, 12, ${CITIES}),
      pg_temp.word(i, 13, ${words('AT DE FR GB JP PT')}),
      point(pg_temp.draw(i, 14, 360) - 180, pg_temp.draw(i, 15, 180) - 90)
      FROM generate_series(1, ${customers} * 5 / 4) i`,
  ],
  [
    'categories',
    () => `SELECT i, CASE WHEN i > 8 THEN 1 + (i - 9) % 8 END,
      initcap(CASE WHEN i > 8 THEN pg_temp.word(i, 20, ${LOOKS}) || ' ' ELSE '' END || (${THINGS})[1 + (i - 1) % 8])
      FROM generate_series(1, 40) i`,
  ],
  [
    'products',
    ({ products }) => `SELECT i, 1 + pg_temp.draw(i, 30, 40), 'SKU-' || lpad(i::text, 8, '0'),
      initcap(pg_temp.word(i, 31, ${LOOKS})) || ' ' || pg_temp.word(i, 32, ${THINGS}),
      (100 + pg_temp.draw(i, 33, 50000))::numeric / 100, CASE WHEN i % 5 = 0 THEN 0.070 ELSE 0.190 END,
      jsonb_build_object('colour', pg_temp.word(i, 34, ${COLOURS}), 'weight', pg_temp.draw(i, 35, 9000),
        'made', jsonb_build_object('in', pg_temp.word(i, 36, ${CITIES}))),
      ARRAY[pg_temp.word(i, 37, ${TAGS}), pg_temp.word(i, 38, ${TAGS})],
      ARRAY[pg_temp.draw(i, 39, 10), 10 + pg_temp.draw(i, 40, 10)],
      CASE WHEN i % 4 = 0 THEN decode(md5('thumbnail ' || i), 'hex') END,
      make_interval(days => 1 + pg_temp.draw(i, 41, 14)), i % 20 <> 0,
      '${OPENED}'::timestamptz - pg_temp.draw(i, 42, 31536000) * interval '1 second'
      FROM generate_series(1, ${products}) i`,
  ],
  [
    'product_prices',
    () => `SELECT id, valid, CASE WHEN upper_inf(valid) THEN price ELSE round(price * 0.9, 2) END FROM products,
      LATERAL (VALUES (tstzrange(created_at, '${OPENED}')), (tstzrange('${OPENED}', NULL))) AS v(valid)`,
  ],
  [
    'inventory',
    () => `SELECT id, warehouse, pg_temp.draw(id, 50 + warehouse, 500), '${OPENED}'::timestamptz
      FROM products, generate_series(1, 3) AS warehouse`,
  ],
  [
    'order_items',
    ({ orders, products }) => `SELECT o, pg_temp.placed(o), line, p.id, 1 + pg_temp.draw(o * 8 + line, 61, 3), p.price
      FROM generate_series(1, ${orders}::bigint) o, generate_series(1, 1 + pg_temp.draw(o, 62, 4)) line,
      LATERAL (SELECT pg_temp.popular(o * 8 + line, 63, ${products}) AS product OFFSET 0) c
      JOIN products p ON p.id = c.product`,
  ],
  [
    'orders',
    ({ customers, tenants }) => `SELECT order_id, placed_at, 1 + (customer - 1) % ${tenants}, customer,
      CASE WHEN order_id % 10 = 0 THEN 'CODE' || 1 + pg_temp.draw(order_id, 70, 20) END,
      (enum_range(NULL::order_status))[1 + pg_temp.draw(order_id, 71, 5)], total,
      CASE WHEN order_id % 25 = 0 THEN E'Please ring twice; it''s the "blue" door \\u2013 merci' END
      FROM (SELECT order_id, placed_at, sum(quantity * price) AS total FROM order_items GROUP BY 1, 2) o,
      LATERAL (SELECT pg_temp.popular(order_id, 72, ${customers}) AS customer OFFSET 0) c ORDER BY order_id`,
  ],
  [
    'payments',
    () => `SELECT md5('payment ' || id)::uuid, id, placed_at,
      (enum_range(NULL::payment_method))[1 + pg_temp.draw(id, 80, 3)], total, placed_at + interval '1 hour'
      FROM orders WHERE status IN ('paid', 'shipped', 'delivered')`,
  ],
  [
    'coupons',
    () => `SELECT 'CODE' || i, int4range(5, 5 + i), daterange('2024-01-01', '2026-01-01'), coalesce(used, 0)
      FROM generate_series(1, 20) i
      LEFT JOIN (SELECT coupon_code, count(*) AS used FROM orders GROUP BY 1) o ON coupon_code = 'CODE' || i`,
  ],
  [
    'reviews',
    ({ reviews, products, customers }) => `SELECT i, pg_temp.popular(i, 90, ${products}),
      CASE WHEN i % 50 > 0 THEN pg_temp.popular(i, 91, ${customers}) END, 5 - pg_temp.draw(i, 92, 5) * pg_temp.draw(i, 93, 5) / 4,
      'A ' || pg_temp.word(i, 94, ${LOOKS}) || ' thing: ' || repeat(pg_temp.word(i, 95, ${LOOKS}) || ' ', pg_temp.draw(i, 96, 20)),
      '${OPENED}'::timestamptz + pg_temp.draw(i, 97, ${SECONDS}) * interval '1 second'
      FROM generate_series(1, ${reviews}) i`,
  ],
  ['product_ratings', () => 'SELECT product_id, count(*), sum(stars) FROM reviews GROUP BY product_id'],
  [
    'carts',
    ({ carts, customers }) => `SELECT i, CASE WHEN i % 5 > 0 THEN pg_temp.popular(i, 100, ${customers}) END,
      interval '1 day 30 minutes' * (1 + i % 7) FROM generate_series(1, ${carts}) i`,
  ],
  [
    'cart_items',
    ({
      carts,
      products,
    }) => `SELECT DISTINCT ON (cart, product) cart, pg_temp.popular(cart * 8 + n, 101, ${products}) AS product,
      1 + pg_temp.draw(cart * 8 + n, 102, 3)
      FROM generate_series(1, ${carts}::bigint) cart, generate_series(1, 1 + pg_temp.draw(cart, 103, 4)) n ORDER BY 1, 2, 3`,
  ],
  [
    'events',
    ({
      events,
      products,
    }) => `SELECT 9007199254740992 + i, 'view', jsonb_build_object('product', pg_temp.popular(i, 110, ${products})),
      '${OPENED}'::timestamptz + i * interval '1 second' FROM generate_series(1, ${events}) i`,
  ],
];

/** Columns that a statement gives, where the table has others too. */
export const COLUMNS: Readonly<Record<string, string>> = {
  products:
    'id, category_id, sku, name, price, tax_rate, attributes, tags, sizes, thumbnail, delivery_time, active, created_at',
};

/** When an order was placed: in the order of the numbers, evenly over two years. */
export function placedAt({ orders }: Counts): string {
  return `
CREATE FUNCTION pg_temp.placed(n bigint) RETURNS timestamptz LANGUAGE sql STABLE
  AS $$SELECT '${OPENED}'::timestamptz + ($1 * ${SECONDS - 1} / ${orders}) * interval '1 second'$$;`;
}
