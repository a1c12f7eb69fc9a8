import { UPDATE_BEHAVIOR } from '../catalog/update-behavior';

/** Whether data is lost. */
export type DataLoss = 'none' | 'possible' | 'certain';

/** What becomes of the data of a resource that goes. */
export interface Fate {
  readonly dataLoss: DataLoss;
  /** A clause that follows why it goes. */
  readonly says: string;
}

/** Types of which CloudFormation takes a snapshot by policy; a serverless cache takes its own by name. */
const SNAPSHOT_TYPES = ['AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::CacheCluster'];

/** Node types that the service takes no snapshots of. */
const WITHOUT_SNAPSHOTS = /^cache\.i8ge\./;

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
  const { Type, [attribute]: policy } = resource;
  const type = String(Type);
  const properties = (resource.Properties ?? {}) as { readonly [property: string]: unknown };
  const lost = (why: string): Fate =>
    goes === 'certainly'
      ? { dataLoss: 'certain', says: `its data is lost: ${why}` }
      : { dataLoss: 'possible', says: `its data may be lost: ${why}` };
  if (!UPDATE_BEHAVIOR[type]?.holdsData) return { dataLoss: 'none', says: '' };
  if (typeof policy === 'object') {
    return { dataLoss: 'possible', says: `its data may be lost: its ${attribute} is not known here` };
  }
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') {
    return { dataLoss: 'none', says: `${attribute} ${policy} keeps the old resource with its data` };
  }
  if (type === 'AWS::ElastiCache::ServerlessCache' && typeof properties.FinalSnapshotName === 'string') {
    return { dataLoss: 'none', says: 'its final snapshot keeps its data' };
  }
  if (properties.FinalSnapshotName !== undefined) {
    return { dataLoss: 'possible', says: 'its data may be lost: its FinalSnapshotName is not known here' };
  }
  if (policy !== 'Snapshot') return lost(`${attribute} is ${policy ?? 'not stated, which means Delete'}`);
  if (!SNAPSHOT_TYPES.includes(type)) return lost(`there is no ${attribute} Snapshot for it`);
  const { Engine: engine, CacheNodeType: nodeType } = properties;
  if (typeof engine === 'string' && engine.toLowerCase() === 'memcached') return lost('Memcached has no snapshots');
  if (WITHOUT_SNAPSHOTS.test(String(nodeType))) return lost(`${nodeType} has no snapshots`);
  const says = `${attribute} Snapshot keeps its data in a snapshot`;
  return type === 'AWS::ElastiCache::CacheCluster' && typeof engine !== 'string'
    ? { dataLoss: 'possible', says: `${says} unless it is Memcached, which has none` }
    : { dataLoss: 'none', says };
}
