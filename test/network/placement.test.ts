import { Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SubnetGroup, Topology } from '../../lib';
import { Placement, type PlacementOptions } from '../../lib/network/placement';
import { cacheIn, ID, network, refusalsOf, resources, resourcesOf, stack, warningsOf } from '../cache/given';

function placed(options: Partial<PlacementOptions> = {}, zones = 2, scope = stack()) {
  const problems: string[] = [];
  const cache = new Construct(scope, 'Cache');
  const vpc = options.vpc ?? network(scope);
  return { placement: new Placement(cache, { vpc, ...options }, 6379, zones, problems), problems, scope };
}

describe('a placement', () => {
  test('makes a subnet group and a security group, which lets nobody in and nothing out', () => {
    const { placement, problems, scope } = placed();
    expect(problems).toEqual([]);
    expect(Object.keys(resources(scope)).sort()).toEqual([ID.securityGroup, ID.subnetGroup].sort());
    expect(scope.resolve([placement.subnetGroupName, placement.securityGroupIds])).toEqual([
      { Ref: ID.subnetGroup },
      [{ 'Fn::GetAtt': [ID.securityGroup, 'GroupId'] }],
    ]);
    const { SecurityGroupIngress, SecurityGroupEgress } = resources(scope)[ID.securityGroup].Properties;
    expect(SecurityGroupIngress).toBeUndefined();
    expect(SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
  });

  test('describes its security group by the id of the cache, not by its path', () => {
    const { scope } = placed();
    expect(resources(scope)[ID.securityGroup].Properties.GroupDescription).toBe('Who may connect to the cache Cache');
  });

  test('has connections whose default port is that of the cache', () => {
    expect(placed().placement.connections.defaultPort?.toString()).toBe(Port.tcp(6379).toString());
  });

  test('takes the subnet group and the security groups that are given, and makes none', () => {
    const scope = stack();
    const { placement, problems } = placed(
      {
        subnetGroup: SubnetGroup.fromSubnetGroupName(scope, 'Subnets', 'private'),
        securityGroups: ['sg-1', 'sg-2'].map((id) => SecurityGroup.fromSecurityGroupId(scope, id, id)),
      },
      2,
      scope,
    );
    expect(problems).toEqual([]);
    expect([placement.subnetGroupName, placement.securityGroupIds]).toEqual(['private', ['sg-1', 'sg-2']]);
    expect(resources(scope)).toBeUndefined();
  });

  test('counts the zones that are known', () => {
    const scope = stack();
    expect(placed({ vpc: network(scope, ['eu-west-1a']) }, 2, scope).problems).toEqual([
      "'vpcSubnets' needs subnets of at least 2 Availability Zones with 'multiAz', got 1; add a zone, or set multiAz: false",
    ]);
    const other = stack();
    expect(placed({ vpc: network(other, ['eu-west-1a']) }, 1, other).problems).toEqual([]);
  });

  test('leaves the zones of a given subnet group to the service', () => {
    const scope = stack();
    const subnetGroup = new SubnetGroup(scope, 'Subnets', { vpc: network(scope, ['eu-west-1a'], 'Small') });
    expect(placed({ subnetGroup }, 2, scope).problems).toEqual([]);
  });
});

describe('a cache in one zone', () => {
  const oneZone = (scope: Stack) => ({ vpc: network(scope, ['eu-west-1a'], 'Small') });

  test('is refused with Multi-AZ', () => {
    expect(refusalsOf(oneZone)).toEqual([
      "'vpcSubnets' needs subnets of at least 2 Availability Zones with 'multiAz', got 1; add a zone, or set multiAz: false",
    ]);
  });

  test('is made without Multi-AZ, with a warning', () => {
    expect(warningsOf((scope) => ({ ...oneZone(scope), multiAz: false }))).toEqual(
      expect.arrayContaining(['subnet-group-one-subnet', 'multi-az-off']),
    );
  });

  test('is made with a single node', () => {
    const topology = Topology.singleShard({ replicas: 0 });
    expect(resourcesOf((scope) => ({ ...oneZone(scope), topology }))[ID.subnetGroup].Properties.SubnetIds).toEqual([
      'subnet-eu-west-1a',
    ]);
  });

  test('is refused by the zones of the selection, not of the network', () => {
    expect(refusalsOf({ vpcSubnets: { availabilityZones: ['eu-west-1b'] } })).toEqual([
      "'vpcSubnets' needs subnets of at least 2 Availability Zones with 'multiAz', got 1; add a zone, or set multiAz: false",
    ]);
  });
});

describe('a network with public subnets', () => {
  const attributes = { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'] };
  const PUBLIC = { publicSubnetIds: ['public-1', 'public-2'], publicSubnetRouteTableIds: ['rtb-1', 'rtb-2'] };

  test('only is refused, once', () => {
    expect(refusalsOf((scope) => ({ vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { ...attributes, ...PUBLIC }) }))).toEqual(
      ["'vpc' needs private or isolated subnets, got public ones only; add a subnet group of type PRIVATE_ISOLATED"],
    );
  });

  test('is refused where they are selected', () => {
    const vpcSubnets = { subnetType: SubnetType.PUBLIC };
    const props = (scope: Stack) => ({
      vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { ...attributes, ...PUBLIC }),
      vpcSubnets,
    });
    expect(refusalsOf(props)).toEqual([
      "'vpcSubnets' needs private or isolated subnets, got public ones; a cache is never reached from the internet",
    ]);
  });

  test('is taken for its isolated subnets', () => {
    const isolatedSubnetIds = ['isolated-1', 'isolated-2'];
    const scope = stack();
    cacheIn(scope, {
      vpc: Vpc.fromVpcAttributes(scope, 'Vpc', {
        ...attributes,
        ...PUBLIC,
        isolatedSubnetIds,
        isolatedSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
      }),
    });
    expect(resources(scope)[ID.subnetGroup].Properties.SubnetIds).toEqual(isolatedSubnetIds);
  });
});
