import { BuildSpec, Project } from 'aws-cdk-lib/aws-codebuild';
import { LaunchTemplate, Peer } from 'aws-cdk-lib/aws-ec2';
import { NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { AuthKind, linkParameterName, parseLink } from 'cache-tier/link';
import { Construct } from 'constructs';
import { connect } from '../../lib/connect/connect';
import {
  allOf,
  cacheIn,
  flat,
  fleetIn,
  groupIn,
  instanceIn,
  messageOf,
  network,
  resourcesIn,
  roleIn,
  rulesIn,
  stacks,
} from './connect-given';

const nameOf = (scope: Stack) => allOf(scope, 'AWS::SSM::Parameter').map(({ Name }) => Name);

describe('the parameter', () => {
  test('is read by the application as the link that it holds', () => {
    const { own, other } = stacks();
    const cache = cacheIn(own, { kind: AuthKind.PASSWORD });
    connect(cache, fleetIn(other), { as: 'sessions', keyPrefix: 'a "quoted" \\ prefix:' });
    const [{ Name, Description, Value }] = allOf(other, 'AWS::SSM::Parameter');
    expect(Name).toBe(linkParameterName('Other/Fleet', 'sessions'));
    expect(Description).toBe('How Other/Fleet connects to the cache Own/Cache');
    expect(parseLink(flat(Value))).toEqual({
      version: '1',
      endpoint: '<Own: PublishOutputFnGetAttCachePrimaryEndPointAddress>',
      port: '6379',
      tls: 'true',
      auth: 'password',
      user: 'shop-user',
      'secret-arn': '<Own: PublishOutputRefCacheSecret>',
      'key-prefix': 'a "quoted" \\ prefix:',
    });
  });

  test('is there before the machines that read it when they start', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    connect(cache, instanceIn(own));
    connect(cache, fleetIn(own));
    const waiting = Object.values(resourcesIn(own)).filter(({ Type }) => /Instance$|AutoScalingGroup$/.test(Type));
    expect(waiting.map(({ Type, DependsOn }) => [Type, DependsOn?.filter((id) => id.includes('Link'))])).toEqual([
      ['AWS::EC2::Instance', ['BoxLinkcache06576C46']],
      ['AWS::AutoScaling::AutoScalingGroup', ['FleetLinkcacheF2A03ABC']],
    ]);
  });

  test('is one for each connection', () => {
    const { own } = stacks();
    const fleet = fleetIn(own);
    connect(cacheIn(own), fleet);
    connect(cacheIn(own, {}, 'Second'), fleet, { as: 'sessions' });
    expect(nameOf(own)).toEqual(['/cache-tier/Own/Fleet/cache', '/cache-tier/Own/Fleet/sessions']);
  });

  test.each([
    [4010, undefined],
    [
      4011,
      "[Own/Group/Link-cache] 'keyPrefix' needs to leave room in the parameter '/cache-tier/Own/Group/cache', which takes 4096 characters, got 4097; shorten it (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html)",
    ],
  ])('takes 4096 characters, which a prefix of %d may exceed', (length, message) => {
    const { app, own } = stacks();
    connect(cacheIn(own, { kind: AuthKind.NONE }), groupIn(own), { keyPrefix: 'x'.repeat(length) });
    const said = messageOf(() => app.synth());
    if (message === undefined) expect(said).toBe('no error');
    else expect(said).toContain(message);
  });
});

describe('the name of the parameter', () => {
  test('has the path below the stack, in characters that SSM takes', () => {
    const { own } = stacks();
    const inside = new Construct(own, 'Größe 1');
    expect(connect(cacheIn(own), groupIn(inside, 'a.b_c-d:e')).parameterName).toBe(
      '/cache-tier/Own/Gr--e-1/a.b_c-d-e/cache',
    );
  });

  test('has the name of the stack, also in a stage and in a nested stack', () => {
    const { app } = stacks();
    const stage = new Stage(app, 'Test');
    const stack = new Stack(stage, 'Shop');
    const nested = new NestedStack(stack, 'Inner');
    expect(connect(cacheIn(stack), groupIn(nested)).parameterName).toBe('/cache-tier/Test-Shop/Inner/Group/cache');
    expect(connect(cacheIn(stack, {}, 'Second'), groupIn(stack)).parameterName).toBe(
      '/cache-tier/Test-Shop/Group/cache',
    );
  });

  test('has 15 levels at most, as SSM takes them', () => {
    const { own } = stacks();
    let scope: Construct = own;
    for (let level = 1; level <= 14; level++) scope = new Construct(scope, `L${level}`);
    const name = connect(cacheIn(own), groupIn(scope)).parameterName!;
    expect(name).toBe('/cache-tier/Own/L1/L2/L3/L4/L5/L6/L7/L8/L9/L10/L11/L12.L13.L14.Group/cache');
    expect(name.split('/').length - 1).toBe(15);
  });

  test('is refused if another construct has it', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    connect(cache, groupIn(own, 'a:b'));
    expect(messageOf(() => connect(cache, groupIn(own, 'a b')))).toBe(
      "Own/a b: 'target' needs a path that differs from others in letters, digits or '._-', got 'Own/a b' beside 'Own/a:b', both with the parameter '/cache-tier/Own/a-b/cache'; rename one of them, or set 'as'",
    );
  });
});

describe('other clients', () => {
  test('a thing with security groups and a role is one', () => {
    const { own } = stacks();
    const buildSpec = BuildSpec.fromObject({ version: '0.2' });
    connect(cacheIn(own), new Project(own, 'Build', { buildSpec, vpc: network(own) }));
    expect(nameOf(own)).toEqual(['/cache-tier/Own/Build/cache']);
    expect(rulesIn(own)).toEqual([
      '<BuildSecurityGroup.GroupId> into <CacheSecurityGroup.GroupId> on tcp 6379-6379: Own/Build to the cache Own/Cache',
    ]);
  });

  test('connections alone stand for their first security group', () => {
    const { own } = stacks();
    const { connections } = groupIn(own);
    expect(connect(cacheIn(own), { connections }).parameterName).toBe('/cache-tier/Own/Group/cache');
  });

  test('a thing that throws for its connections is connected from others', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    const template = new LaunchTemplate(own, 'Template', { role: roleIn(own) });
    expect(messageOf(() => connect(cache, template))).toBe(
      "Own/Template: 'from' needs something whose security groups are let in, because 'target' has none, got none; pass it, such as the cluster of a service account or the machines of a service, or grant alone with grants.connect()",
    );
    connect(cache, template, { from: groupIn(own) });
    expect(rulesIn(own)).toHaveLength(1);
  });

  test('what is given as `from` is let in instead of the groups of the client', () => {
    const { own } = stacks();
    connect(cacheIn(own), fleetIn(own), { from: groupIn(own) });
    expect(rulesIn(own)).toEqual([
      '<Group.GroupId> into <CacheSecurityGroup.GroupId> on tcp 6379-6379: Own/Fleet to the cache Own/Cache',
    ]);
  });

  test('an address is none', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    expect(messageOf(() => connect(cache, Peer.ipv4('10.0.0.0/16')))).toBe(
      "Own/Cache: 'target' needs security groups or a role, got neither; pass a function, a service, an instance, an Auto Scaling group, a service account, a role, or something that has security groups",
    );
    expect(messageOf(() => connect(cache, roleIn(own), { from: Peer.ipv4('10.0.0.0/16') }))).toBe(
      "Own/Role: 'from' needs something whose security groups are let in, got one that has none; pass another",
    );
  });

  test('nothing at all is none', () => {
    const { own } = stacks();
    expect(messageOf(() => connect(cacheIn(own), {}))).toBe(
      "Own/Cache: 'target' needs security groups or a role, got neither; pass a function, a service, an instance, an Auto Scaling group, a service account, a role, or something that has security groups",
    );
  });
});
