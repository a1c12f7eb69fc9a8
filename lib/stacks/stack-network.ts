import { FlowLogDestination, FlowLogTrafficType, IpAddresses, type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Annotations, Fn, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { NetworkConfig } from './network-config';

/** The network of a stack: the one that is given, or a new one of isolated subnets with flow logs. */
export function stackNetwork(scope: Construct, config: NetworkConfig = {}): IVpc {
  const { vpcId, subnetIds = [], availabilityZones, lookup } = config;
  if (vpcId === undefined) return newNetwork(scope);
  if (lookup === true) return Vpc.fromLookup(scope, 'Vpc', { vpcId });
  const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId,
    // Where the zones are not given, each subnet counts as a zone of its own.
    availabilityZones: availabilityZones ?? subnetIds.map((_, index) => Fn.select(index, Fn.getAzs())),
    isolatedSubnetIds: subnetIds,
  });
  // Ours is an app that takes warnings for errors where it runs without the CLI.
  Annotations.of(vpc).acknowledgeWarning(
    '@aws-cdk/aws-ec2:noSubnetRouteTableId',
    'Nothing here adds a route to these subnets, so their route tables need not be known.',
  );
  return vpc;
}

/** No way in or out: a database and a cache need neither, and what needs one is added by whoever deploys the application. */
function newNetwork(scope: Construct): IVpc {
  const vpc = new Vpc(scope, 'Vpc', {
    ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    restrictDefaultSecurityGroup: true,
  });
  const logGroup = new LogGroup(scope, 'FlowLogs', {
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, 'FlowLogsRole', { assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com') });
  new ManagedPolicy(scope, 'FlowLogsPolicy', {
    description: 'Lets the flow logs of the cache network be written',
    roles: [role],
    statements: [
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        resources: [logGroup.logGroupArn],
      }),
    ],
  });
  vpc.addFlowLog('FlowLog', {
    // Written by a managed policy of our own: the role takes no inline policy.
    destination: FlowLogDestination.toCloudWatchLogs(logGroup, role.withoutPolicyUpdates()),
    trafficType: FlowLogTrafficType.ALL,
  });
  return vpc;
}

/**
 * Two zones by their place in the list of the Region, also where account and Region are stated: the CDK would look up
 * their names, and synthesis would need the account.
 */
export function zonesByOrder(): string[] {
  return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
}
