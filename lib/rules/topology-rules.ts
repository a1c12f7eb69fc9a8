import { QUOTAS } from '../catalog/quotas';
import { isSecondary } from './node-based-shape';
import { PAGES } from './pages';
import { inClusterMode, nodesOf, type ReplicationGroup, replicasOf } from './replication-group-shape';
import type { Rule } from './rule';

/** How many shards and replicas there are, and who takes over. */
export const TOPOLOGY_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'node-count-range',
    level: 'error',
    fact: 'documented',
    property: 'NumCacheClusters',
    broken: ({ properties: { NumCacheClusters: nodes } }) =>
      nodes !== undefined && !(nodes >= 1 && nodes <= QUOTAS.nodesPerShard),
    needs: '1 to 6 nodes: a primary and at most 5 replicas',
    remedy: 'choose a number in that range',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'replicas-range',
    level: 'error',
    fact: 'documented',
    property: 'ReplicasPerNodeGroup',
    broken: ({ properties: { ReplicasPerNodeGroup: replicas } }) =>
      replicas !== undefined && !(replicas >= 0 && replicas <= QUOTAS.replicasPerShard),
    needs: '0 to 5',
    remedy: 'choose a number in that range',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'shards-range',
    level: 'error',
    fact: 'documented',
    property: 'NumNodeGroups',
    broken: ({ properties: { NumNodeGroups: shards } }) =>
      shards !== undefined && !(shards >= 1 && shards <= QUOTAS.shards),
    needs: '1 to 500',
    remedy: 'choose a number in that range, and larger nodes if that is too few',
    page: PAGES.createReplicationGroup,
  },
  {
    id: 'node-limit',
    level: 'error',
    fact: 'documented',
    property: 'NumNodeGroups',
    broken: (it) => (nodesOf(it) ?? 0) > QUOTAS.nodesPerClusterOnRequest,
    needs: 'at most 500 nodes in all',
    got: (it) => `${nodesOf(it)}`,
    remedy: 'use fewer shards or replicas on larger nodes',
    page: PAGES.quotas,
  },
  {
    id: 'node-quota',
    level: 'warning',
    fact: 'documented',
    property: 'NumNodeGroups',
    broken: (it) => {
      const nodes = nodesOf(it) ?? 0;
      return nodes > QUOTAS.nodesPerCluster && nodes <= QUOTAS.nodesPerClusterOnRequest;
    },
    needs: 'at most 90 nodes in all unless AWS has raised quota L-AF354865',
    got: (it) => `${nodesOf(it)}`,
    remedy: 'ask AWS for the quota before you deploy',
    page: PAGES.quotas,
  },
  {
    id: 'one-shape',
    level: 'warning',
    fact: 'community',
    property: 'NumCacheClusters',
    broken: ({ properties: p }) =>
      'NumCacheClusters' in p &&
      ('ReplicasPerNodeGroup' in p || 'NodeGroupConfiguration' in p || (p.NumNodeGroups ?? 1) > 1),
    needs: (_, say) =>
      `to stand without '${say.name('ReplicasPerNodeGroup')}', '${say.name('NodeGroupConfiguration')}' and a second shard`,
    remedy: (_, say) =>
      `keep '${say.name('NumCacheClusters')}' for one shard outside cluster mode, and the others for cluster mode`,
    page: PAGES.createReplicationGroup,
  },
  {
    id: 'failover-in-cluster-mode',
    level: 'error',
    fact: 'documented',
    property: 'AutomaticFailoverEnabled',
    broken: (it) => !isSecondary(it) && it.properties.AutomaticFailoverEnabled !== true && inClusterMode(it) === true,
    needs: 'true in cluster mode',
    remedy: (_, say) => `set ${say.set('AutomaticFailoverEnabled', true)}`,
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'failover-needs-replica',
    level: 'error',
    fact: 'documented',
    property: 'AutomaticFailoverEnabled',
    broken: ({ properties: p }) =>
      p.AutomaticFailoverEnabled === true && p.NumCacheClusters === 1 && (p.NumNodeGroups ?? 1) === 1,
    needs: 'at least 2 nodes',
    got: ({ properties: p }) => `${p.NumCacheClusters}`,
    remedy: (_, say) =>
      `set ${say.set('NumCacheClusters', 2)} or more, or ${say.set('AutomaticFailoverEnabled', false)}`,
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'failover-replicas',
    level: 'warning',
    fact: 'community',
    property: 'AutomaticFailoverEnabled',
    broken: (it) =>
      it.properties.AutomaticFailoverEnabled === true &&
      it.properties.NumCacheClusters === undefined &&
      replicasOf(it) === 0 &&
      inClusterMode(it) === false,
    needs: 'at least 1 replica outside cluster mode',
    got: '0',
    remedy: (_, say) => `add a replica, or set ${say.set('AutomaticFailoverEnabled', false)}`,
    page: PAGES.autoFailover,
  },
  {
    id: 'multi-az-needs-failover',
    level: 'error',
    fact: 'documented',
    property: 'MultiAZEnabled',
    broken: (it) =>
      it.properties.MultiAZEnabled === true && it.properties.AutomaticFailoverEnabled !== true && !isSecondary(it),
    needs: (_, say) => `'${say.name('AutomaticFailoverEnabled')}' to be true`,
    got: ({ properties: p }) => `${p.AutomaticFailoverEnabled ?? 'none'}`,
    remedy: (_, say) => `set ${say.set('AutomaticFailoverEnabled', true)}, or ${say.set('MultiAZEnabled', false)}`,
    page: PAGES.autoFailover,
  },
  {
    id: 'multi-az-needs-replica',
    level: 'error',
    fact: 'documented',
    property: 'MultiAZEnabled',
    broken: (it) => it.properties.MultiAZEnabled === true && replicasOf(it) === 0,
    needs: 'at least 1 replica behind each primary',
    got: (it) => `${replicasOf(it)}`,
    remedy: (it, say) =>
      it.properties.NumCacheClusters === undefined
        ? `set ${say.set('ReplicasPerNodeGroup', 1)} or more, or ${say.set('MultiAZEnabled', false)}`
        : `set ${say.set('NumCacheClusters', 2)} or more, or ${say.set('MultiAZEnabled', false)}`,
    page: PAGES.autoFailover,
  },
  {
    id: 'multi-az-zones',
    level: 'error',
    fact: 'documented',
    property: 'MultiAZEnabled',
    broken: (it) => it.properties.MultiAZEnabled === true && lonelyZone(it) !== undefined,
    needs: 'at least 1 replica outside the zone of its primary',
    got: (it) => `all nodes of a shard in ${lonelyZone(it)}`,
    remedy: 'name a second zone, or leave the zones to the service',
    page: PAGES.autoFailover,
  },
  {
    id: 'failover-off',
    level: 'warning',
    fact: 'inferred',
    property: 'AutomaticFailoverEnabled',
    broken: (it) =>
      (replicasOf(it) ?? 0) > 0 &&
      it.properties.AutomaticFailoverEnabled !== true &&
      !isSecondary(it) &&
      it.properties.PrimaryClusterId === undefined,
    needs: 'true where there are replicas, or nobody takes over when the primary is lost',
    remedy: (_, say) => `set ${say.set('AutomaticFailoverEnabled', true)}`,
    page: PAGES.autoFailover,
  },
  {
    id: 'multi-az-off',
    level: 'warning',
    fact: 'documented',
    property: 'MultiAZEnabled',
    broken: (it) =>
      it.properties.AutomaticFailoverEnabled === true &&
      (replicasOf(it) ?? 0) > 0 &&
      it.properties.MultiAZEnabled !== true,
    needs: 'true: failover alone may leave the replicas in the zone that is lost',
    remedy: (_, say) => `set ${say.set('MultiAZEnabled', true)}`,
    page: PAGES.autoFailover,
  },
  {
    id: 'primary-cluster-promotion',
    // Not an error: a group made of an existing node may keep it in the template when failover is turned on later.
    level: 'warning',
    fact: 'documented',
    property: 'PrimaryClusterId',
    broken: (it) =>
      'PrimaryClusterId' in it.properties &&
      (it.properties.MultiAZEnabled === true ||
        it.properties.AutomaticFailoverEnabled === true ||
        inClusterMode(it) === true),
    needs: 'cluster mode, Multi-AZ and automatic failover to be off, or no node can be promoted',
    remedy: (_, say) =>
      `leave it out, or set ${say.set('MultiAZEnabled', false)} and ${say.set('AutomaticFailoverEnabled', false)}`,
    page: PAGES.autoFailover,
  },
];

/** The zone that holds all nodes of a shard with replicas, where the template says so. */
function lonelyZone({ properties: p }: ReplicationGroup): string | undefined {
  const shards = (p.NodeGroupConfiguration ?? []).map((group) => [
    ...(group.PrimaryAvailabilityZone === undefined ? [] : [group.PrimaryAvailabilityZone]),
    ...(group.ReplicaAvailabilityZones ?? []),
  ]);
  const lonely = [p.PreferredCacheClusterAZs ?? [], ...shards].find(
    (zones) => zones.length > 1 && zones.every((zone) => zone === zones[0]),
  );
  return lonely?.[0];
}
