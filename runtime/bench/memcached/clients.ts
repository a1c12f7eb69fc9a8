import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { LinkField } from '../../lib/link';
import { MemcachedClient } from '../../lib/memcached/memcached-client';
import { alternatives } from '../alternatives';
import { TTL_SECONDS } from '../contender';

/** What an application does with a client of Memcached; values are texts. */
export interface Client {
  /** Undefined is a miss. */
  get(key: string): Promise<string | undefined>;
  /** How many of the keys were found. */
  getMany(keys: readonly string[]): Promise<number>;
  set(key: string, value: string): Promise<void>;
}

/** Opens a client of these servers, as `host:port`, as its own page says, and with its own defaults. */
type Open = (servers: readonly string[]) => Promise<Client>;

export const OURS = 'cache-tier';

async function ours(servers: readonly string[]): Promise<Client> {
  const [host, port] = servers[0]!.split(':');
  const client = MemcachedClient.fromLink({
    [LinkField.ENDPOINT]: host,
    [LinkField.PORT]: port,
    ...(servers.length > 1 && { [LinkField.NODES]: servers.join() }),
  });
  await client.ready();
  return {
    get: async (key) => (await client.get(key))?.toString(),
    getMany: async (keys) => {
      let found = 0;
      for (const value of (await client.getMany(keys)).values()) if (value.toString().length > 0) found += 1;
      return found;
    },
    set: (key, value) => client.set(key, value, { ttl: `${TTL_SECONDS}s` }),
  };
}

/** By the binary protocol, one connection; it has no multi-get. */
async function memjs(servers: readonly string[]): Promise<Client> {
  const silent = { log: () => undefined };
  const client = requireAlternative('memjs').Client.create(servers.join(), { logger: silent });
  const get = async (key: string): Promise<string | undefined> => {
    const { value } = (await client.get(key)) as { value: Buffer | null };
    return value === null ? undefined : value.toString();
  };
  return {
    get,
    getMany: async (keys) => (await Promise.all(keys.map(get))).filter((value) => value !== undefined).length,
    set: (key, value) => client.set(key, value, { expires: TTL_SECONDS }),
  };
}

/** A pool of ten connections for each server, which is its default. It has callbacks only. */
async function memcached(servers: readonly string[]): Promise<Client> {
  const Memcached = requireAlternative('memcached');
  const client = new Memcached([...servers]);
  const call = <T>(method: string, ...args: unknown[]) =>
    new Promise<T>((resolve, reject) => {
      client[method](...args, (error: unknown, result: T) => (error ? reject(error) : resolve(result)));
    });
  return {
    get: (key) => call('get', key),
    getMany: async (keys) => Object.keys(await call<object>('getMulti', keys)).length,
    set: async (key, value) => {
      await call('set', key, value, TTL_SECONDS);
    },
  };
}

/** It shards over nothing: an application has a client for each server, and chooses by a hash of its own. */
function memcacheClient(maxConnections: number, options: object): Open {
  return async (servers) => {
    const { MemcacheClient } = requireAlternative('memcache-client');
    const clients = servers.map((server) => {
      const client = new MemcacheClient({ server: { server, maxConnections }, ...options });
      client.on('error', () => undefined);
      return client;
    });
    const of = (key: string) =>
      clients.length === 1 ? 0 : createHash('md5').update(key).digest()[0]! % clients.length;
    return {
      get: async (key) => (await clients[of(key)].get(key))?.value,
      getMany: async (keys) => {
        const parts: string[][] = clients.map(() => []);
        for (const key of keys) parts[of(key)]!.push(key);
        const found = await Promise.all(parts.map((part, i) => (part.length > 0 ? clients[i].get(part) : {})));
        return found.reduce((sum, one) => sum + Object.keys(one).length, 0);
      },
      set: async (key, value) => {
        await clients[of(key)].set(key, value, { lifetime: TTL_SECONDS });
      },
    };
  };
}

async function memcache(servers: readonly string[]): Promise<Client> {
  const { Memcache } = requireAlternative('memcache');
  const client = new Memcache({ nodes: [...servers] });
  client.on('error', () => undefined);
  await client.connect();
  return {
    get: (key) => client.get(key),
    getMany: async (keys) => ((await client.gets([...keys])) as Map<string, string>).size,
    set: async (key, value) => {
      if (!(await client.set(key, value, TTL_SECONDS))) throw new Error('it was not stored');
    },
  };
}

/** In the order of the tables. */
export const CLIENTS: { readonly [name: string]: Open } = {
  [OURS]: ours,
  memjs,
  memcached,
  'memcache-client': memcacheClient(1, {}),
  'memcache-client, 5 connections': memcacheClient(5, { noDelay: true }),
  memcache,
};

function requireAlternative(name: string) {
  return createRequire(alternatives())(name);
}
