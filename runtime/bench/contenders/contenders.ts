import type { Open } from '../contender';
import { openAsyncCacheDedupe } from './async-cache-dedupe';
import { openBentocache } from './bentocache';
import { openCacheManager } from './cache-manager';
import { openNoCache } from './no-cache';
import { openOurs } from './ours';
import { openIoredis } from './plain-ioredis';

/** All that are measured, by the name that stands in the tables. */
export const CONTENDERS: { readonly [name: string]: Open } = {
  'cache-tier': openOurs,
  ioredis: (surroundings) => openIoredis(surroundings),
  'ioredis, autopipelining': (surroundings) => openIoredis(surroundings, true),
  bentocache: openBentocache,
  'cache-manager': openCacheManager,
  'async-cache-dedupe': openAsyncCacheDedupe,
  'no cache': openNoCache,
};

export const OURS = 'cache-tier';
export const PLAIN = 'ioredis';
/** Those that have tags. */
export const TAGGED = ['cache-tier', 'bentocache', 'async-cache-dedupe'] as const;
/** Those that cache by a shared cache. */
export const CACHES = Object.keys(CONTENDERS).filter((name) => name !== 'no cache');
/** The same without the second face of ioredis, which differs from the first in speed only. */
export const LIBRARIES = CACHES.filter((name) => name !== 'ioredis, autopipelining');
