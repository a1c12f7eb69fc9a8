import type { Pool } from 'pg';

/** The pages and the back office of a shop. It knows of no cache. */
export interface Application {
  productPage(id: number): Promise<Product | undefined>;
  category(id: number): Promise<readonly Product[]>;
  reviews(product: number): Promise<readonly object[]>;
  bestsellers(): Promise<readonly object[]>;
  changePrice(product: number, price: string): Promise<void>;
}

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: string;
}

/** The shop over a pool of node-postgres. */
export function application(pool: Pool): Application {
  return {
    productPage: async (id) => {
      const { rows } = await pool.query(
        `SELECT p.id, p.name, p.price, p.attributes, c.name AS category, sum(i.quantity) AS stock,
          round(r.stars::numeric / nullif(r.reviews, 0), 2) AS rating
        FROM products p
        JOIN categories c ON c.id = p.category_id
        LEFT JOIN product_ratings r ON r.product_id = p.id
        LEFT JOIN inventory i ON i.product_id = p.id
        WHERE p.id = $1 GROUP BY p.id, c.name, r.stars, r.reviews`,
        [id],
      );
      return rows[0];
    },
    category: async (id) => {
      const sql = 'SELECT id, name, price FROM products WHERE category_id = $1 AND active ORDER BY name LIMIT 20';
      return (await pool.query(sql, [id])).rows;
    },
    reviews: async (product) => {
      const sql = 'SELECT id, stars, body, created_at FROM reviews WHERE product_id = $1 ORDER BY id DESC LIMIT 10';
      return (await pool.query(sql, [product])).rows;
    },
    bestsellers: async () => {
      const { rows } = await pool.query(
        `SELECT c.id, c.name, count(*) AS products, sum(r.reviews) AS reviews, avg(p.price) AS price
        FROM categories c JOIN products p ON p.category_id = c.id JOIN product_ratings r ON r.product_id = p.id
        GROUP BY c.id ORDER BY sum(r.reviews) DESC, c.id LIMIT 10`,
      );
      return rows;
    },
    changePrice: async (product, price) => {
      await pool.query('UPDATE products SET price = $2 WHERE id = $1', [product, price]);
    },
  };
}
