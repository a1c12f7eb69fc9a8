import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { App, Stack } from 'aws-cdk-lib/core';
import { ReplicationGroup, type ReplicationGroupProps } from '../../lib';
import { cacheChanges, cacheFindings } from '../../lib/testing';

function stackWith(props: Partial<ReplicationGroupProps> = {}): Stack {
  const stack = new Stack(new App(), 'Stack');
  new ReplicationGroup(stack, 'Cache', { vpc: new Vpc(stack, 'Vpc'), ...props });
  return stack;
}

test('a stack of our constructs has no findings', () => {
  expect(cacheFindings(stackWith())).toEqual([]);
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

test('a template without resources is refused', () => {
  expect(() => cacheFindings({})).toThrow('cdk-cache-tier/testing: a template needs Resources, got none');
});
