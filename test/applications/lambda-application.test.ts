import { Match, Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { LinkField, linkVariable } from 'cache-tier/link';
import { CacheAuth } from '../../lib/access/cache-auth';
import { ApplicationPlatform } from '../../lib/applications/application';
import { LambdaApplication } from '../../lib/applications/lambda-application';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { allOf, FLAGS, flat, messageOf, network, rulesIn, warningsIn } from '../connect/connect-given';
import { applicationIn, closedNetwork, openNetwork, stackIn } from './applications-given';

const { LAMBDA } = ApplicationPlatform;
const FUNCTION = 'AWS::Lambda::Function';
/** The CDK has a function of its own where a network is new. */
const OURS = { Handler: 'index.handler' };

test('it is a function of the newest Node.js on arm64, in the VPC, traced, with all of its size stated', () => {
  const stack = stackIn();
  applicationIn(stack, LAMBDA);
  Template.fromStack(stack).hasResourceProperties(FUNCTION, {
    ...OURS,
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    MemorySize: 512,
    Timeout: 15,
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('^ApplicationLogs') } },
    VpcConfig: {
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^ApplicationSecurityGroup'), 'GroupId'] }],
      SubnetIds: [
        { Ref: Match.stringLikeRegexp('isolatedSubnet1Subnet') },
        { Ref: Match.stringLikeRegexp('isolatedSubnet2Subnet') },
      ],
    },
    ReservedConcurrentExecutions: Match.absent(),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
});

test('its URL asks for IAM, and stands in the outputs with a command that asks it', () => {
  const stack = stackIn();
  const { url } = applicationIn(stack, LAMBDA);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
  // Nobody is let in beside those whom IAM lets in.
  template.resourceCountIs('AWS::Lambda::Permission', 0);
  const { Url, Curl } = template.toJSON().Outputs;
  expect(stack.resolve(url)).toEqual(Url.Value);
  expect(flat(Url.Value)).toBe('<ApplicationFunctionFunctionUrl.FunctionUrl>');
  expect(flat(Curl.Value)).toBe(
    'curl --aws-sigv4 aws:amz:<AWS::Region>:lambda --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ' +
      '-H "x-amz-security-token: $AWS_SESSION_TOKEN" <ApplicationFunctionFunctionUrl.FunctionUrl>',
  );
});

test('it sends nothing anywhere until it is connected, and then to the cache alone', () => {
  const alone = stackIn();
  applicationIn(alone, LAMBDA);
  expect([openEgress(alone), ...rulesIn(alone)]).toEqual(['']);
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  const { client } = applicationIn(stack, LAMBDA, { vpc });
  new ReplicationGroup(stack, 'Cache', { vpc }).connect(client);
  expect(rulesIn(stack).map((rule) => rule.split(':')[0])).toEqual([
    '<ApplicationSecurityGroup.GroupId> into <CacheSecurityGroup.GroupId> on tcp 6379-6379',
    '<ApplicationSecurityGroup.GroupId> out to <CacheSecurityGroup.GroupId> on tcp 6379-6379',
  ]);
  expect(openEgress(stack)).toBe('');
  Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
});

test('what it is granted stands in its managed policy, and no role has an inline one', () => {
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  const { client } = applicationIn(stack, LAMBDA, { vpc });
  new ReplicationGroup(stack, 'Cache', { vpc }).connect(client);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    Roles: [{ Ref: Match.stringLikeRegexp('^ApplicationRole') }],
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'elasticache:Connect' })]) },
  });
  // The function does not start before its role may do all of that.
  template.hasResource(FUNCTION, {
    Properties: OURS,
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ApplicationRolePolicy')]),
  });
});

test('what its code may not do is what Lambda does with its role', () => {
  const stack = stackIn();
  applicationIn(stack, LAMBDA);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Action: Match.arrayWith(['ec2:CreateNetworkInterface']),
          Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
        }),
      ]),
    },
  });
});

test('a secret that it may read has an endpoint for Secrets Manager, which lets it in', () => {
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  const { client } = applicationIn(stack, LAMBDA, { vpc });
  new ReplicationGroup(stack, 'Cache', { vpc, auth: CacheAuth.users() }).connect(client);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
  template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.secretsmanager']] },
    PrivateDnsEnabled: true,
  });
  const https = rulesIn(stack).filter((rule) => rule.includes('443'));
  expect(https.map((rule) => rule.split(':')[0])).toEqual([
    '<ApplicationSecurityGroup.GroupId> into <VpcRotationEndpointsSecurityGroup.GroupId> on tcp 443-443',
    '<ApplicationSecurityGroup.GroupId> out to <VpcRotationEndpointsSecurityGroup.GroupId> on tcp 443-443',
  ]);
});

test('it shares the endpoints of a rotation, whichever comes first', () => {
  for (const first of ['rotation', 'application']) {
    const stack = stackIn();
    const vpc = closedNetwork(stack);
    const cache = new ReplicationGroup(stack, 'Cache', { vpc, auth: CacheAuth.users() });
    const { client } = applicationIn(stack, LAMBDA, { vpc });
    if (first === 'rotation') cache.addRotation({ createEndpoints: true });
    cache.connect(client);
    if (first === 'application') cache.addRotation({ createEndpoints: true });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 2);
  }
});

test.each([
  ['a network with a way out', openNetwork],
  ['a network that is given', (scope: ReturnType<typeof stackIn>) => network(scope)],
])('in %s it makes no endpoint, and reaches its secret by HTTPS', (_, make) => {
  const stack = stackIn();
  applicationIn(stack, LAMBDA, { vpc: make(stack), name: 'sessions' });
  Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  expect(openEgress(stack)).toBe('tcp 443-443 to 0.0.0.0/0');
});

test('the sessions have a secret for their cookies, which they are told and may read', () => {
  const stack = stackIn();
  applicationIn(stack, LAMBDA, { name: 'sessions' });
  const template = Template.fromStack(stack);
  const secret = { Ref: Match.stringLikeRegexp('^ApplicationCookieSecret') };
  template.hasResourceProperties(FUNCTION, { Environment: { Variables: { COOKIE_SECRET_ARN: secret } } });
  template.hasResourceProperties('AWS::SecretsManager::Secret', {
    GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
  });
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: secret }),
      ]),
    },
  });
});

test('it is told of what it is connected to by variables', () => {
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  const { client } = applicationIn(stack, LAMBDA, { vpc, name: 'leaderboard' });
  new ReplicationGroup(stack, 'Cache', { vpc }).connect(client, { as: 'leaderboard' });
  const { Variables } = allOf(stack, FUNCTION).find(({ Handler }) => Handler === OURS.Handler).Environment;
  expect(flat(Variables[linkVariable('leaderboard', LinkField.ENDPOINT)])).toBe('<Cache.PrimaryEndPoint.Address>');
});

test('concurrency can be reserved', () => {
  const stack = stackIn();
  const vpc = closedNetwork(stack);
  new LambdaApplication(stack, 'Application', { vpc, name: 'orders', reservedConcurrency: 5 });
  Template.fromStack(stack).hasResourceProperties(FUNCTION, { ...OURS, ReservedConcurrentExecutions: 5 });
});

test('what is wrong is said in one error', () => {
  const stack = stackIn();
  const vpc = openNetwork(stack);
  const wrong = { vpc, name: 'shop', vpcSubnets: { subnets: vpc.publicSubnets } };
  expect(messageOf(() => LAMBDA.application(stack, 'Application', wrong))).toBe(
    "Stack/Application:\n  - 'name' needs one of orders, sessions, leaderboard, got 'shop'; correct it\n" +
      "  - 'vpcSubnets' needs private or isolated subnets, got public ones; the application has no public address, and " +
      'reaches nothing from there',
  );
});

test('it warns of nothing', () => {
  const app = new App({ context: FLAGS });
  const stack = stackIn(app);
  const vpc = closedNetwork(stack);
  const { client } = applicationIn(stack, LAMBDA, { vpc });
  new ReplicationGroup(stack, 'Cache', { vpc }).connect(client);
  expect(warningsIn(app)).toEqual([]);
});

/** What the security group of the application lets out of its own accord. */
function openEgress(stack: ReturnType<typeof stackIn>): string {
  const [{ SecurityGroupEgress: egress }] = allOf(stack, 'AWS::EC2::SecurityGroup').filter(({ GroupDescription }) =>
    GroupDescription.startsWith('The application'),
  );
  // Rules that stand by themselves take the place of a list that lets nothing out.
  const real = (egress ?? []).filter(({ CidrIp }: { CidrIp: string }) => CidrIp !== '255.255.255.255/32');
  return real
    .map(
      ({ IpProtocol, FromPort, ToPort, CidrIp }: { [name: string]: unknown }) =>
        `${IpProtocol} ${FromPort}-${ToPort} to ${CidrIp}`,
    )
    .join();
}

test('two applications of a stack have outputs of their own', () => {
  const stack = stackIn();
  const vpc = openNetwork(stack);
  applicationIn(stack, LAMBDA, { vpc });
  LAMBDA.application(stack, 'Second', { vpc, name: 'leaderboard' });
  expect(Object.keys(Template.fromStack(stack).toJSON().Outputs).sort()).toEqual([
    'Curl',
    'SecondCurl',
    'SecondUrl',
    'Url',
  ]);
});
