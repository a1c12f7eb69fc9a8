import { App, Duration, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CachedDatabase, Database, DatabaseSource, Invalidation } from 'cdk-cache-tier';

/** A cache in front of a database that exists, named by what the console shows of it. Of the database nothing changes. */
export function cacheInFrontOf(): App {
  const app = new App();
  const stack = new Stack(app, 'CacheInFrontOf');
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });
  const instance = DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Instance', {
    instanceIdentifier: 'orders',
    instanceEndpointAddress: 'orders.c9akciq32.eu-west-1.rds.amazonaws.com',
    port: 5432,
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'DatabaseGroup', 'sg-0123456789abcdef0')],
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
  });
  const secret = Secret.fromSecretNameV2(stack, 'Secret', 'orders');

  const orders = new CachedDatabase(stack, 'Orders', {
    database: DatabaseSource.existing(Database.fromInstance(stack, 'Database', instance, { vpc, secret })),
    // Others write to it as well, so time alone decides.
    invalidation: Invalidation.ttl({ maxTtl: Duration.minutes(1) }),
  });
  orders.connect(SecurityGroup.fromSecurityGroupId(stack, 'Application', 'sg-0123456789abcdef1'));
  return app;
}

if (require.main === module) cacheInFrontOf().synth();
