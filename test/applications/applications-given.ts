import { App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ApplicationPlatform, ApplicationProps, IApplication } from '../../lib/applications/application';
import { FLAGS } from '../connect/connect-given';

/** The stack of an app that `cdk init` makes today. */
export function stackIn(app = new App({ context: FLAGS }), id = 'Stack'): Stack {
  return new Stack(app, id);
}

/** A network without a way out, as the stacks make it. */
export function closedNetwork(scope: Construct): Vpc {
  return new Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
}

/** A network whose private subnets reach the internet. */
export function openNetwork(scope: Construct): Vpc {
  return new Vpc(scope, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
}

export function applicationIn(
  stack: Stack,
  platform: ApplicationPlatform,
  props: Partial<ApplicationProps> = {},
): IApplication {
  const { vpc = closedNetwork(stack), name = 'orders' } = props;
  return platform.application(stack, 'Application', { ...props, vpc, name });
}
