import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  CachedDatabase,
  CacheSource,
  Invalidation,
  MemcachedCluster,
  MemcachedParameters,
  NodeType,
} from 'cdk-cache-tier';

/**
 * A Memcached cluster for what can be computed again, such as rendered pages, and another one in front of a PostgreSQL
 * database. One function is told of both: `MemcachedClient.fromEnv({ connection: 'pages' })` of `cache-tier/memcached` finds the first,
 * and `CacheTier.fromEnv()` of `cache-tier` the other.
 */
export function memcached(): App {
  const app = new App();
  const network = new Stack(app, 'MemcachedNetwork');
  const vpc = new Vpc(network, 'Vpc', { natGateways: 1 });

  const stack = new Stack(app, 'Memcached');
  const pages = new MemcachedCluster(stack, 'Pages', {
    vpc,
    nodes: 4,
    nodeType: NodeType.M7G_LARGE,
    parameters: MemcachedParameters.of({ idleTimeout: 600 }),
  });

  const orders = new CachedDatabase(stack, 'Orders', {
    vpc,
    cache: CacheSource.memcached(),
    invalidation: Invalidation.onWrites({ maxTtl: Duration.minutes(10) }),
  });

  const api = new LambdaFunction(new Stack(app, 'MemcachedApplication'), 'Api', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => process.env.CACHE_TIER_PAGES_ENDPOINT;'),
    vpc,
  });
  pages.connect(api, { as: 'pages' });
  orders.connect(api);
  return app;
}

if (require.main === module) memcached().synth();
