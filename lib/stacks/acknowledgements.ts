import { CfnResource, Stack, Token, Validations } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import { Profile } from '../cache/profile';
import type { AcknowledgedFinding } from './acknowledged-finding';
import { DATABASE_FINDINGS } from './database-findings';
import { MEMCACHED_FINDINGS } from './memcached-findings';

const GROUP = 'AWS::ElastiCache::ReplicationGroup';
/** The kinds that have a secret, and a function that rotates it. */
const ROTATED = [AuthKind.AUTH_TOKEN, AuthKind.PASSWORD];

const LOG_GROUP = 'AWS::Logs::LogGroup';

const LOG_KEY =
  'CloudWatch Logs encrypts every log group with a key of its own; a customer managed key is charged each month, and ' +
  'who deletes it loses the logs, so it is for the user to choose.';
const DEV_BACKUP =
  'The development profile holds data that may be lost, and says so in the description of the template; the ' +
  'production profile keeps backups for 15 days.';

/**
 * Every finding of the six packs of cdk-nag in the replication groups that the stacks of this app make, and in what is around
 * them, so that who adds a pack to the app reads the findings of their own resources only.
 */
export const ACKNOWLEDGED_FINDINGS: readonly AcknowledgedFinding[] = [
  {
    id: 'AwsSolutions-AEC5',
    where: GROUP,
    reason:
      'The port is create-only: one that follows the engine would replace the cache on the way from Redis OSS to ' +
      'Valkey. Security groups decide who reaches it, not a port that is hard to guess.',
  },
  {
    id: 'AwsSolutions-AEC6',
    where: GROUP,
    auth: [AuthKind.IAM, AuthKind.PASSWORD],
    reason:
      'Users take the place of the token, which the service does not accept beside them: each client is a user of its own, ' +
      'with an IAM role or a password, and may do no more than its access string says.',
  },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    where: 'AWS::IAM::ManagedPolicy',
    auth: ROTATED,
    reason:
      'The function that rotates the secret is in the VPC and traced: EC2 and X-Ray take no resource for the network ' +
      'interfaces and the segments of a function. Everything else in the policy names its resource.',
  },
  ...['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => ({
    id: `${pack}-SecretsManagerUsingKMSKey`,
    where: 'AWS::SecretsManager::Secret',
    auth: ROTATED,
    reason:
      'Secrets Manager encrypts every secret with a key of its own; a customer managed key is charged each month, and who ' +
      'deletes it locks every client out, so it is for the user to choose.',
  })),
  ...['HIPAA.Security', 'NIST.800.53.R5'].map((pack) => ({
    id: `${pack}-LambdaConcurrency`,
    where: 'AWS::Lambda::Function',
    auth: ROTATED,
    reason:
      'Secrets Manager calls the function a few times a month, one call after the other. A reservation is taken from the ' +
      'account, and fails on accounts with a low quota, so it is for the user to choose.',
  })),
  {
    id: 'Serverless-SQSRedrivePolicy',
    where: 'AWS::SQS::Queue',
    auth: ROTATED,
    reason:
      'The queue is the dead-letter queue of the function that rotates the secret: it takes what failed, and nothing reads ' +
      'it but people, so it has no dead letters of its own.',
  },
  {
    id: 'AwsSolutions-AEC4',
    where: GROUP,
    profile: Profile.DEV,
    reason:
      'The development profile has a single node, which no second zone can take over for; the production profile is ' +
      'in several zones.',
  },
  ...['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5'].map((pack) => ({
    id: `${pack}-ElastiCacheRedisClusterAutomaticBackup`,
    where: GROUP,
    profile: Profile.DEV,
    reason: DEV_BACKUP,
  })),
  ...['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => ({
    id: `${pack}-CloudWatchLogGroupEncrypted`,
    where: LOG_GROUP,
    reason: LOG_KEY,
  })),
];

/** Acknowledges the findings in the resources that stand in the scope now; what is added later is judged. */
export function acknowledgeFindings(scope: IConstruct, profile: Profile, auth: AuthKind): void {
  const { region, account } = Stack.of(scope);
  const known = (id: string) =>
    id
      .replace('<AWS::Region>', Token.isUnresolved(region) ? '<AWS::Region>' : region)
      .replace('<AWS::AccountId>', Token.isUnresolved(account) ? '<AWS::AccountId>' : account);
  const findings = [...ACKNOWLEDGED_FINDINGS, ...DATABASE_FINDINGS, ...MEMCACHED_FINDINGS];
  for (const resource of scope.node.findAll().filter(CfnResource.isCfnResource)) {
    const standing = findings.filter(
      ({ where, path, profile: only = profile, auth: kinds = [auth] }) =>
        where === resource.cfnResourceType &&
        path?.test(resource.node.path) !== false &&
        only === profile &&
        kinds.includes(auth),
    );
    for (const { id, reason } of standing) acknowledge(resource, known(id), reason);
  }
}

/** The oldest CDK takes no id with two `::` in it; the packs that make such ids need a newer one anyway. */
function acknowledge(resource: CfnResource, id: string, reason: string): void {
  try {
    Validations.of(resource).acknowledge({ id, reason });
  } catch (error) {
    if (!`${error}`.includes('Invalid validation rule ID')) throw error;
  }
}
