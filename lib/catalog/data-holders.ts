import type { Properties } from './property-update';
import { isTrue } from './property-value';
import { resourceSchema } from './resource-schema';
import { isCustom } from './schema-updates';
import { UPDATE_BEHAVIOR } from './update-behavior';

/** What holds data and is not on the list of AWS. */
const MORE_HOLDERS: readonly string[] = [
  'AWS::Cassandra::Keyspace',
  'AWS::Cassandra::Table',
  'AWS::DSQL::Cluster',
  'AWS::DocDBElastic::Cluster',
  'AWS::ECR::Repository',
  'AWS::MSK::Cluster',
  'AWS::MemoryDB::Cluster',
  'AWS::NeptuneGraph::Graph',
  'AWS::OpenSearchServerless::Collection',
  'AWS::RDS::DBShardGroup',
  'AWS::RedshiftServerless::Namespace',
  'AWS::S3Express::DirectoryBucket',
  'AWS::S3Tables::Table',
  'AWS::Serverless::SimpleTable',
  'AWS::Timestream::Table',
];

/**
 * The types of which CloudFormation takes a snapshot by policy.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export const SNAPSHOT_TYPES: readonly string[] = [
  'AWS::DocDB::DBCluster',
  'AWS::EC2::Volume',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Neptune::DBCluster',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
];

/** The properties by which a service refuses a deletion. */
const PROTECTIONS: readonly string[] = ['DeletionProtection', 'DeletionProtectionEnabled'];

/** Whether it holds data that is lost with it. */
export function holdsData(type: string, properties: Properties = {}): boolean {
  // The data of an instance in a cluster lives in the cluster.
  if (type === 'AWS::RDS::DBInstance' && properties.DBClusterIdentifier !== undefined) return false;
  return UPDATE_BEHAVIOR[type]?.holdsData ?? (resourceSchema(type)?.isStateful || MORE_HOLDERS.includes(type));
}

/** Whether nobody here knows what it is, and so whether it holds data. */
export function isUnknownType(type: string): boolean {
  const isKnown = UPDATE_BEHAVIOR[type] !== undefined || resourceSchema(type) !== undefined || isCustom(type);
  return !isKnown && !/^AWS::(Serverless|CDK)::/.test(type);
}

/** The property by which the service refuses to delete it, where it is on. */
export function protectionOf(properties: Properties): string | undefined {
  return PROTECTIONS.find((name) => isTrue(properties[name]) || properties[name] === 'ACTIVE');
}
