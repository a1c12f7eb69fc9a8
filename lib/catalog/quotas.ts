/**
 * The numbers of the service, each with its page.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html
 */
export const QUOTAS = {
  /** Nodes of one shard: a primary and its replicas. */
  nodesPerShard: 6,
  /** Replicas behind one primary. */
  replicasPerShard: 5,
  /** Shards of a group in cluster mode, at the most that AWS grants. */
  shards: 500,
  /** Nodes of a group in cluster mode without asking AWS for more (L-AF354865). */
  nodesPerCluster: 90,
  /** Nodes of a group in cluster mode, at the most that AWS grants. */
  nodesPerClusterOnRequest: 500,
  /** Nodes of a Memcached cluster (L-8C334AD1) until AWS grants more; the page of the API still says 40. */
  memcachedNodes: 60,
  /** Nodes of a Memcached cluster that both pages of AWS allow. */
  memcachedNodesByApi: 40,
  /** Characters of a cluster's name. */
  clusterNameLength: 50,
  /** Hash slots, shared out over the shards. */
  slots: 16_384,
  /** Characters of a replication group's id. */
  replicationGroupIdLength: 40,
  /** Characters of a subnet group's or parameter group's name. */
  groupNameLength: 255,
  /** Characters of a description. */
  descriptionLength: 255,
  /** Subnets of one subnet group. */
  subnetsPerGroup: 20,
  /** Days for which an automatic backup can be kept. */
  snapshotRetentionDays: 35,
  /** Minutes that a snapshot window and a maintenance window last at least. */
  windowMinutes: 60,
  /** Minutes that a maintenance window lasts at most. */
  maintenanceWindowMinutes: 24 * 60,
  /** Log deliveries of one group, one for each type. */
  logDeliveries: 2,
  /** User groups of one replication group. */
  userGroups: 1,
  /** Characters of an AUTH token, at least and at most. */
  authTokenLength: { min: 16, max: 128 },
  /** Passwords of a user that proves with them who it is. */
  passwords: { min: 1, max: 2 },
  /** Characters of a user's password. */
  passwordLength: { min: 16, max: 128 },
  /** Days between two rotations of a secret. */
  rotationDays: { min: 1, max: 1000 },
} as const;
