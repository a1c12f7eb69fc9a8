import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CachedDatabase, Invalidation } from 'cdk-cache-tier';

/**
 * A PostgreSQL database with a cache in front of it, and a function that is told of both. What it writes is seen at once,
 * what others write within ten minutes.
 */
export function cachedDatabase(): App {
  const app = new App();
  const network = new Stack(app, 'CachedDatabaseNetwork');
  const vpc = new Vpc(network, 'Vpc', { natGateways: 1 });

  const orders = new CachedDatabase(new Stack(app, 'CachedDatabase'), 'Orders', {
    vpc,
    rules: [
      { tables: ['products', 'categories'], ttl: Duration.minutes(5), stale: Duration.minutes(1) },
      { tables: ['shop.orders'], ttl: Duration.seconds(30) },
    ],
    invalidation: Invalidation.onWrites({ maxTtl: Duration.minutes(10) }),
  });

  const api = new LambdaFunction(new Stack(app, 'CachedDatabaseApplication'), 'Api', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => process.env.CACHE_TIER_DATABASE_ENDPOINT;'),
    vpc,
  });
  orders.connect(api);
  return app;
}

if (require.main === module) cachedDatabase().synth();
