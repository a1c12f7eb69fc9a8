import { type Row, UNKNOWN } from '../judged';
import { memcached, VALKEY } from '../memcached-judged';

export const SINGLE_NODE_ROWS: readonly Row[] = [
  {
    id: 'cluster-one-node',
    breaks: { Memcached: { ...VALKEY.Memcached, NumCacheNodes: 2 } },
    message: `'Properties.NumCacheNodes' needs 1 with valkey, of which a cluster has one node, got 2; set NumCacheNodes: 1, or use a replication group (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html)`,
    holds: [VALKEY, memcached({ NumCacheNodes: 2 }), { Memcached: { ...VALKEY.Memcached, NumCacheNodes: UNKNOWN } }],
  },
  {
    id: 'cluster-no-failover',
    breaks: VALKEY,
    message: `'Properties.Engine' needs a replication group: a single node fails over to nobody, has no encryption and no authentication, got "valkey"; use 'AWS::ElastiCache::ReplicationGroup', which can have one node too (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html)`,
    holds: [memcached({ Engine: 'memcached' }), memcached({ Engine: UNKNOWN })],
  },
  {
    id: 'cluster-tls-memcached',
    breaks: { Memcached: { ...VALKEY.Memcached, TransitEncryptionEnabled: true } },
    message: `'Properties.TransitEncryptionEnabled' needs Memcached: with Valkey and Redis OSS only replication groups have encryption in transit, got valkey; use 'AWS::ElastiCache::ReplicationGroup', which can have one node too (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html)`,
    holds: [
      { Memcached: { ...VALKEY.Memcached, TransitEncryptionEnabled: false } },
      { Memcached: { ...VALKEY.Memcached, TransitEncryptionEnabled: UNKNOWN } },
      memcached({ TransitEncryptionEnabled: true }),
    ],
  },
  {
    id: 'cluster-memcached-only',
    breaks: { Memcached: { ...VALKEY.Memcached, AZMode: 'cross-az' } },
    message: `'Properties.AZMode' needs Memcached for 'cross-az', and so does 'Properties.PreferredAvailabilityZones', got valkey; leave both out, or use 'Properties.PreferredAvailabilityZone' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      VALKEY,
      { Memcached: { ...VALKEY.Memcached, AZMode: 'single-az' } },
      { Memcached: { ...VALKEY.Memcached, AZMode: UNKNOWN } },
      { Memcached: { ...VALKEY.Memcached, PreferredAvailabilityZone: 'eu-central-1a' } },
      memcached({ Engine: UNKNOWN }),
    ],
  },
  {
    id: 'cluster-parameter-group-mode',
    breaks: { Memcached: { ...VALKEY.Memcached, CacheParameterGroupName: 'default.valkey8.cluster.on' } },
    message: `'Properties.CacheParameterGroupName' needs a parameter group without 'cluster-enabled', which is for replication groups in cluster mode, got "default.valkey8.cluster.on"; use the default group of the family, or a replication group (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      VALKEY,
      { Memcached: { ...VALKEY.Memcached, CacheParameterGroupName: UNKNOWN } },
      { Memcached: { ...VALKEY.Memcached, CacheParameterGroupName: 'a-group.cluster.on' } },
      {
        Memcached: { ...VALKEY.Memcached, CacheParameterGroupName: { Ref: 'Parameters' } },
        ParameterGroup: { Properties: { 'cluster-enabled': 'no' } },
      },
    ],
  },
  {
    id: 'cluster-restore-object',
    breaks: {
      Memcached: { ...VALKEY.Memcached, SnapshotArns: ['arn:aws:s3:::seeds/1.rdb', 'arn:aws:s3:::seeds/2.rdb'] },
    },
    message: `'Properties.SnapshotArns' needs one S3 object, for the one node, got 2; name one, or restore them into a replication group in cluster mode (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      { Memcached: { ...VALKEY.Memcached, SnapshotArns: ['arn:aws:s3:::seeds/1.rdb'] } },
      { Memcached: { ...VALKEY.Memcached, SnapshotArns: UNKNOWN } },
      memcached({ SnapshotArns: ['arn:aws:s3:::seeds/1.rdb', 'arn:aws:s3:::seeds/2.rdb'] }),
    ],
  },
];
