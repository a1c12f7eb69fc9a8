import { CLUSTER, KV_CACHING, maybe, NO_VALUE, REDIS, type Row, SECONDARY, UNKNOWN } from '../judged';

export const CLUSTER_MODE_ROWS: readonly Row[] = [
  {
    id: 'shards-need-cluster-mode',
    breaks: { ...CLUSTER, ParameterGroup: { Properties: { 'cluster-enabled': 'no' } } },
    message:
      "'Properties.NumNodeGroups' needs 1 outside cluster mode, got 2; use a parameter group with 'cluster-enabled' yes, or a single shard (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      CLUSTER,
      { ...CLUSTER, NumNodeGroups: '1', ParameterGroup: {} },
      { ...CLUSTER, ParameterGroup: { Properties: { 'cluster-enabled': UNKNOWN } } },
      { ...CLUSTER, CacheParameterGroupName: UNKNOWN },
      { ...CLUSTER, NumNodeGroups: UNKNOWN, ParameterGroup: {} },
      { ...CLUSTER, CacheParameterGroupName: 'default.valkey8.cluster.on' },
    ],
  },
  {
    id: 'cluster-mode-without-replicas',
    breaks: { ...CLUSTER, ReplicasPerNodeGroup: '0' },
    message:
      "'Properties.ReplicasPerNodeGroup' needs at least 1 in cluster mode, because later stack updates of such a group were refused, even of its tags, got 0; set ReplicasPerNodeGroup: 1 (https://github.com/aws/aws-cdk/issues/13389)",
    holds: [
      CLUSTER,
      { ...CLUSTER, ReplicasPerNodeGroup: UNKNOWN },
      { ...CLUSTER, ReplicasPerNodeGroup: 0, CacheParameterGroupName: UNKNOWN },
      KV_CACHING,
    ],
  },
  {
    id: 'online-resharding',
    breaks: { ...CLUSTER, UpdatePolicy: { UseOnlineResharding: 'false' } },
    message:
      "'UpdatePolicy' needs 'UseOnlineResharding: true', or a changed number of shards replaces the cache and loses its data, got false; add the update policy (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { ...CLUSTER, UpdatePolicy: { UseOnlineResharding: 'true' } },
      { ...CLUSTER, UpdatePolicy: UNKNOWN },
      { ...CLUSTER, NumNodeGroups: maybe(2), UpdatePolicy: undefined },
      { NumNodeGroups: 1 },
      { ...CLUSTER, CacheParameterGroupName: UNKNOWN, UpdatePolicy: undefined },
    ],
  },
  {
    id: 'cluster-mode-value',
    breaks: { ClusterMode: 'Enabled' },
    message: `'Properties.ClusterMode' needs 'enabled', 'disabled' or 'compatible', got "Enabled"; choose one, or leave it to the parameter group (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html)`,
    holds: [
      { ClusterMode: 'enabled' },
      { ClusterMode: 'disabled' },
      { ClusterMode: 'compatible' },
      { ClusterMode: UNKNOWN },
    ],
  },
  {
    id: 'cluster-mode-engine',
    breaks: { ...REDIS, EngineVersion: '6.2', ClusterMode: 'compatible' },
    message:
      "'Properties.ClusterMode' needs valkey 7.2 or redis 7.0, or newer, got redis 6.2; upgrade the engine first, in a deployment of its own (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html)",
    holds: [
      { ...REDIS, EngineVersion: '7.0', ClusterMode: 'compatible' },
      { ...REDIS, EngineVersion: '6.2', ClusterMode: 'disabled' },
      { ...REDIS, EngineVersion: '6.2', ClusterMode: UNKNOWN },
      { ...REDIS, EngineVersion: UNKNOWN, ClusterMode: 'compatible' },
    ],
  },
  {
    id: 'cluster-mode-failover',
    breaks: { ClusterMode: 'compatible', NumCacheClusters: 1, AutomaticFailoverEnabled: NO_VALUE },
    message:
      "'Properties.ClusterMode' needs automatic failover and at least 1 replica, got 0 replicas, failover none; add a replica and failover first, in a deployment of its own (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html)",
    holds: [
      { ClusterMode: 'compatible' },
      { ClusterMode: UNKNOWN, AutomaticFailoverEnabled: false },
      { ClusterMode: 'compatible', AutomaticFailoverEnabled: UNKNOWN },
      { ClusterMode: 'compatible', NumCacheClusters: UNKNOWN },
      { ...SECONDARY, ClusterMode: 'compatible' },
    ],
  },
  {
    id: 'cluster-mode-parameter-group',
    breaks: { ClusterMode: 'compatible' },
    message: `'Properties.ClusterMode' needs a parameter group with 'cluster-enabled' yes, got "compatible"; give it another parameter group that has it: the parameter of a group in use cannot be changed (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html)`,
    holds: [
      { ClusterMode: 'compatible', ParameterGroup: { Properties: { 'cluster-enabled': 'yes' } } },
      { ClusterMode: 'compatible', ParameterGroup: { Properties: { 'cluster-enabled': UNKNOWN } } },
      { ClusterMode: 'compatible', CacheParameterGroupName: 'default.valkey8' },
      { ClusterMode: 'compatible', CacheParameterGroupName: UNKNOWN },
      { ClusterMode: UNKNOWN },
      { ClusterMode: 'disabled' },
    ],
  },
  {
    id: 'databases-in-cluster-mode',
    breaks: { ...CLUSTER, ParameterGroup: { Properties: { 'cluster-enabled': 'yes', databases: '16' } } },
    message:
      "'Properties.CacheParameterGroupName' needs no 'databases' above 1 in cluster mode, which has database 0 only before valkey 9.0, got 16; leave 'databases' out, and keep all keys in database 0 (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      { ...CLUSTER, ParameterGroup: { Properties: { 'cluster-enabled': 'yes', databases: '1' } } },
      { ...CLUSTER, ParameterGroup: { Properties: { 'cluster-enabled': 'yes', databases: UNKNOWN } } },
      {
        ...CLUSTER,
        EngineVersion: UNKNOWN,
        ParameterGroup: { Properties: { 'cluster-enabled': 'yes', databases: '16' } },
      },
      { ParameterGroup: { Properties: { databases: '16' } } },
    ],
  },
  {
    id: 'cluster-mode-contradiction',
    breaks: { ClusterMode: 'disabled', CacheParameterGroupName: 'default.valkey8.cluster.on' },
    message: `'Properties.ClusterMode' needs a parameter group without 'cluster-enabled' yes, got "disabled"; say the same in both places (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html)`,
    holds: [
      { ClusterMode: 'disabled', CacheParameterGroupName: 'default.valkey8' },
      { ClusterMode: 'disabled', CacheParameterGroupName: UNKNOWN },
      { ClusterMode: 'disabled', ParameterGroup: { Properties: { 'cluster-enabled': UNKNOWN } } },
      { ClusterMode: UNKNOWN, CacheParameterGroupName: 'default.valkey8.cluster.on' },
    ],
  },
  {
    id: 'cluster-mode-compatible',
    breaks: { ClusterMode: 'compatible' },
    message: `'Properties.ClusterMode' needs to be a step only: while it is compatible, neither scaling nor an engine change is accepted, got "compatible"; move the clients to the cluster protocol, then set ClusterMode: 'enabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html)`,
    holds: [{ ClusterMode: 'enabled' }, { ClusterMode: UNKNOWN }, { ClusterMode: maybe('compatible') }],
  },
];
