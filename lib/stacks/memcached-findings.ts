import type { AcknowledgedFinding } from './acknowledged-finding';

/**
 * Every finding of the six packs of cdk-nag in Memcached clusters that the stacks of this app make. What Memcached does not
 * have, such as encryption at rest, backups and authentication, the packs do not ask of it.
 */
export const MEMCACHED_FINDINGS: readonly AcknowledgedFinding[] = [
  {
    id: 'AwsSolutions-AEC5',
    where: 'AWS::ElastiCache::CacheCluster',
    reason:
      'The port is create-only, and one that is hard to guess keeps nobody out. Memcached has no users: its security group ' +
      'alone decides who reaches it, and lets nobody in until a client is connected.',
  },
];
