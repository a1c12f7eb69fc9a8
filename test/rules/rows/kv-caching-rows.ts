import { CLUSTER, either, KV_CACHING, maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';

export const KV_CACHING_ROWS: readonly Row[] = [
  {
    id: 'kv-caching-cluster-mode',
    breaks: { ...KV_CACHING, ClusterMode: 'disabled' },
    message: `'Properties.CacheNodeType' needs cluster mode with this node type, got "cache.i8ge.48xlarge"; use cluster mode with shards without replicas, or choose another node type (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/distributed-kv-caching-limits.html)`,
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
