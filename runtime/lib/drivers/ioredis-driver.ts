import { peerProblem } from '../peers/peer';
import type { CacheDriver } from './driver';
import type { DriverOptions } from './driver-options';
import { ioredisSessions } from './ioredis-session';
import { routedDriver } from './routed-driver';

/**
 * A driver over ioredis. It connects in the background, and neither waits nor fails here if the cache cannot be
 * reached.
 *
 * @throws MissingPeerError if ioredis is not installed
 */
export function ioredisDriver(options: DriverOptions): CacheDriver {
  const ioredis = loadIoredis();
  return routedDriver(ioredisSessions(ioredis, options), options);
}

function loadIoredis(): typeof import('ioredis') {
  try {
    return require('ioredis');
  } catch (cause) {
    throw peerProblem('ioredis', "The client 'ioredis'", cause);
  }
}
