import { QUOTAS } from '../catalog/quotas';
import { PAGES } from './pages';
import {
  inClusterMode,
  isSecondary,
  lacks,
  type NodeGroup,
  nodesOf,
  nodeTypeOf,
  type ReplicationGroup,
  replicasOf,
} from './replication-group-shape';
import type { Rule } from './rule';
import { slotProblem } from './slots';

const NAME = /^[a-zA-Z](-?[a-zA-Z0-9])*$/;

/** Shards, replicas, zones and failover. */
export const TOPOLOGY_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'replication-group-id',
    level: 'error',
    fact: 'documented',
    property: 'ReplicationGroupId',
    broken: ({ properties: { ReplicationGroupId: id } }) =>
      id !== undefined && !(id.length <= QUOTAS.replicationGroupIdLength && NAME.test(id)),
    needs: '1 to 40 letters, digits and single hyphens, a letter first and no hyphen last',
    remedy: 'leave it out: CloudFormation then makes a name that a replacement can do without',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'replication-group-named',
    level: 'warning',
    fact: 'community',
    property: 'ReplicationGroupId',
    broken: ({ properties: p }) => p.ReplicationGroupId !== undefined,
    needs: 'no fixed name, because CloudFormation cannot replace a resource that has one',
    remedy: 'leave it out unless something outside this stack must know the name',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'description-length',
    level: 'error',
    fact: 'documented',
    property: 'ReplicationGroupDescription',
    broken: (it) =>
      lengthOf(it) !== undefined && (lengthOf(it) === 0 || Number(lengthOf(it)) > QUOTAS.descriptionLength),
    needs: '1 to 255 characters',
    got: (it) => `${lengthOf(it)}`,
    remedy: 'say in a sentence what the cache is for',
    page: PAGES.modifyReplicationGroup,
  },
  {
    id: 'description-required',
    level: 'error',
    fact: 'documented',
    property: 'ReplicationGroupDescription',
    broken: ({ properties: p }) => !('ReplicationGroupDescription' in p),
    needs: 'a text',
    remedy: 'say in a sentence what the cache is for',
    page: PAGES.cfnReplicationGroup,
  },
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
    id: 'shards-need-cluster-mode',
    level: 'error',
    fact: 'documented',
    property: 'NumNodeGroups',
    broken: (it) => (it.properties.NumNodeGroups ?? 1) > 1 && inClusterMode(it) === false,
    needs: '1 outside cluster mode',
    remedy: "use a parameter group with 'cluster-enabled' yes, or a single shard",
    page: PAGES.cfnReplicationGroup,
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
    broken: ({ properties: p }) => p.AutomaticFailoverEnabled === true && p.NumCacheClusters === 1,
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
    id: 'cluster-mode-without-replicas',
    level: 'warning',
    fact: 'community',
    property: 'ReplicasPerNodeGroup',
    broken: (it) => replicasOf(it) === 0 && inClusterMode(it) === true && nodeTypeOf(it)?.kvCaching !== true,
    needs: 'at least 1 in cluster mode, because later stack updates of such a group were refused, even of its tags',
    got: '0',
    remedy: (_, say) => `set ${say.set('ReplicasPerNodeGroup', 1)}`,
    page: 'https://github.com/aws/aws-cdk/issues/13389',
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
    id: 'preferred-zones-count',
    level: 'error',
    fact: 'documented',
    property: 'PreferredCacheClusterAZs',
    broken: ({ properties: { PreferredCacheClusterAZs: zones, NumCacheClusters: nodes } }) =>
      zones !== undefined && nodes !== undefined && zones.length !== nodes,
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
  {
    id: 'online-resharding',
    level: 'warning',
    fact: 'documented',
    property: 'UpdatePolicy',
    broken: (it) =>
      'NumNodeGroups' in it.properties &&
      it.UpdatePolicy?.UseOnlineResharding !== true &&
      !isSecondary(it) &&
      inClusterMode(it) !== false,
    needs: "'UseOnlineResharding: true', or a changed number of shards replaces the cache and loses its data",
    got: (it) => `${it.UpdatePolicy?.UseOnlineResharding ?? 'none'}`,
    remedy: 'add the update policy',
    page: PAGES.cfnReplicationGroup,
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
  {
    id: 'cluster-mode-value',
    level: 'error',
    fact: 'documented',
    property: 'ClusterMode',
    broken: ({ properties: p }) =>
      p.ClusterMode !== undefined && !['enabled', 'disabled', 'compatible'].includes(p.ClusterMode),
    needs: "'enabled', 'disabled' or 'compatible'",
    remedy: 'choose one, or leave it to the parameter group',
    page: PAGES.clusterMode,
  },
  {
    id: 'cluster-mode-engine',
    level: 'error',
    fact: 'documented',
    property: 'ClusterMode',
    broken: (it) => it.properties.ClusterMode === 'compatible' && lacks(it, 'clusterModeChange'),
    needs: 'valkey 7.2 or redis 7.0, or newer',
    got: ({ properties: p }) => `${p.Engine} ${p.EngineVersion}`,
    remedy: 'upgrade the engine first, in a deployment of its own',
    page: PAGES.clusterMode,
  },
  {
    id: 'cluster-mode-failover',
    level: 'error',
    fact: 'documented',
    property: 'ClusterMode',
    broken: (it) =>
      it.properties.ClusterMode === 'compatible' &&
      !isSecondary(it) &&
      (it.properties.AutomaticFailoverEnabled !== true || replicasOf(it) === 0),
    needs: 'automatic failover and at least 1 replica',
    got: (it) =>
      `${replicasOf(it) ?? 'unknown'} replicas, failover ${it.properties.AutomaticFailoverEnabled ?? 'none'}`,
    remedy: 'add a replica and failover first, in a deployment of its own',
    page: PAGES.clusterMode,
  },
  {
    id: 'cluster-mode-parameter-group',
    level: 'error',
    fact: 'documented',
    property: 'ClusterMode',
    broken: ({ properties: p, parameterGroup }) =>
      ['enabled', 'compatible'].includes(p.ClusterMode ?? '') &&
      parameterGroup !== undefined &&
      parameterGroup.Properties?.['cluster-enabled'] !== 'yes',
    needs: "a parameter group with 'cluster-enabled' yes",
    remedy: 'give it another parameter group that has it: the parameter of a group in use cannot be changed',
    page: PAGES.clusterMode,
  },
  {
    id: 'cluster-mode-contradiction',
    level: 'warning',
    fact: 'inferred',
    property: 'ClusterMode',
    broken: ({ properties: p, parameterGroup }) =>
      p.ClusterMode === 'disabled' &&
      (parameterGroup === undefined
        ? /^default\..+\.cluster\.on$/.test(p.CacheParameterGroupName ?? '')
        : parameterGroup.Properties?.['cluster-enabled'] === 'yes'),
    needs: "a parameter group without 'cluster-enabled' yes",
    remedy: 'say the same in both places',
    page: PAGES.clusterMode,
  },
  {
    id: 'cluster-mode-compatible',
    level: 'warning',
    fact: 'documented',
    property: 'ClusterMode',
    broken: ({ properties: p }) => p.ClusterMode === 'compatible',
    needs: 'to be a step only: while it is compatible, neither scaling nor an engine change is accepted',
    remedy: (_, say) => `move the clients to the cluster protocol, then set ${say.set('ClusterMode', 'enabled')}`,
    page: PAGES.clusterMode,
  },
];

function lengthOf({ properties: p }: ReplicationGroup): number | undefined {
  return p.ReplicationGroupDescription?.length;
}

function someGroup(groups: readonly NodeGroup[] | undefined, is: (group: NodeGroup) => boolean): boolean {
  return groups?.some(is) ?? false;
}

function zonesMiss({ ReplicaAvailabilityZones: zones, ReplicaCount: own }: NodeGroup, common?: number): boolean {
  const replicas = own ?? common;
  return zones !== undefined && replicas !== undefined && zones.length !== replicas;
}

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

function slotsOf(groups: readonly NodeGroup[] | undefined): string[] {
  return (groups ?? []).map((group) => group.Slots).filter((slots) => slots !== undefined);
}
