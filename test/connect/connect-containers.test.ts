import {
  AsgCapacityProvider,
  Cluster,
  ContainerImage,
  Ec2Service,
  Ec2TaskDefinition,
  Secret as EcsSecret,
  ExternalService,
  ExternalTaskDefinition,
  FargateService,
  FargateTaskDefinition,
  NetworkMode,
  TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import { connect } from '../../lib/connect/connect';
import {
  ACCOUNT,
  allOf,
  cacheIn,
  fleetIn,
  grantsIn,
  groupIn,
  messageOf,
  network,
  rulesIn,
  serviceIn,
  stacks,
  statementsIn,
  warningsIn,
} from './connect-given';

const image = ContainerImage.fromRegistry('app');

/** The variables of this library of each container. */
function variablesIn(scope: Stack): { [container: string]: string[] } {
  const containers = allOf(scope, 'AWS::ECS::TaskDefinition').flatMap(
    ({ ContainerDefinitions }) => ContainerDefinitions,
  );
  return Object.fromEntries(
    containers.map(({ Name, Environment = [] }) => [
      Name,
      Environment.map((variable: { Name: string }) => variable.Name).filter((name: string) => name.startsWith('CACHE')),
    ]),
  );
}

const ENVIRONMENT = ['VERSION', 'ENDPOINT', 'PORT', 'TLS', 'AUTH', 'USER'].map((field) => `CACHE_TIER_CACHE_${field}`);

test('the default container of a service gets the link, and the role of the task the grants', () => {
  const { own } = stacks();
  const service = serviceIn(own);
  service.taskDefinition.addContainer('sidecar', { image });
  connect(cacheIn(own), service);
  expect(variablesIn(own)).toEqual({ app: ENVIRONMENT, sidecar: [] });
  const [policy, ...more] = allOf(own, 'AWS::IAM::Policy');
  expect([policy.Roles, more]).toEqual([[{ Ref: 'WebTaskTaskRole6A095794' }], []]);
});

test('other containers get it instead, if they are named', () => {
  const { own } = stacks();
  const service = serviceIn(own);
  const containers = ['one', 'two'].map((id) => service.taskDefinition.addContainer(id, { image }));
  connect(cacheIn(own), service, { containers });
  expect(variablesIn(own)).toEqual({ app: [], one: ENVIRONMENT, two: ENVIRONMENT });
});

test('a container gets the links of two caches', () => {
  const { own } = stacks();
  const service = serviceIn(own);
  connect(cacheIn(own), service);
  connect(cacheIn(own, {}, 'Second'), service, { as: 'sessions' });
  expect(variablesIn(own).app).toEqual([
    ...ENVIRONMENT,
    ...ENVIRONMENT.map((name) => name.replace('TIER_CACHE', 'TIER_SESSIONS')),
  ]);
});

test('a service in the network of its machines is connected from them', () => {
  const { own } = stacks();
  const cluster = new Cluster(own, 'Cluster', { vpc: network(own) });
  const machines = fleetIn(own);
  cluster.addAsgCapacityProvider(new AsgCapacityProvider(own, 'Machines', { autoScalingGroup: machines }));
  const taskDefinition = new Ec2TaskDefinition(own, 'Task', { networkMode: NetworkMode.BRIDGE });
  taskDefinition.addContainer('app', { image, memoryLimitMiB: 64 });
  connect(cacheIn(own), new Ec2Service(own, 'Web', { cluster, taskDefinition }), { from: machines });
  expect(rulesIn(own)).toEqual([
    '<FleetInstanceSecurityGroup.GroupId> into <CacheSecurityGroup.GroupId> on tcp 6379-6379: Own/Web to the cache Own/Cache',
  ]);
  expect(variablesIn(own)).toEqual({ app: ENVIRONMENT });
});

test('a service outside AWS is connected from the security groups through which it comes', () => {
  const { own } = stacks();
  const taskDefinition = new ExternalTaskDefinition(own, 'Task');
  taskDefinition.addContainer('app', { image, memoryLimitMiB: 64 });
  const service = new ExternalService(own, 'Web', {
    cluster: new Cluster(own, 'Cluster', { vpc: network(own) }),
    taskDefinition,
  });
  const cache = cacheIn(own);
  expect(messageOf(() => connect(cache, service))).toBe(
    "Own/Web: 'from' needs something whose security groups are let in, because 'target' has none, got none; pass it, such as the cluster of a service account or the machines of a service, or grant alone with grants.connect()",
  );
  connect(cache, service, { from: groupIn(own, 'Tunnel') });
  expect(rulesIn(own)).toEqual([
    '<Tunnel.GroupId> into <CacheSecurityGroup.GroupId> on tcp 6379-6379: Own/Web to the cache Own/Cache',
  ]);
});

test('a task role that must not be changed is a warning, and the variables are set', () => {
  const { app, own } = stacks();
  const taskRole = Role.fromRoleArn(own, 'Role', `arn:aws:iam::${ACCOUNT}:role/app`, { mutable: false });
  const taskDefinition = new FargateTaskDefinition(own, 'Task', { taskRole });
  taskDefinition.addContainer('app', { image });
  const cluster = new Cluster(own, 'Cluster', { vpc: network(own) });
  connect(cacheIn(own), new FargateService(own, 'Web', { cluster, taskDefinition, minHealthyPercent: 100 }));
  expect(variablesIn(own)).toEqual({ app: ENVIRONMENT });
  expect(statementsIn(own)).toEqual([]);
  expect(grantsIn(own)).toEqual([]);
  expect(warningsIn(app)).toEqual([
    "Own/Web: 'target' needs a role whose policies this app may change, got 'Own/Role'; add by hand: " +
      `[{"Action":"elasticache:Connect","Effect":"Allow","Resource":["arn:aws:elasticache:eu-west-1:111111111111:replicationgroup:\${Cache18F6EE16}","arn:\${AWS::Partition}:elasticache:eu-west-1:111111111111:user:shop-user"]}] ` +
      '(https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html) [ack: cdk-cache-tier:connect-role]',
  ]);
});

describe('is refused', () => {
  const TASK =
    "'target' needs a service, got a task definition, which has no security groups; pass the service that runs it";

  test.each<[string, (scope: Stack) => object, string]>([
    ['a task definition', (scope) => new FargateTaskDefinition(scope, 'Task'), `Own/Task: ${TASK}`],
    [
      'an imported task definition',
      (scope) =>
        TaskDefinition.fromTaskDefinitionArn(scope, 'Task', `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/t:1`),
      `Own/Task: ${TASK}`,
    ],
    [
      'an imported service',
      (scope) =>
        FargateService.fromFargateServiceAttributes(scope, 'Web', {
          serviceName: 'web',
          cluster: new Cluster(scope, 'Cluster', { vpc: network(scope) }),
        }),
      "Own/Web: 'target' needs a service of this app, got an imported one, of which neither the role nor the containers are known; connect it where it is made, or wire it by hand with connections, grants and link of the cache",
    ],
    [
      'a service that has no container yet',
      (scope) =>
        new FargateService(scope, 'Web', {
          cluster: new Cluster(scope, 'Cluster', { vpc: network(scope) }),
          taskDefinition: new FargateTaskDefinition(scope, 'Task'),
        }),
      "Own/Web: 'containers' needs a container that gets the link, got a task without a default one; add the containers first, or name one",
    ],
  ])('%s', (_what, make, message) => {
    const { own } = stacks();
    expect(messageOf(() => connect(cacheIn(own), make(own)))).toBe(message);
  });

  test('a container of another task, or none', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    const [service, other] = [serviceIn(own), serviceIn(own, 'Other')];
    const containers = [other.taskDefinition.defaultContainer!];
    expect(messageOf(() => connect(cache, service, { containers }))).toBe(
      "Own/Web: 'containers' needs containers of 'Own/WebTask', got 'Own/OtherTask/app'; name containers of the task of the service",
    );
    expect(messageOf(() => connect(cache, service, { containers: [] }))).toBe(
      "Own/Web: 'containers' needs at least 1 container, got none; leave it out for the default container",
    );
  });

  test('a variable or a secret of the container that has a name of ours', () => {
    const { own } = stacks();
    const service = serviceIn(own);
    const container = service.taskDefinition.defaultContainer!;
    container.addEnvironment('CACHE_TIER_CACHE_ENDPOINT', 'by hand');
    container.addSecret('CACHE_TIER_CACHE_USER', EcsSecret.fromSecretsManager(new Secret(own, 'Secret')));
    expect(messageOf(() => connect(cacheIn(own), service))).toBe(
      "Own/Web: 'as' needs variables that nobody else sets on 'Own/WebTask/app', got CACHE_TIER_CACHE_ENDPOINT, CACHE_TIER_CACHE_USER; remove them, or name the connection otherwise",
    );
  });
});
