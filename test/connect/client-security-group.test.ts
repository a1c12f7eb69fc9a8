import type { Stack } from 'aws-cdk-lib/core';
import { clientSecurityGroup } from '../../lib/connect/client-security-group';
import { connect } from '../../lib/connect/connect';
import { allOf, cacheIn, FLAGS, functionIn, network, resourcesIn, rulesIn, stacks, warningsIn } from './connect-given';

const made = (own: Stack, ports?: number[]) => {
  const vpc = network(own);
  const cache = cacheIn(own, { vpc, ports });
  return { cache, vpc, group: clientSecurityGroup(cache, vpc) };
};

test('lets out to the ports of the cache and nowhere else, and lets nobody in', () => {
  const { own } = stacks();
  made(own, [6379, 6380]);
  const groups = Object.entries(resourcesIn(own)).filter(([id]) => /ClientSecurityGroup[0-9A-F]{8}$/.test(id));
  expect(groups.map(([id]) => id)).toEqual(['CacheClientSecurityGroup119D00BB']);
  expect(groups[0][1].Properties).toEqual({
    GroupDescription: 'Clients of the cache Cache',
    VpcId: 'vpc-1',
  });
  const description = 'Own/Cache/ClientSecurityGroup to the cache Own/Cache';
  expect(rulesIn(own)).toEqual(
    ['into', 'out to'].flatMap((way) =>
      [6379, 6380].map(
        (port) =>
          `<CacheClientSecurityGroup.GroupId> ${way} <CacheSecurityGroup.GroupId> on tcp ${port}-${port}: ${description}`,
      ),
    ),
  );
});

test('is made when it is asked for, once', () => {
  const { own } = stacks();
  const vpc = network(own);
  const cache = cacheIn(own, { vpc });
  expect(cache.construct.node.tryFindChild('ClientSecurityGroup')).toBeUndefined();
  expect(clientSecurityGroup(cache, vpc)).toBe(clientSecurityGroup(cache, vpc));
});

test.each([
  ['without flags', {}],
  ['with the flags of a new app', { ...FLAGS }],
])('is attached to a client of another stack without an export or a rule there, %s', (_what, context) => {
  const { app, own, other } = stacks({ context });
  const { group } = made(own);
  functionIn(other, { securityGroups: [group] });
  const [{ VpcConfig }] = allOf(other, 'AWS::Lambda::Function');
  expect(VpcConfig.SecurityGroupIds).toEqual([
    {
      'Fn::GetStackOutput': {
        StackName: 'Own',
        OutputName: expect.stringContaining('CacheClientSecurityGroup'),
        Region: 'eu-west-1',
      },
    },
  ]);
  const outputs = Object.values<object>(app.synth().getStackByName('Own').template.Outputs);
  expect(outputs.filter((output) => 'Export' in output)).toEqual([]);
  expect(rulesIn(other)).toEqual([]);
});

test('is let in already: connecting a client that has it makes no rule for it', () => {
  const { app, own, other } = stacks();
  const { cache, group } = made(own);
  connect(cache, functionIn(other, { securityGroups: [group] }));
  expect(rulesIn(own)).toHaveLength(2);
  expect(rulesIn(other)).toEqual([]);
  expect(warningsIn(app)).toEqual([]);
});

test('of a cache in a security group of another stack has its rules in the stack of the cache', () => {
  const { app, own, other: net } = stacks();
  const vpc = network(own);
  const shared = cacheIn(net).connections.securityGroups;
  clientSecurityGroup(cacheIn(own, { vpc, securityGroups: shared as never }), vpc);
  app.synth();
  expect([net.dependencies, rulesIn(net)]).toEqual([[], []]);
  expect(rulesIn(own)).toHaveLength(2);
});
