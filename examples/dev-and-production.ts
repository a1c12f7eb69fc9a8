import { App, Stack, Stage } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Profile, ReplicationGroup } from 'cdk-cache-tier';
import type { Construct } from 'constructs';

/** The same stack twice: small and without backups to develop against, and one that people rely on. */
export function devAndProduction(): App {
  const app = new App();
  new CacheStage(app, 'Dev', Profile.DEV);
  new CacheStage(app, 'Production', Profile.PRODUCTION);
  return app;
}

class CacheStage extends Stage {
  constructor(scope: Construct, id: string, profile: Profile) {
    super(scope, id);
    const stack = new Stack(this, 'Orders');
    const vpc = new Vpc(stack, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    new ReplicationGroup(stack, 'Cache', { vpc, profile });
  }
}

if (require.main === module) devAndProduction().synth();
