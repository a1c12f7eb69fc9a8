import { QUOTAS } from '../catalog/quotas';
import { PAGES } from './pages';
import type { NodeGroup, ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';
import { slotProblem } from './slots';

/** Where each node is, and which slots each shard has. */
export const LAYOUT_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'preferred-zones-count',
    level: 'error',
    fact: 'documented',
    property: 'PreferredCacheClusterAZs',
    // With more shards neither of the two is used.
    broken: ({ properties: { PreferredCacheClusterAZs: zones, NumCacheClusters: nodes, NumNodeGroups: shards } }) =>
      zones !== undefined && nodes !== undefined && zones.length !== nodes && (shards ?? 1) === 1,
    needs: ({ properties: p }) => `one zone for each of the ${p.NumCacheClusters} nodes, the primary's first`,
    got: ({ properties: p }) => `${p.PreferredCacheClusterAZs?.length}`,
    remedy: 'list as many zones as there are nodes, or none',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'preferred-zones-one-shard',
    level: 'warning',
    fact: 'documented',
    property: 'PreferredCacheClusterAZs',
    broken: ({ properties: p }) => 'PreferredCacheClusterAZs' in p && (p.NumNodeGroups ?? 1) > 1,
    needs: 'one shard: with more it is not used',
    remedy: (_, say) => `say the zones of each shard in '${say.name('NodeGroupConfiguration')}'`,
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'preferred-zones-replace',
    level: 'warning',
    fact: 'documented',
    property: 'PreferredCacheClusterAZs',
    broken: ({ properties: p }) => 'PreferredCacheClusterAZs' in p,
    needs: 'to stay as it is for ever: any change of it replaces the cache and loses its data',
    remedy: 'leave the zones to the service unless you must choose them',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'node-group-replace',
    level: 'warning',
    fact: 'documented',
    property: 'NodeGroupConfiguration',
    broken: ({ properties: p }) => 'NodeGroupConfiguration' in p,
    needs: 'to stay as it is: a change of its slots, zones or replica counts replaces the cache and loses its data',
    remedy: 'leave it out unless you must choose slots or zones',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'node-group-zones-count',
    level: 'error',
    fact: 'documented',
    property: 'NodeGroupConfiguration',
    broken: ({ properties: p }) =>
      someGroup(p.NodeGroupConfiguration, (group) => zonesMiss(group, p.ReplicasPerNodeGroup)),
    needs: 'one replica zone for each replica of a shard',
    remedy: 'list as many replica zones as the shard has replicas, or none',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'node-group-replica-count',
    level: 'warning',
    fact: 'community',
    property: 'NodeGroupConfiguration',
    broken: ({ properties: p }) =>
      'ReplicasPerNodeGroup' in p && someGroup(p.NodeGroupConfiguration, (group) => 'ReplicaCount' in group),
    needs: (_, say) => `no 'ReplicaCount' where '${say.name('ReplicasPerNodeGroup')}' stands`,
    remedy: 'say the number of replicas in one place',
    page: PAGES.nodeGroup,
  },
  {
    id: 'replicas-beside-node-groups',
    level: 'warning',
    fact: 'conflict',
    property: 'ReplicasPerNodeGroup',
    broken: ({ properties: p }) => 'ReplicasPerNodeGroup' in p && 'NodeGroupConfiguration' in p,
    needs: (_, say) =>
      `to stand without '${say.name('NodeGroupConfiguration')}': beside it a change may replace the cache and lose its data`,
    remedy: 'say the number of replicas in one place',
    page: 'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/918',
  },
  {
    id: 'node-group-replicas',
    level: 'error',
    fact: 'documented',
    property: 'NodeGroupConfiguration',
    broken: ({ properties: p }) =>
      someGroup(p.NodeGroupConfiguration, ({ ReplicaCount: replicas }) => (replicas ?? 0) > QUOTAS.replicasPerShard),
    needs: 'at most 5 replicas in each shard',
    got: ({ properties: p }) =>
      `${Math.max(...(p.NodeGroupConfiguration ?? []).map((group) => group.ReplicaCount ?? 0))}`,
    remedy: 'choose a number in that range',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'node-group-id',
    level: 'error',
    fact: 'documented',
    property: 'NodeGroupConfiguration',
    broken: ({ properties: p }) =>
      someGroup(p.NodeGroupConfiguration, ({ NodeGroupId: id }) => id !== undefined && !/^\d{1,4}$/.test(id)),
    needs: 'a NodeGroupId of 1 to 4 digits',
    got: ({ properties: p }) => (p.NodeGroupConfiguration ?? []).map((group) => group.NodeGroupId ?? 'none').join(', '),
    remedy: "write it as '0001', '0002' and so on, or leave it out",
    page: PAGES.nodeGroup,
  },
  {
    id: 'node-group-count',
    level: 'warning',
    fact: 'unverified',
    property: 'NodeGroupConfiguration',
    broken: ({ properties: { NodeGroupConfiguration: groups, NumNodeGroups: shards } }) =>
      groups !== undefined && shards !== undefined && groups.length !== shards,
    needs: ({ properties: p }) => `one entry for each of the ${p.NumNodeGroups} shards`,
    got: ({ properties: p }) => `${p.NodeGroupConfiguration?.length}`,
    remedy: 'describe every shard, or none',
    page: PAGES.createReplicationGroup,
  },
  {
    id: 'node-group-slots',
    level: 'warning',
    fact: 'inferred',
    property: 'NodeGroupConfiguration',
    broken: ({ properties: p }) => slotProblem(slotsOf(p.NodeGroupConfiguration)) !== undefined,
    needs: 'the slots 0-16383, each in one shard',
    got: ({ properties: p }) => `${slotProblem(slotsOf(p.NodeGroupConfiguration))}`,
    remedy: 'share out all slots without overlap, or leave them out',
    page: PAGES.nodeGroup,
  },
];

function someGroup(groups: readonly NodeGroup[] | undefined, is: (group: NodeGroup) => boolean): boolean {
  return groups?.some(is) ?? false;
}

function zonesMiss({ ReplicaAvailabilityZones: zones, ReplicaCount: own }: NodeGroup, common?: number): boolean {
  const replicas = own ?? common;
  return zones !== undefined && replicas !== undefined && zones.length !== replicas;
}

function slotsOf(groups: readonly NodeGroup[] | undefined): string[] {
  return (groups ?? []).map((group) => group.Slots).filter((slots) => slots !== undefined);
}
