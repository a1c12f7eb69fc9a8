import { type CfnReplicationGroup, CfnSubnetGroup, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Lazy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { InvalidCacheError } from '../../lib';
import { attempt, enforce, WARNING_PREFIX, warnedOf } from '../../lib/policy/enforce';
import { L1_WORDS } from '../../lib/rules/words';
import { cacheIn, messageOf, resources, stack } from '../cache/given';

describe('an attempt to make a part', () => {
  test('gives the part', () => {
    const scope = stack();
    const problems: string[] = [];
    const part = attempt(problems, scope, 'Part', () => new Construct(scope, 'Part'));
    expect([part.node.id, problems]).toEqual(['Part', []]);
  });

  test('gives the part that was refused, and takes over what is wrong with it', () => {
    const scope = stack();
    const problems = ['one'];
    const part = attempt(problems, scope, 'Part', () => {
      throw new InvalidCacheError(new Construct(scope, 'Part').node.path, ['two', 'three']);
    });
    expect([(part as Construct).node.path, problems]).toEqual(['Stack/Part', ['one', 'two', 'three']]);
  });

  test('does not hide any other error', () => {
    const act = () =>
      attempt([], stack(), 'Part', () => {
        throw new TypeError('broken');
      });
    expect(act).toThrow(new TypeError('broken'));
  });
});

describe('what is enforced', () => {
  test('is a sound resource, without a word', () => {
    const scope = stack();
    const construct = new Construct(scope, 'Subnets');
    const subnetIds = ['subnet-1', 'subnet-2'];
    const resource = new CfnSubnetGroup(construct, 'Resource', { description: 'Mine', subnetIds });
    enforce(construct, resource, { say: L1_WORDS });
    expect([construct.node.metadata, [...warnedOf(resource)]]).toEqual([[], []]);
  });

  test('is one that the construct itself finds wrong', () => {
    const construct = new Construct(stack(), 'Subnets');
    const resource = new CfnSubnetGroup(construct, 'Resource', { description: 'Mine', subnetIds: ['a', 'b'] });
    expect(messageOf(() => enforce(construct, resource, { say: L1_WORDS, problems: ['wrong'] }))).toBe(
      'Stack/Subnets: wrong',
    );
  });

  test('is one that a rule refuses, with the id of that rule after what the construct itself finds wrong', () => {
    const construct = new Construct(stack(), 'Subnets');
    const resource = new CfnSubnetGroup(construct, 'Resource', { description: 'Mine', subnetIds: [] });
    expect(messageOf(() => enforce(construct, resource, { say: L1_WORDS, problems: ['wrong'] }))).toBe(
      `Stack/Subnets:
  - wrong
  - 'subnetIds' needs at least 1 subnet, got none; add private subnets of at least two Availability Zones (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-subnetgroup.html) [subnet-group-subnets]`,
    );
  });

  test('is judged with what stands around it, which is asked for again at synthesis', () => {
    const scope = stack();
    const construct = new Construct(scope, 'Group');
    const around: CfnUser[] = [];
    const resource = new CfnUserGroup(construct, 'Resource', {
      userGroupId: 'people',
      engine: 'valkey',
      userIds: Lazy.list({ produce: () => around.map(({ userId }) => userId) }),
    });
    enforce(construct, resource, { say: L1_WORDS, around: () => around });
    const user = { engine: 'valkey', userName: 'orders', accessString: 'on ~* +@read' };
    for (const [id, userId] of Object.entries({ One: 'one', Two: 'two' })) {
      around.push(new CfnUser(scope, id, { ...user, userId, authenticationMode: { Type: 'iam' } }));
      resource.userIds = around.map((each) => each.userId);
    }
    expect(messageOf(() => resources(scope))).toBe(
      "Validation failed with the following errors:\n  [Stack/Group] 'userIds' needs users of different names, got 'orders' twice; give each user of a group a name of its own (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html) [user-group-names]",
    );
  });

  test('remembers of what it has warned', () => {
    const cache = cacheIn(stack(), { replicationGroupId: 'prices' });
    expect([...warnedOf(cache.node.defaultChild as CfnReplicationGroup)]).toEqual(['replication-group-named']);
    expect(WARNING_PREFIX).toBe('cdk-cache-tier:');
  });

  test('has warned of nothing where a resource is of somebody else', () => {
    expect(warnedOf(new Construct(stack(), 'Other')).size).toBe(0);
  });
});
