import { App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, ContainerInsights, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Access, AccessString, ReplicationGroup } from 'cdk-cache-tier';

/**
 * Clients that prove who they are with their roles: no password exists. A function reads and writes; a service may read the
 * products alone. Network, cache and applications are stacks of their own, and none of them locks another.
 */
export function iamClients(): App {
  const app = new App();
  const network = new Stack(app, 'IamClientsNetwork');
  const vpc = new Vpc(network, 'Vpc', { natGateways: 1 });

  const cache = new ReplicationGroup(new Stack(app, 'IamClientsCache'), 'Cache', { vpc });

  const applications = new Stack(app, 'IamClients');
  const orders = new LambdaFunction(applications, 'Orders', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => process.env.CACHE_TIER_CACHE_ENDPOINT;'),
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  });
  cache.connect(orders, { keyPrefix: 'order:' });

  const taskDefinition = new FargateTaskDefinition(applications, 'ShopTask');
  taskDefinition.addContainer('shop', { image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:24') });
  const cluster = new Cluster(applications, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENHANCED });
  const shop = new FargateService(applications, 'Shop', { cluster, taskDefinition, minHealthyPercent: 100 });
  cache.connect(shop, {
    as: 'catalog',
    access: Access.of('catalog', AccessString.readOnly({ keys: ['product:*'] })),
  });
  return app;
}

if (require.main === module) iamClients().synth();
