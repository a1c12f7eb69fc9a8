import type { Chance } from './chance';
import type { Counts } from './data';

/** A query of the shop, and values as a customer would send them. */
export interface ShopQuery {
  readonly text: string;
  values(chance: Chance, counts: Counts): unknown[];
}

export type QueryName =
  | 'productById'
  | 'productPage'
  | 'categoryListing'
  | 'latestReviews'
  | 'search'
  | 'orderHistory'
  | 'cartContents'
  | 'stock'
  | 'topProducts'
  | 'reportByMonth';

const MONTHS = Array.from({ length: 24 }, (_, i) => new Date(Date.UTC(2024, i)).toISOString());
const COLOURS = ['black', 'blue', 'green', 'red', 'white', 'yellow'];
const TAGS = ['bestseller', 'eco', 'gift', 'new', 'outlet', 'premium', 'sale', 'season'];

/** What the shop asks, by name. */
export const QUERIES: Readonly<Record<QueryName, ShopQuery>> = {
  productById: {
    text: 'SELECT * FROM products WHERE id = $1',
    values: (chance, { products }) => [chance.popular(products)],
  },
  productPage: {
    text: `SELECT p.id, p.name, p.gross_price, p.attributes, p.tags, c.name AS category,
      round(r.stars::numeric / nullif(r.reviews, 0), 2) AS rating, sum(i.quantity) AS stock
      FROM products p
      JOIN categories c ON c.id = p.category_id
      LEFT JOIN product_ratings r ON r.product_id = p.id
      LEFT JOIN inventory i ON i.product_id = p.id
      WHERE p.id = $1 GROUP BY p.id, c.name, r.stars, r.reviews`,
    values: (chance, { products }) => [chance.popular(products)],
  },
  categoryListing: {
    text: 'SELECT * FROM product_listing WHERE category_id = $1 ORDER BY id LIMIT $2',
    values: (chance) => [chance.upTo(40), 20],
  },
  latestReviews: {
    text: 'SELECT id, stars, body, created_at FROM reviews WHERE product_id = $1 ORDER BY id DESC LIMIT 10',
    values: (chance, { products }) => [chance.popular(products)],
  },
  search: {
    text: `SELECT id, name, gross_price FROM products
      WHERE attributes @> $1::jsonb AND tags && $2::text[] AND active ORDER BY id LIMIT 20`,
    values: (chance) => [JSON.stringify({ colour: chance.of(COLOURS) }), [chance.of(TAGS)]],
  },
  orderHistory: {
    text: `SELECT o.id, o.placed_at, o.status, o.total, count(*) AS lines
      FROM orders o JOIN order_items i ON i.order_id = o.id AND i.placed_at = o.placed_at
      WHERE o.customer_id = $1 GROUP BY o.id, o.placed_at ORDER BY o.placed_at DESC LIMIT 20`,
    values: (chance, { customers }) => [chance.popular(customers)],
  },
  cartContents: {
    text: `SELECT i.product_id, p.name, i.quantity, i.quantity * p.gross_price AS amount
      FROM cart_items i JOIN products p ON p.id = i.product_id WHERE i.cart_id = $1 ORDER BY i.product_id`,
    values: (chance, { carts }) => [chance.popular(carts)],
  },
  stock: {
    text: 'SELECT stock_of($1)',
    values: (chance, { products }) => [chance.popular(products)],
  },
  topProducts: {
    text: `SELECT p.id, p.name, s.sold, s.revenue FROM product_sales s JOIN products p ON p.id = s.product_id
      ORDER BY s.sold DESC, p.id LIMIT $1`,
    values: (chance) => [chance.of([10, 20])],
  },
  reportByMonth: {
    text: `SELECT date_trunc('month', placed_at, 'UTC') AS month, count(*) AS orders, sum(total) AS revenue
      FROM orders WHERE placed_at >= $1 AND placed_at < $1::timestamptz + interval '3 months' GROUP BY 1 ORDER BY 1`,
    values: (chance) => [chance.of(MONTHS)],
  },
};
