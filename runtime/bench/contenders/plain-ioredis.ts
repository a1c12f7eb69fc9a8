import { Redis } from 'ioredis';
import { type Contender, type Surroundings, TTL_SECONDS } from '../contender';

/** Cache-aside by hand: what most applications have. */
export async function openIoredis(surroundings: Surroundings, autopipelining = false): Promise<Contender> {
  const { host, port, tls } = surroundings;
  const redis = new Redis({ host, port, ...(tls ? { tls: {} } : {}), enableAutoPipelining: autopipelining });
  // A client without a listener writes every lost connection to the terminal.
  redis.on('error', () => undefined);
  await redis.ping();
  return {
    getOrSet: async (key, load) => {
      const cached = await redis.get(key);
      if (cached !== null) return JSON.parse(cached);
      const value = await load();
      await redis.set(key, JSON.stringify(value), 'EX', TTL_SECONDS);
      return value;
    },
    write: async (key, _tags, write) => {
      await write();
      await redis.del(key);
    },
    close: async () => redis.disconnect(),
  };
}
