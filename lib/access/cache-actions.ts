/** What policies call a cache and what is done with it. */
export interface CacheActions {
  /** The type of the cache in ARNs. */
  readonly type: string;
  /** The type of its snapshots in ARNs. */
  readonly snapshotType: string;
  /** Making a cache. */
  readonly create: string;
  /** Reading its settings and state. */
  readonly describe: string;
  /** Changing its settings; may name a parameter group or a user group. */
  readonly modify: string;
  /** Changing the number of its shards and replicas. */
  readonly scale: readonly string[];
  /** Making a snapshot. */
  readonly createSnapshot: string;
  /** Listing snapshots. */
  readonly describeSnapshots: string;
  /** Deleting a snapshot. */
  readonly deleteSnapshot: string;
}

/**
 * One row for each kind of cache.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_elasticache.html
 */
export const REPLICATION_GROUP_ACTIONS: CacheActions = {
  type: 'replicationgroup',
  snapshotType: 'snapshot',
  create: 'CreateReplicationGroup',
  describe: 'DescribeReplicationGroups',
  modify: 'ModifyReplicationGroup',
  scale: ['IncreaseReplicaCount', 'DecreaseReplicaCount', 'ModifyReplicationGroupShardConfiguration'],
  createSnapshot: 'CreateSnapshot',
  describeSnapshots: 'DescribeSnapshots',
  deleteSnapshot: 'DeleteSnapshot',
};

/** The row of serverless caches, whose size is one of their settings. */
export const SERVERLESS_CACHE_ACTIONS: CacheActions = {
  type: 'serverlesscache',
  snapshotType: 'serverlesscachesnapshot',
  create: 'CreateServerlessCache',
  describe: 'DescribeServerlessCaches',
  modify: 'ModifyServerlessCache',
  scale: [],
  createSnapshot: 'CreateServerlessCacheSnapshot',
  describeSnapshots: 'DescribeServerlessCacheSnapshots',
  deleteSnapshot: 'DeleteServerlessCacheSnapshot',
};
