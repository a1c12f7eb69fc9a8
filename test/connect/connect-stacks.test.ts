import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type App, type Environment, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import { ReplicationGroup } from '../../lib';
import { CacheAuth } from '../../lib/access/cache-auth';
import { connect } from '../../lib/connect/connect';
import {
  ACCOUNT,
  cacheIn,
  FLAGS,
  fleetIn,
  functionIn,
  grantsIn,
  groupIn,
  HERE,
  messageOf,
  network,
  rulesIn,
  stacks,
  warningsIn,
} from './connect-given';

const VPC = { natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }] };
const withoutFlags = {};
/** A network of the app has flow logs of no interest here; warnings that are not ours do not fail. */
const withFlags = { ...FLAGS, '@aws-cdk/core:annotationsInValidationReport': false };

const exportsIn = (app: App) =>
  app
    .synth()
    .stacks.flatMap(({ template }) => Object.values<object>(template.Outputs ?? {}).filter((it) => 'Export' in it));

describe.each([
  ['without flags', withoutFlags],
  ['with the flags of a new app', withFlags],
])('%s', (_what, context) => {
  test('the network, the cache and the client may be in three stacks', () => {
    const { app, own, other } = stacks({ context });
    const vpc = new Vpc(new Stack(app, 'Net', { env: HERE }), 'Vpc', VPC);
    const cache = cacheIn(own, { vpc, kind: AuthKind.PASSWORD });
    connect(
      cache,
      functionIn(other, { vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, allowAllOutbound: false }),
    );
    connect(cache, groupIn(other));
    app.synth();
    expect(own.dependencies.map(({ stackName }) => stackName)).toEqual(['Net']);
    expect(other.dependencies.map(({ stackName }) => stackName).sort()).toEqual(['Net', 'Own']);
    expect(rulesIn(own)).toEqual([]);
    expect(rulesIn(other)).toEqual([
      '<ApiSecurityGroup.GroupId> into <Own: PublishOutputFnGetAttCacheSecurityGroupGroupId> on tcp 6379-6379: Other/Api to the cache Own/Cache',
      '<Group.GroupId> into <Own: PublishOutputFnGetAttCacheSecurityGroupGroupId> on tcp 6379-6379: Other/Group to the cache Own/Cache',
      '<ApiSecurityGroup.GroupId> out to <Own: PublishOutputFnGetAttCacheSecurityGroupGroupId> on tcp 6379-6379: Other/Api to the cache Own/Cache',
    ]);
    const ofTheCache = exportsIn(app).filter((output) => JSON.stringify(output).includes('Cache'));
    expect(ofTheCache).toEqual([]);
  });

  test('a cache in a security group of the network does not make the network depend on the client', () => {
    const { app, own } = stacks({ context });
    const net = new Stack(app, 'Net', { env: HERE });
    connect(cacheIn(own, { securityGroups: [groupIn(net)] }), functionIn(own));
    app.synth();
    expect(net.dependencies).toEqual([]);
    expect(rulesIn(net)).toEqual([]);
    expect(rulesIn(own)).toEqual([
      '<ApiSecurityGroup.GroupId> into <Net: PublishOutputFnGetAttGroupGroupId> on tcp 6379-6379: Own/Api to the cache Own/Cache',
    ]);
  });

  test('a client in a security group of another stack has its rule in its own', () => {
    const { app, own, other } = stacks({ context });
    const net = new Stack(app, 'Net', { env: HERE });
    connect(cacheIn(own), functionIn(other, { securityGroups: [groupIn(net, 'Group', false)] }));
    app.synth();
    expect([rulesIn(net), rulesIn(own)]).toEqual([[], []]);
    expect(rulesIn(other).map((rule) => rule.replace(/<Net: [^>]*>|<Fn::ImportValue>/, '<Net>'))).toEqual([
      '<Net> into <Own: PublishOutputFnGetAttCacheSecurityGroupGroupId> on tcp 6379-6379: Other/Api to the cache Own/Cache',
      '<Net> out to <Own: PublishOutputFnGetAttCacheSecurityGroupGroupId> on tcp 6379-6379: Other/Api to the cache Own/Cache',
    ]);
  });

  test.each([
    ['the cache', 'Own', (own: Stack) => [new NestedStack(own, 'Inner'), own]],
    ['the client', 'Own', (own: Stack) => [own, new NestedStack(own, 'Inner')]],
    ['each', 'Own', (own: Stack) => [new NestedStack(own, 'Inner'), new NestedStack(own, 'Second')]],
    ['the cache, in another stack,', 'Other', (own: Stack, other: Stack) => [new NestedStack(own, 'Inner'), other]],
    ['the client, in another stack,', 'Other', (own: Stack, other: Stack) => [own, new NestedStack(other, 'Inner')]],
  ])('%s may be in a nested stack', (_who, _stack, place) => {
    const { app, own, other } = stacks({ context });
    const [ofCache, ofClient] = place(own, other);
    connect(cacheIn(ofCache, { kind: AuthKind.PASSWORD }), functionIn(ofClient));
    connect(cacheIn(ofCache, {}, 'Second'), fleetIn(ofClient));
    app.synth();
    expect(rulesIn(ofClient)).toHaveLength(2);
    expect(exportsIn(app)).toEqual([]);
    expect(own.dependencies).toEqual([]);
  });

  test('stacks that do not know where they are deployed connect', () => {
    const { app, own, other } = stacks({ context, env: {} });
    connect(cacheIn(own), functionIn(other));
    expect(exportsIn(app)).toEqual([]);
    expect(grantsIn(other)).toEqual([
      'elasticache:Connect on arn:aws:elasticache:<AWS::Region>:<AWS::AccountId>:user:shop-user, arn:aws:elasticache:eu-west-1:111111111111:replicationgroup:<Own: PublishOutputRefCache>',
    ]);
  });
});

describe('a security group of several clients', () => {
  test('has one rule, in the stack that connected first, and the other stack is warned', () => {
    const { app, own, other } = stacks();
    const securityGroups = [groupIn(new Stack(app, 'Net', { env: HERE }))];
    const third = new Stack(app, 'Third', { env: HERE });
    const cache = cacheIn(own);
    connect(cache, functionIn(other, { securityGroups }));
    connect(cache, functionIn(other, { securityGroups }, 'Second'));
    connect(cache, functionIn(third, { securityGroups }));
    expect([rulesIn(other).length, rulesIn(third).length]).toEqual([1, 0]);
    expect(warningsIn(app)).toEqual([
      "Third/Api: 'target' shares the security group 'Net/Group' with a client in stack 'Other', which has the rule for both; deploy that stack as long as this one, or give each client a group of its own [ack: cdk-cache-tier:connect-shared-group]",
    ]);
  });

  test('has one rule without a warning where the stack of the cache has it', () => {
    const { app, own, other } = stacks();
    const securityGroups = [groupIn(new Stack(app, 'Net', { env: HERE }))];
    const cache = cacheIn(own);
    connect(cache, functionIn(own, { securityGroups }));
    connect(cache, functionIn(other, { securityGroups }));
    expect([rulesIn(own).length, rulesIn(other).length]).toEqual([1, 0]);
    expect(warningsIn(app)).toEqual([]);
  });

  test('has one rule if it is imported twice', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    for (const id of ['One', 'Two']) {
      connect(
        cache,
        functionIn(own, { securityGroups: [SecurityGroup.fromSecurityGroupId(own, `${id}Group`, 'sg-1')] }, id),
      );
    }
    expect(rulesIn(own)).toEqual([
      'sg-1 into <CacheSecurityGroup.GroupId> on tcp 6379-6379: Own/One to the cache Own/Cache',
    ]);
  });
});

describe('security groups that cannot be changed', () => {
  const immutable = (scope: Stack) => SecurityGroup.fromSecurityGroupId(scope, 'Fixed', 'sg-1', { mutable: false });

  test.each(['Own', 'Other'])('of a cache are a warning, for a client in %s', (name) => {
    const { app, own, other } = stacks();
    const scope = name === 'Own' ? own : other;
    const facts = { ...cacheIn(own), connections: immutable(own).connections };
    connect(facts, functionIn(scope));
    expect(rulesIn(scope)).toEqual([]);
    expect(warningsIn(app)).toEqual([
      `${name}/Api: 'securityGroups' needs a group of the cache that may be changed, got only groups that are imported with mutable: false; let in '${name}/Api/SecurityGroup' on TCP 6379 by hand [ack: cdk-cache-tier:connect-rules]`,
    ]);
  });

  test('and of which none is known', () => {
    const { app, own } = stacks();
    connect(cacheIn(own, { securityGroups: [], ports: [6379, 6380] }), functionIn(own));
    expect(warningsIn(app)).toEqual([
      "Own/Api: 'securityGroups' needs a group of the cache that may be changed, got none; let in 'Own/Api/SecurityGroup' on TCP 6379 and 6380 by hand [ack: cdk-cache-tier:connect-rules]",
    ]);
  });

  test('of a client are no matter: the cache lets them in', () => {
    const { app, own } = stacks();
    connect(cacheIn(own), functionIn(own, { securityGroups: [immutable(own)] }));
    expect(rulesIn(own)).toHaveLength(1);
    expect(warningsIn(app)).toEqual([]);
  });
});

describe('a client in another VPC', () => {
  const OTHER_VPC =
    "Own/Api: 'target' needs a route to the VPC of the cache, got another VPC; peer the two first, because a security group can be let in only where the networks are peered (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html) [ack: cdk-cache-tier:connect-other-vpc]";
  const isolated = { vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } };
  const elsewhere = (scope: Stack) =>
    Vpc.fromVpcAttributes(scope, 'Elsewhere', {
      vpcId: 'vpc-2',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-1'],
    });

  test.each<[string, (scope: Stack) => [Vpc | undefined, object], string[]]>([
    ['imported, both', (scope) => [undefined, { vpc: elsewhere(scope) }], [OTHER_VPC]],
    ['imported, the same', (scope) => [undefined, { vpc: network(scope) }], []],
    [
      'made here, both',
      (scope) => [new Vpc(scope, 'One', VPC), { vpc: new Vpc(scope, 'Two', VPC), ...isolated }],
      [OTHER_VPC],
    ],
    [
      'made here, the same',
      (scope) => {
        const vpc = new Vpc(scope, 'One', VPC);
        return [vpc, { vpc, ...isolated }];
      },
      [],
    ],
    [
      'one made here and one imported: not known',
      (scope) => [new Vpc(scope, 'One', VPC), { vpc: elsewhere(scope) }],
      [],
    ],
  ])('%s', (_what, make, warnings) => {
    const { app, own } = stacks();
    const [vpc, options] = make(own);
    connect(cacheIn(own, { vpc }), functionIn(own, options));
    expect(warningsIn(app)).toEqual(warnings);
  });

  test('is not known for a security group by its id', () => {
    const { app, own } = stacks();
    connect(
      cacheIn(own),
      functionIn(own, { securityGroups: [SecurityGroup.fromSecurityGroupId(own, 'Known', 'sg-1')] }),
    );
    expect(warningsIn(app)).toEqual([]);
  });
});

describe('is refused from', () => {
  const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html';
  const sameApp = (own: Stack, id: string, env: Environment) => new Stack(own.node.root, id, { env });

  test('another account', () => {
    const { own } = stacks();
    const there = sameApp(own, 'There', { account: '222222222222', region: 'eu-west-1' });
    expect(messageOf(() => connect(cacheIn(own), functionIn(there)))).toBe(
      `There/Api: 'target' needs to be in account 111111111111 of the cache, got 222222222222: security groups and roles of another account cannot be let in here; peer the networks, publish the link with publishLink({ accounts: ['222222222222'] }), and let the client assume a role of account 111111111111 (${PAGE})`,
    );
  });

  test('another account, which an imported resource knows by its ARN', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    const role = Role.fromRoleArn(own, 'Role', 'arn:aws:iam::222222222222:role/app');
    const functionArn = 'arn:aws:lambda:eu-west-1:222222222222:function:shop';
    const fn = LambdaFunction.fromFunctionAttributes(own, 'Api', { functionArn, securityGroup: groupIn(own) });
    for (const [path, act] of [
      ['Own/Role', () => connect(cache, role, { from: groupIn(own, 'From') })],
      ['Own/Api', () => connect(cache, fn)],
    ] as const) {
      expect(messageOf(act)).toContain(
        `${path}: 'target' needs to be in account ${ACCOUNT} of the cache, got 222222222222`,
      );
    }
  });

  test('another Region', () => {
    const { own } = stacks();
    const there = sameApp(own, 'There', { account: ACCOUNT, region: 'us-east-1' });
    expect(messageOf(() => connect(cacheIn(own), functionIn(there)))).toBe(
      `There/Api: 'target' needs to be in Region eu-west-1 of the cache, got us-east-1: security groups of another Region cannot be let in; connect it to a cache of its Region, such as a secondary of a Global Datastore (${PAGE})`,
    );
  });

  test('another stage', () => {
    const { app, own } = stacks();
    const there = new Stack(new Stage(app, 'Test'), 'There', { env: HERE });
    expect(messageOf(() => connect(cacheIn(own), functionIn(there)))).toBe(
      "Test/There/Api: 'target' needs to be in the stage of the cache, got 'Test/There/Api': stages cannot refer to each other; move one of them, or publish the link with publishLink()",
    );
  });

  const ORDER =
    "Other/Api: 'target' needs a stack that is deployed after 'Own' of the cache, got 'Other', which 'Own' needs first; put the cache into 'Other', or what both need, such as the VPC, into a stack of its own";

  test.each<[string, (own: Stack, other: Stack, app: App) => Parameters<typeof cacheIn>[1]]>([
    [
      'by a dependency',
      (own, other) => {
        own.addDependency(other);
        return {};
      },
    ],
    [
      'by a dependency on a third one',
      (own, other, app) => {
        const third = new Stack(app, 'Third', { env: HERE });
        third.addDependency(other);
        own.addDependency(third);
        return {};
      },
    ],
    ['because its network is there', (_own, other) => ({ vpc: new Vpc(other, 'Vpc', VPC) })],
    ['because its security group is there', (_own, other) => ({ securityGroups: [groupIn(other)] })],
  ])('a stack that is deployed before the cache: %s', (_how, make) => {
    const { app, own, other } = stacks();
    const cache = cacheIn(own, make(own, other, app));
    expect(messageOf(() => connect(cache, functionIn(other)))).toBe(ORDER);
  });

  test('no stack before that of an imported cache, to which nothing refers', () => {
    const { app, own, other } = stacks();
    own.addDependency(other);
    const group = groupIn(other);
    const cache = ReplicationGroup.fromReplicationGroupAttributes(own, 'Cache', {
      replicationGroupId: 'shop',
      endpointAddress: 'shop.example',
      securityGroups: [group],
      auth: CacheAuth.none(),
    });
    cache.connect(functionIn(other));
    app.synth();
    expect(rulesIn(other)).toEqual([
      '<ApiSecurityGroup.GroupId> into <Group.GroupId> on tcp 6379-6379: Other/Api to the cache Own/Cache',
    ]);
    expect(other.dependencies).toEqual([]);
  });

  test('no stack of which that is not known', () => {
    const { own } = stacks();
    const there = sameApp(own, 'There', {});
    expect(messageOf(() => connect(cacheIn(own), functionIn(there)))).toBe('no error');
  });
});
