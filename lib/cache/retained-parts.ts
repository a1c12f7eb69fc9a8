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
 * Keeps with a cache that is kept what it needs: its groups are in use and could not be deleted, and without its secret
 * nobody could connect. Those that are made later are kept as well.
 */
export function retainParts(cache: Construct, removalPolicy: RemovalPolicy): void {
  if (removalPolicy !== RemovalPolicy.RETAIN) return;
  RemovalPolicies.of(cache).retain({ applyToResourceTypes: PARTS });
  const securityGroup = cache.node.tryFindChild('SecurityGroup');
  if (securityGroup !== undefined)
    RemovalPolicies.of(securityGroup).retain({ applyToResourceTypes: ['AWS::EC2::SecurityGroup'] });
}
