import { QUOTAS } from '../catalog/quotas';
import { type CacheCluster, engineOfCluster, nodeTypeOfCluster } from './cache-cluster-shape';
import { PAGES } from './pages';
import type { Rule } from './rule';
import { maintenanceWindow } from './windows';

/** Where a cluster is, who can reach it at all, and when it is maintained. */
export const CACHE_CLUSTER_NETWORK_RULES: readonly Rule<CacheCluster>[] = [
  {
    id: 'cluster-subnet-group-stated',
    level: 'warning',
    fact: 'inferred',
    property: 'CacheSubnetGroupName',
    broken: ({ properties: p }) => !('CacheSubnetGroupName' in p),
    needs: 'a subnet group of your own: without one the cache goes to the default VPC, and moving it later replaces it',
    remedy: 'add a subnet group of private subnets',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-security-groups-stated',
    level: 'warning',
    fact: 'inferred',
    property: 'VpcSecurityGroupIds',
    broken: ({ properties: p }) => !('VpcSecurityGroupIds' in p),
    needs: 'a security group of its own: without one the default group of the VPC decides who can reach the cache',
    remedy: 'add a security group',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-cache-security-groups',
    level: 'error',
    fact: 'documented',
    property: 'CacheSecurityGroupNames',
    broken: ({ properties: p }) => 'CacheSecurityGroupNames' in p,
    needs: 'to be left out: it is deprecated, and for EC2-Classic only',
    remedy: (_, say) => `use '${say.name('VpcSecurityGroupIds')}'`,
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-port-stated',
    level: 'warning',
    fact: 'inferred',
    property: 'Port',
    broken: ({ properties: p }) => !('Port' in p),
    needs: 'a number: one that is stated later is a change of a property that replaces the cluster',
    remedy: 'state that of the engine: 11211 for Memcached, 6379 for the others',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-port-range',
    level: 'warning',
    fact: 'inferred',
    property: 'Port',
    broken: ({ properties: { Port: port } }) => port !== undefined && !(port >= 1 && port <= 65_535),
    needs: 'a number from 1 to 65535',
    remedy: 'state that of the engine: 11211 for Memcached, 6379 for the others',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-network-type-value',
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
    id: 'cluster-network-type-engine',
    level: 'error',
    fact: 'documented',
    property: 'NetworkType',
    broken: (it) => {
      const engine = engineOfCluster(it);
      return usesIpv6(it) && engine !== undefined && engine.features.ipv6 !== true;
    },
    needs: 'memcached 1.6.6, valkey 7.2 or redis 6.2, or newer',
    got: ({ properties: p }) => `${p.Engine} ${p.EngineVersion}`,
    remedy: (_, say) => `upgrade the engine, or set ${say.set('NetworkType', 'ipv4')}`,
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-network-type-node-type',
    level: 'error',
    fact: 'documented',
    property: 'NetworkType',
    broken: (it) => usesIpv6(it) && nodeTypeOfCluster(it)?.ipv6 === false,
    needs: 'a node type on the Nitro system',
    got: ({ properties: p }) => `${p.CacheNodeType}`,
    remedy: (_, say) => `set ${say.set('CacheNodeType', 'cache.r7g.large')}, or ${say.set('NetworkType', 'ipv4')}`,
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-ip-discovery-value',
    level: 'error',
    fact: 'documented',
    property: 'IpDiscovery',
    broken: ({ properties: p }) => p.IpDiscovery !== undefined && !['ipv4', 'ipv6'].includes(p.IpDiscovery),
    needs: "'ipv4' or 'ipv6'",
    remedy: 'choose one, or leave it out',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-ip-discovery-network',
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
    id: 'cluster-maintenance-window-form',
    level: 'error',
    fact: 'documented',
    property: 'PreferredMaintenanceWindow',
    broken: ({ properties: { PreferredMaintenanceWindow: window } }) =>
      window !== undefined && maintenanceWindow(window) === undefined,
    needs: "the form 'ddd:hh:mm-ddd:hh:mm' in UTC, days in lower case",
    remedy: (_, say) => `write it as ${say.set('PreferredMaintenanceWindow', 'sun:05:00-sun:06:00')}`,
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-maintenance-window-length',
    level: 'error',
    fact: 'documented',
    property: 'PreferredMaintenanceWindow',
    broken: ({ properties: { PreferredMaintenanceWindow: text } }) => {
      const window = text === undefined ? undefined : maintenanceWindow(text);
      const { windowMinutes: min, maintenanceWindowMinutes: max } = QUOTAS;
      return window !== undefined && !(window.minutes >= min && window.minutes <= max);
    },
    needs: '60 minutes to 24 hours',
    remedy: 'move its start or its end',
    page: PAGES.maintenanceWindow,
  },
  {
    id: 'cluster-notification-topic-account',
    level: 'error',
    fact: 'documented',
    property: 'NotificationTopicArn',
    broken: ({ properties: p, account }) => {
      const owner = p.NotificationTopicArn?.split(':')[4];
      return account !== undefined && owner !== undefined && owner !== account;
    },
    needs: ({ account }) => `a topic of the account of the cache, ${account}`,
    remedy: 'use a topic of that account, which may forward to the other',
    page: PAGES.cfnCacheCluster,
  },
];

function usesIpv6({ properties: p }: CacheCluster): boolean {
  return p.NetworkType === 'ipv6' || p.NetworkType === 'dual_stack';
}
