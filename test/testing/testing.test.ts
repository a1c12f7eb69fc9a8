import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { App, Stack } from 'aws-cdk-lib/core';
import { CacheAuth, ReplicationGroup, type ReplicationGroupProps } from '../../lib';
import { cacheChanges, cacheFindings } from '../../lib/testing';

function stackWith(props: Partial<ReplicationGroupProps> = {}): Stack {
  const stack = new Stack(new App(), 'Stack');
  new ReplicationGroup(stack, 'Cache', { vpc: new Vpc(stack, 'Vpc'), ...props });
  return stack;
}

test('a stack of our constructs has no findings', () => {
  expect(cacheFindings(stackWith())).toEqual([]);
});

test('a stack says of its authentication what has to be known', () => {
  const ids = (auth: CacheAuth) => cacheFindings(stackWith({ auth })).map(({ ruleId }) => ruleId);
  expect([ids(CacheAuth.iam()), ids(CacheAuth.authToken()), ids(CacheAuth.none())]).toEqual([
    [],
    ['auth-token-kept'],
    ['auth-none'],
  ]);
});

test('a plain resource is judged, in a stack as in a template', () => {
  const stack = new Stack(new App(), 'Stack');
  new CfnReplicationGroup(stack, 'Plain', { replicationGroupDescription: 'plain', engine: 'valkey' });
  const ids = cacheFindings(stack).map(({ ruleId }) => ruleId);
  expect(ids).toContain('tls-stated');
  expect(cacheFindings(Template.fromStack(stack).toJSON()).map(({ ruleId }) => ruleId)).toEqual(ids);
});

test('an update that replaces the cache is told from one that does not', () => {
  const deployed = Template.fromStack(stackWith()).toJSON();
  expect(cacheChanges(deployed, stackWith())).toEqual([]);
  const port = cacheChanges(deployed, stackWith({ port: 6380 }));
  expect(port).toEqual([
    expect.objectContaining({ logicalId: 'Cache18F6EE16', kind: 'replaced', properties: ['Port'], losesData: false }),
  ]);
});

test('an update that takes users away is told from one that replaces the cache', () => {
  const deployed = Template.fromStack(stackWith()).toJSON();
  const kinds = (auth: CacheAuth) =>
    Object.fromEntries(cacheChanges(deployed, stackWith({ auth })).map(({ logicalId, kind }) => [logicalId, kind]));
  expect(kinds(CacheAuth.none())).toEqual({
    Cache18F6EE16: 'updated',
    CacheUserGroup65B24140: 'removed',
    CacheUserreadwrite63280ADD: 'removed',
  });
  expect(kinds(CacheAuth.authToken())).toMatchObject({ Cache18F6EE16: 'replaced' });
});

test('a template without resources is refused', () => {
  expect(() => cacheFindings({})).toThrow('cdk-cache-tier/testing: a template needs Resources, got none');
});
