import { loadPeer } from './client-peer';
import type { Connect } from './connection';
import type { CacheDriver } from './driver';
import type { DriverOptions } from './driver-options';
import { IoredisConnection } from './ioredis-connection';
import { standaloneDriver } from './standalone-driver';

/**
 * A driver over ioredis. It connects in the background, and neither waits nor fails here if the cache cannot be
 * reached.
 *
 * @throws DriverError with code `ERR_CACHE_TIER_PEER` if ioredis is not installed
 */
export function ioredisDriver(options: DriverOptions): CacheDriver {
  const ioredis = loadPeer('ioredis', () => require('ioredis') as typeof import('ioredis'));
  const connect: Connect = (settings) => new IoredisConnection(ioredis, options, settings);
  return standaloneDriver(connect, options);
}
