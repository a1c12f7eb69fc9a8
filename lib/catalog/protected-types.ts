/** A type of resource that an update must not replace or delete without a word, and why. */
export interface ProtectedType {
  readonly type: string;
  readonly because: string;
}

/** What the constructs of this library make, or stand in front of, that cannot be made a second time as it was. */
export const PROTECTED_TYPES: readonly ProtectedType[] = [
  { type: 'AWS::ElastiCache::CacheCluster', because: 'the items of a Memcached cluster have no snapshot' },
  { type: 'AWS::ElastiCache::GlobalReplicationGroup', because: 'its members go to be members of nothing' },
  { type: 'AWS::ElastiCache::ReplicationGroup', because: 'sessions and boards may have no other copy' },
  { type: 'AWS::ElastiCache::ServerlessCache', because: 'it holds what a replication group holds' },
  { type: 'AWS::RDS::DBCluster', because: 'it is the source of truth' },
  { type: 'AWS::RDS::DBInstance', because: 'it is the source of truth' },
  { type: 'AWS::RDS::GlobalCluster', because: 'it binds the clusters of several Regions' },
  { type: 'AWS::SecretsManager::Secret', because: 'a new secret has another value, and clients hold the old one' },
  { type: 'AWS::KMS::Key', because: 'nobody can read again what it encrypted' },
  { type: 'AWS::Backup::BackupVault', because: 'it holds the backups of the database' },
];

/** A member of a cluster holds no data of its own, and scaling in deletes it. */
export const INSTANCE_TYPE = 'AWS::RDS::DBInstance';
