import { InterfaceVpcEndpointAwsService, type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { App, Stack } from 'aws-cdk-lib/core';
import { ApplicationPlatform } from '../../lib/applications/application';
import type { DatabaseConnectOptions } from '../../lib/database/database';
import { functionIn, serviceIn, warningsIn } from '../connect/connect-given';
import { imported } from '../rotation/rotation-given';
import { database, stackIn } from './given';

const PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/vpc-endpoint-overview.html';
const ISOLATED = { subnetType: SubnetType.PRIVATE_ISOLATED };
const APP = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };

function warning(client: string, place: string): string {
  return `${client}: 'target' needs a way to Secrets Manager, which has the secret of the database, got ${place} and no interface endpoint with private DNS in the VPC; make one with vpc.addInterfaceEndpoint('SecretsManager', { service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER }), or acknowledge this where there is one that the app does not know, or choose subnets with a way out, or connect with iamUser (${PAGE}) [ack: cdk-cache-tier:connect-secret-reach]`;
}

const CLOSED = 'subnets without one (Stack/Vpc/DataSubnet1, Stack/Vpc/DataSubnet2)';

function closed(stack: Stack): Vpc {
  return new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Data', ...ISOLATED }],
  });
}

/** With a NAT gateway, and isolated subnets for the database. */
function mixed(stack: Stack): Vpc {
  return new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 1,
    subnetConfiguration: [
      { name: 'Web', subnetType: SubnetType.PUBLIC },
      { name: 'App', ...APP },
      { name: 'Data', ...ISOLATED },
    ],
  });
}

function said(stack: Stack): string[] {
  return warningsIn(stack.node.root as App).filter((text) => text.includes('secret-reach'));
}

function connected(vpc: IVpc, stack: Stack, options?: DatabaseConnectOptions, vpcSubnets = ISOLATED): void {
  const made = database(stack, 'PostgreSQL', { vpc, vpcSubnets: ISOLATED });
  made.connect(functionIn(stack, { vpc, vpcSubnets }), options);
}

test('a function of a closed VPC that reads the secret is warned of', () => {
  const stack = stackIn();
  connected(closed(stack), stack);
  expect(said(stack)).toEqual([warning('Stack/Api', CLOSED)]);
});

test('an endpoint that is added later, or in another stack, is a way', () => {
  const stack = stackIn();
  const vpc = closed(stack);
  const other = stackIn(stack.node.root as App, 'Code');
  database(stack, 'PostgreSQL', { vpc }).connect(functionIn(other, { vpc, vpcSubnets: ISOLATED }));
  vpc.addInterfaceEndpoint('SecretsManager', { service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER });
  expect(said(stack)).toEqual([]);
});

test('a function of another stack is warned of where it stands', () => {
  const stack = stackIn();
  const vpc = closed(stack);
  const other = stackIn(stack.node.root as App, 'Code');
  database(stack, 'PostgreSQL', { vpc }).connect(functionIn(other, { vpc, vpcSubnets: ISOLATED }));
  expect(said(stack)).toEqual([warning('Code/Api', CLOSED)]);
});

test('an IAM user needs no secret', () => {
  const stack = stackIn();
  connected(closed(stack), stack, { iamUser: 'orders' });
  expect(said(stack)).toEqual([]);
});

test('the subnets are those of the client, which may have another way than the database', () => {
  const stack = stackIn();
  connected(mixed(stack), stack, {}, APP);
  expect(said(stack)).toEqual([]);
  const other = stackIn();
  connected(mixed(other), other);
  expect(said(other)).toEqual([warning('Stack/Api', CLOSED)]);
});

test('a service is warned of', () => {
  const stack = stackIn();
  const vpc = closed(stack);
  const taskDefinition = new FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image: ContainerImage.fromRegistry('app') });
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const service = new FargateService(stack, 'Web', { cluster, taskDefinition, vpcSubnets: ISOLATED });
  database(stack, 'Aurora MySQL', { vpc }).connect(service);
  expect(said(stack)).toEqual([warning('Stack/Web', CLOSED)]);
});

test('of subnets of another VPC nothing is said', () => {
  const stack = stackIn();
  database(stack, 'Aurora MySQL', { vpc: imported(stack, 'isolated') }).connect(serviceIn(stack));
  expect(said(stack)).toEqual([]);
});

test('a client that names no subnets is taken to be beside the database', () => {
  const stack = stackIn();
  const vpc = closed(stack);
  const role = Role.fromRoleName(stack, 'Role', 'app');
  const from = functionIn(stack, { vpc, vpcSubnets: ISOLATED });
  database(stack, 'MySQL', { vpc }).connect({ grantPrincipal: role }, { from });
  expect(said(stack)).toEqual([warning('Stack/Role', CLOSED)]);
});

test('isolated subnets of an imported VPC are warned of, and private ones are believed', () => {
  const isolated = stackIn();
  connected(imported(isolated, 'isolated'), isolated);
  expect(said(isolated)).toEqual([warning('Stack/Api', 'isolated subnets of a VPC that is not of this app')]);
  const stack = stackIn();
  const vpc = imported(stack, 'private');
  database(stack, 'PostgreSQL', { vpc }).connect(functionIn(stack, { vpc }));
  expect(said(stack)).toEqual([]);
});

test.each([ApplicationPlatform.LAMBDA, ApplicationPlatform.FARGATE])('an application makes its own way', (platform) => {
  const stack = stackIn();
  const vpc = closed(stack);
  const { client } = platform.application(stack, 'Application', { vpc, name: 'orders' });
  database(stack, 'PostgreSQL', { vpc }).connect(client);
  expect(said(stack)).toEqual([]);
});
