export { Backup, type DailyBackupOptions } from './cache/backup';
export type { ICache } from './cache/cache';
export { ClusterMode } from './cache/cluster-mode';
export { Durability } from './cache/durability';
export { Endpoint } from './cache/endpoint';
export { EngineParameters, type EngineParameterValues } from './cache/engine-parameters';
export { LogDestination, LogFormat, type LogGroupOptions } from './cache/log-delivery';
export { MaintenanceWindow, type MaintenanceWindowOptions, Weekday } from './cache/maintenance-window';
export { IpDiscovery, NetworkType } from './cache/network-type';
export { type IParameterGroup, ParameterGroup, type ParameterGroupProps } from './cache/parameter-group';
export { Profile } from './cache/profile';
export { type IReplicationGroup, ReplicationGroup } from './cache/replication-group';
export type { ReplicationGroupAttributes, ReplicationGroupProps } from './cache/replication-group-props';
export { RestoreSource } from './cache/restore-source';
export { SnapshotWindow, type SnapshotWindowOptions } from './cache/snapshot-window';
export { TransitEncryption } from './cache/transit-encryption';
export { Workload } from './cache/workload';
export { Engine, type EngineFeatures, EngineVersion, type EngineVersionOptions } from './catalog/engine-version';
export { NodeType, type NodeTypeOptions } from './catalog/node-type';
export type { PlacementOptions } from './network/placement';
export { type ISubnetGroup, SubnetGroup, type SubnetGroupProps } from './network/subnet-group';
export { CachePolicy } from './policy/cache-policy';
export { InvalidCacheError } from './policy/invalid-cache-error';
export { CacheRules } from './policy/lowered-rules';
export type { LoweredRule } from './rules/lowering';
export type { BackupConfig, CacheConfig, NetworkConfig } from './stacks/cache-config';
export { CacheStack, type CacheStackProps } from './stacks/cache-stack';
export {
  type ClusterModeOptions,
  type MigratedOptions,
  type ShardLayout,
  type SingleShardOptions,
  Topology,
  type WithoutReplicasOptions,
} from './topology/topology';
