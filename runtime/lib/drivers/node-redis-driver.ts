import { peerProblem } from '../peers/peer';
import type { CacheDriver } from './driver';
import type { DriverOptions } from './driver-options';
import { nodeRedisSessions } from './node-redis-session';
import { routedDriver } from './routed-driver';

/**
 * A driver over node-redis. It connects in the background, and neither waits nor fails here if the cache cannot be
 * reached.
 *
 * @throws MissingPeerError if redis is not installed
 */
export function nodeRedisDriver(options: DriverOptions): CacheDriver {
  const redis = loadRedis();
  return routedDriver(nodeRedisSessions(redis, options), options);
}

function loadRedis(): typeof import('redis') {
  try {
    return require('redis');
  } catch (cause) {
    throw peerProblem('redis', "The client 'node-redis'", cause);
  }
}
