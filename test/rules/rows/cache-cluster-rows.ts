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
    id: 'cluster-other-properties',
    breaks: memcached({ AuthToken: 'a token', AtRestEncryptionEnabled: true, SecurityGroupIds: ['sg-1'] }),
    message: `'Properties' needs properties that a cluster has, got 'Properties.AtRestEncryptionEnabled', 'Properties.AuthToken', 'Properties.SecurityGroupIds'; use 'Properties.VpcSecurityGroupIds' for security groups, and a replication group for what only that has (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ AuthToken: NO_VALUE }),
      memcached({ AuthToken: maybe('a token') }),
      memcached({ Tomorrow: true }),
      VALKEY,
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
    id: 'cluster-port-stated',
    breaks: memcached({ Port: undefined }),
    message: `'Properties.Port' needs a number: one that is stated later is a change of a property that replaces the cluster, got none; state that of the engine: 11211 for Memcached, 6379 for the others (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ Port: 11212 }), memcached({ Port: UNKNOWN }), memcached({ Port: maybe(11211) })],
  },
  {
    id: 'cluster-zones-region',
    breaks: memcached({ PreferredAvailabilityZones: ['eu-central-1a', 'us-east-1a'] }),
    message: `'Properties.PreferredAvailabilityZones' needs zones of eu-central-1, got us-east-1a; name zones of the subnets of its subnet group (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ PreferredAvailabilityZones: ['eu-central-1a', 'dummy1a'] }),
      memcached({ PreferredAvailabilityZones: ['eu-central-1-ham-1a', 'euc1-az1'] }),
      memcached({ PreferredAvailabilityZones: [UNKNOWN, 'eu-central-1b'] }),
      memcached({ PreferredAvailabilityZones: undefined, PreferredAvailabilityZone: 'eu-central-1a' }),
    ],
  },
];
