import { App, Resource, type Stack } from 'aws-cdk-lib/core';
import { CacheGrants } from '../../lib/access/cache-grants';
import {
  ACCOUNT,
  flat,
  granted,
  groupIn,
  messageOf,
  roleIn,
  serverlessIn,
  stackIn,
  statementsIn,
} from './grants-given';

describe('ARNs', () => {
  const cacheArn = (make: (scope: Stack) => CacheGrants) =>
    granted((role, scope) => make(scope).actions(role, 'DescribeReplicationGroups'))[0][1];

  test('name a cache in lower case, however its name is given', () => {
    expect(cacheArn((scope) => CacheGrants.fromReplicationGroup(groupIn(scope, 'Sessions')))).toEqual([
      'replicationgroup:sessions',
    ]);
    expect(cacheArn((scope) => CacheGrants.fromServerlessCache(serverlessIn(scope, 'Sessions')))).toEqual([
      'serverlesscache:sessions',
    ]);
    expect(
      cacheArn((scope) =>
        CacheGrants.fromCacheArn(scope, 'arn:aws:elasticache:us-east-1:111111111111:serverlesscache:S'),
      ),
    ).toEqual(['arn:aws:elasticache:us-east-1:111111111111:serverlesscache:s']);
  });

  test('refer to a cache whose name is written as the service stores it', () => {
    expect(cacheArn((scope) => CacheGrants.fromReplicationGroup(groupIn(scope, 'sessions')))).toEqual([
      'replicationgroup:<Group>',
    ]);
  });

  test('of imports have colons and the account and Region that they are of', () => {
    const imported = (scope: Stack) =>
      new (class extends Resource {
        public readonly replicationGroupRef = { replicationGroupId: 'Sessions' };
        public readonly serverlessCacheRef = {
          serverlessCacheName: 'Sessions',
          serverlessCacheArn: 'arn:aws:elasticache:us-east-1:333333333333:serverlesscache/sessions',
        };
      })(scope, 'Imported', { account: '333333333333', region: 'us-east-1' });
    const start = 'arn:<AWS::Partition>:elasticache:us-east-1:333333333333';
    const arnIn = (make: (scope: Stack) => CacheGrants) => {
      const scope = stackIn(new App(), 'Stack', {});
      make(scope).actions(roleIn(scope), 'Connect');
      return flat(statementsIn(scope)[0].Resource);
    };
    expect(arnIn((scope) => CacheGrants.fromReplicationGroup(imported(scope)))).toBe(
      `${start}:replicationgroup:sessions`,
    );
    expect(arnIn((scope) => CacheGrants.fromServerlessCache(imported(scope)))).toBe(
      `${start}:serverlesscache:sessions`,
    );
  });

  test('may hold tokens where the kind of cache is plain', () => {
    expect(
      cacheArn((scope) =>
        CacheGrants.fromCacheArn(
          scope,
          `arn:${scope.partition}:elasticache:eu-west-1:${ACCOUNT}:replicationgroup:${groupIn(scope).ref}`,
        ),
      ),
    ).toEqual(['replicationgroup:<Group>']);
  });

  test.each([
    ['arn:aws:elasticache:eu-west-1:1:replicationgroup/sessions'],
    ['arn:aws:elasticache:eu-west-1:1:serverlesscache/sessions'],
    ['arn:aws:elasticache:eu-west-1:1:cluster:sessions-001'],
    ['arn:aws:elasticache:eu-west-1:1:replicationgroup:'],
    ['arn:aws:memorydb:eu-west-1:1:replicationgroup:sessions'],
    ['sessions'],
  ])('%s is none of a cache', (arn) => {
    expect(messageOf(() => CacheGrants.fromCacheArn(stackIn(), arn))).toBe(
      `Stack: 'cacheArn' needs arn:PARTITION:elasticache:REGION:ACCOUNT:replicationgroup:NAME, or serverlesscache:NAME, got '${arn}'; take the ARN of a cache (https://docs.aws.amazon.com/service-authorization/latest/reference/list_elasticache.html)`,
    );
  });

  test('cannot be read from a token', () => {
    const scope = stackIn();
    const act = () => CacheGrants.fromCacheArn(scope, serverlessIn(scope).attrArn);
    expect(messageOf(act)).toContain(', got a token; take the ARN of a cache (');
  });
});
