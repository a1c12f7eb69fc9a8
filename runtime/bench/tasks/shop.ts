import { Pool } from 'pg';
import { CacheTier } from '../../lib/tier/cache-tier';
import { workload } from '../../shop/shop';
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
}

export interface ShopLoaded {
  readonly operations: number;
  readonly perSecond: number;
  /** Milliseconds of reads. */
  readonly p50: number;
  readonly p99: number;
}

/** Customers and staff use the shop for a while; the code is the same with and without the cache. */
export async function shop({ postgres }: Bay, load: ShopLoad): Promise<ShopLoaded> {
  const tier = CacheTier.fromLink({ endpoint: 'localhost', port: `${load.cachePort}` }, { application: 'shop' });
  const own = new Pool({ ...postgres, user: 'postgres', database: load.database, max: 10 });
  const pool = load.cached ? tier.wrap(own, SHOP_CACHING) : own;
  await tier.ready(5000);
  const operations = workload(load.seed, { scale: load.scale });
  const reads: number[] = [];
  let done = 0;
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
        } finally {
          client.release();
        }
      }
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: load.callers }, caller));
  const seconds = (performance.now() - started) / 1000;
  await own.end();
  await tier.close();
  return { operations: done, perSecond: done / seconds, p50: quantile(reads, 0.5), p99: quantile(reads, 0.99) };
}
