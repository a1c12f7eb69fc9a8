import { type IVpc, Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Fn, Stack } from 'aws-cdk-lib/core';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import { zonesOfNodes } from '../../lib/cache/memcached-zones';
import { SubnetGroup } from '../../lib/network/subnet-group';
import { network, resources, stack, warningsIn } from './given';
import { type ClusterProps, clusterIn, clusterOf, MEMCACHED_ID } from './memcached-given';

const select = (index: number) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] });

test.each([1, 2, 3, 5])('of %i zones, each node keeps its own whenever others are added', (count) => {
  const zones = Array.from({ length: count }, (_, zone) => `zone-${zone}`);
  const all = zonesOfNodes(60, zones).preferredAvailabilityZones ?? [];
  for (let nodes = 1; nodes <= 60; nodes++) {
    const each = zonesOfNodes(nodes, zones).preferredAvailabilityZones;
    expect(each).toEqual(all.slice(0, nodes));
    expect(zonesOfNodes(nodes, zones).azMode).toBe(nodes > 1 && count > 1 ? 'cross-az' : undefined);
  }
  const sizes = zones.map((zone) => all.filter((other) => other === zone).length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});

test.each([0, -1, 1.5, 1001, 1e9, Number.NaN])('%d nodes have no zones, and no list that fills the memory', (nodes) => {
  expect(zonesOfNodes(nodes, ['a'])).toEqual({});
});

test('the zones are those of the subnets, each once, in their order', () => {
  const scope = stack();
  const vpc = network(scope, ['eu-west-1c', 'eu-west-1a', 'eu-west-1c']);
  new MemcachedCluster(scope, 'Cache', { vpc, nodes: 3 });
  expect(resources(scope)[MEMCACHED_ID.cluster].Properties.PreferredAvailabilityZones).toEqual([
    'eu-west-1c',
    'eu-west-1a',
    'eu-west-1c',
  ]);
});

test('a VPC that gets a zone later changes them, and the zones that are stated hold them', () => {
  const nodesIn = (zones: string[], props: ClusterProps = {}) => {
    const scope = stack();
    new MemcachedCluster(scope, 'Cache', { vpc: network(scope, zones), nodes: 3, ...props });
    return resources(scope)[MEMCACHED_ID.cluster].Properties.PreferredAvailabilityZones;
  };
  expect(nodesIn(['a', 'b'])).toEqual(['a', 'b', 'a']);
  expect(nodesIn(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(nodesIn(['a', 'b', 'c'], { zones: ['a', 'b'] })).toEqual(['a', 'b', 'a']);
});

test('a VPC of a stack without a Region has zones that only the deployment knows, and they are named all the same', () => {
  const scope = new Stack(undefined, 'Stack');
  new MemcachedCluster(scope, 'Cache', { vpc: new Vpc(scope, 'Vpc', { maxAzs: 2 }), nodes: 3 });
  expect(resources(scope)[MEMCACHED_ID.cluster].Properties).toMatchObject({
    AZMode: 'cross-az',
    PreferredAvailabilityZones: [select(0), select(1), select(0)],
  });
  expect(warningsIn(scope)).toEqual([]);
});

test('two groups of private subnets have the same zones, each once', () => {
  const scope = new Stack(undefined, 'Stack');
  const subnetType = SubnetType.PRIVATE_WITH_EGRESS;
  const subnetConfiguration = [
    { name: 'Public', subnetType: SubnetType.PUBLIC },
    { name: 'A', subnetType },
  ];
  const vpc = new Vpc(scope, 'Vpc', {
    maxAzs: 2,
    subnetConfiguration: [...subnetConfiguration, { name: 'B', subnetType }],
  });
  new MemcachedCluster(scope, 'Cache', { vpc, nodes: 3 });
  expect(resources(scope)[MEMCACHED_ID.cluster].Properties.PreferredAvailabilityZones).toEqual([
    select(0),
    select(1),
    select(0),
  ]);
});

test.each<[string, (scope: Stack) => IVpc]>([
  ['is looked up', (scope) => Vpc.fromLookup(scope, 'Vpc', { vpcId: 'vpc-1' })],
  ['is made in an account', (scope) => new Vpc(scope, 'Vpc')],
])('zones may be stated for a VPC that %s, before the CDK knows its zones', (_, made) => {
  const scope = stack({ account: '123456789012', region: 'eu-west-1' });
  new MemcachedCluster(scope, 'Cache', { vpc: made(scope), zones: ['eu-west-1a', 'eu-west-1b'] });
  expect(resources(scope)[MEMCACHED_ID.cluster].Properties.PreferredAvailabilityZones).toEqual([
    'eu-west-1a',
    'eu-west-1b',
  ]);
});

test('subnets that are imported by their ids alone ask for zones', () => {
  const bySubnet = (props: ClusterProps) => (scope: Stack) => ({
    vpcSubnets: { subnets: [Subnet.fromSubnetId(scope, 'Subnet', 'subnet-1')] },
    ...props,
  });
  expect(clusterOf(bySubnet({ zones: ['eu-west-1a'] })).PreferredAvailabilityZones).toEqual([
    'eu-west-1a',
    'eu-west-1a',
  ]);
  expect(() => clusterIn(stack(), bySubnet({}))).toThrow("'zones' needs the Availability Zones of the subnets");
});

test('a subnet group that others use, too, says which zones it has', () => {
  const scope = stack();
  const vpc = network(scope);
  const subnetGroup = new SubnetGroup(scope, 'Shared', { vpc });
  new MemcachedCluster(scope, 'Cache', { vpc, subnetGroup });
  expect(resources(scope)[MEMCACHED_ID.cluster].Properties.PreferredAvailabilityZones).toEqual([
    'eu-west-1a',
    'eu-west-1b',
  ]);
});

test('one that is imported does not, and then they are stated', () => {
  const imported = (props: ClusterProps) => (scope: Stack) => ({
    subnetGroup: SubnetGroup.fromSubnetGroupName(scope, 'Shared', 'shared'),
    ...props,
  });
  expect(clusterOf(imported({ zones: ['eu-west-1a'], nodes: 1 }))).toMatchObject({
    PreferredAvailabilityZones: ['eu-west-1a'],
  });
  expect(() => clusterIn(stack(), imported({}))).toThrow("'zones' needs the Availability Zones of the subnets");
});

test('a zone that only the deployment knows may be stated', () => {
  expect(clusterOf({ zones: [Fn.select(0, Fn.getAzs()), 'eu-west-1b'] }).PreferredAvailabilityZones).toEqual([
    select(0),
    'eu-west-1b',
  ]);
});
