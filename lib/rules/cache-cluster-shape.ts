import { Engine } from '../catalog/engine-version';
import { NODE_BASED_SCALARS, type NodeBased, type NodeBasedKind, type NodeBasedProperties } from './node-based-shape';
import { PAGES } from './pages';

/** The properties of `AWS::ElastiCache::CacheCluster`. */
export interface CacheClusterProperties extends NodeBasedProperties {
  readonly AZMode?: string;
  readonly ClusterName?: string;
  readonly NumCacheNodes?: number;
  readonly PreferredAvailabilityZone?: string;
  readonly PreferredAvailabilityZones?: readonly string[];
  readonly VpcSecurityGroupIds?: readonly string[];
}

/** A cluster of nodes without replication as rules see it: Memcached, or a single node of Valkey or Redis OSS. */
export interface CacheCluster extends NodeBased {
  readonly properties: CacheClusterProperties;
}

/** What is said of a cluster in the rows that replication groups have too. */
export const CACHE_CLUSTER: NodeBasedKind = {
  prefix: 'cluster-',
  page: PAGES.cfnCacheCluster,
  securityGroups: 'VpcSecurityGroupIds',
  port: 'state that of the engine: 11211 for Memcached, 6379 for the others',
  ipv6: 'memcached 1.6.6, valkey 7.2 or redis 6.2',
  withoutSubnetGroup: () => false,
  scalars: {
    ...NODE_BASED_SCALARS,
    AZMode: 'string',
    ClusterName: 'string',
    NumCacheNodes: 'integer',
    PreferredAvailabilityZone: 'string',
    PreferredAvailabilityZones: 'list',
    'PreferredAvailabilityZones[]': 'string',
    VpcSecurityGroupIds: 'list',
  },
};

/** Whether it is Memcached, and known to be. */
export function isMemcached({ properties: p }: CacheCluster): boolean {
  return p.Engine === Engine.MEMCACHED;
}

/** How many zones the template names for its nodes; 0 where it leaves them to the service. */
export function zonesNamed({ properties: p }: CacheCluster): number {
  const { PreferredAvailabilityZone: one, PreferredAvailabilityZones: many = [] } = p;
  return new Set([...(one === undefined ? [] : [one]), ...many]).size;
}
