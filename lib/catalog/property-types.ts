/** The types of the properties that are no texts, lists or maps; they agree over all resource types. */
export const SCHEMA_TYPES: { readonly [property: string]: 'boolean' | 'integer' } = {
  AtRestEncryptionEnabled: 'boolean',
  AutoMinorVersionUpgrade: 'boolean',
  AutomaticFailoverEnabled: 'boolean',
  DataTieringEnabled: 'boolean',
  MultiAZ: 'boolean',
  MultiAZEnabled: 'boolean',
  NoPasswordRequired: 'boolean',
  NumCacheClusters: 'integer',
  NumCacheNodes: 'integer',
  NumNodeGroups: 'integer',
  Port: 'integer',
  ReplicaCount: 'integer',
  ReplicasPerNodeGroup: 'integer',
  SnapshotRetentionLimit: 'integer',
  StorageEncrypted: 'boolean',
  TransitEncryptionEnabled: 'boolean',
};

/** The properties whose texts the service stores in lower case, by service. */
const STORED_IN_LOWER_CASE: { readonly [service: string]: readonly string[] } = {
  ElastiCache: [
    'CacheSubnetGroupName',
    'ClusterName',
    'ReplicationGroupId',
    'ServerlessCacheName',
    'ServerlessCacheSnapshotName',
    'SnapshotName',
    'UserGroupId',
    'UserId',
  ],
  RDS: [
    'DBClusterIdentifier',
    'DBClusterParameterGroupName',
    'DBInstanceIdentifier',
    'DBParameterGroupName',
    'DBSubnetGroupName',
    'GlobalClusterIdentifier',
  ],
};

/** Whether the service stores the text of a property in lower case, so that another case of it is no change. */
export function isStoredInLowerCase(type: string, property: string): boolean {
  return STORED_IN_LOWER_CASE[type.split('::')[1]]?.includes(property) ?? false;
}
