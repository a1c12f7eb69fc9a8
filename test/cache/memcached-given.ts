import type { CfnCacheCluster } from 'aws-cdk-lib/aws-elasticache';
import type { Environment, Stack } from 'aws-cdk-lib/core';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import type { MemcachedClusterProps } from '../../lib/cache/memcached-cluster-props';
import { network, type Resources, resources, stack } from './given';

/** The logical ids of `new MemcachedCluster(stack, 'Cache', ...)`: a changed one replaces somebody's cache. */
export const MEMCACHED_ID = {
  cluster: 'Cache18F6EE16',
  subnetGroup: 'CacheSubnetGroup91C52AB9',
  securityGroup: 'CacheSecurityGroup79A9F160',
  parameterGroup: 'CacheParameterGroupC81FA2E5',
} as const;

export type ClusterProps = Partial<MemcachedClusterProps>;

export type ClusterPropsIn = ClusterProps | ((scope: Stack) => ClusterProps);

/** `new MemcachedCluster(stack, 'Cache', ...)` in a network of two zones. */
export function clusterIn(scope: Stack, props: ClusterPropsIn = {}): MemcachedCluster {
  const vpc = network(scope);
  return new MemcachedCluster(scope, 'Cache', { vpc, ...(typeof props === 'function' ? props(scope) : props) });
}

export function clusterResources(props: ClusterPropsIn = {}, env?: Environment): Resources {
  const scope = stack(env);
  clusterIn(scope, props);
  return resources(scope);
}

/** The properties of the cluster. */
export function clusterOf(props: ClusterPropsIn = {}): Resources {
  return clusterResources(props)[MEMCACHED_ID.cluster].Properties;
}

export function clusterL1(cluster: MemcachedCluster): CfnCacheCluster {
  return cluster.node.defaultChild as CfnCacheCluster;
}
