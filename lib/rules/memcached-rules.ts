import { MAX_CACHE_MEMORY } from '../catalog/memcached-memory';
import { parameterDefinition } from '../catalog/parameter-definitions';
import { type CacheCluster, type CacheClusterProperties, isMemcached } from './cache-cluster-shape';
import { engineOf, nodeTypeOf } from './node-based-shape';
import { PAGES } from './pages';
import type { Rule } from './rule';

const SNAPSHOT_PROPERTIES: readonly (keyof CacheClusterProperties)[] = [
  'SnapshotArns',
  'SnapshotName',
  'SnapshotRetentionLimit',
  'SnapshotWindow',
];

const MIB = 1024 * 1024;

/** What Memcached has of its own, and what it has not: encryption, snapshots, logs, upgrades, the size of items. */
export const MEMCACHED_RULES: readonly Rule<CacheCluster>[] = [
  {
    id: 'memcached-tls-off',
    level: 'warning',
    fact: 'documented',
    property: 'TransitEncryptionEnabled',
    broken: (it) => isMemcached(it) && it.properties.TransitEncryptionEnabled !== true,
    needs: 'true, stated now: every key and value crosses the network in clear text, and it is chosen at creation only',
    remedy: (it, say) =>
      engineOf(it)?.features.tls === true
        ? `set ${say.set('TransitEncryptionEnabled', true)}`
        : `use memcached 1.6.12 or newer, and set ${say.set('TransitEncryptionEnabled', true)}`,
    page: PAGES.inTransit,
  },
  {
    id: 'memcached-tls-engine',
    level: 'error',
    fact: 'documented',
    property: 'TransitEncryptionEnabled',
    broken: (it) => {
      const engine = engineOf(it);
      return usesTls(it) && engine !== undefined && engine.features.tls !== true;
    },
    needs: 'memcached 1.6.12 or newer',
    got: (it) => `${engineOf(it)}`,
    remedy: (_, say) => `choose a newer version, or set ${say.set('TransitEncryptionEnabled', false)}`,
    page: PAGES.inTransit,
  },
  {
    id: 'memcached-tls-node-type',
    level: 'error',
    fact: 'documented',
    property: 'TransitEncryptionEnabled',
    broken: (it) => usesTls(it) && nodeTypeOf(it)?.memcachedTls === false,
    needs: 'a node type that has it with Memcached: R7g, R6g, R5, R4, M7g, M6g, M5, M4, T4g or T3',
    got: ({ properties: p }) => `${p.CacheNodeType}`,
    remedy: (_, say) => `set ${say.set('CacheNodeType', 'cache.t4g.small')} or larger`,
    page: PAGES.inTransit,
  },
  {
    id: 'memcached-tls-node-type-unlisted',
    level: 'warning',
    fact: 'unverified',
    property: 'TransitEncryptionEnabled',
    broken: (it) => {
      const type = nodeTypeOf(it);
      const runs = type?.oldestVersion('memcached') !== undefined;
      return usesTls(it) && type !== undefined && runs && type.memcachedTls === undefined;
    },
    needs: 'a node type that the page lists for it; this one is newer than the list, and may have it',
    got: ({ properties: p }) => `${p.CacheNodeType}`,
    remedy: (_, say) => `try it before you rely on it, or set ${say.set('CacheNodeType', 'cache.r7g.large')}`,
    page: PAGES.inTransit,
  },
  {
    id: 'memcached-no-snapshots',
    level: 'error',
    fact: 'documented',
    property: '',
    // A retention of 0 says what is true anyway.
    broken: (it) => isMemcached(it) && snapshots(it).length > 0,
    needs: 'no snapshots, which Memcached does not have',
    got: (it, say) =>
      snapshots(it)
        .map((name) => `'${say.name(name)}'`)
        .join(', '),
    remedy: 'leave them out, and use a replication group for data that has to outlive a node',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'memcached-deletion-policy',
    level: 'warning',
    fact: 'inferred',
    property: 'DeletionPolicy',
    broken: (it) => isMemcached(it) && (it.DeletionPolicy === 'Snapshot' || it.UpdateReplacePolicy === 'Snapshot'),
    needs: "'Delete' or 'Retain', because Memcached has no snapshots: the deletion may fail, and keeps nothing",
    got: "'Snapshot'",
    remedy: "set 'Delete', for UpdateReplacePolicy too",
    page: PAGES.backups,
  },
  {
    id: 'memcached-no-logs',
    level: 'error',
    fact: 'documented',
    property: 'LogDeliveryConfigurations',
    broken: (it) => isMemcached(it) && 'LogDeliveryConfigurations' in it.properties,
    needs: 'to be left out: the logs of Valkey and Redis OSS are delivered, Memcached has none',
    got: 'a delivery',
    remedy: 'leave it out',
    page: PAGES.logDelivery,
  },
  {
    id: 'memcached-minor-upgrades',
    level: 'warning',
    fact: 'inferred',
    property: 'AutoMinorVersionUpgrade',
    broken: (it) => isMemcached(it) && it.properties.AutoMinorVersionUpgrade === true,
    needs: 'false: AWS speaks of it for Valkey and Redis OSS, and an upgrade of Memcached empties every node',
    remedy: (_, say) => `set ${say.set('AutoMinorVersionUpgrade', false)}, and upgrade when the load is low`,
    page: PAGES.versionManagement,
  },
  {
    id: 'memcached-item-memory',
    level: 'error',
    fact: 'documented',
    property: 'CacheParameterGroupName',
    broken: (it) => {
      const largest = largestItem(it);
      return isMemcached(it) && largest !== undefined && checksItems(it) && itemSize(it) > largest;
    },
    needs: (it) =>
      `a parameter group with a 'max_item_size' of ${largestItem(it)} bytes at most on ${it.properties.CacheNodeType}: a quarter of the memory for items`,
    got: (it) => `${itemSize(it)}`,
    remedy: "lower it or 'memcached_connections_overhead', or choose a node type with more memory",
    page: PAGES.versionManagement,
  },
];

function usesTls(it: CacheCluster): boolean {
  return isMemcached(it) && it.properties.TransitEncryptionEnabled === true;
}

function snapshots({ properties: p }: CacheCluster): string[] {
  return SNAPSHOT_PROPERTIES.filter((name) => name in p && p[name] !== 0);
}

/** Bytes of the largest item that its nodes take; undefined where AWS does not publish their memory. */
function largestItem({ properties: p, parameterGroup }: CacheCluster): number | undefined {
  const memory = MAX_CACHE_MEMORY[p.CacheNodeType ?? ''];
  const overhead = Number(parameterGroup?.Properties?.memcached_connections_overhead ?? 100);
  return memory === undefined || Number.isNaN(overhead)
    ? undefined
    : Math.max(0, Math.floor(((memory - overhead) * MIB) / 4));
}

/** Versions before 1.4.33 take any size; the default of the service is a newer one. */
function checksItems(it: CacheCluster): boolean {
  return engineOf(it)?.isAtLeast('1.4.33') ?? true;
}

function itemSize({ parameterGroup }: CacheCluster): number {
  return Number(
    parameterGroup?.Properties?.max_item_size ?? parameterDefinition('memcached1.6', 'max_item_size')?.default,
  );
}
