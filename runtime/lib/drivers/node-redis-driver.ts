import { loadPeer } from './client-peer';
import type { CacheDriver } from './driver';
import type { DriverOptions } from './driver-options';
import { nodeRedisSessions } from './node-redis-session';
import { routedDriver } from './routed-driver';

/**
 * A driver over node-redis. It connects in the background, and neither waits nor fails here if the cache cannot be
 * reached.
 *
 * @throws DriverError with code `ERR_CACHE_TIER_PEER` if redis is not installed
 */
export function nodeRedisDriver(options: DriverOptions): CacheDriver {
  const redis = loadPeer('redis', () => require('redis') as typeof import('redis'));
  return routedDriver(nodeRedisSessions(redis, options), options);
}
