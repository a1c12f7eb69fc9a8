import { Annotations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { ICache } from '../cache/cache';
import type { Workload } from '../cache/workload';
import { WARNING_PREFIX } from '../policy/enforce';
import { knownParameter } from './known-parameter';

const EVICTION = 'maxmemory-policy';

/** Warns of a cache that is there already and drops what a store keeps, as far as its parameters are known. */
export function noteEviction(store: IConstruct, cache: ICache, workload: Workload): void {
  const policy = knownParameter(cache, EVICTION);
  const wanted = workload.parameters[EVICTION];
  // What never evicts loses nothing: its writes fail when the memory is full, and that is seen.
  if (policy === undefined || policy === wanted || policy === 'noeviction') return;
  Annotations.of(store).addWarningV2(
    `${WARNING_PREFIX}store-eviction`,
    `'cache' needs '${EVICTION}' ${wanted} for what this store keeps, got ${policy} of '${cache.node.path}', which drops it when the memory is full; set workload: Workload.${workload.name.replace('-', '_').toUpperCase()} there, or give the store a cache of its own (${PAGE})`,
  );
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html';
