import { CacheTier } from '../../lib/tier/cache-tier';
import { type Contender, type Surroundings, TTL_SECONDS } from '../contender';

export async function openOurs({ host, port, tls }: Surroundings): Promise<Contender> {
  const tier = CacheTier.fromLink({ endpoint: host, port: `${port}`, tls: `${tls}` });
  if (!(await tier.ready(5000))) throw new Error(`no cache at ${host}:${port}`);
  const ttl = TTL_SECONDS * 1000;
  return {
    getOrSet: (key, load, tags) => tier.cacheAside.getOrSet(key, load, { ttl, tags }),
    write: (_key, tags, write) => tier.change(tags, write),
    dropTag: async (tag) => {
      if (!(await tier.invalidate([tag]))) throw new Error('the cache did not acknowledge');
    },
    close: () => tier.close(),
  };
}
