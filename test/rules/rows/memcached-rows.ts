import { maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';
import { memcached, VALKEY } from '../memcached-judged';

export const MEMCACHED_ROWS: readonly Row[] = [
  {
    id: 'memcached-tls-off',
    breaks: memcached({ TransitEncryptionEnabled: undefined }),
    message: `'Properties.TransitEncryptionEnabled' needs true, stated now: every key and value crosses the network in clear text, and it is chosen at creation only, got none; set TransitEncryptionEnabled: true (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html)`,
    holds: [memcached({ TransitEncryptionEnabled: UNKNOWN }), memcached({ TransitEncryptionEnabled: 'true' }), VALKEY],
  },
  {
    id: 'memcached-tls-engine',
    breaks: memcached({ EngineVersion: '1.6.6' }),
    message: `'Properties.TransitEncryptionEnabled' needs memcached 1.6.12 or newer, got memcached 1.6.6; choose a newer version, or set TransitEncryptionEnabled: false (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html)`,
    holds: [
      memcached({ EngineVersion: '1.6.12' }),
      memcached({ EngineVersion: '1.6.6', TransitEncryptionEnabled: false }),
      memcached({ EngineVersion: UNKNOWN }),
    ],
  },
  {
    id: 'memcached-tls-node-type',
    breaks: memcached({ CacheNodeType: 'cache.t2.small' }),
    message: `'Properties.TransitEncryptionEnabled' needs a node type that has it with Memcached: R7g, R6g, R5, R4, M7g, M6g, M5, M4, T4g or T3, got cache.t2.small; set CacheNodeType: 'cache.t4g.small' or larger (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html)`,
    holds: [
      memcached({ CacheNodeType: 'cache.t3.small' }),
      memcached({ CacheNodeType: 'cache.t2.small', TransitEncryptionEnabled: false }),
      memcached({ CacheNodeType: UNKNOWN }),
    ],
  },
  {
    id: 'memcached-tls-node-type-unlisted',
    breaks: memcached({ CacheNodeType: 'cache.r8g.large' }),
    message: `'Properties.TransitEncryptionEnabled' needs a node type that the page lists for it; this one is newer than the list, and may have it, got cache.r8g.large; try it before you rely on it, or set CacheNodeType: 'cache.r7g.large' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html)`,
    holds: [
      memcached({ CacheNodeType: 'cache.r7g.large' }),
      memcached({ CacheNodeType: 'cache.r8g.large', TransitEncryptionEnabled: false }),
      memcached({ CacheNodeType: 'cache.r6gd.xlarge' }),
      memcached({ CacheNodeType: UNKNOWN }),
    ],
  },
  {
    id: 'memcached-no-snapshots',
    breaks: memcached({ SnapshotRetentionLimit: 7, SnapshotWindow: '03:00-04:00' }),
    message: `'Properties' needs no snapshots, which Memcached does not have, got 'Properties.SnapshotRetentionLimit', 'Properties.SnapshotWindow'; leave them out, and use a replication group for data that has to outlive a node (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ SnapshotRetentionLimit: 0 }),
      memcached({ SnapshotName: NO_VALUE }),
      memcached({ SnapshotRetentionLimit: UNKNOWN }),
      { Memcached: { ...VALKEY.Memcached, SnapshotRetentionLimit: 7 } },
    ],
  },
  {
    id: 'memcached-deletion-policy',
    breaks: memcached({ $: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Snapshot' } }),
    message: `'DeletionPolicy' needs 'Delete' or 'Retain', because Memcached has no snapshots: the deletion may fail, and keeps nothing, got 'Snapshot'; set 'Delete', for UpdateReplacePolicy too (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups.html)`,
    holds: [
      memcached({ $: { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' } }),
      memcached({ $: { DeletionPolicy: UNKNOWN } }),
      { Memcached: { ...VALKEY.Memcached, $: { DeletionPolicy: 'Snapshot' } } },
    ],
  },
  {
    id: 'memcached-no-logs',
    breaks: memcached({ LogDeliveryConfigurations: [{ LogType: 'slow-log' }] }),
    message: `'Properties.LogDeliveryConfigurations' needs to be left out: the logs of Valkey and Redis OSS are delivered, Memcached has none, got a delivery; leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html)`,
    holds: [
      memcached({ LogDeliveryConfigurations: [] }),
      memcached({ LogDeliveryConfigurations: maybe([{ LogType: 'slow-log' }]) }),
    ],
  },
  {
    id: 'memcached-minor-upgrades',
    breaks: memcached({ AutoMinorVersionUpgrade: true }),
    message: `'Properties.AutoMinorVersionUpgrade' needs false: AWS speaks of it for Valkey and Redis OSS, and an upgrade of Memcached empties every node, got true; set AutoMinorVersionUpgrade: false, and upgrade when the load is low (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html)`,
    holds: [
      memcached({ AutoMinorVersionUpgrade: undefined }),
      memcached({ AutoMinorVersionUpgrade: UNKNOWN }),
      { Memcached: { ...VALKEY.Memcached, AutoMinorVersionUpgrade: true } },
    ],
  },
  {
    id: 'memcached-item-memory',
    breaks: {
      MemcachedGroup: { Properties: { max_item_size: '134217728' } },
      Memcached: { CacheNodeType: 'cache.t4g.micro' },
    },
    message: `'Properties.CacheParameterGroupName' needs a parameter group with a 'max_item_size' of 108003328 bytes at most on cache.t4g.micro: a quarter of the memory for items, got 134217728; lower it or 'memcached_connections_overhead', or choose a node type with more memory (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html)`,
    holds: [
      {
        MemcachedGroup: { Properties: { max_item_size: '107479040' } },
        Memcached: { CacheNodeType: 'cache.t4g.micro' },
      },
      { MemcachedGroup: { Properties: { max_item_size: '134217728' } } },
      {
        MemcachedGroup: { Properties: { max_item_size: '134217728' } },
        Memcached: { CacheNodeType: 'cache.r7g.large' },
      },
      {
        MemcachedGroup: { Properties: { memcached_connections_overhead: '508' } },
        Memcached: { CacheNodeType: 'cache.t4g.micro' },
      },
      {
        MemcachedGroup: { Properties: { max_item_size: '134217728' } },
        Memcached: { CacheNodeType: 'cache.t3.micro', EngineVersion: '1.4.24' },
      },
      { MemcachedGroup: { Properties: { max_item_size: UNKNOWN } }, Memcached: { CacheNodeType: 'cache.t4g.micro' } },
      { MemcachedGroup: { Properties: { max_item_size: '134217728' } }, Memcached: { CacheNodeType: UNKNOWN } },
    ],
  },
];
