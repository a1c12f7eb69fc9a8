import { App, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ReplicationGroup } from 'cdk-cache-tier';

/** A cache in a network that exists, named by its ids: no account is asked. One application may connect. */
export function bringYourOwnNetwork(): App {
  const app = new App();
  const stack = new Stack(app, 'BringYourOwnNetwork');
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });
  const application = SecurityGroup.fromSecurityGroupId(stack, 'Application', 'sg-0123456789abcdef0');
  const cache = new ReplicationGroup(stack, 'Cache', { vpc });
  cache.connections.allowDefaultPortFrom(application, 'The application reads and writes');
  return app;
}

if (require.main === module) bringYourOwnNetwork().synth();
