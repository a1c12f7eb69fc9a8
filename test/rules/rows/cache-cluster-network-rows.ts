import { maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';
import { memcached } from '../memcached-judged';

export const CACHE_CLUSTER_NETWORK_ROWS: readonly Row[] = [
  {
    id: 'cluster-subnet-group-stated',
    breaks: memcached({ CacheSubnetGroupName: undefined }),
    message: `'Properties.CacheSubnetGroupName' needs a subnet group of your own: without one the cache goes to the default VPC, and moving it later replaces it, got none; add a subnet group of private subnets (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ CacheSubnetGroupName: UNKNOWN }), memcached({ CacheSubnetGroupName: maybe('pages') })],
  },
  {
    id: 'cluster-security-groups-stated',
    breaks: memcached({ VpcSecurityGroupIds: [] }),
    message: `'Properties.VpcSecurityGroupIds' needs a security group of its own: without one the default group of the VPC decides who can reach the cache, got none; add a security group (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ VpcSecurityGroupIds: ['sg-1'] }), memcached({ VpcSecurityGroupIds: UNKNOWN })],
  },
  {
    id: 'cluster-cache-security-groups',
    breaks: memcached({ CacheSecurityGroupNames: ['default'] }),
    message: `'Properties.CacheSecurityGroupNames' needs to be left out: it is deprecated, and for EC2-Classic only, got ["default"]; use 'Properties.VpcSecurityGroupIds' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ CacheSecurityGroupNames: NO_VALUE }),
      memcached({ CacheSecurityGroupNames: maybe(['default']) }),
    ],
  },
  {
    id: 'cluster-port-stated',
    breaks: memcached({ Port: undefined }),
    message: `'Properties.Port' needs a number: one that is stated later is a change of a property that replaces the cluster, got none; state that of the engine: 11211 for Memcached, 6379 for the others (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ Port: 11212 }), memcached({ Port: UNKNOWN }), memcached({ Port: maybe(11211) })],
  },
  {
    id: 'cluster-port-range',
    breaks: memcached({ Port: 70000 }),
    message: `'Properties.Port' needs a number from 1 to 65535, got 70000; state that of the engine: 11211 for Memcached, 6379 for the others (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ Port: 65535 }), memcached({ Port: UNKNOWN })],
  },
  {
    id: 'cluster-network-type-value',
    breaks: memcached({ NetworkType: 'ipv5' }),
    message: `'Properties.NetworkType' needs 'ipv4', 'ipv6' or 'dual_stack', got "ipv5"; choose one, or leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html)`,
    holds: [memcached({ NetworkType: 'ipv4' }), memcached({ NetworkType: UNKNOWN })],
  },
  {
    id: 'cluster-network-type-engine',
    breaks: memcached({ NetworkType: 'ipv6', EngineVersion: '1.5.16', TransitEncryptionEnabled: false }),
    message: `'Properties.NetworkType' needs memcached 1.6.6, valkey 7.2 or redis 6.2, or newer, got memcached 1.5.16; upgrade the engine, or set NetworkType: 'ipv4' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ NetworkType: 'dual_stack', EngineVersion: '1.6.6' }),
      memcached({ NetworkType: 'ipv4', EngineVersion: '1.5.16' }),
      memcached({ NetworkType: UNKNOWN, EngineVersion: '1.5.16' }),
    ],
  },
  {
    id: 'cluster-network-type-node-type',
    breaks: memcached({ NetworkType: 'ipv6', CacheNodeType: 'cache.r4.large' }),
    message: `'Properties.NetworkType' needs a node type on the Nitro system, got cache.r4.large; set CacheNodeType: 'cache.r7g.large', or NetworkType: 'ipv4' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ NetworkType: 'ipv4', CacheNodeType: 'cache.r4.large' }),
      memcached({ NetworkType: 'ipv6', CacheNodeType: 'cache.r6g.large' }),
      memcached({ NetworkType: UNKNOWN, CacheNodeType: 'cache.r4.large' }),
    ],
  },
  {
    id: 'cluster-ip-discovery-value',
    breaks: memcached({ IpDiscovery: 'dual_stack' }),
    message: `'Properties.IpDiscovery' needs 'ipv4' or 'ipv6', got "dual_stack"; choose one, or leave it out (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [memcached({ IpDiscovery: 'ipv4' }), memcached({ IpDiscovery: UNKNOWN })],
  },
  {
    id: 'cluster-ip-discovery-network',
    breaks: memcached({ IpDiscovery: 'ipv6' }),
    message: `'Properties.IpDiscovery' needs an address that the network type has, got ipv6 on ipv4; leave it out, or set NetworkType: 'dual_stack' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html)`,
    holds: [
      memcached({ IpDiscovery: 'ipv6', NetworkType: 'dual_stack' }),
      memcached({ IpDiscovery: 'ipv4' }),
      memcached({ IpDiscovery: 'ipv6', NetworkType: UNKNOWN }),
    ],
  },
  {
    id: 'cluster-maintenance-window-form',
    breaks: memcached({ PreferredMaintenanceWindow: 'Sun:05:00-Sun:06:00' }),
    message: `'Properties.PreferredMaintenanceWindow' needs the form 'ddd:hh:mm-ddd:hh:mm' in UTC, days in lower case, got "Sun:05:00-Sun:06:00"; write it as PreferredMaintenanceWindow: 'sun:05:00-sun:06:00' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ PreferredMaintenanceWindow: 'sat:23:30-sun:00:30' }),
      memcached({ PreferredMaintenanceWindow: UNKNOWN }),
    ],
  },
  {
    id: 'cluster-maintenance-window-length',
    breaks: memcached({ PreferredMaintenanceWindow: 'sun:05:00-sun:05:30' }),
    message: `'Properties.PreferredMaintenanceWindow' needs 60 minutes to 24 hours, got "sun:05:00-sun:05:30"; move its start or its end (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html)`,
    holds: [
      memcached({ PreferredMaintenanceWindow: 'sun:05:00-mon:05:00' }),
      memcached({ PreferredMaintenanceWindow: 'on Sunday' }),
      memcached({ PreferredMaintenanceWindow: UNKNOWN }),
    ],
  },
  {
    id: 'cluster-notification-topic-account',
    breaks: memcached({ NotificationTopicArn: 'arn:aws:sns:eu-central-1:444455556666:alarms' }),
    message: `'Properties.NotificationTopicArn' needs a topic of the account of the cache, 111122223333, got "arn:aws:sns:eu-central-1:444455556666:alarms"; use a topic of that account, which may forward to the other (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ NotificationTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms' }),
      memcached({ NotificationTopicArn: UNKNOWN }),
    ],
  },
];
