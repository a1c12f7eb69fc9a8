import { either, maybe, NO_VALUE, REDIS, type Row, SECONDARY, UNKNOWN } from '../judged';

export const NETWORK_ROWS: readonly Row[] = [
  {
    id: 'network-type-value',
    breaks: { NetworkType: 'dual' },
    message: `'Properties.NetworkType' needs 'ipv4', 'ipv6' or 'dual_stack', got "dual"; choose one, or leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html)`,
    holds: [
      { NetworkType: 'ipv4' },
      { NetworkType: 'ipv6' },
      { NetworkType: 'dual_stack' },
      { NetworkType: UNKNOWN },
      { NetworkType: NO_VALUE },
    ],
  },
  {
    id: 'network-type-engine',
    breaks: { ...REDIS, EngineVersion: '6.0', NetworkType: 'ipv6' },
    message:
      "'Properties.NetworkType' needs valkey 7.2 or redis 6.2, or newer, got redis 6.0; upgrade the engine, or set NetworkType: 'ipv4' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { ...REDIS, EngineVersion: '6.2', NetworkType: 'ipv6' },
      { ...REDIS, EngineVersion: '6.0', NetworkType: 'ipv4' },
      { ...REDIS, EngineVersion: '6.0', NetworkType: UNKNOWN },
      { ...REDIS, EngineVersion: UNKNOWN, NetworkType: 'ipv6' },
    ],
  },
  {
    id: 'network-type-node-type',
    breaks: { CacheNodeType: 'cache.r4.large', NetworkType: 'dual_stack' },
    message:
      "'Properties.NetworkType' needs a node type on the Nitro system, got cache.r4.large; set CacheNodeType: 'cache.r7g.large', or NetworkType: 'ipv4' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { CacheNodeType: 'cache.r5.large', NetworkType: 'dual_stack' },
      { CacheNodeType: 'cache.r4.large', NetworkType: either('ipv4', 'ipv6') },
      { CacheNodeType: UNKNOWN, NetworkType: 'dual_stack' },
    ],
  },
  {
    id: 'ip-discovery-value',
    breaks: { IpDiscovery: 'dual_stack' },
    message: `'Properties.IpDiscovery' needs 'ipv4' or 'ipv6', got "dual_stack"; choose one, or leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html)`,
    holds: [{ IpDiscovery: 'ipv4' }, { IpDiscovery: 'ipv6' }, { IpDiscovery: UNKNOWN }],
  },
  {
    id: 'ip-discovery-network',
    breaks: { IpDiscovery: 'ipv6' },
    message:
      "'Properties.IpDiscovery' needs an address that the network type has, got ipv6 on ipv4; leave it out, or set NetworkType: 'dual_stack' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html)",
    holds: [
      { IpDiscovery: 'ipv6', NetworkType: 'dual_stack' },
      { IpDiscovery: 'ipv6', NetworkType: 'ipv6' },
      { IpDiscovery: 'ipv6', NetworkType: UNKNOWN },
      { IpDiscovery: 'ipv4' },
      { IpDiscovery: UNKNOWN, NetworkType: 'ipv6' },
    ],
  },
  {
    id: 'ip-discovery-tls',
    breaks: { IpDiscovery: 'ipv4', TransitEncryptionEnabled: 'true' },
    message: `'Properties.IpDiscovery' needs no encryption in transit to have an effect: with it, discovery returns host names, got "ipv4"; leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html)`,
    holds: [
      { IpDiscovery: 'ipv4', TransitEncryptionEnabled: 'false' },
      { IpDiscovery: 'ipv4', TransitEncryptionEnabled: UNKNOWN },
      { IpDiscovery: maybe('ipv4') },
      { IpDiscovery: NO_VALUE },
    ],
  },
  {
    id: 'port-range',
    breaks: { Port: '65536' },
    message:
      "'Properties.Port' needs a number from 1 to 65535, got 65536; set Port: 6379 (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [{ Port: '65535' }, { Port: 1 }, { Port: UNKNOWN }, { Port: NO_VALUE }],
  },
  {
    id: 'subnet-group-stated',
    breaks: { CacheSubnetGroupName: undefined, TransitEncryptionEnabled: false },
    message:
      "'Properties.CacheSubnetGroupName' needs a subnet group of your own: without one the cache goes to the default VPC, and moving it later replaces it, got none; add a subnet group of private subnets (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { TransitEncryptionEnabled: false },
      { CacheSubnetGroupName: maybe('private'), TransitEncryptionEnabled: false },
      { CacheSubnetGroupName: undefined, TransitEncryptionEnabled: UNKNOWN },
      { CacheSubnetGroupName: undefined, TransitEncryptionEnabled: true },
      { ...SECONDARY, CacheSubnetGroupName: undefined },
    ],
  },
  {
    id: 'security-groups-stated',
    breaks: { SecurityGroupIds: [] },
    message:
      "'Properties.SecurityGroupIds' needs a security group of its own: without one the default group of the VPC decides who can reach the cache, got none; add a security group (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { SecurityGroupIds: ['sg-1'] },
      { SecurityGroupIds: 'sg-1' },
      { SecurityGroupIds: UNKNOWN },
      { SecurityGroupIds: maybe(['sg-1']) },
      { SecurityGroupIds: [maybe('sg-1')] },
    ],
  },
  {
    id: 'cache-security-groups',
    breaks: { CacheSecurityGroupNames: ['classic'] },
    message: `'Properties.CacheSecurityGroupNames' needs to be left out: it is deprecated, and for EC2-Classic only, got ["classic"]; use 'Properties.SecurityGroupIds' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{ CacheSecurityGroupNames: NO_VALUE }, { CacheSecurityGroupNames: maybe(['classic']) }],
  },
];
