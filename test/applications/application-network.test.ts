import { InterfaceVpcEndpointAwsService, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { App, Stack } from 'aws-cdk-lib/core';
import { ApplicationPlatform } from '../../lib/applications/application';
import { messageOf, warningsIn } from '../connect/connect-given';
import { database, stackIn } from '../database/given';
import { imported } from '../rotation/rotation-given';
import { applicationIn, closedNetwork, openNetwork } from './applications-given';

const { LAMBDA, FARGATE } = ApplicationPlatform;
const PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-network-rqmts.html';
const ECR_PAGE = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html';

/** What the synthesis says of a way to services. */
function said(stack: Stack): string[] {
  return warningsIn(stack.node.root as App).filter((text) => text.includes('reach'));
}

function warning(services: string, page: string): string {
  return `Stack/Application: 'vpcSubnets' needs a way to ${services}, got isolated subnets of a VPC that is not of this app; make sure that it has interface endpoints with private DNS and acknowledge this, or choose subnets with a way out (${page}) [ack: cdk-cache-tier:rotation-reach]`;
}

function connected(stack: Stack, platform: ApplicationPlatform, vpc: IVpc): void {
  const { client } = applicationIn(stack, platform, { vpc });
  database(stack, 'PostgreSQL', { vpc }).connect(client);
}

test('in a closed network that is given it is warned of, once, with everything that it needs', () => {
  const stack = stackIn();
  connected(stack, LAMBDA, imported(stack, 'isolated'));
  expect(said(stack)).toEqual([warning('Secrets Manager', PAGE)]);
  const other = stackIn();
  connected(other, FARGATE, imported(other, 'isolated'));
  const services = 'the API of ECR and the images of ECR and CloudWatch Logs and Secrets Manager';
  expect(said(other)).toEqual([warning(services, ECR_PAGE)]);
});

test('a function that reads no secret needs nothing', () => {
  const stack = stackIn();
  applicationIn(stack, LAMBDA, { vpc: imported(stack, 'isolated') });
  expect(said(stack)).toEqual([]);
});

test('where the network has a way out, or has the endpoint, nothing is said', () => {
  const open = stackIn();
  connected(open, FARGATE, openNetwork(open));
  expect(said(open)).toEqual([]);
  const stack = stackIn();
  const vpc = imported(stack, 'isolated') as ReturnType<typeof closedNetwork>;
  connected(stack, LAMBDA, vpc);
  const subnets = { subnets: vpc.isolatedSubnets };
  vpc.addInterfaceEndpoint('Secrets', {
    service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    subnets,
    open: false,
  });
  expect(said(stack)).toEqual([]);
});

test('in a closed network of the app that shall have no endpoints it is an error', () => {
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  applicationIn(stack, FARGATE, { vpc, createEndpoints: false });
  expect(messageOf(() => (stack.node.root as App).synth())).toContain(
    "[Stack/Application] 'vpcSubnets' needs a way to the API of ECR and the images of ECR and CloudWatch Logs, got subnets without one (Stack/Vpc/isolatedSubnet1, Stack/Vpc/isolatedSubnet2) and no interface endpoint with private DNS in the VPC; set createEndpoints: true, or choose subnets with a way out",
  );
});
