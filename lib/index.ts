export { AuthKind, InvalidationKind } from 'cache-tier/link';
export { Access } from './access/access';
export { type AccessScope, AccessString, type ReadWriteScope } from './access/access-string';
export { AuthToken, type AuthTokenProps } from './access/auth-token';
export { CacheAuth, type OwnUserGroupOptions } from './access/cache-auth';
export { CacheGrants } from './access/cache-grants';
export type { IdentityOptions } from './access/client-identity';
export { CommandCategory } from './access/command-category';
export type { GeneratedSecretOptions } from './access/generated-secret';
export type { ModifyGrantOptions, RestoreGrantOptions, SnapshotGrantOptions } from './access/grant-options';
export { IamUser, type IamUserProps, type UserOptions } from './access/iam-user';
export { PasswordUser, type PasswordUserAttributes, type PasswordUserProps } from './access/password-user';
export type { IUser } from './access/user';
export { type IUserGroup, UserGroup, type UserGroupProps } from './access/user-group';
export { ApplicationPlatform, type ApplicationProps, type IApplication } from './applications/application';
export { FargateApplication, type FargateApplicationProps } from './applications/fargate-application';
export { LambdaApplication, type LambdaApplicationProps } from './applications/lambda-application';
export { Backup, type DailyBackupOptions } from './cache/backup';
export type { ICache } from './cache/cache';
export { ClusterMode } from './cache/cluster-mode';
export { Durability } from './cache/durability';
export { EngineParameters, type EngineParameterValues } from './cache/engine-parameters';
export { LogDestination, LogFormat, type LogGroupOptions } from './cache/log-delivery';
export { MaintenanceWindow, type MaintenanceWindowOptions, Weekday } from './cache/maintenance-window';
export { MemcachedCluster } from './cache/memcached-cluster';
export type { IMemcachedCluster } from './cache/memcached-cluster-interface';
export type {
  MemcachedClusterAttributes,
  MemcachedClusterOptions,
  MemcachedClusterProps,
} from './cache/memcached-cluster-props';
export { MemcachedParameters, type MemcachedParameterValues } from './cache/memcached-parameters';
export { IpDiscovery, NetworkType } from './cache/network-type';
export { type IParameterGroup, ParameterGroup, type ParameterGroupProps } from './cache/parameter-group';
export { Profile } from './cache/profile';
export { ReplicationGroup } from './cache/replication-group';
export type { IReplicationGroup } from './cache/replication-group-interface';
export type {
  ReplicationGroupAttributes,
  ReplicationGroupOptions,
  ReplicationGroupProps,
} from './cache/replication-group-props';
export { RestoreSource } from './cache/restore-source';
export { SnapshotWindow, type SnapshotWindowOptions } from './cache/snapshot-window';
export { TransitEncryption } from './cache/transit-encryption';
export { Workload } from './cache/workload';
export { Engine, type EngineFeatures, EngineVersion, type EngineVersionOptions } from './catalog/engine-version';
export { NodeType, type NodeTypeOptions } from './catalog/node-type';
export type { IClient } from './connect/client';
export { Connection, type ConnectOptions, type LinkOptions } from './connect/connection';
export { Endpoint } from './connect/endpoint';
export type { PublishLinkOptions } from './connect/published-link';
export { ClusterCapacity, type ProvisionedOptions, type ServerlessOptions } from './database/cluster-capacity';
export {
  Database,
  type DatabaseConnectOptions,
  type ExistingDatabaseOptions,
  type IDatabase,
} from './database/database';
export { DatabaseCluster } from './database/database-cluster';
export type { DatabaseClusterOptions, DatabaseClusterProps } from './database/database-cluster-props';
export { DatabaseEngine } from './database/database-engine';
export { DatabaseInstance } from './database/database-instance';
export type { DatabaseInstanceOptions, DatabaseInstanceProps } from './database/database-instance-props';
export type { DatabasePlace, DatabasePlacementOptions } from './database/database-placement';
export { DatabaseProfile } from './database/database-profile';
export type { DatabaseOptions, DatabaseProps } from './database/database-props';
export type { ProxyOptions } from './database/database-proxy';
export {
  type GeneratedCredentialsOptions,
  type ManagedCredentialsOptions,
  MasterCredentials,
} from './database/master-credentials';
export type { PlaceInNetwork, PlacementOptions } from './network/placement';
export { type ISubnetGroup, SubnetGroup, type SubnetGroupProps } from './network/subnet-group';
export { CacheSource } from './patterns/cache-source';
export { CachedDatabase } from './patterns/cached-database';
export { CachedDatabaseConnection, type CachedDatabaseConnectOptions } from './patterns/cached-database-connection';
export type { CachedDatabaseProps } from './patterns/cached-database-props';
export type { CachingRule } from './patterns/caching-rule';
export { DatabaseSource } from './patterns/database-source';
export { Invalidation, type InvalidationOptions } from './patterns/invalidation';
export { Leaderboard, type LeaderboardProps } from './patterns/leaderboard';
export { SessionStore, type SessionStoreProps } from './patterns/session-store';
export type { StoreProps } from './patterns/store-cache';
export { CachePolicy } from './policy/cache-policy';
export { InvalidCacheError } from './policy/invalid-cache-error';
export { CacheRules } from './policy/lowered-rules';
export { StackPolicy, type StackPolicyOptions } from './policy/stack-policy';
export { RotatedService } from './rotation/rotated-service';
export { RetirePrevious, type RotationOptions } from './rotation/rotation-options';
export { SecretRotation, type SecretRotationProps } from './rotation/secret-rotation';
export type { LoweredRule } from './rules/lowering';
export { FargateSize } from './self-managed/fargate-size';
export { SaslMemcached } from './self-managed/sasl-memcached';
export type { SaslMemcachedProps } from './self-managed/sasl-memcached-props';
export type { CacheConfig } from './stacks/cache-config';
export type { CacheInFrontOfConfig } from './stacks/cache-in-front-of-config';
export { CacheInFrontOfStack, type CacheInFrontOfStackProps } from './stacks/cache-in-front-of-stack';
export { CacheStack, type CacheStackProps } from './stacks/cache-stack';
export type { CachedDatabaseConfig } from './stacks/cached-database-config';
export { CachedDatabaseStack, type CachedDatabaseStackProps } from './stacks/cached-database-stack';
export type { InvalidationConfig } from './stacks/caching-config';
export type { DatabaseCacheConfig } from './stacks/database-cache';
export type { DatabaseConfig, ServerlessConfig } from './stacks/database-config';
export type { ExistingDatabaseConfig } from './stacks/existing-database-config';
export type { LeaderboardConfig } from './stacks/leaderboard-config';
export { LeaderboardStack, type LeaderboardStackProps } from './stacks/leaderboard-stack';
export type { MemcachedConfig } from './stacks/memcached-config';
export type { MemcachedSettings } from './stacks/memcached-settings';
export { MemcachedStack, type MemcachedStackProps } from './stacks/memcached-stack';
export type { NetworkConfig } from './stacks/network-config';
export type { PlacedConfig } from './stacks/placed-config';
export type { SessionStoreConfig } from './stacks/session-store-config';
export { SessionStoreStack, type SessionStoreStackProps } from './stacks/session-store-stack';
export type { BackupConfig, RotationConfig, StackConfig } from './stacks/stack-config';
export {
  type ClusterModeOptions,
  type MigratedOptions,
  type ShardLayout,
  type SingleShardOptions,
  Topology,
  type WithoutReplicasOptions,
} from './topology/topology';
