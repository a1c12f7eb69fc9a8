import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, ContainerInsights, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { SessionStore } from 'cdk-cache-tier';

/** Sessions of eight hours for a service, which may touch sessions and nothing else. Nodes may go, sessions stay. */
export function sessionStore(): App {
  const app = new App();
  const stack = new Stack(app, 'SessionStore');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 1 });
  const sessions = new SessionStore(stack, 'Sessions', { vpc, ttl: Duration.hours(8), maxTtl: Duration.days(14) });

  const taskDefinition = new FargateTaskDefinition(stack, 'WebTask');
  taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:24') });
  const cluster = new Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENHANCED });
  const web = new FargateService(stack, 'Web', { cluster, taskDefinition, minHealthyPercent: 100 });
  sessions.connect(web);
  return app;
}

if (require.main === module) sessionStore().synth();
