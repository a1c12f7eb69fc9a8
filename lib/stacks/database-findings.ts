import { Profile } from '../cache/profile';
import type { AcknowledgedFinding } from './acknowledged-finding';

const INSTANCE = 'AWS::RDS::DBInstance';
const CLUSTER = 'AWS::RDS::DBCluster';
const SECURITY_CONTROLS = ['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5'];

const RETENTION =
  'How long the logs of a database are kept is set by a function of the CDK, one for all of a stack, whose role the ' +
  'CDK writes. The function sees names of log groups and no data.';
const DEV =
  'The development profile holds data that may be lost: one small machine, gone with its stack. The production profile ' +
  'has what this asks for.';
const WHOLE_CLUSTER = 'AWS Backup takes the cluster as a whole: its instances have no data of their own.';
const PORT_ASKED =
  'Whoever deploys the stack says the port of the database, so it is not known here; the rule lets one security group in on ' +
  'it, and no address.';

/** Every finding of the six packs of cdk-nag in databases that the stacks of this app make, or are in front of. */
export const DATABASE_FINDINGS: readonly AcknowledgedFinding[] = [
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
    where: 'AWS::IAM::Role',
    path: /\/BackupPlan\/Selection\/Role\//,
    profile: Profile.PRODUCTION,
    reason: 'AWS Backup keeps this policy as its features need it; a copy of ours would age, and backups would fail.',
  },
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    where: 'AWS::IAM::Role',
    path: /\/LogRetention\w+\/ServiceRole\//,
    reason: RETENTION,
  },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    where: 'AWS::IAM::Policy',
    path: /\/LogRetention\w+\/ServiceRole\//,
    reason: RETENTION,
  },
  ...[...SECURITY_CONTROLS, 'PCI.DSS.321'].map((pack) => ({
    id: `${pack}-IAMNoInlinePolicy`,
    where: 'AWS::IAM::Policy',
    path: /\/LogRetention\w+\/ServiceRole\//,
    reason: RETENTION,
  })),
  {
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:RDSOSMetrics:log-stream:*]',
    where: 'AWS::IAM::ManagedPolicy',
    path: /\/MonitoringPolicy\//,
    profile: Profile.PRODUCTION,
    reason:
      'The log stream of the operating system is named by the resource id of the database, which a role that is made before ' +
      'the database cannot know.',
  },
  {
    id: 'AwsSolutions-RDS14',
    where: CLUSTER,
    reason:
      'Backtrack of Aurora MySQL is charged by change and excludes a binary log; the continuous backups restore to any second ' +
      'without it.',
  },
  ...SECURITY_CONTROLS.map((pack) => ({
    id: `${pack}-RDSInBackupPlan`,
    where: INSTANCE,
    path: /\/Resource\/(Writer|Reader\d+)\//,
    reason: WHOLE_CLUSTER,
  })),
  ...['AwsSolutions-RDS10', ...SECURITY_CONTROLS.map((pack) => `${pack}-RDSInstanceDeletionProtectionEnabled`)].flatMap(
    (id) => [INSTANCE, CLUSTER].map((where) => ({ id, where, profile: Profile.DEV, reason: DEV })),
  ),
  ...[
    'AwsSolutions-RDS3',
    ...SECURITY_CONTROLS.flatMap((pack) => [
      `${pack}-RDSMultiAZSupport`,
      `${pack}-RDSEnhancedMonitoringEnabled`,
      `${pack}-RDSInBackupPlan`,
    ]),
  ].map((id) => ({ id, where: INSTANCE, profile: Profile.DEV, reason: DEV })),
  ...['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => ({
    id: `${pack}-SecretsManagerUsingKMSKey`,
    where: 'AWS::SecretsManager::Secret',
    path: /\/Database\/Resource\/Secret\//,
    reason:
      'Secrets Manager encrypts every secret with a key of its own; a customer managed key is charged each month, and who ' +
      'deletes it locks every client out, so it is for the user to choose.',
  })),
  ...[...SECURITY_CONTROLS, 'PCI.DSS.321'].flatMap((pack) =>
    ['EC2RestrictedCommonPorts', 'EC2RestrictedSSH'].map((rule) => ({
      id: `${pack}-${rule}`,
      where: 'AWS::EC2::SecurityGroupIngress',
      path: /\/SecurityGroup\/from .*:\{IndirectPort\}$/,
      reason: PORT_ASKED,
    })),
  ),
];
