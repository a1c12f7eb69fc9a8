import { Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { privateSubnets } from '../../lib/network/private-subnets';
import { stackIn } from '../rotation/rotation-given';

const PUBLIC = ["'vpcSubnets' needs private or isolated subnets, got public ones; because"];

function network() {
  const scope = stackIn();
  const vpc = Vpc.fromVpcAttributes(scope, 'Network', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    publicSubnetIds: ['public-1', 'public-2'],
    isolatedSubnetIds: ['isolated-1', 'isolated-2'],
  });
  return { scope, vpc };
}

test('public subnets are refused by what they are', () => {
  const { vpc } = network();
  expect(privateSubnets(vpc, { subnetType: SubnetType.PUBLIC }, 'because').problems).toEqual(PUBLIC);
});

test('public subnets are refused by their ids', () => {
  const { scope, vpc } = network();
  const subnets = ['isolated-1', 'public-2'].map((id) => Subnet.fromSubnetId(scope, id, id));
  expect(privateSubnets(vpc, { subnets }, 'because').problems).toEqual(PUBLIC);
});

test('subnets of which the VPC says nothing are taken', () => {
  const { scope, vpc } = network();
  const { subnets, problems } = privateSubnets(vpc, { subnets: [Subnet.fromSubnetId(scope, 'New', 'new')] }, 'because');
  expect([subnets?.subnetIds, problems]).toEqual([['new'], []]);
});
