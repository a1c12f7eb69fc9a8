import { App, Duration, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Access, CacheAuth, EngineVersion, ReplicationGroup } from 'cdk-cache-tier';

/** For clients that cannot sign: each access has a user with a password of its own, and a new one every 30 days. */
export function usersWithPasswords(): App {
  const app = new App();
  const stack = new Stack(app, 'UsersWithPasswords');
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  const cache = new ReplicationGroup(stack, 'Cache', {
    vpc,
    engine: EngineVersion.REDIS_6_2,
    auth: CacheAuth.users(),
  });
  const sessions = new LambdaFunction(stack, 'Sessions', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => process.env.CACHE_TIER_CACHE_SECRET_ARN;'),
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  });
  cache.connect(sessions, { access: Access.SESSION_STORE });
  // The endpoints let the function read its secret as well.
  cache.addRotation({ every: Duration.days(30), createEndpoints: true });
  return app;
}

if (require.main === module) usersWithPasswords().synth();
