import { CfnParameterGroup } from 'aws-cdk-lib/aws-elasticache';
import { Token } from 'aws-cdk-lib/core';
import type { ICache } from '../cache/cache';
import { MemcachedCluster } from '../cache/memcached-cluster';
import { ReplicationGroup } from '../cache/replication-group';

/** What a cache states for a parameter of its engine; undefined if it states nothing, or if it is not known. */
export function knownParameter(cache: ICache, name: string): string | undefined {
  const isOurs = cache instanceof ReplicationGroup || cache instanceof MemcachedCluster;
  const resource = isOurs ? cache.parameterGroup?.node.defaultChild : undefined;
  if (!(resource instanceof CfnParameterGroup)) return undefined;
  const { properties } = resource;
  if (properties === undefined || Token.isUnresolved(properties)) return undefined;
  const value = (properties as { readonly [name: string]: string })[name];
  return Token.isUnresolved(value) ? undefined : value;
}
