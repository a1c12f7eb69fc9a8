import { nodeTypeOf } from './node-based-shape';
import { PAGES } from './pages';
import { inClusterMode, type ReplicationGroup, replicasOf } from './replication-group-shape';
import type { Rule } from './rule';

/** Distributed KV caching, which comes with its node types. */
export const KV_CACHING_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'kv-caching-cluster-mode',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && inClusterMode(it) === false,
    needs: 'cluster mode with this node type',
    remedy: 'use cluster mode with shards without replicas, or choose another node type',
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-no-replicas',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && (replicasOf(it) ?? 0) > 0,
    needs: 'shards without replicas on this node type',
    got: (it) => `${replicasOf(it)} in each`,
    remedy: (_, say) => `set ${say.set('ReplicasPerNodeGroup', 0)}, or choose another node type`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-one-zone',
    level: 'error',
    fact: 'documented',
    property: 'MultiAZEnabled',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && it.properties.MultiAZEnabled === true,
    needs: 'false on i8ge nodes, whose shards are all in one zone',
    remedy: (_, say) => `set ${say.set('MultiAZEnabled', false)}`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-failover',
    level: 'error',
    fact: 'documented',
    property: 'AutomaticFailoverEnabled',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && it.properties.AutomaticFailoverEnabled !== true,
    needs: 'true on i8ge nodes',
    remedy: (_, say) => `set ${say.set('AutomaticFailoverEnabled', true)}`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-tls',
    level: 'error',
    fact: 'documented',
    property: 'TransitEncryptionMode',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && it.properties.TransitEncryptionMode !== 'required',
    needs: "'required' on i8ge nodes",
    remedy: (_, say) => `set ${say.set('TransitEncryptionMode', 'required')}`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-no-backup',
    level: 'error',
    fact: 'documented',
    property: 'SnapshotRetentionLimit',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && (it.properties.SnapshotRetentionLimit ?? 0) > 0,
    needs: '0 on i8ge nodes, which have no backups',
    remedy: (_, say) => `set ${say.set('SnapshotRetentionLimit', 0)}`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-no-restore',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) =>
      nodeTypeOf(it)?.kvCaching === true && ('SnapshotName' in it.properties || 'SnapshotArns' in it.properties),
    needs: 'a cache that starts empty on this node type, which has no restore',
    got: ({ properties: p }) => ('SnapshotName' in p ? 'a snapshot' : 'S3 objects'),
    remedy: 'leave the source of the restore out, or choose another node type',
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-final-snapshot',
    level: 'warning',
    fact: 'inferred',
    property: 'CacheNodeType',
    broken: (it) =>
      nodeTypeOf(it)?.kvCaching === true && (it.DeletionPolicy === 'Snapshot' || it.UpdateReplacePolicy === 'Snapshot'),
    needs: "no 'Snapshot' policy, because this node type has no snapshots and the deletion would fail",
    got: "'Snapshot'",
    remedy: "set the deletion policy and the update replace policy to 'Delete' or 'Retain'",
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-zones',
    level: 'error',
    fact: 'documented',
    property: 'NodeGroupConfiguration',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && primaryZones(it).length > 1,
    needs: 'one zone for all shards on i8ge nodes',
    got: (it) => primaryZones(it).join(', '),
    remedy: "give every shard the same 'PrimaryAvailabilityZone'",
    page: PAGES.kvCaching,
  },
];

function primaryZones({ properties: p }: ReplicationGroup): string[] {
  const zones = (p.NodeGroupConfiguration ?? []).map((group) => group.PrimaryAvailabilityZone);
  return [...new Set(zones.filter((zone) => zone !== undefined))];
}
