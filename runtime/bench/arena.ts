import type { RunningServer } from '../../test/servers/redis-server';
import { startServer } from '../../test/servers/redis-server';
import { type RunningPostgres, startPostgres } from '../test/servers/postgres';

/** The servers of a run, and how thorough it is. */
export interface Arena {
  readonly cache: RunningServer;
  readonly postgres: RunningPostgres;
  /** The database of the measurements. */
  readonly database: 'bench';
  readonly rounds: number;
  /** Multiplies how long and how often is measured. */
  readonly effort: number;
  close(): Promise<void>;
}

/** Keys that are read at random. */
export const KEYS = 1000;

/** Values of about 1 KiB as JSON, the same in every run. */
export function articleOf(id: number): object {
  const text = 'A sturdy, plainly made thing that does what it says, and has done so for years. '.repeat(8);
  return {
    id,
    sku: `SKU-${`${id}`.padStart(8, '0')}`,
    name: `Article ${id}`,
    description: `${text}(${id})`,
    price: 1999 + id,
    currency: 'EUR',
    stock: (id * 7919) % 1000,
    ratings: [id % 5, (id + 1) % 5, (id + 2) % 5, (id + 3) % 5],
    attributes: { colour: 'green', weight: id % 100, material: 'steel', fragile: id % 2 === 0 },
    categories: ['household', 'kitchen', 'storage'],
  };
}

export async function openArena(quick: boolean): Promise<Arena> {
  const [cache, postgres] = await Promise.all([
    startServer(),
    startPostgres({ settings: { shared_buffers: '256MB' } }),
  ]);
  const database = 'bench';
  await postgres.createDatabase(database);
  const { Pool } = await import('pg');
  const pool = new Pool(postgres.config(database));
  await pool.query('CREATE TABLE hit (id int PRIMARY KEY, value jsonb NOT NULL)');
  await pool.query('CREATE TABLE race (id int PRIMARY KEY, version int NOT NULL)');
  await pool.query('CREATE TABLE write (id int PRIMARY KEY, version int NOT NULL)');
  await pool.query('INSERT INTO hit SELECT (value ->> $2)::int, value FROM jsonb_array_elements($1::jsonb) AS value', [
    JSON.stringify(Array.from({ length: KEYS }, (_, id) => articleOf(id))),
    'id',
  ]);
  await pool.query('INSERT INTO race SELECT id, 0 FROM generate_series(1, 5000) AS id');
  await pool.query('INSERT INTO write SELECT id, 0 FROM generate_series(1, 1000) AS id');
  await pool.query('VACUUM ANALYZE');
  await pool.end();
  return {
    cache,
    postgres,
    database,
    rounds: quick ? 2 : 5,
    effort: quick ? 0.2 : 1,
    close: async () => {
      await Promise.all([cache.stop(), postgres.stop()]);
    },
  };
}
