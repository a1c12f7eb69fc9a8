import { loadPeer } from './client-peer';
import type { CacheDriver } from './driver';
import type { DriverOptions } from './driver-options';
import { ioredisSessions } from './ioredis-session';
import { routedDriver } from './routed-driver';

/**
 * A driver over ioredis. It connects in the background, and neither waits nor fails here if the cache cannot be
 * reached.
 *
 * @throws DriverError with code `ERR_CACHE_TIER_PEER` if ioredis is not installed
 */
export function ioredisDriver(options: DriverOptions): CacheDriver {
  const ioredis = loadPeer('ioredis', () => require('ioredis') as typeof import('ioredis'));
  return routedDriver(ioredisSessions(ioredis, options), options);
}
