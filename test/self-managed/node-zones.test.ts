import { App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type ISubnet, type IVpc, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { SaslMemcached } from '../../lib/self-managed/sasl-memcached';

/** The subnets of each node, in the order of the nodes. */
function subnetsOf(
  make: (stack: Stack) => { readonly vpc: IVpc; readonly subnets?: ISubnet[] },
  nodes = 3,
): string[][] {
  const stack = new Stack(new App(), 'Stack');
  const { vpc, subnets } = make(stack);
  new SaslMemcached(stack, 'Cache', { vpc, nodes, vpcSubnets: subnets && { subnets } });
  const services = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
  return services.map(({ Properties }) => Properties.NetworkConfiguration.AwsvpcConfiguration.Subnets);
}

const imported = (availabilityZones: string[], privateSubnetIds: string[]) => (stack: Stack) => ({
  vpc: Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones, privateSubnetIds }),
});

test('nodes go round the zones: one zone that is lost does not take them all', () => {
  expect(subnetsOf(imported(['a', 'b'], ['subnet-a', 'subnet-b']))).toEqual([['subnet-a'], ['subnet-b'], ['subnet-a']]);
});

test('of a zone with several subnets a node may use each', () => {
  const two = imported(['a', 'b'], ['subnet-a', 'subnet-b', 'other-a', 'other-b']);
  expect(subnetsOf(two, 2)).toEqual([
    ['subnet-a', 'other-a'],
    ['subnet-b', 'other-b'],
  ]);
});

test('zones that the deployment knows are told apart', () => {
  const zones = [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  expect(subnetsOf(imported(zones, ['subnet-a', 'subnet-b']), 2)).toEqual([['subnet-a'], ['subnet-b']]);
});

test('where nobody knows a zone, a node may be in each subnet', () => {
  const byIds = (stack: Stack) => ({
    ...imported(['a'], ['subnet-a'])(stack),
    subnets: ['one', 'two'].map((id) => Subnet.fromSubnetId(stack, id, `subnet-${id}`)),
  });
  expect(subnetsOf(byIds, 1)).toEqual([['subnet-one', 'subnet-two']]);
});
