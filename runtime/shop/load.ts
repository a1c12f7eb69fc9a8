import type { ClientBase } from 'pg';
import { COLUMNS, chooser, countsOf, placedAt, STATEMENTS } from './data';
import { RULES } from './rules';
import { SCHEMA } from './schema';

export interface LoadOptions {
  /** 1 is about a million rows in all, 0.001 about a thousand. @default 1 */
  readonly scale?: number;
  /** Another seed gives another shop; the same seed gives the same rows on every machine. @default 1 */
  readonly seed?: number;
}

/** What a sequence continues after. */
const SEQUENCES: Readonly<Record<string, string>> = {
  order_ids: 'SELECT max(id) FROM orders',
  customers_id_seq: 'SELECT max(id) FROM customers',
  addresses_id_seq: 'SELECT max(id) FROM addresses',
  products_id_seq: 'SELECT max(id) FROM products',
  reviews_id_seq: 'SELECT max(id) FROM reviews',
  carts_id_seq: 'SELECT max(id) FROM carts',
  event_numbers: 'SELECT max(number) FROM events',
};

/** Makes the shop in an empty database, as a superuser. */
export async function loadShop(client: ClientBase, { scale = 1, seed = 1 }: LoadOptions = {}): Promise<void> {
  const counts = countsOf(scale);
  await client.query('BEGIN');
  await client.query("SET LOCAL timezone = 'UTC'");
  // The rows fit each other; a check of every key would take longer than the rows themselves.
  await client.query('SET LOCAL session_replication_role = replica');
  await client.query("SET LOCAL work_mem = '64MB'");
  await client.query(SCHEMA);
  await client.query(chooser(seed) + placedAt(counts));
  for (const [table, sql] of STATEMENTS) {
    const columns = COLUMNS[table] === undefined ? '' : `(${COLUMNS[table]})`;
    await client.query(`INSERT INTO ${table} ${columns} ${sql(counts)}`);
  }
  for (const [name, last] of Object.entries(SEQUENCES)) await client.query(`SELECT setval('${name}', (${last}))`);
  await client.query(RULES);
  await client.query('COMMIT');
  await client.query(`ANALYZE ${STATEMENTS.map(([table]) => table).join(', ')}, product_sales`);
}

/** A checksum of the rows of each table. */
export async function checksums(client: ClientBase): Promise<Readonly<Record<string, string>>> {
  const sums: Record<string, string> = {};
  for (const [table] of STATEMENTS) {
    const { rows } = await client.query(
      `SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) AS sum FROM ${table} t`,
    );
    sums[table] = rows[0].sum;
  }
  return sums;
}
