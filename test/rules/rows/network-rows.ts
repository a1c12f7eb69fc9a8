import { either, maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';
import type { NodeBasedJudged } from '../node-based-judged';

const NETWORK_TYPE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html';

export const networkRows = (kind: NodeBasedJudged): readonly Row[] => {
  const { prefix, page, of, ipv6, securityGroups, port, withoutSubnetGroup } = kind;
  return [
    {
      id: `${prefix}network-type-value`,
      breaks: of({ NetworkType: 'dual' }),
      message: `'Properties.NetworkType' needs 'ipv4', 'ipv6' or 'dual_stack', got "dual"; choose one, or leave it out (${NETWORK_TYPE})`,
      holds: [
        of({ NetworkType: 'ipv4' }),
        of({ NetworkType: 'ipv6' }),
        of({ NetworkType: 'dual_stack' }),
        of({ NetworkType: UNKNOWN }),
        of({ NetworkType: NO_VALUE }),
      ],
    },
    {
      id: `${prefix}network-type-engine`,
      breaks: of({ ...ipv6.without, NetworkType: 'ipv6' }),
      message: `'Properties.NetworkType' needs ${ipv6.engines}, or newer, got ${ipv6.got}; upgrade the engine, or set NetworkType: 'ipv4' (${page})`,
      holds: [
        of({ ...ipv6.first, NetworkType: 'ipv6' }),
        of({ ...ipv6.first, NetworkType: 'dual_stack' }),
        of({ ...ipv6.without, NetworkType: 'ipv4' }),
        of({ ...ipv6.without, NetworkType: UNKNOWN }),
        of({ ...ipv6.without, EngineVersion: UNKNOWN, NetworkType: 'ipv6' }),
      ],
    },
    {
      id: `${prefix}network-type-node-type`,
      breaks: of({ CacheNodeType: 'cache.r4.large', NetworkType: 'dual_stack' }),
      message: `'Properties.NetworkType' needs a node type on the Nitro system, got cache.r4.large; set CacheNodeType: 'cache.r7g.large', or NetworkType: 'ipv4' (${page})`,
      holds: [
        of({ CacheNodeType: 'cache.r5.large', NetworkType: 'dual_stack' }),
        of({ CacheNodeType: 'cache.r4.large', NetworkType: either('ipv4', 'ipv6') }),
        of({ CacheNodeType: UNKNOWN, NetworkType: 'dual_stack' }),
      ],
    },
    {
      id: `${prefix}ip-discovery-value`,
      breaks: of({ IpDiscovery: 'dual_stack' }),
      message: `'Properties.IpDiscovery' needs 'ipv4' or 'ipv6', got "dual_stack"; choose one, or leave it out (${NETWORK_TYPE})`,
      holds: [of({ IpDiscovery: 'ipv4' }), of({ IpDiscovery: 'ipv6' }), of({ IpDiscovery: UNKNOWN })],
    },
    {
      id: `${prefix}ip-discovery-network`,
      breaks: of({ IpDiscovery: 'ipv6' }),
      message: `'Properties.IpDiscovery' needs an address that the network type has, got ipv6 on ipv4; leave it out, or set NetworkType: 'dual_stack' (${NETWORK_TYPE})`,
      holds: [
        of({ IpDiscovery: 'ipv6', NetworkType: 'dual_stack' }),
        of({ IpDiscovery: 'ipv6', NetworkType: 'ipv6' }),
        of({ IpDiscovery: 'ipv6', NetworkType: UNKNOWN }),
        of({ IpDiscovery: 'ipv4' }),
        of({ IpDiscovery: UNKNOWN, NetworkType: 'ipv6' }),
      ],
    },
    {
      id: `${prefix}ip-discovery-tls`,
      breaks: of({ IpDiscovery: 'ipv4', TransitEncryptionEnabled: 'true' }),
      message: `'Properties.IpDiscovery' needs no encryption in transit to have an effect: with it, discovery returns host names, got "ipv4"; leave it out (${NETWORK_TYPE})`,
      holds: [
        of({ IpDiscovery: 'ipv4', TransitEncryptionEnabled: 'false' }),
        of({ IpDiscovery: 'ipv4', TransitEncryptionEnabled: UNKNOWN }),
        of({ IpDiscovery: maybe('ipv4') }),
        of({ IpDiscovery: NO_VALUE }),
      ],
    },
    {
      id: `${prefix}port-range`,
      breaks: of({ Port: '65536' }),
      message: `'Properties.Port' needs a number from 1 to 65535, got 65536; ${port} (${page})`,
      holds: [of({ Port: '65535' }), of({ Port: 1 }), of({ Port: UNKNOWN }), of({ Port: NO_VALUE })],
    },
    {
      id: `${prefix}subnet-group-stated`,
      breaks: of({ CacheSubnetGroupName: undefined, TransitEncryptionEnabled: false }),
      message: `'Properties.CacheSubnetGroupName' needs a subnet group of your own: without one the cache goes to the default VPC, and moving it later replaces it, got none; add a subnet group of private subnets (${page})`,
      holds: [
        of({ TransitEncryptionEnabled: false }),
        of({ CacheSubnetGroupName: UNKNOWN, TransitEncryptionEnabled: false }),
        of({ CacheSubnetGroupName: maybe('private'), TransitEncryptionEnabled: false }),
        ...withoutSubnetGroup.map((properties) => of({ ...properties, CacheSubnetGroupName: undefined })),
      ],
    },
    {
      id: `${prefix}security-groups-stated`,
      breaks: of({ [securityGroups]: [] }),
      message: `'Properties.${securityGroups}' needs a security group of its own: without one the default group of the VPC decides who can reach the cache, got none; add a security group (${page})`,
      holds: [
        of({ [securityGroups]: ['sg-1'] }),
        of({ [securityGroups]: 'sg-1' }),
        of({ [securityGroups]: UNKNOWN }),
        of({ [securityGroups]: maybe(['sg-1']) }),
        of({ [securityGroups]: [maybe('sg-1')] }),
      ],
    },
    {
      id: `${prefix}cache-security-groups`,
      breaks: of({ CacheSecurityGroupNames: ['classic'] }),
      message: `'Properties.CacheSecurityGroupNames' needs to be left out: it is deprecated, and for EC2-Classic only, got ["classic"]; use 'Properties.${securityGroups}' (${page})`,
      holds: [of({ CacheSecurityGroupNames: NO_VALUE }), of({ CacheSecurityGroupNames: maybe(['classic']) })],
    },
  ];
};
