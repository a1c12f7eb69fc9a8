import { isSecondary, lacks, nodeTypeOf } from './node-based-shape';
import { PAGES } from './pages';
import { inClusterMode, type ReplicationGroup, replicasOf } from './replication-group-shape';
import type { Rule } from './rule';

/** Cluster mode, and the change to it. */
export const CLUSTER_MODE_RULES: readonly Rule<ReplicationGroup>[] = [
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
  {
    id: 'databases-in-cluster-mode',
    level: 'warning',
    fact: 'documented',
    property: 'CacheParameterGroupName',
    broken: (it) =>
      Number(it.parameterGroup?.Properties?.databases ?? 1) > 1 &&
      inClusterMode(it) === true &&
      lacks(it, 'databasesInClusterMode'),
    needs: "no 'databases' above 1 in cluster mode, which has database 0 only before valkey 9.0",
    got: (it) => `${it.parameterGroup?.Properties?.databases}`,
    remedy: "leave 'databases' out, and keep all keys in database 0",
    page: PAGES.parameters,
  },
];
