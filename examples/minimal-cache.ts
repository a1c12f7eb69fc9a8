import { App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ReplicationGroup } from 'cdk-cache-tier';

/** The least that can be said: a network. Encrypted, in two zones, backed up, with its logs. */
export function minimalCache(): App {
  const app = new App();
  const stack = new Stack(app, 'MinimalCache');
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  new ReplicationGroup(stack, 'Cache', { vpc });
  return app;
}

if (require.main === module) minimalCache().synth();
