import { LinkField } from 'cache-tier/link';
import type { ICache } from '../cache/cache';
import { Engine } from '../catalog/engine-version';

/** Whether a cache is known to be Memcached. */
export function isMemcached(cache: ICache): boolean {
  return cache.link[LinkField.ENGINE] === Engine.MEMCACHED;
}

/**
 * Why a pattern refuses Memcached.
 *
 * @param reason what Memcached lacks for it
 */
export function memcachedProblem(reason: string): string {
  return `'cache' needs Valkey or Redis OSS, got memcached: ${reason}; use CacheSource.replicationGroup(), or give a cache of one of these engines (${PAGE})`;
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html';
