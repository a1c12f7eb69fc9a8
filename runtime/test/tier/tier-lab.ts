import { Pool, type PoolConfig, type QueryResult } from 'pg';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import type { Link } from '../../lib/link';
import type { WrapOptions } from '../../lib/pg/cache-policy';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheTierOptions } from '../../lib/tier/tier-options';
import { type RunningPostgres, startPostgres } from '../servers/postgres';
import { type RunningWorker, startWorker } from '../servers/processes';

/** A busy machine is slow, and a deadline is not what most tests are about. */
export const PATIENT = { deadlineMs: 5_000, writeDeadlineMs: 5_000, earlyFactor: 0 } as const;

export const RULES: WrapOptions = { rules: [{ tables: ['products', 'notes'], ttl: '5m' }] };

/** A cache and a database, and tiers between them that end with their test. */
export interface TierLab {
  readonly redis: RunningServer;
  readonly postgres: RunningPostgres;
  readonly link: Link;
  tier(options?: CacheTierOptions, link?: Link): CacheTier;
  /** A wrapped pool. */
  pool(tier: CacheTier, options?: WrapOptions, config?: PoolConfig): Pool;
  /** A process with a tier and a wrapped pool. */
  worker(options?: CacheTierOptions, wrap?: WrapOptions, link?: Link): Promise<RunningWorker>;
  /** Writes as psql does. */
  outside(sql: string, values?: unknown[]): Promise<QueryResult>;
  /** Keys whose names hold a text. */
  keys(part?: string): Promise<readonly string[]>;
}

export const PRODUCT = 'select id, name, price from products where id = $1';
export const LIST = 'select id, name from products order by id';

export function useTierLab(): TierLab {
  const lab = {} as { -readonly [name in keyof TierLab]: TierLab[name] };
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const [redis, postgres] = await Promise.all([startServer(), startPostgres()]);
    Object.assign(lab, { redis, postgres, link: { endpoint: '127.0.0.1', port: `${redis.port}` } });
    await postgres.query('create table products (id int primary key, name text, price numeric)');
    await postgres.query('create table notes (id int primary key, text text)');
  }, 60_000);
  beforeEach(async () => {
    await lab.redis.command('FLUSHALL');
    await lab.postgres.query('truncate products, notes');
    await lab.postgres.query("insert into products select i, 'product ' || i, i from generate_series(1, 20) i");
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(() => Promise.all([lab.redis?.stop(), lab.postgres?.stop()]));
  lab.tier = (options, link = lab.link) => {
    const tier = CacheTier.fromLink(link, { ...PATIENT, ...options });
    ends.push(() => tier.close());
    return tier;
  };
  lab.pool = (tier, options = RULES, config = lab.postgres.config()) => {
    const pool = tier.wrap(new Pool(config), options);
    pool.on('error', () => undefined);
    ends.push(async () => (pool.ended || pool.ending ? undefined : pool.end()));
    return pool;
  };
  lab.worker = async (options = {}, wrap = RULES, link = lab.link) => {
    const data = { link, options: { ...PATIENT, ...options }, wrap, config: lab.postgres.config() };
    const worker = await startWorker(`${__dirname}/tier-worker.ts`, data);
    ends.push(() => worker.stop());
    return worker;
  };
  lab.outside = (sql, values) => lab.postgres.query(sql, values);
  lab.keys = async (part = '') =>
    ((await lab.redis.command('KEYS', '*')) as string[]).filter((key) => key.includes(part));
  return lab;
}

/** Waits for what nobody tells of; it fails by itself rather than by the time of its test. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !(await holds()); await new Promise((go) => setTimeout(go, 10))) {
    if (Date.now() > end) throw new Error(`Not after fifteen seconds: ${what}`);
  }
}
