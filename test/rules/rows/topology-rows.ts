import { CLUSTER, either, KV_CACHING, maybe, NO_VALUE, type Row, SECONDARY, shards, UNKNOWN } from '../judged';

const A = 'eu-central-1a';
const B = 'eu-central-1b';

export const TOPOLOGY_ROWS: readonly Row[] = [
  {
    id: 'node-count-range',
    breaks: { NumCacheClusters: '7' },
    message:
      "'Properties.NumCacheClusters' needs 1 to 6 nodes: a primary and at most 5 replicas, got 7; choose a number in that range (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [{ NumCacheClusters: '6' }, { NumCacheClusters: 1 }, { NumCacheClusters: UNKNOWN }],
  },
  {
    id: 'replicas-range',
    breaks: { ...CLUSTER, ReplicasPerNodeGroup: 6 },
    message:
      "'Properties.ReplicasPerNodeGroup' needs 0 to 5, got 6; choose a number in that range (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { ...CLUSTER, ReplicasPerNodeGroup: '5' },
      { ...CLUSTER, ReplicasPerNodeGroup: 0 },
      { ...CLUSTER, ReplicasPerNodeGroup: UNKNOWN },
    ],
  },
  {
    id: 'shards-range',
    breaks: { ...CLUSTER, NumNodeGroups: 0 },
    message:
      "'Properties.NumNodeGroups' needs 1 to 500, got 0; choose a number in that range, and larger nodes if that is too few (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)",
    holds: [
      { ...CLUSTER, NumNodeGroups: 1 },
      { ...CLUSTER, NumNodeGroups: '500' },
      { ...CLUSTER, NumNodeGroups: UNKNOWN },
    ],
  },
  {
    id: 'node-limit',
    breaks: { ...CLUSTER, NumNodeGroups: 251 },
    message:
      "'Properties.NumNodeGroups' needs at most 500 nodes in all, got 502; use fewer shards or replicas on larger nodes (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html)",
    holds: [
      { ...CLUSTER, NumNodeGroups: 250 },
      { ...CLUSTER, NumNodeGroups: 251, ReplicasPerNodeGroup: UNKNOWN },
      { ...CLUSTER, NumNodeGroups: UNKNOWN },
    ],
  },
  {
    id: 'node-quota',
    breaks: { ...CLUSTER, NumNodeGroups: '46' },
    message:
      "'Properties.NumNodeGroups' needs at most 90 nodes in all unless AWS has raised quota L-AF354865, got 92; ask AWS for the quota before you deploy (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html)",
    holds: [
      { ...CLUSTER, NumNodeGroups: 45 },
      { ...CLUSTER, NumNodeGroups: 251 },
      { ...CLUSTER, NumNodeGroups: either(45, 46) },
      shards({ ReplicaCount: 5 }, { ReplicaCount: 1 }),
    ],
  },
  {
    id: 'one-shape',
    breaks: { ...CLUSTER, NumCacheClusters: 2 },
    message:
      "'Properties.NumCacheClusters' needs to stand without 'Properties.ReplicasPerNodeGroup', 'Properties.NodeGroupConfiguration' and a second shard, got 2; keep 'Properties.NumCacheClusters' for one shard outside cluster mode, and the others for cluster mode (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)",
    holds: [
      { NumCacheClusters: 2, NumNodeGroups: 1 },
      { NumCacheClusters: 2, NumNodeGroups: UNKNOWN },
      { NumCacheClusters: NO_VALUE, ReplicasPerNodeGroup: 1 },
      { NumCacheClusters: maybe(2), ReplicasPerNodeGroup: maybe(1) },
    ],
  },
  {
    id: 'failover-in-cluster-mode',
    breaks: { ...CLUSTER, AutomaticFailoverEnabled: 'false' },
    message:
      "'Properties.AutomaticFailoverEnabled' needs true in cluster mode, got false; set AutomaticFailoverEnabled: true (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { ...CLUSTER, AutomaticFailoverEnabled: 'true' },
      { ...CLUSTER, AutomaticFailoverEnabled: UNKNOWN },
      { ...CLUSTER, AutomaticFailoverEnabled: false, CacheParameterGroupName: UNKNOWN },
      { AutomaticFailoverEnabled: false },
    ],
  },
  {
    id: 'failover-needs-replica',
    breaks: { NumCacheClusters: '1' },
    message:
      "'Properties.AutomaticFailoverEnabled' needs at least 2 nodes, got 1; set NumCacheClusters: 2 or more, or AutomaticFailoverEnabled: false (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { NumCacheClusters: '2' },
      { NumCacheClusters: UNKNOWN },
      { NumCacheClusters: 1, AutomaticFailoverEnabled: UNKNOWN },
      { NumCacheClusters: 1, AutomaticFailoverEnabled: NO_VALUE },
    ],
  },
  {
    id: 'failover-replicas',
    breaks: { NumCacheClusters: undefined, ReplicasPerNodeGroup: '0' },
    message:
      "'Properties.AutomaticFailoverEnabled' needs at least 1 replica outside cluster mode, got 0; add a replica, or set AutomaticFailoverEnabled: false (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)",
    holds: [
      { NumCacheClusters: undefined, ReplicasPerNodeGroup: 1 },
      { NumCacheClusters: undefined, ReplicasPerNodeGroup: UNKNOWN },
      { NumCacheClusters: undefined, ReplicasPerNodeGroup: 0, AutomaticFailoverEnabled: UNKNOWN },
      { ...CLUSTER, ReplicasPerNodeGroup: 0 },
      { ...CLUSTER, ReplicasPerNodeGroup: 0, CacheParameterGroupName: UNKNOWN },
    ],
  },
  {
    id: 'multi-az-needs-failover',
    breaks: { MultiAZEnabled: 'true', AutomaticFailoverEnabled: 'false' },
    message:
      "'Properties.MultiAZEnabled' needs 'Properties.AutomaticFailoverEnabled' to be true, got false; set AutomaticFailoverEnabled: true, or MultiAZEnabled: false (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)",
    holds: [
      { MultiAZEnabled: 'true', AutomaticFailoverEnabled: 'true' },
      { MultiAZEnabled: 'false', AutomaticFailoverEnabled: 'false' },
      { AutomaticFailoverEnabled: UNKNOWN },
      { AutomaticFailoverEnabled: maybe(true) },
      { MultiAZEnabled: UNKNOWN, AutomaticFailoverEnabled: false },
      SECONDARY,
    ],
  },
  {
    id: 'multi-az-needs-replica',
    breaks: { NumCacheClusters: 1 },
    message:
      "'Properties.MultiAZEnabled' needs at least 1 replica behind each primary, got 0; set NumCacheClusters: 2 or more, or MultiAZEnabled: false (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)",
    holds: [
      { NumCacheClusters: 2 },
      { NumCacheClusters: UNKNOWN },
      { NumCacheClusters: 1, MultiAZEnabled: UNKNOWN },
      { NumCacheClusters: 1, MultiAZEnabled: false },
    ],
  },
  {
    id: 'multi-az-zones',
    breaks: { PreferredCacheClusterAZs: [A, A] },
    message:
      "'Properties.MultiAZEnabled' needs at least 1 replica outside the zone of its primary, got all nodes of a shard in eu-central-1a; name a second zone, or leave the zones to the service (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)",
    holds: [
      { PreferredCacheClusterAZs: [A, B] },
      { PreferredCacheClusterAZs: [A, UNKNOWN] },
      { PreferredCacheClusterAZs: UNKNOWN },
      { PreferredCacheClusterAZs: [A, A], MultiAZEnabled: false },
      { PreferredCacheClusterAZs: [A, A], MultiAZEnabled: UNKNOWN },
      shards({ PrimaryAvailabilityZone: A, ReplicaAvailabilityZones: [A, B] }),
      shards({ ReplicaAvailabilityZones: [A] }),
    ],
  },
  {
    id: 'failover-off',
    breaks: { AutomaticFailoverEnabled: NO_VALUE },
    message:
      "'Properties.AutomaticFailoverEnabled' needs true where there are replicas, or nobody takes over when the primary is lost, got none; set AutomaticFailoverEnabled: true (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)",
    holds: [
      { AutomaticFailoverEnabled: true },
      { AutomaticFailoverEnabled: UNKNOWN },
      { AutomaticFailoverEnabled: maybe(true) },
      { AutomaticFailoverEnabled: false, NumCacheClusters: 1 },
      { AutomaticFailoverEnabled: false, PrimaryClusterId: 'sessions-001' },
      SECONDARY,
    ],
  },
  {
    id: 'multi-az-off',
    breaks: { MultiAZEnabled: 'false' },
    message:
      "'Properties.MultiAZEnabled' needs true: failover alone may leave the replicas in the zone that is lost, got false; set MultiAZEnabled: true (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)",
    holds: [
      { MultiAZEnabled: 'true' },
      { MultiAZEnabled: UNKNOWN },
      { MultiAZEnabled: false, NumCacheClusters: 1 },
      { MultiAZEnabled: false, AutomaticFailoverEnabled: UNKNOWN },
      KV_CACHING,
    ],
  },
  {
    id: 'primary-cluster-promotion',
    breaks: { PrimaryClusterId: 'sessions-002' },
    message: `'Properties.PrimaryClusterId' needs cluster mode, Multi-AZ and automatic failover to be off, or no node can be promoted, got "sessions-002"; leave it out, or set MultiAZEnabled: false and AutomaticFailoverEnabled: false (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)`,
    holds: [
      { PrimaryClusterId: 'sessions-002', MultiAZEnabled: 'false', AutomaticFailoverEnabled: 'false' },
      { PrimaryClusterId: 'sessions-002', MultiAZEnabled: UNKNOWN, AutomaticFailoverEnabled: false },
      { PrimaryClusterId: maybe('sessions-002') },
      { PrimaryClusterId: NO_VALUE },
    ],
  },
];
