import { App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FargateSize, SaslMemcached } from 'cdk-cache-tier';

/** Memcached with a user and a password, which ElastiCache does not offer: run by oneself on Fargate. */
export function saslMemcached(): App {
  const app = new App();
  const stack = new Stack(app, 'SaslMemcached');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 1 });
  const cache = new SaslMemcached(stack, 'Cache', { vpc, nodes: 2, size: FargateSize.of(512, 2048) });
  const api = new LambdaFunction(stack, 'Api', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => process.env.CACHE_TIER_CACHE_NODES;'),
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  });
  cache.connect(api);
  cache.addRotation();
  return app;
}

if (require.main === module) saslMemcached().synth();
