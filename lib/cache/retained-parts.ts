import { RemovalPolicies, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** What a cache cannot be without, or its clients. */
const PARTS = [
  'AWS::ElastiCache::ParameterGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::ElastiCache::User',
  'AWS::ElastiCache::UserGroup',
  'AWS::SecretsManager::Secret',
];

/**
 * What a cache is made with that is to be kept: it stays once it has been deployed. A first deployment that fails takes
 * its empty cache with it, or the fixed ids of its users would be in the way of the next one.
 */
export function keptOnceDeployed(removalPolicy: RemovalPolicy): RemovalPolicy {
  return removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : removalPolicy;
}

/**
 * Keeps with a cache that is kept what it needs: its groups are in use and could not be deleted, and without its secret
 * nobody could connect. Those that are made later are kept as well.
 */
export function retainParts(cache: Construct, removalPolicy: RemovalPolicy): void {
  if (removalPolicy !== RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE) return;
  RemovalPolicies.of(cache).retainOnUpdateOrDelete({ applyToResourceTypes: PARTS });
  const securityGroup = cache.node.tryFindChild('SecurityGroup');
  if (securityGroup !== undefined)
    RemovalPolicies.of(securityGroup).retainOnUpdateOrDelete({ applyToResourceTypes: ['AWS::EC2::SecurityGroup'] });
}
