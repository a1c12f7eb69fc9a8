import { createRequire } from 'node:module';
import { alternatives } from '../alternatives';
import { type Contender, type Surroundings, TTL_SECONDS } from '../contender';

interface Call {
  readonly key: string;
  readonly tags: readonly string[];
  readonly load: () => Promise<unknown>;
}

interface Dedupe {
  define(name: string, options: object, original: (call: Call) => Promise<unknown>): void;
  value(call: Call): Promise<unknown>;
  clear(name: string, call: Call): Promise<void>;
  invalidateAll(references: readonly string[]): Promise<void>;
}

/** Its references are the tags of the others. */
export async function openAsyncCacheDedupe({ host, port, tls, tagged }: Surroundings): Promise<Contender> {
  const require = createRequire(alternatives());
  const { createCache } = require('async-cache-dedupe');
  const { Redis } = require('ioredis');
  const client = new Redis({ host, port, ...(tls ? { tls: {} } : {}) });
  client.on('error', () => undefined);
  await client.ping();
  const options = tagged ? { client, invalidation: { referencesTTL: TTL_SECONDS } } : { client };
  const cache: Dedupe = createCache({ ttl: TTL_SECONDS, storage: { type: 'redis', options } });
  cache.define(
    'value',
    { serialize: ({ key }: Call) => key, ...(tagged ? { references: ({ tags }: Call) => tags } : {}) },
    ({ load }) => load(),
  );
  return {
    getOrSet: (key, load, tags) => cache.value({ key, load, tags }),
    write: async (key, tags, write) => {
      await write();
      if (tagged) await cache.invalidateAll(tags);
      else await cache.clear('value', { key, tags, load: async () => undefined });
    },
    dropTag: (tag) => cache.invalidateAll([tag]),
    close: async () => client.disconnect(),
  };
}
