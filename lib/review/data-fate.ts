import { holdsData, protectionOf, SNAPSHOT_TYPES } from '../catalog/data-holders';
import type { Properties } from '../catalog/property-update';

/** Whether data is lost. */
export type DataLoss = 'none' | 'possible' | 'certain';

/** What becomes of the data of a resource that goes. */
export interface Fate {
  readonly dataLoss: DataLoss;
  /** A clause that follows why it goes. */
  readonly says: string;
}

/** Node types that the service takes no snapshots of. */
const WITHOUT_SNAPSHOTS = /^cache\.i8ge\./;

/**
 * Types that are deleted with a snapshot where no policy is stated; an instance in a cluster has no data of its own.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
const SNAPSHOT_BY_DEFAULT = ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'];

/** What stands between a deletion and the loss. */
const DELETED_LATER: { readonly [type: string]: string } = {
  'AWS::KMS::Key': 'what it encrypts cannot be read once its waiting period is over',
  'AWS::S3::Bucket': 'only an empty bucket is deleted, and whoever empties it loses the data',
};

const ORDER: readonly DataLoss[] = ['none', 'possible', 'certain'];

/** The gravest of several losses. */
export function gravest(losses: readonly DataLoss[]): DataLoss {
  return ORDER[Math.max(0, ...losses.map((loss) => ORDER.indexOf(loss)))];
}

/**
 * What becomes of its data when it is replaced (`UpdateReplacePolicy`) or removed (`DeletionPolicy`), or where it only
 * may be.
 */
export function fateOfData(
  resource: { readonly [attribute: string]: unknown },
  attribute: 'UpdateReplacePolicy' | 'DeletionPolicy',
  goes: 'certainly' | 'maybe' = 'certainly',
): Fate {
  const type = String(resource.Type);
  const properties = (resource.Properties ?? {}) as Properties;
  const keeper = keptBy(type, properties, attribute, resource[attribute]);
  if (keeper !== undefined) return keeper;
  const stated = resource[attribute];
  const isImplied = stated === undefined && attribute === 'DeletionPolicy' && SNAPSHOT_BY_DEFAULT.includes(type);
  if (stated !== 'Snapshot' && !isImplied) {
    return lost(`${attribute} is ${stated ?? 'not stated, which means Delete'}`, type, properties, goes);
  }
  if (!SNAPSHOT_TYPES.includes(type)) return lost(`there is no ${attribute} Snapshot for it`, type, properties, goes);
  const { Engine: engine, CacheNodeType: nodeType } = properties;
  if (typeof engine === 'string' && engine.toLowerCase() === 'memcached') {
    return lost('Memcached has no snapshots', type, properties, goes);
  }
  if (WITHOUT_SNAPSHOTS.test(String(nodeType))) return lost(`${nodeType} has no snapshots`, type, properties, goes);
  const says = isImplied
    ? `${attribute} is not stated, which means Snapshot: its data is kept in a snapshot`
    : `${attribute} Snapshot keeps its data in a snapshot`;
  return type === 'AWS::ElastiCache::CacheCluster' && typeof engine !== 'string'
    ? { dataLoss: 'possible', says: `${says} unless it is Memcached, which has none` }
    : { dataLoss: 'none', says };
}

/** What keeps the data whatever is deleted, or hides what happens; undefined where the policy decides. */
function keptBy(type: string, properties: Properties, attribute: string, policy: unknown): Fate | undefined {
  const isInCluster = type === 'AWS::RDS::DBInstance' && properties.DBClusterIdentifier !== undefined;
  if (isInCluster) return { dataLoss: 'none', says: 'its data is that of its cluster' };
  if (!holdsData(type, properties)) return { dataLoss: 'none', says: '' };
  if (type === 'AWS::RDS::DBInstance' && properties.SourceDBInstanceIdentifier !== undefined) {
    return { dataLoss: 'none', says: 'it is a read replica, and its source keeps the data' };
  }
  if (typeof policy === 'object') {
    return { dataLoss: 'possible', says: `its data may be lost: its ${attribute} is not known here` };
  }
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') {
    return { dataLoss: 'none', says: `${attribute} ${policy} keeps the old resource with its data` };
  }
  const protection = protectionOf(properties);
  if (protection) return { dataLoss: 'none', says: `its ${protection} refuses the deletion: the old one stays` };
  const { FinalSnapshotName: final } = type === 'AWS::ElastiCache::ServerlessCache' ? properties : ({} as Properties);
  if (typeof final === 'string') return { dataLoss: 'none', says: 'its final snapshot keeps its data' };
  if (final === undefined) return undefined;
  return { dataLoss: 'possible', says: 'its data may be lost: its FinalSnapshotName is not known here' };
}

function lost(why: string, type: string, properties: Properties, goes: 'certainly' | 'maybe'): Fate {
  const backups = `only its automated backups stay, for ${properties.BackupRetentionPeriod ?? 1} days`;
  const keepsBackups = type.startsWith('AWS::RDS::') && String(properties.DeleteAutomatedBackups) === 'false';
  const later = keepsBackups ? backups : DELETED_LATER[type];
  return goes === 'certainly' && later === undefined
    ? { dataLoss: 'certain', says: `its data is lost: ${why}` }
    : { dataLoss: 'possible', says: ['its data may be lost', why, ...(later ? [later] : [])].join(': ') };
}
