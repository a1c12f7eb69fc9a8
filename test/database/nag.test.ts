import { CfnResource, type Stack, Validations } from 'aws-cdk-lib/core';
import { MasterCredentials } from '../../lib/database/master-credentials';
import { PACKS } from '../compliance/nag-packs';
import { database, stackIn, TITLES } from './given';

const BACKED_UP = 'AWS Backup takes the cluster as a whole: its instances have no data of their own.';
const RETENTION = 'The function of aws-cdk-lib that sets the retention of logs is one for all of a stack.';

/** Every finding that stands, where, and why. */
const STANDING: readonly { readonly id: string; readonly where: RegExp; readonly reason: string }[] = [
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
    where: /\/BackupPlan\/Selection\/Role\//,
    reason: 'AWS Backup keeps this policy as its features need it; a copy would age, and backups would fail.',
  },
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    where: /\/LogRetention\w+\/ServiceRole\//,
    reason: RETENTION,
  },
  { id: 'AwsSolutions-IAM5[Resource::*]', where: /\/LogRetention\w+\/ServiceRole\//, reason: RETENTION },
  ...['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => ({
    id: `${pack}-IAMNoInlinePolicy`,
    where: /\/LogRetention\w+\/ServiceRole\//,
    reason: RETENTION,
  })),
  {
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:eu-west-1:111111111111:log-group:RDSOSMetrics:log-stream:*]',
    where: /\/MonitoringPolicy\//,
    reason: 'The log stream is named by the resource id, which a role that comes before the database cannot know.',
  },
  {
    id: 'AwsSolutions-RDS14',
    where: /\/Database\/Resource\/Resource$/,
    reason: 'Backtrack is charged by change, and excludes a binary log; point in time recovery is there without it.',
  },
  ...['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5'].map((pack) => ({
    id: `${pack}-RDSInBackupPlan`,
    where: /\/Resource\/(Writer|Reader1)\//,
    reason: BACKED_UP,
  })),
  ...['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => ({
    id: `${pack}-SecretsManagerUsingKMSKey`,
    where: /\/Database\/Resource\/Secret\//,
    reason: 'Secrets Manager encrypts every secret with a key of its own; a customer key is for the user to choose.',
  })),
];

function acknowledge(stack: Stack): void {
  for (const resource of stack.node.findAll().filter(CfnResource.isCfnResource)) {
    const { path } = resource.node;
    for (const { id, where, reason } of STANDING)
      if (where.test(path)) Validations.of(resource).acknowledge({ id, reason });
  }
}

function findings(stack: Stack): string[] {
  return PACKS.flatMap((Pack) => new Pack(stack).validateScope(stack).violations).flatMap(
    ({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} in ${constructPath}`),
  );
}

const seen = new Set<string>();

describe.each(TITLES)('a database of %s', (title) => {
  test.each([
    ['behind a proxy', { proxy: true }],
    ['with a generated secret and its rotation', { credentials: MasterCredentials.generated() }],
  ])('%s has no finding but those that stand', (_, props) => {
    const stack = stackIn();
    database(stack, title, props);
    for (const found of findings(stack)) seen.add(found);
    acknowledge(stack);
    expect(findings(stack)).toEqual([]);
  });
});

test('each finding that stands is one', () => {
  const idle = STANDING.filter(
    ({ id, where }) => ![...seen].some((found) => found.startsWith(`${id} in `) && where.test(found)),
  );
  expect(idle).toEqual([]);
});
