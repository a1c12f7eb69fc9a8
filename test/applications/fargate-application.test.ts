import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { CacheAuth } from '../../lib/access/cache-auth';
import { ApplicationPlatform } from '../../lib/applications/application';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { allOf, FLAGS, flat, resourcesIn, rulesIn, warningsIn } from '../connect/connect-given';
import { applicationIn, closedNetwork, openNetwork, stackIn } from './applications-given';

const { FARGATE } = ApplicationPlatform;
const SERVICE = 'AWS::ECS::Service';
const TASK = 'AWS::ECS::TaskDefinition';

test('it is a service of two tasks on Fargate, in private subnets, that goes back if they do not start', () => {
  const stack = stackIn();
  applicationIn(stack, FARGATE);
  const template = Template.fromStack(stack);
  template.hasResourceProperties(SERVICE, {
    LaunchType: 'FARGATE',
    DesiredCount: 2,
    DeploymentConfiguration: {
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
    },
    NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
  });
  template.hasResourceProperties('AWS::ECS::Cluster', {
    ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }],
  });
});

test('its container is of arm64, changes nothing of itself, says whether it is well, and logs for a year', () => {
  const stack = stackIn();
  applicationIn(stack, FARGATE);
  const template = Template.fromStack(stack);
  template.hasResourceProperties(TASK, {
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    NetworkMode: 'awsvpc',
    ContainerDefinitions: [
      Match.objectLike({
        ReadonlyRootFilesystem: true,
        StopTimeout: 30,
        Environment: [{ Name: 'PORT', Value: '8080' }],
        PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
        // Without a shell, which the image need not have.
        HealthCheck: Match.objectLike({ Command: ['CMD', 'node', '-e', Match.stringLikeRegexp('/health')] }),
        LogConfiguration: Match.objectLike({ LogDriver: 'awslogs' }),
      }),
    ],
  });
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
});

test('its image is a folder with a Dockerfile, and synthesis makes none', () => {
  const app = new App({ context: FLAGS });
  const stack = stackIn(app);
  applicationIn(stack, FARGATE);
  const assembly = app.synth();
  const manifest = JSON.parse(readFileSync(join(assembly.directory, 'Stack.assets.json'), 'utf8'));
  const [image] = Object.values(manifest.dockerImages) as { source: { directory: string; platform: string } }[];
  expect(image.source.platform).toBe('linux/arm64');
  const dockerfile = readFileSync(join(assembly.directory, image.source.directory, 'Dockerfile'), 'utf8');
  const lines = dockerfile.split('\n').filter((line) => /^[A-Z]/.test(line));
  expect(lines[0]).toMatch(/^FROM public\.ecr\.aws\/docker\/library\/node:24/);
  expect(lines).toContain('USER node');
  // Nothing runs while it is made: any machine makes it for any processor.
  expect(lines.filter((line) => line.startsWith('RUN'))).toEqual([]);
  expect(lines.at(-1)).toBe('CMD ["node", "index.js"]');
});

test('requests that IAM lets in reach its tasks through a VPC link, and nothing else does', () => {
  const stack = stackIn();
  applicationIn(stack, FARGATE);
  const template = Template.fromStack(stack);
  const routes = allOf(stack, 'AWS::ApiGatewayV2::Route');
  expect(routes.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType])).toEqual([
    ['$default', 'AWS_IAM'],
  ]);
  template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
    ConnectionType: 'VPC_LINK',
    IntegrationType: 'HTTP_PROXY',
    IntegrationUri: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApplicationServiceCloudmapService'), 'Arn'] },
  });
  template.hasResourceProperties('AWS::ServiceDiscovery::Service', {
    DnsConfig: { DnsRecords: [{ Type: 'SRV', TTL: 10 }] },
  });
  const inside = rulesIn(stack).filter((rule) => rule.includes('into <ApplicationSecurityGroup.GroupId>'));
  expect(inside).toEqual([
    '<ApplicationApiSecurityGroup.GroupId> into <ApplicationSecurityGroup.GroupId> on tcp 8080-8080: The API to the application',
  ]);
  const out = rulesIn(stack).filter((rule) => rule.startsWith('<ApplicationApiSecurityGroup.GroupId> out'));
  expect(out).toEqual([
    '<ApplicationApiSecurityGroup.GroupId> out to <ApplicationSecurityGroup.GroupId> on tcp 8080-8080: The API to the application',
  ]);
});

test('its API keeps a log, and its address and the command that asks it stand in the outputs', () => {
  const stack = stackIn();
  applicationIn(stack, FARGATE);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    StageName: '$default',
    AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('AccessLogs'), 'Arn'] } },
  });
  const { Url, Curl } = template.toJSON().Outputs;
  const url = 'https://<ApplicationApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>/';
  expect(flat(Url.Value)).toBe(url);
  expect(flat(Curl.Value)).toBe(
    'curl --aws-sigv4 aws:amz:<AWS::Region>:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ' +
      `-H "x-amz-security-token: $AWS_SESSION_TOKEN" ${url}`,
  );
});

test('in a network without a way out it has endpoints for its image, its logs and its secrets', () => {
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  const { client } = applicationIn(stack, FARGATE, { vpc });
  const services = () =>
    allOf(stack, 'AWS::EC2::VPCEndpoint').map(
      ({ ServiceName, VpcEndpointType: type }) => `${type} ${flat(ServiceName).split('>.')[1]}`,
    );
  new ReplicationGroup(stack, 'Cache', { vpc, auth: CacheAuth.users() }).connect(client);
  expect(services().sort()).toEqual([
    'Gateway s3',
    'Interface ecr.api',
    'Interface ecr.dkr',
    'Interface logs',
    'Interface secretsmanager',
  ]);
});

test('it starts after the endpoints and the policies that it needs to start', () => {
  const stack = stackIn();
  applicationIn(stack, FARGATE);
  const [{ DependsOn = [] }] = Object.values(resourcesIn(stack)).filter(({ Type }) => Type === SERVICE);
  const names = DependsOn.map((id) => id.replace(/[0-9A-F]{8}$/, ''));
  expect(names).toEqual(
    expect.arrayContaining([
      'ApplicationExecutionRolePolicy',
      'VpcRotationEndpointsEcrApi',
      'VpcRotationEndpointsEcrImages',
      'VpcRotationEndpointsLogs',
      'VpcImageLayers',
    ]),
  );
});

test('in a network with a way out it makes no endpoint', () => {
  const stack = stackIn();
  applicationIn(stack, FARGATE, { vpc: openNetwork(stack) });
  Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
});

test('no role has an inline policy, and what starts a task may not do what the task does', () => {
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  const { client } = applicationIn(stack, FARGATE, { vpc });
  new ReplicationGroup(stack, 'Cache', { vpc }).connect(client);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Policy', 0);
  const policies = allOf(stack, 'AWS::IAM::ManagedPolicy').filter(({ Roles }) => /Task|Execution/.test(flat(Roles[0])));
  const actions = Object.fromEntries(
    policies.map(({ Roles, PolicyDocument }) => [
      flat(Roles[0]),
      PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action).sort(),
    ]),
  );
  expect(actions).toEqual({
    '<ApplicationTaskRole>': ['elasticache:Connect'],
    '<ApplicationExecutionRole>': [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetAuthorizationToken',
      'ecr:GetDownloadUrlForLayer',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ],
  });
});

test('as long as its task may do nothing it has no policy, because IAM takes none that is empty', () => {
  const stack = stackIn();
  applicationIn(stack, FARGATE, { name: 'leaderboard' });
  const roles = allOf(stack, 'AWS::IAM::ManagedPolicy').map(({ Roles }) => flat(Roles[0]));
  expect(roles).toEqual(['<ApplicationExecutionRole>']);
});

test('two of them can be in one network', () => {
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  const twice = ['First', 'Second'].map((id) => {
    const scope = stackIn(stack.node.root as App, id);
    FARGATE.application(scope, 'Application', { vpc, name: 'orders' });
    return scope;
  });
  const names = twice.map((scope) => allOf(scope, 'AWS::ServiceDiscovery::PrivateDnsNamespace')[0].Name);
  expect(new Set(names).size).toBe(2);
  // The endpoints stand in the stack of the network, once.
  Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 4);
});

test('it warns of nothing', () => {
  const app = new App({ context: FLAGS });
  const stack = stackIn(app);
  const vpc = closedNetwork(stack);
  const { client } = applicationIn(stack, FARGATE, { vpc });
  new ReplicationGroup(stack, 'Cache', { vpc }).connect(client);
  expect(warningsIn(app)).toEqual([]);
});
