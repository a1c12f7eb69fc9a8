import { createRequire } from 'node:module';
import { alternatives } from '../alternatives';
import { type Contender, type Surroundings, TTL_SECONDS } from '../contender';

interface CacheManager {
  createCache(options: { stores: unknown[] }): {
    wrap(key: string, load: () => Promise<unknown>, ttl: number): Promise<unknown>;
    del(key: string): Promise<boolean>;
    disconnect(): Promise<void>;
  };
}

export async function openCacheManager({ host, port, tls }: Surroundings): Promise<Contender> {
  const require = createRequire(alternatives());
  const { createCache }: CacheManager = require('cache-manager');
  const { Keyv } = require('keyv');
  const { default: KeyvRedis } = require('@keyv/redis');
  const keyv = new Keyv({ store: new KeyvRedis(`${tls ? 'rediss' : 'redis'}://${host}:${port}`) });
  keyv.on('error', () => undefined);
  const cache = createCache({ stores: [keyv] });
  return {
    getOrSet: (key, load) => cache.wrap(key, load, TTL_SECONDS * 1000),
    write: async (key, _tags, write) => {
      await write();
      await cache.del(key);
    },
    close: () => cache.disconnect(),
  };
}
