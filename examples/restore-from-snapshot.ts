import { App, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ReplicationGroup, RestoreSource } from 'cdk-cache-tier';

/**
 * A cache that starts with the data of a snapshot. The source stays in the code for ever: without it, the next deployment
 * would replace the cache, and what was written since would be lost.
 */
export function restoreFromSnapshot(): App {
  const app = new App();
  const stack = new Stack(app, 'RestoreFromSnapshot');
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  // A cache that stays needs its network: without this, the stack could not be deleted. Of a failed first deployment neither stays.
  RemovalPolicies.of(vpc).retainOnUpdateOrDelete();
  new ReplicationGroup(stack, 'Cache', {
    vpc,
    restoreFrom: RestoreSource.snapshot('orders-before-the-migration'),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return app;
}

if (require.main === module) restoreFromSnapshot().synth();
