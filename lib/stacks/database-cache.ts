import { AuthKind } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { CacheSource } from '../patterns/cache-source';
import { objectOf, type Readers } from './context-value';
import { MEMCACHED_READERS, type MemcachedSettings, memcachedOptions, runsMemcached } from './memcached-settings';
import type { At } from './placed-config';
import { replicationGroupOptions } from './replication-group-config';
import type { StackConfig } from './stack-config';
import { STACK_READERS } from './stack-config-reader';
import { zoneParameters } from './zone-parameters';

/** What the context can say about the cache in front of a database. */
export interface DatabaseCacheConfig extends StackConfig {
  /**
   * Memcached instead of a replication group, and what is said of its nodes; an empty object will do.
   *
   * @default - the cache is a replication group
   */
  readonly memcached?: MemcachedSettings;
}

/** Reads it. */
export const DATABASE_CACHE_READERS: Readers<DatabaseCacheConfig> = {
  ...STACK_READERS,
  memcached: objectOf<MemcachedSettings>(MEMCACHED_READERS),
};

/** What Memcached has not, or has under `memcached`. */
const OF_REPLICATION_GROUPS = [
  'engine',
  'shards',
  'replicas',
  'durability',
  'parameters',
  'backup',
  'auth',
  'rotation',
];

/** What is said of a replication group beside Memcached. What is said to every stack may be: it means the others. */
export function databaseCacheProblems(
  { memcached, nodeType }: DatabaseCacheConfig,
  at: At,
  isOwn: (key: string) => boolean,
): string[] {
  if (memcached === undefined) return [];
  const beside = OF_REPLICATION_GROUPS.filter(isOwn).map(
    (key) =>
      `'${at(key)}' needs a replication group, got memcached; leave it out${key in MEMCACHED_READERS ? `, or say it as '${at('memcached')}.${key}'` : ''}, or remove '${at('memcached')}'`,
  );
  if (nodeType === undefined || !isOwn('nodeType') || runsMemcached(nodeType)) return beside;
  return [
    ...beside,
    `'${at('nodeType')}' needs a node type on which Memcached runs, got ${nodeType}; choose another one`,
  ];
}

/**
 * The cache that the context describes; its profile is that of the pattern.
 *
 * @param isNewNetwork whether the stack makes the network, and so knows its zones
 */
export function cacheOfDatabase(stack: Construct, config: DatabaseCacheConfig, isNewNetwork: boolean): CacheSource {
  const { memcached, nodeType, maintenanceWindow } = config;
  if (memcached === undefined) {
    const { profile: _, ...group } = replicationGroupOptions(config);
    return CacheSource.replicationGroup(group);
  }
  const settings = { ...(runsMemcached(nodeType) && { nodeType }), ...memcached };
  return CacheSource.memcached({
    ...memcachedOptions(settings),
    maintenanceWindow,
    ...(!isNewNetwork && { zones: zoneParameters(stack, config, settings) }),
  });
}

/** How clients prove who they are: to Memcached not at all. */
export function authOfDatabaseCache({ memcached, auth }: DatabaseCacheConfig): AuthKind {
  return memcached === undefined ? (auth?.kind ?? AuthKind.IAM) : AuthKind.NONE;
}
