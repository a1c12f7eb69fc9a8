import { Pool } from 'pg';
import { CacheTier } from '../../lib/tier/cache-tier';
import { workload } from '../../shop/shop';
import { countSentQueries } from '../sent-queries';
import { SHOP_CACHING } from '../shop-caching';
import { quantile } from '../statistics';
import type { Bay } from '../worker';

export interface ShopLoad {
  readonly database: string;
  readonly cachePort: number;
  readonly cached: boolean;
  readonly callers: number;
  readonly ms: number;
  readonly seed: number;
  readonly scale: number;
  /** The share of writes. */
  readonly writes: number;
}

export interface ShopLoaded {
  readonly operations: number;
  readonly perSecond: number;
  /** Queries that were sent to PostgreSQL for each thousand operations, the wrapper's own among them. */
  readonly reached: number;
  /** Milliseconds of reads. */
  readonly p50: number;
  readonly p99: number;
}

const UNIQUE_VIOLATION = '23505';

interface Shop {
  readonly pool: Pool;
  readonly sent: () => number;
}

/** An application keeps its pool, and what it has learnt of its database. */
const shops = new Map<boolean, Promise<Shop>>();

/** Customers and staff use the shop for a while; the code is the same with and without the cache. */
export async function shop({ postgres }: Bay, load: ShopLoad): Promise<ShopLoaded> {
  if (!shops.has(load.cached)) shops.set(load.cached, openShop(postgres, load));
  const { pool, sent } = await shops.get(load.cached)!;
  const operations = workload(load.seed, { scale: load.scale, writes: load.writes });
  const reads: number[] = [];
  let done = 0;
  const before = sent();
  const started = performance.now();
  const caller = async () => {
    while (performance.now() - started < load.ms) {
      const { value: operation } = operations.next();
      const begun = performance.now();
      if (operation.kind === 'read') {
        await pool.query(operation.text, operation.values);
        reads.push(performance.now() - begun);
      } else {
        const client = await pool.connect();
        try {
          await operation.run(client);
        } catch (error) {
          // The times of prices come from the workload, and each slice begins it anew.
          if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
        } finally {
          client.release();
        }
      }
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: load.callers }, caller));
  return {
    operations: done,
    perSecond: (done * 1000) / (performance.now() - started),
    reached: ((sent() - before) * 1000) / done,
    p50: quantile(reads, 0.5),
    p99: quantile(reads, 0.99),
  };
}

async function openShop(postgres: Bay['postgres'], { database, cachePort, cached }: ShopLoad): Promise<Shop> {
  const pool = new Pool({ ...postgres, user: 'postgres', database, max: 10 });
  const sent = countSentQueries(pool);
  if (!cached) return { pool, sent };
  const tier = CacheTier.fromLink({ endpoint: 'localhost', port: `${cachePort}` }, { application: 'shop' });
  await tier.ready(5000);
  return { pool: tier.wrap(pool, SHOP_CACHING), sent };
}
