import { maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';
import { memcached, VALKEY } from '../memcached-judged';

export const CACHE_CLUSTER_ROWS: readonly Row[] = [
  {
    id: 'cluster-required',
    breaks: memcached({ NumCacheNodes: undefined }),
    message: `'Properties' needs 'Properties.CacheNodeType', 'Properties.Engine', 'Properties.NumCacheNodes', got no 'Properties.NumCacheNodes'; state each of them (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ NumCacheNodes: UNKNOWN }), memcached({ NumCacheNodes: maybe(2) })],
  },
  {
    id: 'cluster-property-type',
    breaks: memcached({ NumCacheNodes: 'two', TransitEncryptionEnabled: 'perhaps' }),
    message: `'Properties' needs 'Properties.NumCacheNodes' to be of type integer, 'Properties.TransitEncryptionEnabled' to be of type boolean, got "two", "perhaps"; write each value in the type of the schema (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ NumCacheNodes: '2', Port: '11211', TransitEncryptionEnabled: 'true' }),
      memcached({ NumCacheNodes: UNKNOWN }),
    ],
  },
  {
    id: 'cluster-name',
    breaks: memcached({ ClusterName: 'pages--eu' }),
    message: `'Properties.ClusterName' needs 1 to 50 letters, digits and single hyphens, a letter first and no hyphen last, got "pages--eu"; leave it out: CloudFormation then makes a name that a replacement can do without (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ ClusterName: 'a'.repeat(50) }), memcached({ ClusterName: UNKNOWN })],
  },
  {
    id: 'cluster-named',
    breaks: memcached({ ClusterName: 'pages' }),
    message: `'Properties.ClusterName' needs no fixed name, because CloudFormation cannot replace a resource that has one, got "pages"; leave it out unless something outside this stack must know the name (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ ClusterName: NO_VALUE }), memcached({ ClusterName: UNKNOWN })],
  },
  {
    id: 'cluster-engine-known',
    breaks: memcached({ Engine: 'memcache' }),
    message: `'Properties.Engine' needs 'memcached', 'valkey' or 'redis', got "memcache"; set Engine: 'memcached' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ Engine: UNKNOWN }), VALKEY],
  },
  {
    id: 'cluster-engine-version-stated',
    breaks: memcached({ EngineVersion: undefined }),
    message: `'Properties.EngineVersion' needs a version, because the default of the service moves and an upgrade cannot be undone, got none; state the version that runs (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html)`,
    holds: [memcached({ EngineVersion: UNKNOWN }), memcached({ EngineVersion: maybe('1.6.22') })],
  },
  {
    id: 'cluster-engine-version-known',
    breaks: memcached({ EngineVersion: '1.5.0' }),
    message: `'Properties.EngineVersion' needs a version that the service offers: 1.4.5, 1.4.14, 1.4.24, 1.4.33, 1.4.34, 1.5.10, 1.5.16, 1.6.6, 1.6.12, 1.6.17, 1.6.22, got "1.5.0"; choose one of them (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html)`,
    holds: [
      memcached({ EngineVersion: '1.6.30' }),
      memcached({ EngineVersion: '1.4.34' }),
      memcached({ Engine: 'memcache', EngineVersion: '1' }),
      memcached({ EngineVersion: UNKNOWN }),
    ],
  },
  {
    id: 'cluster-parameter-group-family',
    breaks: memcached({ EngineVersion: '1.5.16', TransitEncryptionEnabled: false }),
    message: `'Properties.CacheParameterGroupName' needs a parameter group of family memcached1.5 for memcached 1.5.16, got one of family memcached1.6; give it a parameter group of the family of its engine version (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)`,
    holds: [
      memcached({ CacheParameterGroupName: 'default.memcached1.6' }),
      memcached({ EngineVersion: '1.7.0' }),
      memcached({ CacheParameterGroupName: UNKNOWN }),
      memcached({ EngineVersion: UNKNOWN }),
    ],
  },
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
];
