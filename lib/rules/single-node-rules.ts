import type { CacheCluster } from './cache-cluster-shape';
import { PAGES } from './pages';
import type { Rule } from './rule';

/** What a cluster of Valkey or Redis OSS is not: it has one node, and none of what replication groups have. */
export const SINGLE_NODE_RULES: readonly Rule<CacheCluster>[] = [
  {
    id: 'cluster-one-node',
    level: 'error',
    fact: 'documented',
    property: 'NumCacheNodes',
    broken: (it) => isReplicable(it) && (it.properties.NumCacheNodes ?? 1) !== 1,
    needs: ({ properties: p }) => `1 with ${p.Engine}, of which a cluster has one node`,
    remedy: (_, say) => `set ${say.set('NumCacheNodes', 1)}, or use a replication group`,
    page: PAGES.createCacheCluster,
  },
  {
    id: 'cluster-no-failover',
    level: 'warning',
    fact: 'documented',
    property: 'Engine',
    broken: isReplicable,
    needs: 'a replication group: a single node fails over to nobody, has no encryption and no authentication',
    remedy: "use 'AWS::ElastiCache::ReplicationGroup', which can have one node too",
    page: PAGES.atRest,
  },
  {
    id: 'cluster-tls-memcached',
    level: 'warning',
    fact: 'community',
    property: 'TransitEncryptionEnabled',
    broken: (it) => isReplicable(it) && it.properties.TransitEncryptionEnabled === true,
    needs: 'Memcached: with Valkey and Redis OSS only replication groups have encryption in transit',
    got: ({ properties: p }) => `${p.Engine}`,
    remedy: "use 'AWS::ElastiCache::ReplicationGroup', which can have one node too",
    page: PAGES.inTransit,
  },
  {
    id: 'cluster-memcached-only',
    level: 'error',
    fact: 'documented',
    property: 'AZMode',
    // One zone says what is true anyway.
    broken: (it) =>
      isReplicable(it) && ('PreferredAvailabilityZones' in it.properties || it.properties.AZMode === 'cross-az'),
    needs: (_, say) => `Memcached for 'cross-az', and so does '${say.name('PreferredAvailabilityZones')}'`,
    got: ({ properties: p }) => `${p.Engine}`,
    remedy: (_, say) => `leave both out, or use '${say.name('PreferredAvailabilityZone')}'`,
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-parameter-group-mode',
    level: 'error',
    fact: 'documented',
    property: 'CacheParameterGroupName',
    broken: ({ properties: p, parameterGroup: group }) =>
      group === undefined
        ? /^default\..+\.cluster\.on$/.test(p.CacheParameterGroupName ?? '')
        : group.Properties?.['cluster-enabled'] === 'yes',
    needs: "a parameter group without 'cluster-enabled', which is for replication groups in cluster mode",
    remedy: 'use the default group of the family, or a replication group',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-restore-object',
    level: 'error',
    fact: 'documented',
    property: 'SnapshotArns',
    broken: (it) => isReplicable(it) && (it.properties.SnapshotArns?.length ?? 1) !== 1,
    needs: 'one S3 object, for the one node',
    got: ({ properties: p }) => `${p.SnapshotArns?.length}`,
    remedy: 'name one, or restore them into a replication group in cluster mode',
    page: PAGES.cfnCacheCluster,
  },
];

function isReplicable(it: CacheCluster): boolean {
  return ['valkey', 'redis'].includes(it.properties.Engine ?? '');
}
