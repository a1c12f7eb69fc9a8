import { createRequire } from 'node:module';
import { alternatives } from '../alternatives';
import { type Contender, type Surroundings, TTL_SECONDS } from '../contender';

/** The parts of bentocache in use; its types stand in a package that the repository does not install. */
interface Bentocache {
  readonly BentoCache: new (options: unknown) => Bento;
  bentostore(): { useL2Layer(driver: unknown): unknown };
}

interface Bento {
  getOrSet(options: unknown): Promise<unknown>;
  delete(options: { key: string }): Promise<boolean>;
  deleteByTag(options: { tags: readonly string[] }): Promise<boolean>;
  disconnect(): Promise<void>;
}

/** One level, in the cache that all processes share. */
export async function openBentocache({ host, port, tls, tagged }: Surroundings): Promise<Contender> {
  const require = createRequire(alternatives());
  const { BentoCache, bentostore }: Bentocache = require('bentocache');
  const { redisDriver } = require('bentocache/drivers/redis');
  const connection = { host, port, ...(tls ? { tls: {} } : {}) };
  const bento = new BentoCache({
    default: 'redis',
    stores: { redis: bentostore().useL2Layer(redisDriver({ connection })) },
  });
  const ttl = TTL_SECONDS * 1000;
  return {
    getOrSet: (key, factory, tags) => bento.getOrSet({ key, ttl, factory, ...(tags.length > 0 ? { tags } : {}) }),
    write: async (key, tags, write) => {
      await write();
      if (tagged) await bento.deleteByTag({ tags });
      else await bento.delete({ key });
    },
    dropTag: async (tag) => {
      await bento.deleteByTag({ tags: [tag] });
    },
    close: () => bento.disconnect(),
  };
}
