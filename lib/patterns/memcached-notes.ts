import { Annotations } from 'aws-cdk-lib/core';
import { InvalidationKind, LinkField } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import type { ICache } from '../cache/cache';
import { WARNING_PREFIX } from '../policy/enforce';
import type { Invalidation } from './invalidation';
import { isMemcached } from './memcached';

/** Warns of what is weaker where the cache of a database is Memcached. */
export function noteMemcached(scope: IConstruct, cache: ICache, invalidation: Invalidation): void {
  if (!isMemcached(cache)) return;
  const warn = (id: string, message: string) =>
    Annotations.of(scope).addWarningV2(`${WARNING_PREFIX}${id}`, `${message} (${PAGE})`);
  warn('cached-database-memcached', LOST_WITH_NODES);
  const fixed = cache.link[LinkField.NODES] !== undefined;
  if (fixed && invalidation.kind === InvalidationKind.WRITES) {
    warn('cached-database-fixed-nodes', fixedNodes(cache, invalidation));
  }
}

const LOST_WITH_NODES =
  "'cache' needs Valkey or Redis OSS to go on when a node is lost, got memcached: until the node is back the database answers for its part of the keys, it comes back empty, and when nodes are added or removed every answer is loaded once more; use CacheSource.replicationGroup(), or acknowledge this warning if the database can bear that";

/** Nothing tells clients of one list that there is another. */
function fixedNodes(cache: ICache, { maxTtl }: Invalidation): string {
  return `'cache' needs nodes that clients discover by themselves for Invalidation.onWrites(), got a fixed list of '${cache.node.path}': while a release changes the list, applications with the old one and with the new one do not see what the others drop, and an answer can be wrong for the ${maxTtl.toHumanString()} of 'maxTtl'; use CacheSource.memcached(), or change the nodes while the application is stopped`;
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html';
