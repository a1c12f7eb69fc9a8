import { Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { type App, CfnParameter, Fn, Stack } from 'aws-cdk-lib/core';
import { SubnetGroup } from '../../lib';
import { messageOf, network, resources, stack, warningsIn } from '../cache/given';

function withSubnets(scope: Stack, kinds: Partial<Record<'public' | 'private' | 'isolated', number>>) {
  const ids = (kind: string, count = 0) => Array.from({ length: count }, (_, index) => `${kind}-${index}`);
  const group = (kind: 'public' | 'private' | 'isolated') =>
    kinds[kind]
      ? { [`${kind}SubnetIds`]: ids(kind, kinds[kind]), [`${kind}SubnetRouteTableIds`]: ids('rtb', kinds[kind]) }
      : {};
  return Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ids('zone', Math.max(...Object.values(kinds))),
    ...group('public'),
    ...group('private'),
    ...group('isolated'),
  });
}

function subnetsOf(scope: Stack): unknown {
  const found = Object.values(resources(scope)).find(({ Type }) => Type === 'AWS::ElastiCache::SubnetGroup');
  return found?.Properties.SubnetIds;
}

describe('the subnets that are chosen', () => {
  test.each([
    ['private ones', { public: 2, private: 2 }, ['private-0', 'private-1']],
    ['private ones before isolated ones', { public: 2, private: 2, isolated: 2 }, ['private-0', 'private-1']],
    ['isolated ones where there is nothing else', { public: 2, isolated: 2 }, ['isolated-0', 'isolated-1']],
  ])('are %s', (_what, kinds, subnets) => {
    const scope = stack();
    const group = new SubnetGroup(scope, 'Subnets', { vpc: withSubnets(scope, kinds) });
    expect(subnetsOf(scope)).toEqual(subnets);
    expect(group.zones).toBe(subnets.length);
  });

  test('are those of the selection', () => {
    const scope = stack();
    const vpc = withSubnets(scope, { private: 2, isolated: 2 });
    new SubnetGroup(scope, 'Subnets', { vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } });
    expect(subnetsOf(scope)).toEqual(['isolated-0', 'isolated-1']);
  });

  test('are those of some zones', () => {
    const scope = stack();
    const vpcSubnets = { availabilityZones: ['zone-1'] };
    const group = new SubnetGroup(scope, 'Subnets', { vpc: withSubnets(scope, { private: 3 }), vpcSubnets });
    expect(subnetsOf(scope)).toEqual(['private-1']);
    expect(group.zones).toBe(1);
    expect(warningsIn(scope)).toEqual(['subnet-group-one-subnet']);
  });

  test('are those of a VPC that is made here, in its isolated subnets', () => {
    const scope = stack();
    const vpc = new Vpc(scope, 'Vpc', {
      maxAzs: 3,
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC },
        { name: 'Data', subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });
    const group = new SubnetGroup(scope, 'Subnets', { vpc });
    expect(subnetsOf(scope)).toEqual(vpc.isolatedSubnets.map(({ subnetId }) => scope.resolve(subnetId)));
    expect(group.zones).toBe(vpc.availabilityZones.length);
  });

  test('are those of a VPC that is looked up, before the look-up has an answer', () => {
    const scope = stack({ account: '111111111111', region: 'eu-west-1' });
    new SubnetGroup(scope, 'Subnets', { vpc: Vpc.fromLookup(scope, 'Vpc', { isDefault: false }) });
    expect(subnetsOf(scope)).toEqual(['p-12345', 'p-67890']);
  });
});

describe('the zones of subnets', () => {
  test('are not known where a list is one token', () => {
    const scope = stack();
    const list = (id: string) => new CfnParameter(scope, id, { type: 'CommaDelimitedList' }).valueAsList;
    const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: list('Zones'),
      privateSubnetIds: list('Subnets'),
      privateSubnetRouteTableIds: list('Tables'),
    });
    expect(new SubnetGroup(scope, 'Group', { vpc }).zones).toBeUndefined();
  });

  test('are not known where an imported list is split', () => {
    const scope = stack();
    const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: Fn.importValue('vpc'),
      availabilityZones: Fn.split(',', Fn.importValue('zones')),
      privateSubnetIds: Fn.split(',', Fn.importValue('subnets')),
      privateSubnetRouteTableIds: Fn.split(',', Fn.importValue('tables')),
    });
    expect(new SubnetGroup(scope, 'Group', { vpc }).zones).toBeUndefined();
    expect(subnetsOf(scope)).toEqual({ 'Fn::Split': [',', { 'Fn::ImportValue': 'subnets' }] });
  });

  test('are as many as there are expressions for them', () => {
    const scope = stack();
    const vpc = network(scope, [Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs())]);
    expect(new SubnetGroup(scope, 'Group', { vpc }).zones).toBe(2);
  });

  test('are not known where one expression stands for two of them', () => {
    const scope = stack();
    const zone = Fn.importValue('zone');
    expect(new SubnetGroup(scope, 'Group', { vpc: network(scope, [zone, zone]) }).zones).toBeUndefined();
  });

  test('are not known of a subnet that is imported by its id alone', () => {
    const scope = stack();
    const vpcSubnets = { subnets: [Subnet.fromSubnetId(scope, 'Subnet', 'subnet-1')] };
    const group = new SubnetGroup(scope, 'Group', { vpc: network(scope), vpcSubnets });
    expect([group.zones, group.availabilityZones]).toEqual([undefined, undefined]);
    expect(subnetsOf(scope)).toEqual(['subnet-1']);
  });
});

describe('a network that is refused', () => {
  test('has public subnets only', () => {
    const scope = stack();
    const vpc = withSubnets(scope, { public: 2 });
    expect(messageOf(() => new SubnetGroup(scope, 'Subnets', { vpc }))).toBe(
      "Stack/Subnets: 'vpc' needs private or isolated subnets, got public ones only; add a subnet group of type PRIVATE_ISOLATED",
    );
  });

  test('is asked for its public subnets', () => {
    const scope = stack();
    const vpc = withSubnets(scope, { public: 2, private: 2 });
    expect(
      messageOf(() => new SubnetGroup(scope, 'Subnets', { vpc, vpcSubnets: { subnetType: SubnetType.PUBLIC } })),
    ).toBe(
      "Stack/Subnets: 'vpcSubnets' needs private or isolated subnets, got public ones; a cache is never reached from the internet",
    );
  });
});

describe('the rest of a subnet group', () => {
  test('is its description: its path, or what was said', () => {
    const scope = stack();
    const vpc = network(scope);
    new SubnetGroup(scope, 'One', { vpc });
    new SubnetGroup(scope, 'Two', { vpc, description: 'Private' });
    const groups = Object.values(resources(scope)).map(({ Properties }) => Properties.Description);
    expect(groups).toEqual(['Private subnets for Stack/One', 'Private']);
  });

  test('is its name, by which caches of this and other stacks refer to it', () => {
    const scope = stack();
    const group = new SubnetGroup(scope, 'Subnets', { vpc: network(scope) });
    const id = scope.getLogicalId(group.node.defaultChild as CfnSubnetGroup);
    expect(scope.resolve([group.subnetGroupName, group.subnetGroupRef])).toEqual([
      { Ref: id },
      { cacheSubnetGroupName: { Ref: id } },
    ]);
    expect(new Stack(scope.node.root as App, 'Other').resolve(group.subnetGroupName)).toEqual({ Ref: id });
  });

  test('is nothing, for one that exists already', () => {
    const scope = stack();
    const group = SubnetGroup.fromSubnetGroupName(scope, 'Subnets', 'private');
    expect([group.subnetGroupName, group.subnetGroupRef]).toEqual(['private', { cacheSubnetGroupName: 'private' }]);
    expect(resources(scope)).toBeUndefined();
  });
});
