import { UPDATE_BEHAVIOR } from '../catalog/update-behavior';

/** What becomes of the data of a resource that goes. */
export interface Fate {
  readonly losesData: boolean;
  /** A clause that follows why it goes. */
  readonly says: string;
}

/** Types of which CloudFormation takes a snapshot by policy; a serverless cache takes its own by name. */
const SNAPSHOT_TYPES = ['AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::CacheCluster'];

/** What becomes of its data when it is replaced (`UpdateReplacePolicy`) or removed (`DeletionPolicy`). */
export function fateOfData(
  resource: { readonly [attribute: string]: unknown },
  attribute: 'UpdateReplacePolicy' | 'DeletionPolicy',
): Fate {
  const { Type, [attribute]: policy } = resource;
  const type = String(Type);
  const properties = (resource.Properties ?? {}) as { readonly [property: string]: unknown };
  if (!UPDATE_BEHAVIOR[type]?.holdsData) return { losesData: false, says: '' };
  if (typeof policy === 'object') return { losesData: false, says: `its ${attribute} is not known here` };
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') {
    return { losesData: false, says: `${attribute} ${policy} keeps the old resource with its data` };
  }
  if (policy === 'Snapshot' && SNAPSHOT_TYPES.includes(type) && properties.Engine !== 'memcached') {
    return { losesData: false, says: `${attribute} Snapshot keeps its data in a snapshot` };
  }
  if (properties.FinalSnapshotName !== undefined) {
    return { losesData: false, says: 'its final snapshot keeps its data' };
  }
  if (policy === 'Snapshot')
    return { losesData: true, says: `its data is lost: there is no ${attribute} Snapshot for it` };
  return { losesData: true, says: `its data is lost: ${attribute} is ${policy ?? 'not stated, which means Delete'}` };
}
