import { CLUSTER, either, KV_CACHING, maybe, NO_VALUE, REDIS, type Row, SECONDARY, UNKNOWN } from '../judged';

/** Cluster mode with shards that are described one by one. */
const SHARDS = { ...CLUSTER, ReplicasPerNodeGroup: undefined };
const shards = (...groups: unknown[]) => ({ ...SHARDS, NodeGroupConfiguration: groups });
const A = 'eu-central-1a';
const B = 'eu-central-1b';

export const TOPOLOGY_ROWS: readonly Row[] = [
  {
    id: 'replication-group-id',
    breaks: { ReplicationGroupId: 'two--hyphens' },
    message: `'Properties.ReplicationGroupId' needs 1 to 40 letters, digits and single hyphens, a letter first and no hyphen last, got "two--hyphens"; leave it out: CloudFormation then makes a name that a replacement can do without (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      { ReplicationGroupId: 'one-hyphen' },
      { ReplicationGroupId: `x${'1'.repeat(39)}` },
      { ReplicationGroupId: UNKNOWN },
      { ReplicationGroupId: NO_VALUE },
    ],
  },
  {
    id: 'replication-group-named',
    breaks: { ReplicationGroupId: 'sessions' },
    message: `'Properties.ReplicationGroupId' needs no fixed name, because CloudFormation cannot replace a resource that has one, got "sessions"; leave it out unless something outside this stack must know the name (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{}, { ReplicationGroupId: UNKNOWN }, { ReplicationGroupId: maybe('sessions') }],
  },
  {
    id: 'description-length',
    breaks: { ReplicationGroupDescription: 'x'.repeat(256) },
    message:
      "'Properties.ReplicationGroupDescription' needs 1 to 255 characters, got 256; say in a sentence what the cache is for (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html)",
    holds: [
      { ReplicationGroupDescription: 'x'.repeat(255) },
      { ReplicationGroupDescription: 'x' },
      { ReplicationGroupDescription: UNKNOWN },
      { ReplicationGroupDescription: NO_VALUE },
    ],
  },
  {
    id: 'description-required',
    breaks: { ReplicationGroupDescription: NO_VALUE },
    message:
      "'Properties.ReplicationGroupDescription' needs a text, got none; say in a sentence what the cache is for (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { ReplicationGroupDescription: 'Sessions' },
      { ReplicationGroupDescription: UNKNOWN },
      { ReplicationGroupDescription: maybe('Sessions') },
    ],
  },
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
    id: 'preferred-zones-count',
    breaks: { PreferredCacheClusterAZs: [A, B, UNKNOWN] },
    message:
      "'Properties.PreferredCacheClusterAZs' needs one zone for each of the 2 nodes, the primary's first, got 3; list as many zones as there are nodes, or none (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { PreferredCacheClusterAZs: [A, UNKNOWN] },
      { PreferredCacheClusterAZs: UNKNOWN },
      { PreferredCacheClusterAZs: [A, B, maybe(A)] },
      { PreferredCacheClusterAZs: [A], NumCacheClusters: UNKNOWN },
    ],
  },
  {
    id: 'preferred-zones-one-shard',
    breaks: { ...CLUSTER, PreferredCacheClusterAZs: [A, B] },
    message: `'Properties.PreferredCacheClusterAZs' needs one shard: with more it is not used, got ["eu-central-1a","eu-central-1b"]; say the zones of each shard in 'Properties.NodeGroupConfiguration' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      { PreferredCacheClusterAZs: [A, B] },
      { PreferredCacheClusterAZs: [A, B], NumNodeGroups: '1' },
      { ...CLUSTER, NumNodeGroups: UNKNOWN, PreferredCacheClusterAZs: [A, B] },
      { ...CLUSTER, PreferredCacheClusterAZs: maybe([A, B]) },
    ],
  },
  {
    id: 'preferred-zones-replace',
    breaks: { PreferredCacheClusterAZs: [A, B] },
    message: `'Properties.PreferredCacheClusterAZs' needs to stay as it is for ever: any change of it replaces the cache and loses its data, got ["eu-central-1a","eu-central-1b"]; leave the zones to the service unless you must choose them (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{ PreferredCacheClusterAZs: NO_VALUE }, { PreferredCacheClusterAZs: maybe([A, B]) }],
  },
  {
    id: 'node-group-replace',
    breaks: shards({ ReplicaCount: 1 }),
    message: `'Properties.NodeGroupConfiguration' needs to stay as it is: a change of its slots, zones or replica counts replaces the cache and loses its data, got [{"ReplicaCount":1}]; leave it out unless you must choose slots or zones (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [CLUSTER, { ...CLUSTER, NodeGroupConfiguration: maybe([{ ReplicaCount: 1 }]) }],
  },
  {
    id: 'node-group-zones-count',
    breaks: shards({ ReplicaCount: '2', ReplicaAvailabilityZones: [A] }),
    message: `'Properties.NodeGroupConfiguration' needs one replica zone for each replica of a shard, got [{"ReplicaCount":2,"ReplicaAvailabilityZones":["eu-central-1a"]}]; list as many replica zones as the shard has replicas, or none (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      shards({ ReplicaCount: '2', ReplicaAvailabilityZones: [A, UNKNOWN] }),
      shards({ ReplicaCount: UNKNOWN, ReplicaAvailabilityZones: [A] }),
      shards({ ReplicaCount: 2, ReplicaAvailabilityZones: UNKNOWN }),
      shards({ ReplicaCount: 1, ReplicaAvailabilityZones: A }),
      { ...CLUSTER, NodeGroupConfiguration: [{ ReplicaAvailabilityZones: [A] }] },
    ],
  },
  {
    id: 'node-group-replica-count',
    breaks: { ...CLUSTER, NodeGroupConfiguration: [{ ReplicaCount: UNKNOWN }] },
    message:
      "'Properties.NodeGroupConfiguration' needs no 'ReplicaCount' where 'Properties.ReplicasPerNodeGroup' stands, got something that is not known yet; say the number of replicas in one place (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_NodeGroupConfiguration.html)",
    holds: [
      shards({ ReplicaCount: 1 }),
      { ...CLUSTER, NodeGroupConfiguration: [{ Slots: '0-16383' }] },
      { ...CLUSTER, NodeGroupConfiguration: [{ ReplicaCount: maybe(1) }] },
      { ...CLUSTER, NodeGroupConfiguration: UNKNOWN },
    ],
  },
  {
    id: 'replicas-beside-node-groups',
    breaks: { ...CLUSTER, NodeGroupConfiguration: UNKNOWN },
    message:
      "'Properties.ReplicasPerNodeGroup' needs to stand without 'Properties.NodeGroupConfiguration': beside it a change may replace the cache and lose its data, got 1; say the number of replicas in one place (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/918)",
    holds: [CLUSTER, shards({ ReplicaCount: 1 }), { ...CLUSTER, NodeGroupConfiguration: maybe([{}, {}]) }],
  },
  {
    id: 'node-group-id',
    breaks: shards({ NodeGroupId: 'first' }),
    message:
      "'Properties.NodeGroupConfiguration' needs a NodeGroupId of 1 to 4 digits, got first; write it as '0001', '0002' and so on, or leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_NodeGroupConfiguration.html)",
    holds: [shards({ NodeGroupId: '0001' }, { NodeGroupId: 9999 }), shards({ NodeGroupId: UNKNOWN }), shards({})],
  },
  {
    id: 'node-group-count',
    breaks: shards({ ReplicaCount: 1 }),
    message:
      "'Properties.NodeGroupConfiguration' needs one entry for each of the 2 shards, got 1; describe every shard, or none (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)",
    holds: [
      shards({ ReplicaCount: 1 }, { ReplicaCount: 1 }),
      shards({ ReplicaCount: 1 }, maybe({ ReplicaCount: 1 })),
      { ...shards({ ReplicaCount: 1 }), NumNodeGroups: UNKNOWN },
      { ...shards({ ReplicaCount: 1 }), NumNodeGroups: NO_VALUE },
    ],
  },
  {
    id: 'node-group-slots',
    breaks: shards({ Slots: '0-8191' }, { Slots: '8191-16383' }),
    message:
      "'Properties.NodeGroupConfiguration' needs the slots 0-16383, each in one shard, got 8191 twice; share out all slots without overlap, or leave them out (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_NodeGroupConfiguration.html)",
    holds: [
      shards({ Slots: '0-8191' }, { Slots: '8192-16383' }),
      shards({ Slots: '0-8191' }, { Slots: UNKNOWN }),
      shards({ Slots: NO_VALUE }, {}),
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
