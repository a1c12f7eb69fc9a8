import type { MetricsSnapshot } from '../../lib/metrics/metrics';
import { CacheTier } from '../../lib/tier/cache-tier';
import { type Contender, type Surroundings, TTL_SECONDS } from '../contender';

export async function openOurs({ host, port, tls, memcached }: Surroundings): Promise<Contender> {
  const link = { endpoint: host, port: `${port}`, tls: `${tls}` };
  const tier = CacheTier.fromLink(memcached === undefined ? link : { ...link, engine: 'memcached', nodes: memcached });
  if (!(await tier.ready(5000))) throw new Error(`no cache at ${host}:${port}`);
  const ttl = TTL_SECONDS * 1000;
  return {
    getOrSet: (key, load, tags) => tier.cacheAside.getOrSet(key, load, { ttl, tags }),
    write: (_key, tags, write) => tier.change(tags, write),
    dropTag: async (tag) => {
      if (!(await tier.invalidate([tag]))) throw new Error('the cache did not acknowledge');
    },
    counts: () => {
      const metrics = tier.metrics();
      return {
        unacknowledged: total(metrics.unacknowledged),
        late: total(metrics.timeout),
        pending: total(metrics.pending_invalidations),
      };
    },
    close: () => tier.close(),
  };
}

function total(counted: MetricsSnapshot[string] | undefined): number {
  if (typeof counted === 'object') return Object.values(counted).reduce((sum, count) => sum + count, 0);
  return counted ?? 0;
}
