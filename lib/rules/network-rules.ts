import { lacks, type NodeBased, type NodeBasedKind, nodeTypeOf } from './node-based-shape';
import { PAGES } from './pages';
import type { Rule } from './rule';

/** Where the nodes are, and who can reach them at all. */
export function networkRules(kind: NodeBasedKind): readonly Rule<NodeBased>[] {
  const { prefix, page, securityGroups, ipv6, withoutSubnetGroup } = kind;
  return [
    {
      id: `${prefix}network-type-value`,
      level: 'error',
      fact: 'documented',
      property: 'NetworkType',
      broken: ({ properties: p }) =>
        p.NetworkType !== undefined && !['ipv4', 'ipv6', 'dual_stack'].includes(p.NetworkType),
      needs: "'ipv4', 'ipv6' or 'dual_stack'",
      remedy: 'choose one, or leave it out',
      page: PAGES.networkType,
    },
    {
      id: `${prefix}network-type-engine`,
      level: 'error',
      fact: 'documented',
      property: 'NetworkType',
      broken: (it) => usesIpv6(it) && lacks(it, 'ipv6'),
      needs: `${ipv6}, or newer`,
      got: ({ properties: p }) => `${p.Engine} ${p.EngineVersion}`,
      remedy: (_, say) => `upgrade the engine, or set ${say.set('NetworkType', 'ipv4')}`,
      page,
    },
    {
      id: `${prefix}network-type-node-type`,
      level: 'error',
      fact: 'documented',
      property: 'NetworkType',
      broken: (it) => usesIpv6(it) && nodeTypeOf(it)?.ipv6 === false,
      needs: 'a node type on the Nitro system',
      got: ({ properties: p }) => `${p.CacheNodeType}`,
      remedy: (_, say) => `set ${say.set('CacheNodeType', 'cache.r7g.large')}, or ${say.set('NetworkType', 'ipv4')}`,
      page,
    },
    {
      id: `${prefix}ip-discovery-value`,
      level: 'error',
      fact: 'documented',
      property: 'IpDiscovery',
      broken: ({ properties: p }) => p.IpDiscovery !== undefined && !['ipv4', 'ipv6'].includes(p.IpDiscovery),
      needs: "'ipv4' or 'ipv6'",
      remedy: 'choose one, or leave it out',
      page: PAGES.networkType,
    },
    {
      id: `${prefix}ip-discovery-network`,
      level: 'warning',
      fact: 'unverified',
      property: 'IpDiscovery',
      broken: ({ properties: p }) =>
        (p.IpDiscovery === 'ipv6' && (p.NetworkType ?? 'ipv4') === 'ipv4') ||
        (p.IpDiscovery === 'ipv4' && p.NetworkType === 'ipv6'),
      needs: 'an address that the network type has',
      got: ({ properties: p }) => `${p.IpDiscovery} on ${p.NetworkType ?? 'ipv4'}`,
      remedy: (_, say) => `leave it out, or set ${say.set('NetworkType', 'dual_stack')}`,
      page: PAGES.networkType,
    },
    {
      id: `${prefix}ip-discovery-tls`,
      level: 'warning',
      fact: 'documented',
      property: 'IpDiscovery',
      broken: ({ properties: p }) => 'IpDiscovery' in p && p.TransitEncryptionEnabled === true,
      needs: 'no encryption in transit to have an effect: with it, discovery returns host names',
      remedy: 'leave it out',
      page: PAGES.networkType,
    },
    {
      id: `${prefix}port-range`,
      level: 'warning',
      fact: 'inferred',
      property: 'Port',
      broken: ({ properties: { Port: port } }) => port !== undefined && !(port >= 1 && port <= 65_535),
      needs: 'a number from 1 to 65535',
      remedy: kind.port,
      page,
    },
    {
      id: `${prefix}subnet-group-stated`,
      level: 'warning',
      fact: 'inferred',
      property: 'CacheSubnetGroupName',
      broken: (it) => !('CacheSubnetGroupName' in it.properties) && !withoutSubnetGroup(it),
      needs:
        'a subnet group of your own: without one the cache goes to the default VPC, and moving it later replaces it',
      remedy: 'add a subnet group of private subnets',
      page,
    },
    {
      id: `${prefix}security-groups-stated`,
      level: 'warning',
      fact: 'inferred',
      property: securityGroups,
      broken: ({ properties: p }) => !(securityGroups in p),
      needs: 'a security group of its own: without one the default group of the VPC decides who can reach the cache',
      remedy: 'add a security group',
      page,
    },
    {
      id: `${prefix}cache-security-groups`,
      level: 'error',
      fact: 'documented',
      property: 'CacheSecurityGroupNames',
      broken: ({ properties: p }) => 'CacheSecurityGroupNames' in p,
      needs: 'to be left out: it is deprecated, and for EC2-Classic only',
      remedy: (_, say) => `use '${say.name(securityGroups)}'`,
      page,
    },
  ];
}

function usesIpv6({ properties: p }: NodeBased): boolean {
  return p.NetworkType === 'ipv6' || p.NetworkType === 'dual_stack';
}
