import { Template } from 'aws-cdk-lib/assertions';
import { CfnParameterGroup, CfnSubnetGroup, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { AuthKind } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { IamUser, ReplicationGroup } from '../../lib';
import type { CacheGrants } from '../../lib/access/cache-grants';
import { network } from '../cache/given';
import { AUTHORIZATION_REFERENCE } from './authorization-reference';
import {
  ACCOUNT,
  granted,
  KnownUser,
  listOf,
  messageOf,
  onGroup,
  onServerless,
  roleIn,
  short,
  stackIn,
  statementsIn,
} from './grants-given';

describe('to connect', () => {
  test('the policy names the cache and the user in one statement, in the ARNs of the service', () => {
    const scope = stackIn();
    onGroup(scope).connect(roleIn(scope), new KnownUser(scope, 'orders'));
    const arn = (...end: unknown[]) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...end]] });
    expect(statementsIn(scope)).toEqual([
      {
        Effect: 'Allow',
        Action: 'elasticache:Connect',
        Resource: [
          arn(`:elasticache:eu-west-1:${ACCOUNT}:replicationgroup:`, { Ref: 'Group' }),
          arn(`:elasticache:eu-west-1:${ACCOUNT}:user:orders`),
        ],
      },
    ]);
  });

  test('a serverless cache has an ARN of its own kind', () => {
    expect(granted((role, scope) => onServerless(scope).connect(role, new KnownUser(scope, 'orders')))).toEqual([
      [['Connect'], ['serverlesscache:<Serverless>', 'user:orders']],
    ]);
  });

  test('imported caches and users have the ARNs that the service compares', () => {
    const made = granted((role, scope) =>
      ReplicationGroup.fromReplicationGroupAttributes(scope, 'Cache', {
        replicationGroupId: 'Sessions',
        endpointAddress: 'sessions.example.com',
      }).grants.connect(role, IamUser.fromUserId(scope, 'User', 'Orders')),
    );
    expect(made).toEqual([[['Connect'], ['replicationgroup:sessions', 'user:orders']]]);
  });

  test('a cache of this library grants its own users', () => {
    const scope = stackIn();
    const cache = new ReplicationGroup(scope, 'Cache', { vpc: network(scope) });
    cache.grants.connect(roleIn(scope), new IamUser(scope, 'Orders'));
    const [cacheArn, userArn] = listOf(statementsIn(scope)[0].Resource);
    expect(cacheArn).toEqual(scope.resolve(cache.replicationGroupArn));
    expect(short(userArn)).toMatch(/^user:stack-orders-[0-9a-f]{8}-valkey$/);
  });

  test('nobody is granted a user with a password', () => {
    const scope = stackIn();
    const user = new KnownUser(scope, 'orders', AuthKind.PASSWORD);
    const role = roleIn(scope);
    expect(messageOf(() => onGroup(scope).connect(role, user))).toBe(
      "Stack/Group: 'user' needs an IAM user, got 'orders', who has a password; let the client read its secret instead: " +
        'user.secret.grantRead(grantee) (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)',
    );
    expect(statementsIn(scope)).toEqual([]);
  });

  test('a condition can be added to the statement', () => {
    const scope = stackIn();
    const grant = onGroup(scope).connect(roleIn(scope), new KnownUser(scope, 'orders'));
    grant.principalStatement?.addCondition('IpAddress', { 'aws:SourceIp': '10.0.0.0/8' });
    expect(statementsIn(scope)[0].Condition).toEqual({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } });
  });

  test('a resource can wait for the grant', () => {
    const scope = stackIn();
    const waiting = new CfnSubnetGroup(scope, 'Waiting', { description: 'x', subnetIds: ['subnet-1'] });
    onGroup(scope).connect(roleIn(scope), new KnownUser(scope, 'orders')).applyBefore(waiting);
    expect(Template.fromStack(scope).toJSON().Resources.Waiting.DependsOn[0]).toMatch(/^RoleDefaultPolicy/);
  });
});

/** Every grant on the API, of both kinds, with what it has to write. */
const GRANTS: [string, (grants: CacheGrants, grantee: IGrantable) => unknown, object, object | undefined][] = [
  [
    'describe',
    (grants, role) => grants.describe(role),
    [
      [['DescribeReplicationGroups', 'ListTagsForResource'], ['replicationgroup:<Group>']],
      [
        ['DescribeCacheClusters', 'ListTagsForResource'],
        ['cluster:<Group>-0??', 'cluster:<Group>-0???-0??'],
      ],
    ],
    [[['DescribeServerlessCaches', 'ListTagsForResource'], ['serverlesscache:<Serverless>']]],
  ],
  [
    'snapshot',
    (grants, role) => grants.snapshot(role),
    [
      [
        ['CreateSnapshot'],
        ['replicationgroup:<Group>', 'cluster:<Group>-0??', 'cluster:<Group>-0???-0??', 'snapshot:<Group>-*'],
      ],
      [['AddTagsToResource'], ['snapshot:<Group>-*']],
      [['DescribeSnapshots'], ['snapshot:*']],
    ],
    [
      [['CreateServerlessCacheSnapshot'], ['serverlesscache:<Serverless>', 'serverlesscachesnapshot:<Serverless>-*']],
      [['AddTagsToResource'], ['serverlesscachesnapshot:<Serverless>-*']],
      [['DescribeServerlessCacheSnapshots'], ['serverlesscachesnapshot:*']],
    ],
  ],
  [
    'delete snapshots',
    (grants, role) => grants.deleteSnapshots(role, { snapshotNames: 'Nightly-*' }),
    [[['DeleteSnapshot'], ['snapshot:nightly-*']]],
    [[['DeleteServerlessCacheSnapshot'], ['serverlesscachesnapshot:nightly-*']]],
  ],
  [
    'restore',
    (grants, role) => grants.restore(role, { cacheName: 'Drill-*' }),
    [
      [
        ['CreateReplicationGroup'],
        [
          'replicationgroup:drill-*',
          'cluster:drill-*-0??',
          'cluster:drill-*-0???-0??',
          'snapshot:<Group>-*',
          'snapshot:automatic.<Group>-*',
          'parametergroup:default.*',
          'subnetgroup:default',
        ],
      ],
      [['AddTagsToResource'], ['replicationgroup:drill-*', 'cluster:drill-*-0??', 'cluster:drill-*-0???-0??']],
      [['DescribeReplicationGroups'], ['replicationgroup:drill-*']],
      [['DescribeSnapshots'], ['snapshot:*']],
    ],
    [
      [
        ['CreateServerlessCache'],
        [
          'serverlesscache:drill-*',
          'serverlesscachesnapshot:<Serverless>-*',
          'serverlesscachesnapshot:automatic.<Serverless>-*',
        ],
      ],
      [['AddTagsToResource'], ['serverlesscache:drill-*']],
      [['DescribeServerlessCaches'], ['serverlesscache:drill-*']],
      [['DescribeServerlessCacheSnapshots'], ['serverlesscachesnapshot:*']],
    ],
  ],
  [
    'test a failover',
    (grants, role) => grants.testFailover(role),
    [[['TestFailover', 'DescribeReplicationGroups'], ['replicationgroup:<Group>']]],
    undefined,
  ],
  [
    'reboot',
    (grants, role) => grants.reboot(role),
    [
      [
        ['RebootCacheCluster', 'DescribeCacheClusters'],
        ['cluster:<Group>-0??', 'cluster:<Group>-0???-0??'],
      ],
    ],
    undefined,
  ],
  [
    'modify',
    (grants, role) => grants.modify(role),
    [
      [['ModifyReplicationGroup'], ['replicationgroup:<Group>']],
      [
        [
          'IncreaseReplicaCount',
          'DecreaseReplicaCount',
          'ModifyReplicationGroupShardConfiguration',
          'DescribeReplicationGroups',
        ],
        ['replicationgroup:<Group>'],
      ],
    ],
    [
      [['ModifyServerlessCache'], ['serverlesscache:<Serverless>']],
      [['DescribeServerlessCaches'], ['serverlesscache:<Serverless>']],
    ],
  ],
  [
    'do something else',
    (grants, role) => grants.actions(role, 'elasticache:InterruptClusterAzPower'),
    [[['InterruptClusterAzPower'], ['replicationgroup:<Group>']]],
    undefined,
  ],
];

describe.each(GRANTS)('to %s', (_, grant, ofGroup, ofServerless) => {
  const made = granted((role, scope) => grant(onGroup(scope), role));
  const madeServerless = ofServerless === undefined ? [] : granted((role, scope) => grant(onServerless(scope), role));

  test('a replication group asks for these actions, on these', () => expect(made).toEqual(ofGroup));

  test('a serverless cache asks for these', () => expect(madeServerless).toEqual(ofServerless ?? []));

  test('every action supports every resource it is granted on, and misses none that it requires', () => {
    for (const [actions, arns] of [...made, ...madeServerless]) {
      const types = arns.map((arn) => arn.split(':')[0]);
      for (const action of actions) {
        const supported = AUTHORIZATION_REFERENCE[action];
        const required = supported.filter((type) => type.endsWith('*')).map((type) => type.slice(0, -1));
        const known = supported.map((type) => type.replace('*', ''));
        expect([action, types.filter((type) => !known.includes(type))]).toEqual([action, []]);
        expect([action, required.filter((type) => !types.includes(type))]).toEqual([action, []]);
      }
    }
  });
});

describe('what else a request may name', () => {
  const parameterGroup = (scope: Construct) =>
    new CfnParameterGroup(scope, 'Parameters', { cacheParameterGroupFamily: 'valkey8', description: 'x' });
  const subnetGroup = (scope: Construct) =>
    new CfnSubnetGroup(scope, 'Subnets', { description: 'x', subnetIds: ['subnet-1'] });
  const userGroup = (scope: Construct) =>
    new CfnUserGroup(scope, 'Users', { userGroupId: 'users', engine: 'valkey', userIds: ['orders'] });

  test('the groups of a new cache take the place of the defaults', () => {
    const [[, arns]] = granted((role, scope) =>
      onGroup(scope).restore(role, {
        cacheName: 'drill',
        snapshotNames: 'nightly-*',
        parameterGroup: parameterGroup(scope),
        subnetGroup: subnetGroup(scope),
        userGroup: userGroup(scope),
      }),
    );
    expect(arns).toEqual([
      'replicationgroup:drill',
      'cluster:drill-0??',
      'cluster:drill-0???-0??',
      'snapshot:nightly-*',
      'parametergroup:<Parameters>',
      'subnetgroup:<Subnets>',
      'usergroup:<Users>',
    ]);
  });

  test('a change may name groups', () => {
    const [[, arns]] = granted((role, scope) =>
      onGroup(scope).modify(role, { parameterGroup: parameterGroup(scope), userGroup: userGroup(scope) }),
    );
    expect(arns).toEqual(['replicationgroup:<Group>', 'parametergroup:<Parameters>', 'usergroup:<Users>']);
  });

  test('a serverless cache has a user group, but no nodes and nothing of theirs', () => {
    const scope = stackIn();
    const grants = onServerless(scope);
    const role = roleIn(scope);
    const refused = [
      () => grants.testFailover(role),
      () => grants.reboot(role),
      () => grants.modify(role, { parameterGroup: parameterGroup(scope) }),
      () => grants.restore(role, { cacheName: 'drill', subnetGroup: subnetGroup(scope) }),
    ];
    expect(refused.map(messageOf)).toEqual(
      ['testFailover', 'reboot', 'parameterGroup', 'subnetGroup'].map(
        (name) =>
          `Stack/Serverless: '${name}' needs a replication group, got a serverless cache, which has no nodes; leave it out`,
      ),
    );
    grants.modify(role, { userGroup: userGroup(scope) });
    expect(listOf(statementsIn(scope)[0].Resource).map(short)).toEqual([
      'serverlesscache:<Serverless>',
      'usergroup:<Users>',
    ]);
  });

  test.each(['', 'a:b', 'a/b', 'a b'])("a name is not '%s'", (name) => {
    const scope = stackIn();
    const grants = onGroup(scope);
    const role = roleIn(scope);
    const needs = (property: string) =>
      `Stack/Group: '${property}' needs a name, or a pattern with '*' and '?', got '${name}'; use letters, digits, '.' and '-'`;
    expect(messageOf(() => grants.restore(role, { cacheName: name }))).toBe(needs('cacheName'));
    expect(messageOf(() => grants.snapshot(role, { snapshotNames: name }))).toBe(needs('snapshotNames'));
  });
});
