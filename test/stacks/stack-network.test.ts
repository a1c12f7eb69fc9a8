import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import type { NetworkConfig } from '../../lib/stacks/network-config';
import { stackNetwork } from '../../lib/stacks/stack-network';

const VPC_ID = 'vpc-0123456789abcdef0';
const SUBNET_IDS = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
const ENV = { account: '111122223333', region: 'eu-west-1' };

describe('a new network', () => {
  const stack = new Stack(new App(), 'Stack');
  const vpc = stackNetwork(stack);
  const template = Template.fromStack(stack);

  test('has isolated subnets in two zones, and no way in or out', () => {
    expect(vpc.isolatedSubnets).toHaveLength(2);
    expect([...vpc.privateSubnets, ...vpc.publicSubnets]).toEqual([]);
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    for (const type of ['InternetGateway', 'NatGateway', 'Route', 'EgressOnlyInternetGateway', 'EIP']) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
  });

  test('has a default security group that lets nobody in or out', () => {
    template.hasResourceProperties('Custom::VpcRestrictDefaultSG', {
      DefaultSecurityGroupId: { 'Fn::GetAtt': ['Vpc8378EB38', 'DefaultSecurityGroup'] },
    });
  });

  test('logs all its traffic for a year, into a log group that ends with the stack', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceId: { Ref: 'Vpc8378EB38' },
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
      LogGroupName: { Ref: Match.stringLikeRegexp('^FlowLogs') },
    });
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 365 } });
  });

  test('has a role that can write these logs and nothing else, by a managed policy', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(policies).toHaveLength(1);
    expect(policies[0].Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^FlowLogs/), 'Arn'] },
      },
    ]);
  });
});

describe('a network given by its ids', () => {
  test('has these subnets and makes nothing', () => {
    const { stack, vpc } = given({ vpcId: VPC_ID, subnetIds: SUBNET_IDS });
    expect(vpc.vpcId).toBe(VPC_ID);
    expect(vpc.isolatedSubnets.map(({ subnetId }) => subnetId)).toEqual(SUBNET_IDS);
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('counts each subnet as a zone of its own where the zones are not given', () => {
    const { stack, vpc } = given({ vpcId: VPC_ID, subnetIds: SUBNET_IDS });
    expect(stack.resolve(vpc.availabilityZones)).toEqual([
      { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
      { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] },
    ]);
  });

  test('has the zones that are given', () => {
    const availabilityZones = ['eu-west-1a', 'eu-west-1b'];
    const { vpc } = given({ vpcId: VPC_ID, subnetIds: SUBNET_IDS, availabilityZones });
    expect(vpc.isolatedSubnets.map(({ availabilityZone }) => availabilityZone)).toEqual(availabilityZones);
  });

  test('brings no warning of what a cache has no use for', () => {
    const { stack } = given({ vpcId: VPC_ID, subnetIds: SUBNET_IDS });
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('asks no account', () => {
    const { stack } = given({ vpcId: VPC_ID, subnetIds: SUBNET_IDS });
    expect((stack.node.root as App).synth().manifest.missing).toBeUndefined();
  });
});

test('a network that is looked up is asked of the account and Region of the stack', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  stackNetwork(stack, { vpcId: VPC_ID, lookup: true });
  expect((stack.node.root as App).synth().manifest.missing).toEqual([
    expect.objectContaining({
      provider: 'vpc-provider',
      props: expect.objectContaining({ ...ENV, filter: { 'vpc-id': VPC_ID } }),
    }),
  ]);
});

function given(config: NetworkConfig) {
  const stack = new Stack(new App(), 'Stack');
  return { stack, vpc: stackNetwork(stack, config) };
}
