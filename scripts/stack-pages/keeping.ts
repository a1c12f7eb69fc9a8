import { isObject } from './references';
import type { Part, StackTemplate } from './stack-template';

/** What becomes of a resource that holds data. */
export interface Keeping {
  readonly part: Part;
  readonly onDeletion: string;
  readonly onReplacement: string;
  /** What stands in the way of losing it. */
  readonly protection: string;
}

/** Types that hold what somebody may miss. */
const HOLDS_DATA = new Set([
  'AWS::Backup::BackupVault',
  'AWS::DynamoDB::Table',
  'AWS::EFS::FileSystem',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
  'Custom::LogRetention',
]);

const FATES: { readonly [policy: string]: string } = {
  Retain: 'stays',
  RetainExceptOnCreate: 'stays, unless its creation failed',
  Snapshot: 'deleted; a snapshot stays',
  Delete: 'deleted with its data',
};

/** What is kept and what goes, of everything that holds data. */
export function keepingOf(template: StackTemplate): Keeping[] {
  return [...template.parts.values()].filter(holdsData).map((part) => ({
    part,
    onDeletion: fate(policyOfLog(part) ?? part.deletionPolicy ?? defaultPolicy(part)),
    onReplacement: fate(policyOfLog(part) ?? part.updateReplacePolicy ?? 'Delete'),
    protection: protectionOf(part),
  }));
}

/** Whether somebody may miss what it holds; the data of an Aurora instance is its cluster's. */
export function holdsData({ type, properties }: Part): boolean {
  return HOLDS_DATA.has(type) && properties.DBClusterIdentifier === undefined;
}

/** What CloudFormation does with a database about which nothing is said. */
function defaultPolicy({ type }: Part): string {
  return /^AWS::RDS::DB(Instance|Cluster)$/.test(type) ? 'Snapshot' : 'Delete';
}

/** The log group of a service stays, unless the resource of the CDK that sets its retention says otherwise. */
function policyOfLog({ type, properties }: Part): string | undefined {
  if (type !== 'Custom::LogRetention') return undefined;
  return properties.RemovalPolicy === 'destroy' ? 'Delete' : 'Retain';
}

function fate(policy: string): string {
  return FATES[policy] ?? policy;
}

function protectionOf({ properties }: Part): string {
  const { DeletionProtection, DeletionProtectionEnabled, DeleteAutomatedBackups, LockConfiguration } = properties;
  const days = properties.PendingWindowInDays;
  const isTrue = (value: unknown) => String(value) === 'true';
  const isFalse = (value: unknown) => String(value) === 'false';
  return [
    isTrue(DeletionProtection) || isTrue(DeletionProtectionEnabled) ? 'deletion protection: deleting is refused' : '',
    isFalse(DeleteAutomatedBackups) ? 'automated backups stay for their time' : '',
    isObject(LockConfiguration) ? 'vault lock' : '',
    days === undefined ? '' : `deleted after ${days} days`,
  ]
    .filter((text) => text !== '')
    .join('; ');
}
