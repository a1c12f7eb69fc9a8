import { CfnParameterGroup } from 'aws-cdk-lib/aws-elasticache';
import { Annotations, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { ICache } from '../cache/cache';
import { ReplicationGroup } from '../cache/replication-group';
import type { Workload } from '../cache/workload';
import { WARNING_PREFIX } from '../policy/enforce';

const EVICTION = 'maxmemory-policy';

/** Warns of a cache that is there already and drops what a store keeps, as far as its parameters are known. */
export function noteEviction(store: IConstruct, cache: ICache, workload: Workload): void {
  const policy = evictionOf(cache);
  const wanted = workload.parameters[EVICTION];
  // What never evicts loses nothing: its writes fail when the memory is full, and that is seen.
  if (policy === undefined || policy === wanted || policy === 'noeviction') return;
  Annotations.of(store).addWarningV2(
    `${WARNING_PREFIX}store-eviction`,
    `'cache' needs '${EVICTION}' ${wanted} for what this store keeps, got ${policy} of '${cache.node.path}', which drops it when the memory is full; set workload: Workload.${workload.name.replace('-', '_').toUpperCase()} there, or give the store a cache of its own (${PAGE})`,
  );
}

function evictionOf(cache: ICache): string | undefined {
  const resource = cache instanceof ReplicationGroup ? cache.parameterGroup?.node.defaultChild : undefined;
  if (!(resource instanceof CfnParameterGroup)) return undefined;
  const { properties } = resource;
  if (properties === undefined || Token.isUnresolved(properties)) return undefined;
  const value = (properties as { readonly [name: string]: string })[EVICTION];
  return Token.isUnresolved(value) ? undefined : value;
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html';
