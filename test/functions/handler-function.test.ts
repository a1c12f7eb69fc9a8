import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib/core';
import { buildSync } from 'esbuild';
import { HandlerFunction, type HandlerFunctionProps } from '../../lib/functions/handler-function';
import { all, groupId, imported, only, resources, stackIn } from '../rotation/rotation-given';

const FUNCTION = 'AWS::Lambda::Function';
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

const WRITES_LOGS = {
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Effect: 'Allow',
  Resource: { 'Fn::GetAtt': ['HandlerLogs9F727CE1', 'Arn'] },
};
const SENDS_DEAD_LETTERS = {
  Action: 'sqs:SendMessage',
  Effect: 'Allow',
  Resource: { 'Fn::GetAtt': ['HandlerDeadLetters98874331', 'Arn'] },
};
const TRACES = { Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Effect: 'Allow', Resource: '*' };

function made(props: Partial<HandlerFunctionProps> = {}, scope = stackIn()) {
  const handler = new HandlerFunction(scope, 'Handler', {
    handler: 'rotate-auth-token',
    description: 'Rotates',
    ...props,
  });
  return { scope, handler };
}

function inNetwork(props: Partial<HandlerFunctionProps> = {}) {
  const scope = stackIn();
  const vpc = imported(scope, 'private');
  const securityGroup = new SecurityGroup(scope, 'Group', { vpc, allowAllOutbound: false });
  return { securityGroup, ...made({ network: { vpc, subnets: vpc.privateSubnets, securityGroup }, ...props }, scope) };
}

function statements(scope: ReturnType<typeof stackIn>): unknown[] {
  return only(scope, 'AWS::IAM::ManagedPolicy').PolicyDocument.Statement;
}

describe('the function', () => {
  test('is all of this, and has no name', () => {
    const { scope } = made({ environment: { A: 'b' } });
    expect(only(scope, FUNCTION)).toEqual({
      Architectures: ['arm64'],
      Code: { S3Bucket: expect.anything(), S3Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) },
      DeadLetterConfig: { TargetArn: SENDS_DEAD_LETTERS.Resource },
      Description: 'Rotates',
      Environment: { Variables: { A: 'b' } },
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: WRITES_LOGS.Resource['Fn::GetAtt'][0] } },
      MemorySize: 256,
      Role: { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
      Runtime: 'nodejs24.x',
      Timeout: 900,
      TracingConfig: { Mode: 'Active' },
    });
  });

  test('has the memory, the time and the reservation that are given', () => {
    const { scope } = made({ memorySize: 512, timeout: Duration.minutes(5), reservedConcurrency: 2 });
    expect(only(scope, FUNCTION)).toMatchObject({ MemorySize: 512, Timeout: 300, ReservedConcurrentExecutions: 2 });
  });

  test('has a description that Lambda takes, however long it was', () => {
    expect(only(made({ description: 'x'.repeat(300) }).scope, FUNCTION).Description).toHaveLength(256);
  });

  test('runs in its subnets, with the one security group', () => {
    const { scope, securityGroup } = inNetwork();
    expect(only(scope, FUNCTION).VpcConfig).toEqual({
      SecurityGroupIds: [groupId(securityGroup)],
      SubnetIds: ['private-1', 'private-2'],
    });
  });

  test('is there after its role and the policy of that', () => {
    const { scope } = made();
    const roles = Object.entries(resources(scope)).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    const [[role, { Properties }]] = roles;
    const policies = Object.entries(resources(scope)).filter(([, { Type }]) => Type === 'AWS::IAM::ManagedPolicy');
    expect(Properties.ManagedPolicyArns).toEqual(policies.map(([Ref]) => ({ Ref })));
    expect(only(scope, FUNCTION).Role).toEqual({ 'Fn::GetAtt': [role, 'Arn'] });
  });
});

describe('what stands around it', () => {
  test('is this and nothing else', () => {
    const types = Object.values(resources(made().scope)).map(({ Type }) => Type);
    expect(types.sort()).toEqual([
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
    ]);
  });

  test('is a log group that is kept, and keeps a year', () => {
    const { scope } = made();
    expect(only(scope, 'AWS::Logs::LogGroup')).toEqual({ RetentionInDays: 365 });
    const logs = Object.values(resources(scope)).find(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect([logs?.DeletionPolicy, logs?.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  test('is a log group as it is told to be', () => {
    const { scope } = made({ logRetention: RetentionDays.ONE_WEEK, logRemovalPolicy: RemovalPolicy.DESTROY });
    const logs = Object.values(resources(scope)).find(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(logs).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 7 } });
  });

  test('is a queue that is encrypted, keeps two weeks, and speaks TLS only', () => {
    const { scope } = made();
    expect(only(scope, 'AWS::SQS::Queue')).toEqual({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
    const [queue] = SENDS_DEAD_LETTERS.Resource['Fn::GetAtt'];
    expect(only(scope, 'AWS::SQS::QueuePolicy')).toEqual({
      PolicyDocument: {
        Statement: [
          {
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Resource: SENDS_DEAD_LETTERS.Resource,
          },
        ],
        Version: '2012-10-17',
      },
      Queues: [{ Ref: queue }],
    });
  });
});

describe('the role', () => {
  test('has one policy, which is ours, and is trusted to Lambda', () => {
    const { scope } = made();
    expect(only(scope, 'AWS::IAM::Role')).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
        Version: '2012-10-17',
      },
      ManagedPolicyArns: [{ Ref: expect.any(String) }],
    });
    expect(all(scope, 'AWS::IAM::Policy')).toEqual([]);
  });

  test('may write logs, dead letters and traces, and no more', () => {
    expect(statements(made().scope)).toEqual([WRITES_LOGS, SENDS_DEAD_LETTERS, TRACES]);
  });

  test('may do what the handler needs', () => {
    const needed = { Action: 'elasticache:DescribeUsers', Effect: 'Allow', Resource: 'arn:aws:x' };
    expect(statements(made({ statements: [PolicyStatement.fromJson(needed)] }).scope)).toEqual([
      WRITES_LOGS,
      SENDS_DEAD_LETTERS,
      TRACES,
      needed,
    ]);
  });

  test('lets Lambda make network interfaces in a VPC, but not the code of the function', () => {
    expect(statements(inNetwork().scope)).toEqual([
      WRITES_LOGS,
      SENDS_DEAD_LETTERS,
      TRACES,
      { Action: INTERFACES, Effect: 'Allow', Resource: '*' },
      {
        Action: INTERFACES,
        Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
        Effect: 'Deny',
        Resource: '*',
      },
    ]);
  });

  test('takes nothing that is granted to the function later', () => {
    const { scope, handler } = made();
    handler.lambdaFunction.addToRolePolicy(PolicyStatement.fromJson({ Action: '*', Effect: 'Allow', Resource: '*' }));
    expect(statements(scope)).toEqual([WRITES_LOGS, SENDS_DEAD_LETTERS, TRACES]);
    expect(all(scope, 'AWS::IAM::Policy')).toEqual([]);
  });
});

describe('with a key', () => {
  const withKey = () => {
    const scope = stackIn();
    const encryptionKey = new Key(scope, 'Key');
    const keyArn = scope.resolve(encryptionKey.keyArn);
    return { keyArn, ...made({ encryptionKey, environment: { A: 'b' } }, scope) };
  };

  test('logs, dead letters and environment are encrypted with it', () => {
    const { scope, keyArn } = withKey();
    expect(only(scope, 'AWS::Logs::LogGroup').KmsKeyId).toEqual(keyArn);
    expect(only(scope, 'AWS::SQS::Queue')).toEqual({ KmsMasterKeyId: keyArn, MessageRetentionPeriod: 1_209_600 });
    expect(only(scope, FUNCTION).KmsKeyArn).toEqual(keyArn);
  });

  test('the role may use it, through the two services that use it with the role', () => {
    const { scope, keyArn } = withKey();
    const services = ['lambda.', 'sqs.'].map((service) => ({
      'Fn::Join': ['', [service, { Ref: 'AWS::Region' }, '.amazonaws.com']],
    }));
    expect(statements(scope)).toContainEqual({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { StringEquals: { 'kms:ViaService': services } },
      Effect: 'Allow',
      Resource: keyArn,
    });
  });
});

test('a service may invoke it for one resource of this account', () => {
  const { scope, handler } = made();
  handler.allowInvocation('Permission', 'secretsmanager.amazonaws.com', 'arn:aws:secretsmanager:x');
  expect(only(scope, 'AWS::Lambda::Permission')).toEqual({
    Action: 'lambda:InvokeFunction',
    FunctionName: scope.resolve(handler.lambdaFunction.functionArn),
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: 'arn:aws:secretsmanager:x',
  });
});

test('values that only the deployment knows stay as they are', () => {
  const { scope } = made({
    environment: { HOST: Lazy.string({ produce: () => 'host' }) },
    reservedConcurrency: Lazy.number({ produce: () => 3 }),
  });
  expect(only(scope, FUNCTION)).toMatchObject({
    Environment: { Variables: { HOST: 'host' } },
    ReservedConcurrentExecutions: 3,
  });
});

test('the published file finds its handlers, and loads nothing of the CDK that it does not use', () => {
  const folder = mkdtempSync(join(tmpdir(), 'published-'));
  try {
    const bundle = (from: string, to: string) =>
      buildSync({
        entryPoints: [from],
        outfile: join(folder, to),
        bundle: true,
        platform: 'node',
        format: 'cjs',
        external: ['aws-cdk-lib', 'constructs'],
      });
    bundle('lib/functions/handler-function.ts', 'dist/index.js');
    cpSync(resolve('dist/handlers'), join(folder, 'dist/handlers'), { recursive: true });
    writeFileSync(
      join(folder, 'app.js'),
      `const { HandlerFunction } = require('./dist/index.js');
      const before = Object.keys(require.cache).filter((file) => /aws-lambda.lib|aws-sqs.lib/.test(file));
      const { App, Stack } = require('aws-cdk-lib/core');
      const app = new App({ outdir: 'out' });
      const stack = new Stack(app, 'Stack');
      new HandlerFunction(stack, 'Handler', { handler: 'rotate-auth-token', description: 'Rotates' });
      app.synth();
      console.log(JSON.stringify(before));`,
    );
    const root = process.env.CDK_ROOT ?? process.cwd();
    const env = { ...process.env, NODE_PATH: join(root, 'node_modules'), CDK_VALIDATION: 'false' };
    const loaded = execFileSync(process.execPath, ['app.js'], { cwd: folder, encoding: 'utf8', env });
    expect(JSON.parse(loaded)).toEqual([]);
    const template = JSON.parse(readFileSync(join(folder, 'out/Stack.template.json'), 'utf8'));
    expect(Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type)).toContain(FUNCTION);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
