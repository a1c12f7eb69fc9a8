import { readFileSync } from 'node:fs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Access } from '../../lib/access/access';
import type { ICache } from '../../lib/cache/cache';
import { CacheSource } from '../../lib/patterns/cache-source';
import { CachedDatabase } from '../../lib/patterns/cached-database';
import { Invalidation } from '../../lib/patterns/invalidation';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { MEMCACHED_IMAGE } from '../../lib/self-managed/memcached-task';
import { SaslMemcached } from '../../lib/self-managed/sasl-memcached';
import type { SaslMemcachedProps } from '../../lib/self-managed/sasl-memcached-props';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Certificate-AbCdEf';
const CA = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';

let stack: Stack;
let vpc: Vpc;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
  vpc = new Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
});

const cacheWith = (props: Partial<SaslMemcachedProps> = {}) => new SaslMemcached(stack, 'Cache', { vpc, ...props });
const certificate = () => Secret.fromSecretCompleteArn(stack, 'Certificate', ARN);
const client = () =>
  new LambdaFunction(stack, 'Api', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => 1;'),
    vpc,
  });

/** The one container of the one task definition. */
function containerOf(template: Template) {
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  return task.Properties.ContainerDefinitions[0];
}

describe('a cache of which nothing is said', () => {
  let template: Template;
  let cache: SaslMemcached;
  beforeAll(() => {
    const own = new Stack(new App(), 'Stack');
    const network = new Vpc(own, 'Vpc', { natGateways: 1, maxAzs: 2 });
    cache = new SaslMemcached(own, 'Cache', { vpc: network, domainName: 'cache.example.internal' });
    template = Template.fromStack(own);
  });

  test('has two nodes, each a service of one task with a name of its own', () => {
    template.resourceCountIs('AWS::ECS::Service', 2);
    for (const name of ['node-1', 'node-2']) {
      template.hasResourceProperties('AWS::ServiceDiscovery::Service', {
        Name: name,
        DnsConfig: { DnsRecords: [{ TTL: 10, Type: 'A' }] },
      });
    }
    template.allResourcesProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      // Two tasks of a node would be two caches under one name.
      DeploymentConfiguration: Match.objectLike({
        MinimumHealthyPercent: 0,
        MaximumPercent: 100,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      }),
      AvailabilityZoneRebalancing: 'DISABLED',
      PropagateTags: 'SERVICE',
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: 'DISABLED' }) },
    });
  });

  test('changes one node after the other, and starts none before it may read its secrets', () => {
    const services = template.findResources('AWS::ECS::Service');
    const [first, second] = Object.keys(services);
    expect(services[second].DependsOn).toContain(first);
    expect(services[first].DependsOn).toContainEqual(expect.stringMatching(/^CacheExecutionRolePolicy/));
    expect(services[first].DependsOn).toContainEqual(expect.stringMatching(/DefaultRoute/));
  });

  test('runs the official image, read-only, on its size, with secrets that stand in no template', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '1024',
      Memory: '4096',
      RequiresCompatibilities: ['FARGATE'],
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    });
    const container = containerOf(template);
    expect(container).toMatchObject({
      Image: MEMCACHED_IMAGE,
      ReadonlyRootFilesystem: true,
      EntryPoint: ['/bin/sh', '-c'],
      Environment: [
        { Name: 'MEMCACHED_USER', Value: 'cache-tier' },
        { Name: 'MEMCACHED_RUN', Value: '/tmp/memcached' },
      ],
      Ulimits: [{ Name: 'nofile', SoftLimit: 65_535, HardLimit: 65_535 }],
      PortMappings: [{ ContainerPort: 11_211, Protocol: 'tcp' }],
      LogConfiguration: { Options: { mode: 'non-blocking' } },
    });
    expect(container.Secrets.map(({ Name }: { Name: string }) => Name)).toEqual([
      'MEMCACHED_PASSWORD',
      'MEMCACHED_UPCOMING_PASSWORD',
      'MEMCACHED_PREVIOUS_PASSWORD',
      'MEMCACHED_OLDER_PASSWORD',
    ]);
    expect(container.Command[0]).toContain('--memory-limit=3276 --conn-limit=4096 --threads=1 --max-item-size=1024k');
    expect(container.HealthCheck.Command.slice(0, 3)).toEqual(['CMD', 'perl', '-e']);
    expect(readFileSync('docs/sasl-memcached.md', 'utf8')).toContain(MEMCACHED_IMAGE);
  });

  test('runs as no root, may nothing that Docker leaves a container, and writes to memory alone', () => {
    expect(containerOf(template)).toMatchObject({
      User: '11211:11211',
      ReadonlyRootFilesystem: true,
      LinuxParameters: { Tmpfs: [{ ContainerPath: '/tmp', Size: 4 }], Capabilities: { Drop: ['ALL'] } },
    });
  });

  test('lets nobody in, and out to HTTPS alone', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Who may connect to the cache Cache',
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
    });
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  test('reads two secrets and writes its logs to start, and may do nothing when it runs', () => {
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 1);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    const [policy] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const statements: { Action: string[]; Resource: object }[] = policy.Properties.PolicyDocument.Statement;
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue',
    ]);
    for (const { Resource } of statements) expect(Resource).not.toBe('*');
    expect(policy.Properties.Roles).toEqual([{ Ref: expect.stringMatching(/^CacheExecutionRole/) }]);
  });

  test('is told to clients as nodes with SASL', () => {
    expect(cache.link).toEqual({
      version: '1',
      engine: 'memcached',
      endpoint: 'node-1.cache.example.internal',
      port: '11211',
      nodes: 'node-1.cache.example.internal:11211,node-2.cache.example.internal:11211',
      tls: 'false',
      auth: 'sasl',
      user: 'cache-tier',
    });
    expect(cache.endpoint.socketAddress).toBe('node-1.cache.example.internal:11211');
  });
});

test('its ids are these', () => {
  const cache = cacheWith();
  cache.addRotation();
  expect(cache.node.children.map(({ node }) => node.id)).toEqual([
    'SecurityGroup',
    'Secret',
    'UpcomingSecret',
    'Resource',
    'Logs',
    'ExecutionRole',
    'TaskRole',
    'Task',
    'Namespace',
    'Node1',
    'Node2',
    'Rotation',
  ]);
});

test('it is a cache as patterns take one: a database may have it in front of it, and the application is told of both', () => {
  const cache: ICache = cacheWith();
  const database = new CachedDatabase(stack, 'Orders', {
    vpc,
    cache: CacheSource.existing(cache),
    invalidation: Invalidation.ttl({ maxTtl: Duration.minutes(1) }),
  });
  const { cache: connected } = database.connect(client());
  expect(connected.link).toMatchObject({
    engine: 'memcached',
    auth: 'sasl',
    nodes: expect.stringContaining('node-2.'),
  });
  expect(connected.secret).toBe((cache as SaslMemcached).secret);
});

test('a name of its own stays within the length of a label', () => {
  const deep = new Stack(new App(), 'AStackWithALongNameOfItsOwnInAStageOfALongName');
  const cache = new SaslMemcached(deep, 'CacheWithALongName', { vpc: new Vpc(deep, 'Vpc') });
  expect(cache.hosts[0]).toMatch(/^node-1\.[a-z0-9-]{1,40}\.internal$/);
});

describe('connect', () => {
  test('opens the port, grants the secret that clients read, and tells where the nodes are', () => {
    const cache = cacheWith({ domainName: 'cache.example.internal' });
    const connection = cache.connect(client());
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 11_211, ToPort: 11_211 });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
            Resource: { Ref: Match.stringLikeRegexp('^CacheSecret') },
          }),
        ],
      }),
    });
    expect(connection.environment).toMatchObject({
      CACHE_TIER_CACHE_AUTH: 'sasl',
      CACHE_TIER_CACHE_USER: 'cache-tier',
      CACHE_TIER_CACHE_NODES: 'node-1.cache.example.internal:11211,node-2.cache.example.internal:11211',
    });
    expect(connection.secret).toBe(cache.secret);
    // Its variables name no node: nothing else makes it wait for them.
    const [{ DependsOn }] = Object.values(template.findResources('AWS::Lambda::Function'));
    const nodes = Object.keys(template.findResources('AWS::ECS::Service'));
    expect(DependsOn.filter((id: string) => nodes.includes(id))).toEqual([expect.stringMatching(/^CacheNode2/)]);
  });

  test('tells a client without security groups of nothing that it does not have', () => {
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/client');
    expect(() => cacheWith().connect(role)).toThrow('or use connections, secret and link of the cache alone');
  });

  test('refuses an access: there is one user', () => {
    expect(() => cacheWith().connect(client(), { access: Access.READ_ONLY })).toThrow(
      new InvalidCacheError('Stack/Api', [
        "'access' needs a cache with several users, got Memcached with one, who may do everything; leave it out, or use a ReplicationGroup (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html)",
      ]),
    );
  });

  test('says of a client in another account that names of nodes have to reach it', () => {
    const [ours, theirs] = ['111122223333', '222222222222'].map(
      (account) => new Stack(new App(), `Of${account}`, { env: { account, region: 'eu-west-1' } }),
    );
    const cache = new SaslMemcached(ours, 'Cache', { vpc: new Vpc(ours, 'Vpc', { natGateways: 1 }) });
    expect(() => cache.connect(new SecurityGroup(theirs, 'Group', { vpc: new Vpc(theirs, 'Vpc') }))).toThrow(
      'peer the networks, associate the hosted zone of the nodes with the network of the client, publish the link with',
    );
  });

  test('takes clients of another stack, and those of nowhere', () => {
    const cache = cacheWith();
    const other = new Stack(stack.node.root, 'Other');
    const group = new SecurityGroup(other, 'Group', { vpc });
    cache.connect(group);
    expect(cache.publishLink({ as: 'published' }).parameterName).toBeDefined();
    expect(cache.clientSecurityGroup.securityGroupId).toBeDefined();
    Template.fromStack(other).resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
  });
});

describe('with a certificate', () => {
  test('nodes take TLS alone, and ECS gives them the certificate and its key', () => {
    const cache = cacheWith({ domainName: 'cache.example.internal', certificate: certificate() });
    const container = containerOf(Template.fromStack(stack));
    expect(cache.link.tls).toBe('true');
    expect(container.Command[0]).toContain('--listen=0.0.0.0:11211 --listen=notls:127.0.0.1:11212 --enable-ssl');
    expect(container.Secrets).toEqual(
      expect.arrayContaining([
        { Name: 'MEMCACHED_CERTIFICATE', ValueFrom: `${ARN}:certificate::` },
        { Name: 'MEMCACHED_PRIVATE_KEY', ValueFrom: `${ARN}:privateKey::` },
      ]),
    );
  });

  test('ECS may use the key with which the certificate is imported', () => {
    const encryptionKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
    const secret = Secret.fromSecretAttributes(stack, 'Certificate', { secretCompleteArn: ARN, encryptionKey });
    cacheWith({ domainName: 'cache.example.internal', certificate: secret });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: encryptionKey.keyArn })]),
      }),
    });
  });

  test('the rotation logs in by TLS, and trusts its authority', () => {
    cacheWith({ domainName: 'cache.example.internal', certificate: certificate(), caCertificate: CA }).addRotation();
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TLS: 'true', CA_CERTIFICATE: CA }) },
    });
  });
});

describe('the rotation', () => {
  test('may restart the services of the nodes, and change the two secrets', () => {
    cacheWith().addRotation({ every: Duration.days(7) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      SecretId: { Ref: Match.stringLikeRegexp('^CacheSecret') },
      RotationRules: { AutomaticallyAfterDays: 7 },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['ecs:DescribeServices', 'ecs:UpdateService'],
            Resource: [
              { Ref: Match.stringLikeRegexp('^CacheNode1Service') },
              { Ref: Match.stringLikeRegexp('^CacheNode2Service') },
            ],
          }),
        ]),
      }),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          USER_NAME: 'cache-tier',
          PORT: '11211',
          TLS: 'false',
          RETIRE_PREVIOUS: 'at-next-rotation',
          UPCOMING_SECRET_ARN: { Ref: Match.stringLikeRegexp('^CacheUpcomingSecret') },
          HOSTS: Match.stringLikeRegexp('^node-1\\.[^,]+,node-2\\.[^,]+$'),
        }),
      },
    });
  });

  test('has endpoints of Secrets Manager and ECS made, which let the nodes in', () => {
    const cache = cacheWith();
    cache.addRotation({ createEndpoints: true });
    const template = Template.fromStack(stack);
    const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint'));
    const names = endpoints.map(({ Properties }) => JSON.stringify(Properties.ServiceName));
    expect(names).toEqual([expect.stringContaining('secretsmanager'), expect.stringContaining('.ecs')]);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 443,
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CacheSecurityGroup'), 'GroupId'] },
    });
    Annotations.fromStack(stack).hasWarning(
      '*',
      Match.stringLikeRegexp('the other clients of Secrets Manager and Amazon ECS in the VPC to be let in'),
    );
    // A task that starts before that is led to endpoints which do not let it in, and cannot read its secrets.
    const [service] = Object.values(template.findResources('AWS::ECS::Service'));
    const rules = Object.entries(template.findResources('AWS::EC2::SecurityGroupIngress'));
    const [[rule]] = rules.filter(([, { Properties }]) =>
      /"CacheSecurityGroup/.test(JSON.stringify(Properties.SourceSecurityGroupId)),
    );
    expect(service.DependsOn).toEqual(
      expect.arrayContaining([...Object.keys(template.findResources('AWS::EC2::VPCEndpoint')), rule]),
    );
  });

  test('has endpoints made in the stack of the network, which depends on nothing of the cache', () => {
    const app = new App();
    const network = new Stack(app, 'Network');
    const own = new Stack(app, 'Cache');
    const cache = new SaslMemcached(own, 'Cache', { vpc: new Vpc(network, 'Vpc', { natGateways: 1 }) });
    cache.addRotation({ createEndpoints: true });
    app.synth();
    expect(network.dependencies).toEqual([]);
    expect(own.dependencies).toEqual([network]);
  });

  test('is told of 20 nodes and of a long root, but not of both: Lambda takes 4 KB', () => {
    const long = CA.replace('MII', 'M'.repeat(1950));
    const about = (props: Partial<SaslMemcachedProps>) => {
      const own = new Stack(new App(), 'OrdersOfTheShopInProduction');
      const secret = Secret.fromSecretCompleteArn(own, 'Certificate', ARN);
      const network = new Vpc(own, 'Vpc', { natGateways: 1 });
      const names = { domainName: 'orders.production.example.internal', certificate: secret };
      new SaslMemcached(own, 'Cache', { vpc: network, ...names, ...props }).addRotation();
      return Annotations.fromStack(own)
        .findWarning('*', Match.stringLikeRegexp('environment'))
        .map(({ entry }) => entry.data);
    };
    expect(about({ nodes: 20 })).toEqual([]);
    expect(about({ caCertificate: long })).toEqual([]);
    expect(about({ nodes: 20, caCertificate: long })).toEqual([
      expect.stringMatching(
        /^'addRotation' needs .* 4096 bytes .* got about 4\d\d\d, .* fewer nodes, .*sasl-rotation-environment\]$/,
      ),
    ]);
  });

  test('is one', () => {
    const cache = cacheWith();
    cache.addRotation();
    expect(() => cache.addRotation()).toThrow(InvalidCacheError);
  });
});

test('a key encrypts secrets and logs, and ECS may decrypt with it', () => {
  const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
  cacheWith({ encryptionKey: key });
  const template = Template.fromStack(stack);
  template.allResourcesProperties('AWS::SecretsManager::Secret', { KmsKeyId: Match.anyValue() });
  template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: key.keyArn })]),
    }),
  });
});
