import { CLUSTER, either, KV_CACHING, maybe, NO_VALUE, REDIS, type Row, SECONDARY, TIERED, UNKNOWN } from '../judged';

export const ENGINE_ROWS: readonly Row[] = [
  {
    id: 'engine-known',
    breaks: { Engine: 'memcached' },
    message: `'Properties.Engine' needs 'valkey' or 'redis', got "memcached"; use a Memcached cluster, which has no replication group (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{ Engine: 'valkey' }, { Engine: 'redis' }, { Engine: UNKNOWN }, { Engine: NO_VALUE }],
  },
  {
    id: 'engine-version-stated',
    breaks: { EngineVersion: NO_VALUE },
    message:
      "'Properties.EngineVersion' needs a version, because the default of the service moves and an upgrade cannot be undone, got none; state the version that runs (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html)",
    holds: [{ EngineVersion: '8.2' }, { EngineVersion: UNKNOWN }, { EngineVersion: maybe('8.2') }, SECONDARY],
  },
  {
    id: 'engine-version-two-parts',
    breaks: { EngineVersion: '9.0.0' },
    message: `'Properties.EngineVersion' needs two parts without a patch level, got "9.0.0"; set EngineVersion: '9.0' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html)`,
    holds: [
      { EngineVersion: '9.0' },
      { ...REDIS, EngineVersion: '5.0.6' },
      { Engine: UNKNOWN, EngineVersion: '9.0.0' },
      { EngineVersion: UNKNOWN },
    ],
  },
  {
    id: 'engine-version-known',
    breaks: { ...REDIS, EngineVersion: '7.2' },
    message: `'Properties.EngineVersion' needs a version that the service offers: 4.0.10, 5.0.6, 6.0, 6.2, 7.0, 7.1, got "7.2"; choose one of them (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html)`,
    holds: [
      { ...REDIS, EngineVersion: '7.1' },
      { ...REDIS, EngineVersion: '5.0.6' },
      { ...REDIS, EngineVersion: '6.2.6' },
      { EngineVersion: '9.2' },
      { EngineVersion: '10.0' },
      { EngineVersion: 8.2 },
      { Engine: UNKNOWN, EngineVersion: '7.3' },
      { EngineVersion: UNKNOWN },
    ],
  },
  {
    id: 'engine-extended-support',
    breaks: { ...REDIS, EngineVersion: '6.2' },
    message: `'Properties.EngineVersion' needs a version without an end of standard support: that of redis 6.2 is 2027-01-31, got "6.2"; upgrade to Valkey by that day, or pay for Extended Support from the next day on (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html)`,
    holds: [
      REDIS,
      { ...REDIS, EngineVersion: '7.0' },
      { EngineVersion: '8.2' },
      { Engine: UNKNOWN, EngineVersion: '6.2' },
      { ...REDIS, EngineVersion: UNKNOWN },
    ],
  },
  {
    id: 'parameter-group-family',
    breaks: { ParameterGroup: { CacheParameterGroupFamily: 'valkey7' } },
    message:
      "'Properties.CacheParameterGroupName' needs a parameter group of family valkey8 for valkey 8.2, got one of family valkey7; give it a parameter group of the family of its engine version (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      { ParameterGroup: { CacheParameterGroupFamily: 'valkey8' } },
      { CacheParameterGroupName: 'default.valkey8.cluster.on' },
      { ...REDIS, EngineVersion: '6.2', CacheParameterGroupName: 'default.redis6.x' },
      { CacheParameterGroupName: 'a-group-of-another-stack' },
      { EngineVersion: '10.0', CacheParameterGroupName: 'default.valkey10' },
      { ParameterGroup: { CacheParameterGroupFamily: UNKNOWN } },
      { EngineVersion: UNKNOWN, CacheParameterGroupName: 'default.valkey7' },
    ],
  },
  {
    id: 'node-type-known',
    breaks: { CacheNodeType: 'cache.r6g.24xlarge' },
    message: `'Properties.CacheNodeType' needs a node type that the service offers, got "cache.r6g.24xlarge"; choose one of cache.r6g.large, cache.r6g.xlarge, cache.r6g.2xlarge, cache.r6g.4xlarge, cache.r6g.8xlarge, cache.r6g.12xlarge, cache.r6g.16xlarge (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [
      { CacheNodeType: 'cache.r6g.16xlarge' },
      { CacheNodeType: 'cache.m3.medium' },
      { CacheNodeType: UNKNOWN },
      { CacheNodeType: NO_VALUE },
    ],
  },
  {
    id: 'node-type-creatable',
    breaks: { CacheNodeType: 'cache.t2.micro' },
    message: `'Properties.CacheNodeType' needs a current generation, because no new clusters are made on this one, got "cache.t2.micro"; set CacheNodeType: 'cache.t4g.small' or larger (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [{ CacheNodeType: 'cache.t3.micro' }, { CacheNodeType: 'cache.r4.large' }, { CacheNodeType: UNKNOWN }],
  },
  {
    id: 'node-type-engine',
    breaks: { ...REDIS, CacheNodeType: 'cache.r8g.large' },
    message: `'Properties.CacheNodeType' needs a node type that runs redis 7.1, got "cache.r8g.large"; choose a family that runs it: CacheNodeType: 'cache.r7g.large', for example (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [
      { CacheNodeType: 'cache.r8g.large' },
      { ...REDIS, EngineVersion: '6.2', CacheNodeType: 'cache.m7g.large' },
      { ...REDIS, EngineVersion: UNKNOWN, CacheNodeType: 'cache.r8g.large' },
      { ...REDIS, CacheNodeType: UNKNOWN },
      { ...REDIS, CacheNodeType: 'cache.m3.medium' },
    ],
  },
  {
    id: 'node-type-region',
    breaks: { CacheNodeType: 'cache.c7gn.large' },
    message: `'Properties.CacheNodeType' needs a node type that is sold in eu-central-1, got "cache.c7gn.large"; choose a family that is: CacheNodeType: 'cache.r6g.large', for example (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [{ CacheNodeType: 'cache.c8gn.large' }, { CacheNodeType: UNKNOWN }, { CacheNodeType: 'cache.c9.large' }],
  },
  {
    id: 'data-tiering-required',
    breaks: { CacheNodeType: 'cache.r6gd.xlarge' },
    message:
      "'Properties.DataTieringEnabled' needs true on cache.r6gd.xlarge, got none; set DataTieringEnabled: true, or choose a family without SSDs (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html)",
    holds: [
      TIERED,
      { ...TIERED, DataTieringEnabled: 'true' },
      { ...TIERED, DataTieringEnabled: UNKNOWN },
      { ...TIERED, DataTieringEnabled: maybe(true) },
      { CacheNodeType: UNKNOWN },
    ],
  },
  {
    id: 'data-tiering-family',
    breaks: { DataTieringEnabled: 'true' },
    message:
      "'Properties.DataTieringEnabled' needs an r6gd node type, got cache.r7g.large; set CacheNodeType: 'cache.r6gd.xlarge', or leave data tiering out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html)",
    holds: [
      TIERED,
      { DataTieringEnabled: 'false' },
      { DataTieringEnabled: UNKNOWN },
      { ...TIERED, CacheNodeType: UNKNOWN },
    ],
  },
  {
    id: 'data-tiering-engine',
    breaks: { ...REDIS, ...TIERED, EngineVersion: '6.0' },
    message:
      "'Properties.DataTieringEnabled' needs valkey 7.2 or redis 6.2, or newer, got redis 6.0; upgrade the engine, or choose a family without SSDs (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html)",
    holds: [
      { ...REDIS, ...TIERED, EngineVersion: '6.2' },
      TIERED,
      { ...REDIS, ...TIERED, EngineVersion: UNKNOWN },
      { ...REDIS, EngineVersion: '6.0', DataTieringEnabled: UNKNOWN },
    ],
  },
  {
    id: 'data-tiering-eviction',
    breaks: { ...TIERED, ParameterGroup: { Properties: { 'maxmemory-policy': 'allkeys-lfu' } } },
    message:
      "'Properties.CacheParameterGroupName' needs 'maxmemory-policy' to be volatile-lru, allkeys-lru or noeviction with data tiering, got 'allkeys-lfu'; set 'maxmemory-policy' to one of them (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html)",
    holds: [
      { ...TIERED, ParameterGroup: { Properties: { 'maxmemory-policy': 'noeviction' } } },
      { ...TIERED, ParameterGroup: { Properties: { 'maxmemory-policy': UNKNOWN } } },
      { ...TIERED, ParameterGroup: { Properties: UNKNOWN } },
      { ...TIERED, CacheParameterGroupName: UNKNOWN },
      { ParameterGroup: { Properties: { 'maxmemory-policy': 'allkeys-lfu' } } },
    ],
  },
  {
    id: 'kv-caching-cluster-mode',
    breaks: { ...KV_CACHING, ClusterMode: 'disabled' },
    message: `'Properties.CacheNodeType' needs cluster mode with this node type, got "cache.i8ge.48xlarge"; set ClusterMode: 'enabled', or choose another node type (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)`,
    holds: [KV_CACHING, { ...KV_CACHING, ClusterMode: UNKNOWN }, { ClusterMode: 'disabled' }],
  },
  {
    id: 'kv-caching-no-replicas',
    breaks: { ...KV_CACHING, ReplicasPerNodeGroup: '1' },
    message:
      "'Properties.CacheNodeType' needs shards without replicas on this node type, got 1 in each; set ReplicasPerNodeGroup: 0, or choose another node type (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)",
    holds: [KV_CACHING, { ...KV_CACHING, ReplicasPerNodeGroup: '0' }, { ...KV_CACHING, ReplicasPerNodeGroup: UNKNOWN }],
  },
  {
    id: 'kv-caching-one-zone',
    breaks: { ...KV_CACHING, MultiAZEnabled: true },
    message:
      "'Properties.MultiAZEnabled' needs false on i8ge nodes, whose shards are all in one zone, got true; set MultiAZEnabled: false (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)",
    holds: [
      { ...KV_CACHING, MultiAZEnabled: NO_VALUE },
      { ...KV_CACHING, MultiAZEnabled: UNKNOWN },
      { ...KV_CACHING, MultiAZEnabled: true, CacheNodeType: UNKNOWN },
    ],
  },
  {
    id: 'kv-caching-failover',
    breaks: { ...KV_CACHING, AutomaticFailoverEnabled: 'false' },
    message:
      "'Properties.AutomaticFailoverEnabled' needs true on i8ge nodes, got false; set AutomaticFailoverEnabled: true (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)",
    holds: [
      { ...KV_CACHING, AutomaticFailoverEnabled: 'true' },
      { ...KV_CACHING, AutomaticFailoverEnabled: UNKNOWN },
      { AutomaticFailoverEnabled: false },
    ],
  },
  {
    id: 'kv-caching-tls',
    breaks: { ...KV_CACHING, TransitEncryptionMode: 'preferred' },
    message: `'Properties.TransitEncryptionMode' needs 'required' on i8ge nodes, got "preferred"; set TransitEncryptionMode: 'required' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)`,
    holds: [KV_CACHING, { ...KV_CACHING, TransitEncryptionMode: UNKNOWN }, { TransitEncryptionMode: 'preferred' }],
  },
  {
    id: 'kv-caching-no-backup',
    breaks: { ...KV_CACHING, SnapshotRetentionLimit: '1' },
    message:
      "'Properties.SnapshotRetentionLimit' needs 0 on i8ge nodes, which have no backups, got 1; set SnapshotRetentionLimit: 0 (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)",
    holds: [
      { ...KV_CACHING, SnapshotRetentionLimit: '0' },
      { ...KV_CACHING, SnapshotRetentionLimit: NO_VALUE },
      { ...KV_CACHING, SnapshotRetentionLimit: UNKNOWN },
    ],
  },
  {
    id: 'kv-caching-no-restore',
    breaks: { ...KV_CACHING, SnapshotName: UNKNOWN },
    message:
      "'Properties.CacheNodeType' needs a cache that starts empty on this node type, which has no restore, got a snapshot; leave the source of the restore out, or choose another node type (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)",
    holds: [
      KV_CACHING,
      { ...KV_CACHING, SnapshotName: maybe('nightly') },
      { ...KV_CACHING, SnapshotName: 'nightly', CacheNodeType: UNKNOWN },
      { SnapshotName: 'nightly' },
    ],
  },
  {
    id: 'kv-caching-final-snapshot',
    breaks: { ...KV_CACHING, UpdateReplacePolicy: 'Snapshot' },
    message:
      "'Properties.CacheNodeType' needs no 'Snapshot' policy, because this node type has no snapshots and the deletion would fail, got 'Snapshot'; set the deletion policy and the update replace policy to 'Delete' or 'Retain' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)",
    holds: [
      { ...KV_CACHING, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete' },
      { ...KV_CACHING, DeletionPolicy: UNKNOWN },
      { DeletionPolicy: 'Snapshot' },
    ],
  },
  {
    id: 'kv-caching-zones',
    breaks: {
      ...KV_CACHING,
      NodeGroupConfiguration: [
        { PrimaryAvailabilityZone: 'eu-central-1a' },
        { PrimaryAvailabilityZone: 'eu-central-1b' },
      ],
    },
    message:
      "'Properties.NodeGroupConfiguration' needs one zone for all shards on i8ge nodes, got eu-central-1a, eu-central-1b; give every shard the same 'PrimaryAvailabilityZone' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)",
    holds: [
      {
        ...KV_CACHING,
        NodeGroupConfiguration: [
          { PrimaryAvailabilityZone: 'eu-central-1a' },
          { PrimaryAvailabilityZone: 'eu-central-1a' },
        ],
      },
      {
        ...KV_CACHING,
        NodeGroupConfiguration: [{ PrimaryAvailabilityZone: 'eu-central-1a' }, { PrimaryAvailabilityZone: UNKNOWN }],
      },
      {
        ...KV_CACHING,
        NodeGroupConfiguration: either([{ PrimaryAvailabilityZone: 'eu-central-1a' }], []),
      },
      {
        ...CLUSTER,
        NodeGroupConfiguration: [
          { PrimaryAvailabilityZone: 'eu-central-1a' },
          { PrimaryAvailabilityZone: 'eu-central-1b' },
        ],
      },
    ],
  },
];
