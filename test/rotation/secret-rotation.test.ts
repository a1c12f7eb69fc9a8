import { CfnVPC, InterfaceVpcEndpointAwsService, type IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  App,
  CfnParameter,
  CfnResource,
  Duration,
  Fn,
  Lazy,
  NestedStack,
  PropertyInjectors,
  RemovalPolicy,
  type Stack,
} from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { RetirePrevious } from '../../lib/rotation/rotation-options';
import { SecretRotation, type SecretRotationProps } from '../../lib/rotation/secret-rotation';
import {
  all,
  cacheIn,
  groupId,
  ISOLATED,
  idOf,
  imported,
  messageOf,
  messagesIn,
  only,
  type Resources,
  resources,
  rotate,
  STATEMENT,
  stackIn,
} from './rotation-given';

const FUNCTION = 'AWS::Lambda::Function';
const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const ROTATION_PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html';
const ARN = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:token-AbCdEf';
const ENV = { account: '111111111111', region: 'eu-west-1' };

function refusalOf(props: Partial<SecretRotationProps>, vpc?: (scope: Stack) => IVpc): string {
  const scope = stackIn();
  return messageOf(() => rotate(scope, vpc?.(scope), props));
}

function statements(scope: Stack): Resources[] {
  return only(scope, 'AWS::IAM::ManagedPolicy').PolicyDocument.Statement;
}

/** What a resource waits for, by the types of those. */
function waitsFor(scope: Stack, type: string): string[] {
  const template = resources(scope);
  const { DependsOn = [] } = Object.values(template).find(({ Type }) => Type === type) ?? {};
  return DependsOn.map((id: string) => template[id].Type).sort();
}

describe('the schedule', () => {
  test('is every 30 days, and no stack update rotates', () => {
    const scope = stackIn();
    const { lambdaFunction } = rotate(scope);
    expect(only(scope, SCHEDULE)).toEqual({
      RotateImmediatelyOnUpdate: false,
      RotationLambdaARN: scope.resolve(lambdaFunction.functionArn),
      RotationRules: { AutomaticallyAfterDays: 30 },
      SecretId: { Ref: 'SecretA720EF05' },
    });
  });

  test.each([
    [Duration.days(1), 1],
    [Duration.hours(48), 2],
    [Duration.days(1000), 1000],
  ])('is every %s if that is said', (every, days) => {
    const scope = stackIn();
    rotate(scope, undefined, { every });
    expect(only(scope, SCHEDULE).RotationRules).toEqual({ AutomaticallyAfterDays: days });
  });

  test('takes days that only the deployment knows', () => {
    const scope = stackIn();
    const days = new CfnParameter(scope, 'Days', { type: 'Number' }).valueAsNumber;
    rotate(scope, undefined, { every: Duration.days(days) });
    expect(only(scope, SCHEDULE).RotationRules).toEqual({ AutomaticallyAfterDays: { Ref: 'Days' } });
  });

  const RANGE = (got: string) =>
    `Stack/Rotation: 'every' needs whole days from 1 to 1000, got ${got}; set every: Duration.days(30) (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html)`;

  test.each([
    [Duration.hours(36), '1 day 12 hours'],
    [Duration.days(0), '0 days'],
    [Duration.days(1001), '1001 days'],
    [Duration.hours(4), '4 hours'],
    [Duration.hours(Lazy.number({ produce: () => 24 })), 'hours that only the deployment knows'],
  ])('is refused every %s', (every, got) => {
    expect(refusalOf({ every })).toBe(RANGE(got));
  });

  test('waits for the permission, the rules, and the cache', () => {
    const scope = stackIn();
    const cache = new CfnResource(scope, 'Group', { type: 'AWS::ElastiCache::ReplicationGroup' });
    rotate(scope, undefined, { dependencies: [cache] });
    expect(waitsFor(scope, SCHEDULE)).toEqual([
      EGRESS,
      INGRESS,
      'AWS::ElastiCache::ReplicationGroup',
      'AWS::Lambda::Permission',
    ]);
    expect(waitsFor(scope, FUNCTION)).toEqual(['AWS::IAM::Role']);
  });

  test('waits for the cache itself, where the rotation is a part of it', () => {
    const scope = stackIn();
    const cache = new Construct(scope, 'Orders');
    const resource = new CfnResource(cache, 'Resource', { type: 'AWS::ElastiCache::ReplicationGroup' });
    const secret = new Secret(cache, 'Secret');
    new SecretRotation(cache, 'Rotation', {
      secret,
      handler: 'rotate-auth-token',
      statements: [],
      dependencies: [cache],
    });
    const [schedule] = Object.values(resources(scope)).filter(({ Type }) => Type === SCHEDULE);
    expect(schedule.DependsOn).toEqual([idOf(resource), expect.stringContaining('Permission')]);
  });

  test('has the same logical id for ever', () => {
    const scope = stackIn();
    const { schedule } = rotate(scope) as unknown as { schedule: CfnRotationSchedule };
    expect(idOf(schedule)).toBe('RotationSchedule724E37F2');
  });
});

describe('the function', () => {
  test('is told which secret, and what becomes of the previous credential', () => {
    const scope = stackIn();
    rotate(scope, undefined, { environment: { REPLICATION_GROUP_ID: 'orders' } });
    expect(only(scope, FUNCTION)).toMatchObject({
      Description: 'Rotates the secret of Stack',
      Environment: {
        Variables: {
          REPLICATION_GROUP_ID: 'orders',
          RETIRE_PREVIOUS: 'at-next-rotation',
          SECRET_ARN: { Ref: 'SecretA720EF05' },
        },
      },
    });
  });

  test('is told to end the previous credential at once, if that is said', () => {
    const scope = stackIn();
    rotate(scope, undefined, { retirePrevious: RetirePrevious.IMMEDIATELY });
    expect(only(scope, FUNCTION).Environment.Variables.RETIRE_PREVIOUS).toBe('immediately');
  });

  test('can be invoked by Secrets Manager for this secret, and by nobody else', () => {
    const scope = stackIn();
    const { lambdaFunction } = rotate(scope);
    expect(only(scope, 'AWS::Lambda::Permission')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: scope.resolve(lambdaFunction.functionArn),
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { Ref: 'SecretA720EF05' },
    });
  });

  test('may take the four steps with this secret, and what it is given for the cache', () => {
    const scope = stackIn();
    rotate(scope);
    expect(statements(scope).slice(-2)).toEqual([
      {
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Effect: 'Allow',
        Resource: { Ref: 'SecretA720EF05' },
      },
      STATEMENT,
    ]);
    expect(statements(scope)).toHaveLength(7);
  });

  test('may use the key of the secret, for this secret only', () => {
    const scope = stackIn();
    const encryptionKey = new Key(scope, 'Key');
    rotate(scope, undefined, { secret: new Secret(scope, 'Secret', { encryptionKey }) });
    const ofKey = statements(scope).filter(({ Action }) => [Action].flat().join().includes('kms:'));
    expect(ofKey).toEqual([
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: {
          StringEquals: {
            'kms:EncryptionContext:SecretARN': { Ref: 'SecretA720EF05' },
            'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
          },
        },
        Effect: 'Allow',
        Resource: scope.resolve(encryptionKey.keyArn),
      },
    ]);
    expect(only(scope, FUNCTION).KmsKeyArn).toBeUndefined();
  });

  test('has the key, the logs and the reservation that are given', () => {
    const scope = stackIn();
    const encryptionKey = new Key(scope, 'Key');
    rotate(scope, undefined, {
      encryptionKey,
      logRetention: RetentionDays.TWO_YEARS,
      logRemovalPolicy: RemovalPolicy.DESTROY,
      reservedConcurrency: 1,
    });
    const KmsKeyId = scope.resolve(encryptionKey.keyArn);
    expect(only(scope, FUNCTION)).toMatchObject({ KmsKeyArn: KmsKeyId, ReservedConcurrentExecutions: 1 });
    expect(only(scope, 'AWS::Logs::LogGroup')).toEqual({ KmsKeyId, RetentionInDays: 731 });
    expect(only(scope, 'AWS::SQS::Queue').KmsMasterKeyId).toEqual(KmsKeyId);
    const logs = Object.values(resources(scope)).find(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(logs?.DeletionPolicy).toBe('Delete');
  });

  test.each([0, -1, 1.5])('is refused a reservation of %d', (reservedConcurrency) => {
    expect(refusalOf({ reservedConcurrency })).toBe(
      `Stack/Rotation: 'reservedConcurrency' needs a whole number of at least 1, got ${reservedConcurrency}; leave it out, or set reservedConcurrency: 1 (https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html)`,
    );
  });

  test('can be watched: its logs, its failures and itself are there', () => {
    const scope = stackIn();
    const rotation = rotate(scope);
    const { logGroup, deadLetterQueue, lambdaFunction } = rotation;
    const ids = [logGroup, deadLetterQueue, lambdaFunction].map((it) => resources(scope)[idOf(it)].Type);
    expect(ids).toEqual(['AWS::Logs::LogGroup', 'AWS::SQS::Queue', FUNCTION]);
  });
});

describe('in a network', () => {
  test('the cache lets the function in, and the function may go there', () => {
    const scope = stackIn();
    const vpc = imported(scope, 'private');
    const cache = cacheIn(scope, vpc, 'Orders');
    const rotation = rotate(scope, vpc, { cache });
    const [own, theirs] = [rotation, cache].map(({ connections }) => groupId(connections.securityGroups[0]));
    const rule = {
      Description: 'The rotation tries a new credential',
      FromPort: 6379,
      IpProtocol: 'tcp',
      ToPort: 6379,
    };
    expect(all(scope, INGRESS)).toEqual([{ ...rule, GroupId: theirs, SourceSecurityGroupId: own }]);
    expect(all(scope, EGRESS)).toEqual([{ ...rule, GroupId: own, DestinationSecurityGroupId: theirs }]);
    expect(only(scope, FUNCTION).VpcConfig).toEqual({
      SecurityGroupIds: [own],
      SubnetIds: ['private-1', 'private-2'],
    });
  });

  test('the function lets nobody in, and calls services by HTTPS only', () => {
    const scope = stackIn();
    const { connections } = rotate(scope);
    const { Properties } = resources(scope)[idOf(connections.securityGroups[0])];
    expect(Properties).toEqual({
      GroupDescription: 'What the rotation of a secret may reach',
      SecurityGroupEgress: [
        {
          CidrIp: '0.0.0.0/0',
          Description: 'The rotation calls Secrets Manager and ElastiCache',
          FromPort: 443,
          IpProtocol: 'tcp',
          ToPort: 443,
        },
      ],
      VpcId: 'vpc-1',
    });
  });

  test('isolated subnets are taken where there are no others', () => {
    const scope = stackIn();
    rotate(scope, imported(scope, 'isolated'));
    expect(only(scope, FUNCTION).VpcConfig.SubnetIds).toEqual(['isolated-1', 'isolated-2']);
  });

  test('the subnets of a selection are taken', () => {
    const scope = stackIn();
    rotate(scope, undefined, { vpcSubnets: { availabilityZones: ['eu-west-1b'] } });
    expect(only(scope, FUNCTION).VpcConfig.SubnetIds).toEqual(['private-2']);
  });

  test.each([
    [
      'public subnets are refused',
      { subnetType: SubnetType.PUBLIC },
      "'vpcSubnets' needs private or isolated subnets, got public ones; a function in a public subnet has no way out",
    ],
    [
      'a selection without subnets is refused',
      { availabilityZones: ['eu-west-1c'] },
      "'vpcSubnets' needs at least one subnet, got none; select subnets that the VPC has",
    ],
  ])('%s', (_what, vpcSubnets, problem) => {
    expect(refusalOf({ vpcSubnets }, (scope) => new Vpc(scope, 'Vpc'))).toBe(`Stack/Rotation: ${problem}`);
  });

  test('a network of public subnets is refused', () => {
    const subnetConfiguration = [{ name: 'Web', subnetType: SubnetType.PUBLIC }];
    expect(refusalOf({}, (scope) => new Vpc(scope, 'Vpc', { subnetConfiguration }))).toBe(
      "Stack/Rotation: 'vpc' needs private or isolated subnets, got public ones only; add a subnet group of type PRIVATE_ISOLATED",
    );
  });

  test('isolated subnets without endpoints are refused at synthesis', () => {
    const scope = stackIn();
    rotate(scope, new Vpc(scope, 'Vpc', ISOLATED));
    expect(messageOf(() => (scope.node.root as App).synth())).toContain(
      "[Stack/Rotation] 'vpcSubnets' needs a way to Secrets Manager and ElastiCache, got subnets without one",
    );
  });

  test('isolated subnets of an imported network are warned of', () => {
    const scope = stackIn();
    rotate(scope, imported(scope, 'isolated'));
    expect(messagesIn(scope)).toEqual([expect.stringContaining('[ack: cdk-cache-tier:rotation-reach]')]);
  });

  test('a network that is not looked up yet is neither refused nor warned of', () => {
    const scope = stackIn(new App(), 'Stack', { env: ENV });
    const vpc = Vpc.fromLookup(scope, 'Vpc', { isDefault: false });
    rotate(scope, vpc, { createEndpoints: true, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } });
    expect(messagesIn(scope).filter((text) => !text.includes('rotation-endpoints'))).toEqual([]);
  });

  test('a cache in another stack gets its rule from the stack of the rotation', () => {
    const app = new App();
    const caches = stackIn(app, 'Caches');
    const cache = cacheIn(caches, imported(caches, 'private'));
    const scope = stackIn(app);
    rotate(scope, undefined, { cache });
    app.synth();
    expect(all(caches, INGRESS)).toEqual([]);
    expect(all(scope, INGRESS)).toEqual([expect.objectContaining({ FromPort: 6379 })]);
    expect(waitsFor(scope, SCHEDULE)).toEqual([EGRESS, INGRESS, 'AWS::Lambda::Permission']);
  });

  test('a cache whose security group must not be changed is left alone', () => {
    const scope = stackIn();
    const group = SecurityGroup.fromSecurityGroupId(scope, 'Given', 'sg-1', { mutable: false });
    const { connections } = cacheIn(scope, imported(scope, 'private', 'Other'), 'Unused');
    connections.addSecurityGroup(group);
    rotate(scope, undefined, { cache: { connections } });
    expect(all(scope, INGRESS).map(({ GroupId }) => GroupId)).not.toContain('sg-1');
  });
});

describe('with endpoints of its own', () => {
  const ENDPOINT = 'AWS::EC2::VPCEndpoint';

  test('the function may go to the cache and to the endpoints, and nowhere else', () => {
    const scope = stackIn();
    const rotation = rotate(scope, new Vpc(scope, 'Vpc', ISOLATED), { createEndpoints: true });
    const own = resources(scope)[idOf(rotation.connections.securityGroups[0])].Properties;
    expect(own.SecurityGroupEgress).toBeUndefined();
    expect(all(scope, EGRESS).map(({ FromPort }) => FromPort)).toEqual([6379, 443]);
    expect(all(scope, ENDPOINT)).toHaveLength(2);
    expect(messagesIn(scope)).toEqual([]);
  });

  test('the schedule waits for the endpoints and the rules', () => {
    const scope = stackIn();
    rotate(scope, new Vpc(scope, 'Vpc', ISOLATED), { createEndpoints: true });
    expect(waitsFor(scope, SCHEDULE)).toEqual([
      EGRESS,
      EGRESS,
      INGRESS,
      INGRESS,
      ENDPOINT,
      ENDPOINT,
      'AWS::Lambda::Permission',
    ]);
  });

  test('two rotations in one network share them', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    const [one, two] = ['One', 'Two'].map((id) => rotate(scope, vpc, { createEndpoints: true }, id));
    expect(one.serviceEndpoints).toBe(two.serviceEndpoints);
    expect(all(scope, ENDPOINT)).toHaveLength(2);
    const sources = all(scope, INGRESS)
      .filter(({ FromPort }) => FromPort === 443)
      .map(({ SourceSecurityGroupId }) => SourceSecurityGroupId);
    expect(sources).toEqual([one, two].map(({ connections }) => groupId(connections.securityGroups[0])));
  });

  test.each([
    ['first', [true, false]],
    ['last', [false, true]],
  ])('a rotation that did not ask for them is let in too, if the one that did comes %s', (_when, asked) => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    const rotations = asked.map((createEndpoints, index) => rotate(scope, vpc, { createEndpoints }, `R${index}`));
    expect(rotations.map(({ serviceEndpoints }) => serviceEndpoints !== undefined)).toEqual(asked);
    expect(all(scope, INGRESS).filter(({ FromPort }) => FromPort === 443)).toHaveLength(2);
    const waiting = Object.values(resources(scope)).filter(({ Type }) => Type === SCHEDULE);
    for (const { DependsOn } of waiting) {
      expect(DependsOn.filter((id: string) => resources(scope)[id].Type === ENDPOINT)).toHaveLength(2);
    }
    expect(messagesIn(scope)).toEqual([]);
  });

  test('they stand in the stack of the network, and caches of other stacks share them without a cycle', () => {
    const app = new App();
    const net = stackIn(app, 'Net');
    const vpc = new Vpc(net, 'Vpc', ISOLATED);
    const scopes = ['One', 'Two'].map((id) => stackIn(app, id));
    for (const scope of scopes) rotate(scope, vpc, { createEndpoints: true });
    app.synth();
    expect(all(net, ENDPOINT)).toHaveLength(2);
    expect(net.dependencies).toEqual([]);
    for (const scope of scopes) {
      expect(all(scope, ENDPOINT)).toEqual([]);
      expect(scope.dependencies).toEqual([net]);
      expect(
        all(scope, INGRESS)
          .map(({ FromPort }) => FromPort)
          .sort(),
      ).toEqual([443, 6379]);
    }
  });

  test('a rotation in a nested stack uses those of the stack around it', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    rotate(new NestedStack(scope, 'Nested'), vpc, { createEndpoints: true });
    (scope.node.root as App).synth();
    expect(all(scope, ENDPOINT)).toHaveLength(2);
  });

  test('other clients can be let in', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    const { serviceEndpoints } = rotate(scope, vpc, { createEndpoints: true });
    const client = new SecurityGroup(scope, 'Client', { vpc, allowAllOutbound: false });
    client.connections.allowToDefaultPort(serviceEndpoints!);
    const sources = all(scope, INGRESS).filter(({ FromPort }) => FromPort === 443);
    expect(sources.map(({ SourceSecurityGroupId }) => SourceSecurityGroupId)).toContainEqual(groupId(client));
  });

  test('the endpoints of somebody else need no more than the function to be let in', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    const rotation = rotate(scope, vpc);
    const subnets = { subnetType: SubnetType.PRIVATE_ISOLATED };
    for (const service of [
      InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      InterfaceVpcEndpointAwsService.ELASTICACHE,
    ]) {
      const endpoint = vpc.addInterfaceEndpoint(service.shortName, { service, subnets, open: false });
      endpoint.connections.allowDefaultPortFrom(rotation);
    }
    expect(messagesIn(scope)).toEqual([]);
    expect(rotation.serviceEndpoints).toBeUndefined();
    expect(all(scope, INGRESS).filter(({ FromPort }) => FromPort === 443)).toHaveLength(2);
  });
});

describe('without a network', () => {
  function outside(props: Partial<SecretRotationProps> = {}) {
    const scope = stackIn();
    const secret = new Secret(scope, 'Secret');
    const make = () =>
      new SecretRotation(scope, 'Rotation', { secret, handler: 'rotate-user-password', statements: [], ...props });
    return { scope, make };
  }

  test('the function runs outside of every VPC, and may make no network interface', () => {
    const { scope, make } = outside();
    expect(make().connections.securityGroups).toEqual([]);
    expect(only(scope, FUNCTION).VpcConfig).toBeUndefined();
    expect(JSON.stringify(statements(scope))).not.toContain('ec2:');
    expect(all(scope, 'AWS::EC2::SecurityGroup')).toEqual([]);
  });

  test('what needs one is refused', () => {
    const { make } = outside({ vpcSubnets: {}, createEndpoints: true });
    expect(messageOf(make)).toBe(
      "Stack/Rotation: 'vpc' needs to be given for 'vpcSubnets' and 'createEndpoints', got none; set the vpc of the cache",
    );
  });
});

describe('the secret', () => {
  test('is rotated once: a second rotation beside the first is refused', () => {
    const scope = stackIn();
    rotate(scope);
    expect(messageOf(() => new SecretRotation(scope, 'Rotation', {} as SecretRotationProps))).toBe(
      `Stack: 'secret' needs one rotation, got another beside Stack/Rotation; keep one of them (${ROTATION_PAGE})`,
    );
  });

  const another = (path: string) =>
    `'secret' needs one rotation, got another beside ${path}; keep one of them (${ROTATION_PAGE})`;

  test('is rotated once: a second rotation elsewhere is refused', () => {
    const scope = stackIn();
    const secret = Secret.fromSecretCompleteArn(scope, 'Import', ARN);
    rotate(scope, undefined, { secret });
    const other = stackIn(scope.node.root as App, 'Other');
    const again = Secret.fromSecretCompleteArn(other, 'Import', ARN);
    expect(messageOf(() => rotate(other, undefined, { secret: again }))).toBe(
      `Other/Rotation: ${another('Stack/Rotation/Schedule')}`,
    );
  });

  test.each(['before', 'after'])('is rotated once: a schedule of the CDK is refused, made %s', (when) => {
    const scope = stackIn();
    const secret = new Secret(scope, 'Secret');
    const add = () => new CfnRotationSchedule(scope, 'Other', { secretId: secret.secretArn });
    if (when === 'before') add();
    const act = () => {
      rotate(scope, undefined, { secret });
      if (when === 'after') add();
      (scope.node.root as App).synth();
    };
    const before = `Stack/Rotation: ${another('Stack/Other')}`;
    const after = `Validation failed with the following errors:\n  [Stack/Rotation] ${another('Stack/Other')}`;
    expect(messageOf(act)).toBe(when === 'before' ? before : after);
  });

  test('may exist already, by its complete ARN', () => {
    const scope = stackIn();
    rotate(scope, undefined, { secret: Secret.fromSecretCompleteArn(scope, 'Import', ARN) });
    expect(only(scope, SCHEDULE).SecretId).toBe(ARN);
    expect(only(scope, 'AWS::Lambda::Permission').SourceArn).toBe(ARN);
    expect(only(scope, FUNCTION).Environment.Variables.SECRET_ARN).toBe(ARN);
  });

  test('may have an ARN and a key that only the deployment knows', () => {
    const scope = stackIn();
    const secret = Secret.fromSecretAttributes(scope, 'Import', {
      secretCompleteArn: Fn.importValue('arn'),
      encryptionKey: Key.fromKeyArn(scope, 'Key', Fn.importValue('key')),
    });
    rotate(scope, undefined, { secret });
    expect(only(scope, SCHEDULE).SecretId).toEqual({ 'Fn::ImportValue': 'arn' });
    expect(statements(scope).map(({ Resource }) => Resource)).toContainEqual({ 'Fn::ImportValue': 'key' });
  });

  test.each([
    ['by its name', (scope: Construct) => Secret.fromSecretNameV2(scope, 'Import', 'token')],
    ['by a part of its ARN', (scope: Construct) => Secret.fromSecretPartialArn(scope, 'Import', ARN.slice(0, -7))],
  ])('is refused %s', (_what, secret) => {
    const scope = stackIn();
    expect(messageOf(() => rotate(scope, undefined, { secret: secret(scope) }))).toBe(
      `Stack/Rotation: 'secret' needs its complete ARN to be rotated, got a name or a part of it; import it with Secret.fromSecretCompleteArn() (${ROTATION_PAGE})`,
    );
  });

  test.each([
    ['another Region', { account: '111111111111', region: 'eu-central-1' }],
    ['another account', { account: '222222222222', region: 'eu-west-1' }],
  ])('of %s is refused', (_what, env) => {
    const scope = stackIn(new App(), 'Stack', { env });
    const secret = Secret.fromSecretCompleteArn(scope, 'Import', ARN);
    expect(messageOf(() => rotate(scope, undefined, { secret }))).toBe(
      `Stack/Rotation: 'secret' needs to be of the account and Region of the stack that rotates it, got 111111111111 and eu-west-1; rotate it in a stack there (${ROTATION_PAGE})`,
    );
  });

  test('of another stack is rotated in this one', () => {
    const app = new App();
    const secrets = stackIn(app, 'Secrets');
    const encryptionKey = new Key(secrets, 'Key');
    const scope = stackIn(app);
    rotate(scope, undefined, { secret: new Secret(secrets, 'Secret', { encryptionKey }) });
    app.synth();
    expect(only(scope, SCHEDULE).SecretId).toEqual({ 'Fn::ImportValue': expect.stringContaining('Secret') });
    expect(only(scope, 'AWS::Lambda::Permission').SourceArn).toEqual(only(scope, SCHEDULE).SecretId);
    expect(scope.dependencies).toEqual([secrets]);
    expect(secrets.dependencies).toEqual([]);
  });
});

test('everything that is wrong is said at once', () => {
  const scope = stackIn();
  const secret = Secret.fromSecretNameV2(scope, 'Import', 'token');
  const vpcSubnets = { subnetType: SubnetType.PUBLIC };
  const props = { every: Duration.days(0), reservedConcurrency: 0, secret, vpcSubnets };
  const lines = messageOf(() => rotate(scope, new Vpc(scope, 'Vpc'), props)).split('\n');
  expect(lines.map((line) => line.replace(/ needs .*/, ''))).toEqual([
    'Stack/Rotation:',
    "  - 'every'",
    "  - 'reservedConcurrency'",
    "  - 'secret'",
    "  - 'vpcSubnets'",
  ]);
});

test('two caches have two rotations', () => {
  const scope = stackIn();
  const vpc = imported(scope, 'private');
  const rotations = ['One', 'Two'].map((id) => rotate(scope, vpc, {}, id));
  expect(all(scope, SCHEDULE).map(({ SecretId }) => SecretId)).toEqual([
    { Ref: expect.stringMatching(/^OneSecret/) },
    { Ref: expect.stringMatching(/^TwoSecret/) },
  ]);
  const own = rotations.map(({ connections }) => groupId(connections.securityGroups[0]));
  expect(all(scope, INGRESS).map(({ SourceSecurityGroupId }) => SourceSecurityGroupId)).toEqual(own);
});

test('a platform team can set its own defaults', () => {
  const app = new App();
  PropertyInjectors.of(app).add({
    constructUniqueId: SecretRotation.PROPERTY_INJECTION_ID,
    inject: (props) => ({ every: Duration.days(7), ...(props as object) }),
  });
  const scope = stackIn(app);
  rotate(scope);
  expect(only(scope, SCHEDULE).RotationRules).toEqual({ AutomaticallyAfterDays: 7 });
});

test('the template is the same each time', () => {
  const template = () => {
    const scope = stackIn();
    rotate(scope, new Vpc(scope, 'Vpc', ISOLATED), { createEndpoints: true });
    return resources(scope);
  };
  expect(template()).toEqual(template());
});

test('a VPC that is an L1 of the app is taken as an imported one', () => {
  const scope = stackIn();
  const { ref: vpcId } = new CfnVPC(scope, 'L1', { cidrBlock: '10.0.0.0/16' });
  const attributes = {
    vpcId,
    availabilityZones: ['a'],
    isolatedSubnetIds: ['subnet-1'],
    isolatedSubnetRouteTableIds: ['rtb'],
  };
  rotate(scope, Vpc.fromVpcAttributes(scope, 'Vpc', attributes), { createEndpoints: true });
  expect(messagesIn(scope)).toEqual([]);
});
