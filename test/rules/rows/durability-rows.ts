import { CLUSTER, DURABLE, KV_CACHING, maybe, NO_VALUE, REDIS, type Row, SECONDARY, UNKNOWN } from '../judged';

const VALKEY_9 = { ...DURABLE, Durability: undefined };

export const DURABILITY_ROWS: readonly Row[] = [
  {
    id: 'durability-value',
    breaks: { ...DURABLE, Durability: 'enabled' },
    message: `'Properties.Durability' needs 'sync', 'async' or 'disabled', got "enabled"; choose one, or leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Configuring.html)`,
    holds: [
      { ...DURABLE, Durability: 'async' },
      { ...DURABLE, Durability: 'disabled' },
      { ...DURABLE, Durability: 'default' },
      { ...DURABLE, Durability: UNKNOWN },
    ],
  },
  {
    id: 'durability-default',
    breaks: { ...DURABLE, Durability: 'default' },
    message: `'Properties.Durability' needs 'sync', 'async' or 'disabled', because what 'default' means is up to the service and may change, got "default"; say which one you mean (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Configuring.html)`,
    holds: [DURABLE, { ...DURABLE, Durability: 'disabled' }, { ...DURABLE, Durability: UNKNOWN }],
  },
  {
    id: 'durability-unstated',
    breaks: { ...VALKEY_9, Durability: NO_VALUE },
    message:
      "'Properties.Durability' needs to be stated, because what the service does without it may change, got none; set Durability: 'disabled' to keep what you have today (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Configuring.html)",
    holds: [
      { ...VALKEY_9, Durability: 'disabled' },
      { ...VALKEY_9, Durability: maybe('sync') },
      { ...VALKEY_9, EngineVersion: '8.2' },
      { ...VALKEY_9, EngineVersion: UNKNOWN },
      { ...VALKEY_9, CacheParameterGroupName: UNKNOWN },
      { ...VALKEY_9, ClusterMode: 'disabled' },
      KV_CACHING,
    ],
  },
  {
    id: 'durability-engine',
    breaks: { ...CLUSTER, Durability: 'async' },
    message:
      "'Properties.Durability' needs valkey 9.0 or newer, got valkey 8.2; upgrade to valkey 9.0 or newer, or set Durability: 'disabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)",
    holds: [
      DURABLE,
      { ...DURABLE, EngineVersion: '9.1' },
      { ...DURABLE, EngineVersion: '10.0' },
      { ...CLUSTER, Durability: 'disabled' },
      { ...CLUSTER, Durability: UNKNOWN },
      { ...DURABLE, EngineVersion: UNKNOWN },
      { ...REDIS, Durability: 'default' },
    ],
  },
  {
    id: 'durability-node-type',
    breaks: { ...DURABLE, CacheNodeType: 'cache.t4g.small' },
    message:
      "'Properties.Durability' needs a node type of the families r8g, r7g, r6g, m8g, m7g, m6g, c8gn or c7gn, got cache.t4g.small; set CacheNodeType: 'cache.r7g.large', or Durability: 'disabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)",
    holds: [
      ...['r8g', 'r7g', 'r6g', 'm8g', 'm7g', 'm6g', 'c8gn', 'c7gn'].map((family) => ({
        ...DURABLE,
        CacheNodeType: `cache.${family}.large`,
      })),
      { ...DURABLE, CacheNodeType: 'cache.r9g.large' },
      { ...DURABLE, CacheNodeType: UNKNOWN },
      { ...DURABLE, Durability: 'disabled', CacheNodeType: 'cache.t4g.small' },
    ],
  },
  {
    id: 'durability-cluster-mode',
    breaks: { ...DURABLE, NumNodeGroups: 1, ParameterGroup: { CacheParameterGroupFamily: 'valkey9' } },
    message: `'Properties.Durability' needs cluster mode, got "sync"; use cluster mode, also with one shard, or set Durability: 'disabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)`,
    holds: [
      { ...DURABLE, NumNodeGroups: 1 },
      { ...DURABLE, ParameterGroup: { Properties: { 'cluster-enabled': UNKNOWN } } },
      { ...DURABLE, CacheParameterGroupName: 'default.valkey9.cluster.on' },
      { ...DURABLE, CacheParameterGroupName: UNKNOWN },
      { ...DURABLE, ClusterMode: UNKNOWN },
    ],
  },
  {
    id: 'durability-multi-az',
    breaks: { ...DURABLE, MultiAZEnabled: 'false' },
    message:
      "'Properties.Durability' needs 'Properties.MultiAZEnabled' to be true, got false; set MultiAZEnabled: true, or Durability: 'disabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)",
    holds: [
      { ...DURABLE, MultiAZEnabled: 'true' },
      { ...DURABLE, MultiAZEnabled: UNKNOWN },
      { ...DURABLE, MultiAZEnabled: maybe(true) },
      { ...DURABLE, MultiAZEnabled: false, Durability: 'disabled' },
    ],
  },
  {
    id: 'durability-replica',
    breaks: { ...DURABLE, ReplicasPerNodeGroup: '0' },
    message:
      "'Properties.Durability' needs at least 1 replica behind each primary, got 0; set ReplicasPerNodeGroup: 1, or Durability: 'disabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)",
    holds: [
      { ...DURABLE, ReplicasPerNodeGroup: '1' },
      { ...DURABLE, ReplicasPerNodeGroup: UNKNOWN },
      { ...DURABLE, ReplicasPerNodeGroup: undefined },
      { ...DURABLE, ReplicasPerNodeGroup: 0, Durability: UNKNOWN },
    ],
  },
  {
    id: 'durability-tls',
    breaks: { ...DURABLE, TransitEncryptionEnabled: false },
    message:
      "'Properties.Durability' needs encryption in transit, got false; set TransitEncryptionEnabled: true, or Durability: 'disabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)",
    holds: [
      { ...DURABLE, TransitEncryptionEnabled: 'true' },
      { ...DURABLE, TransitEncryptionEnabled: UNKNOWN },
      { ...DURABLE, Durability: 'disabled', TransitEncryptionEnabled: false },
    ],
  },
  {
    id: 'durability-data-tiering',
    breaks: { ...DURABLE, DataTieringEnabled: 'true' },
    message:
      "'Properties.Durability' needs a group without data tiering, got DataTieringEnabled: true; choose a family without SSDs, or set Durability: 'disabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)",
    holds: [
      { ...DURABLE, DataTieringEnabled: false },
      { ...DURABLE, DataTieringEnabled: UNKNOWN },
      { ...DURABLE, Durability: 'disabled', DataTieringEnabled: true },
    ],
  },
  {
    id: 'durability-local-zone',
    breaks: { ...DURABLE, NodeGroupConfiguration: [{ PrimaryAvailabilityZone: 'us-west-2-lax-1a' }] },
    message:
      "'Properties.Durability' needs nodes in a Region, not in a Local Zone, got us-west-2-lax-1a; choose zones of the Region, or set Durability: 'disabled' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)",
    holds: [
      { ...DURABLE, NodeGroupConfiguration: [{ ReplicaAvailabilityZones: ['us-west-2a', 'us-gov-west-1b'] }] },
      { ...DURABLE, NodeGroupConfiguration: [{ PrimaryAvailabilityZone: UNKNOWN }] },
      { ...DURABLE, NodeGroupConfiguration: UNKNOWN },
      { ...DURABLE, Durability: 'disabled', NodeGroupConfiguration: [{ PrimaryAvailabilityZone: 'us-west-2-lax-1a' }] },
      { PreferredCacheClusterAZs: ['us-west-2-lax-1a', 'us-west-2-lax-1b'] },
    ],
  },
  {
    id: 'durability-global-datastore',
    breaks: { ...SECONDARY, Durability: 'sync' },
    message: `'Properties.Durability' needs a group outside a Global Datastore, got "sync"; leave 'Properties.Durability' out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html)`,
    holds: [
      SECONDARY,
      { ...SECONDARY, Durability: UNKNOWN },
      { ...DURABLE, GlobalReplicationGroupId: NO_VALUE },
      { ...DURABLE, GlobalReplicationGroupId: maybe('ldgnf-datastore') },
    ],
  },
  {
    id: 'durability-restore',
    breaks: { ...VALKEY_9, SnapshotName: 'nightly' },
    message:
      "'Properties.Durability' needs to be stated when a snapshot is restored, or the group takes the durability that the snapshot recorded, got none; set Durability: 'disabled', or the durability that you want (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_Snapshot.html)",
    holds: [
      { ...VALKEY_9, SnapshotName: 'nightly', Durability: 'async' },
      { ...VALKEY_9, SnapshotName: maybe('nightly') },
      { ...VALKEY_9, SnapshotName: 'nightly', EngineVersion: UNKNOWN },
      { SnapshotName: 'nightly' },
    ],
  },
];
