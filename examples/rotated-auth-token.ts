import { App, Duration, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CacheAuth, EngineVersion, ReplicationGroup } from 'cdk-cache-tier';

/** For clients that know a token alone: one for all of them, rotated while they go on connecting. */
export function rotatedAuthToken(): App {
  const app = new App();
  const stack = new Stack(app, 'RotatedAuthToken');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 1 });
  const cache = new ReplicationGroup(stack, 'Cache', {
    vpc,
    engine: EngineVersion.REDIS_6_2,
    auth: CacheAuth.authToken(),
  });
  const api = new LambdaFunction(stack, 'Api', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => process.env.CACHE_TIER_CACHE_SECRET_ARN;'),
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  });
  cache.connect(api);
  cache.addRotation({ every: Duration.days(30) });
  return app;
}

if (require.main === module) rotatedAuthToken().synth();
