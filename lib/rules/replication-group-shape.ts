import { type EngineFeatures, EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import type { ParameterGroupProperties } from './parameter-group-shape';
import type { Subject } from './rule';
import type { Scalar } from './shape';
import type { UserGroup } from './user-group-shape';

/** One entry of `NodeGroupConfiguration`: a shard with a place of its own. */
export interface NodeGroup {
  readonly NodeGroupId?: string;
  readonly PrimaryAvailabilityZone?: string;
  readonly ReplicaAvailabilityZones?: readonly string[];
  readonly ReplicaCount?: number;
  readonly Slots?: string;
}

/** One entry of `LogDeliveryConfigurations`. */
export interface LogDeliveryConfiguration {
  readonly DestinationDetails?: { readonly CloudWatchLogsDetails?: object; readonly KinesisFirehoseDetails?: object };
  readonly DestinationType?: string;
  readonly LogFormat?: string;
  readonly LogType?: string;
}

/** The properties of `AWS::ElastiCache::ReplicationGroup`. */
export interface ReplicationGroupProperties {
  readonly AtRestEncryptionEnabled?: boolean;
  readonly AuthToken?: string;
  readonly AutoMinorVersionUpgrade?: boolean;
  readonly AutomaticFailoverEnabled?: boolean;
  readonly CacheNodeType?: string;
  readonly CacheParameterGroupName?: string;
  readonly CacheSecurityGroupNames?: readonly string[];
  readonly CacheSubnetGroupName?: string;
  readonly ClusterMode?: string;
  readonly DataTieringEnabled?: boolean;
  readonly Durability?: string;
  readonly Engine?: string;
  readonly EngineVersion?: string;
  readonly GlobalReplicationGroupId?: string;
  readonly IpDiscovery?: string;
  readonly KmsKeyId?: string;
  readonly LogDeliveryConfigurations?: readonly LogDeliveryConfiguration[];
  readonly MultiAZEnabled?: boolean;
  readonly NetworkType?: string;
  readonly NodeGroupConfiguration?: readonly NodeGroup[];
  readonly NotificationTopicArn?: string;
  readonly NumCacheClusters?: number;
  readonly NumNodeGroups?: number;
  readonly Port?: number;
  readonly PreferredCacheClusterAZs?: readonly string[];
  readonly PreferredMaintenanceWindow?: string;
  readonly PrimaryClusterId?: string;
  readonly ReplicasPerNodeGroup?: number;
  readonly ReplicationGroupDescription?: string;
  readonly ReplicationGroupId?: string;
  readonly SecurityGroupIds?: readonly string[];
  readonly SnapshotArns?: readonly string[];
  readonly SnapshotName?: string;
  readonly SnapshotRetentionLimit?: number;
  readonly SnapshotWindow?: string;
  readonly SnapshottingClusterId?: string;
  readonly Tags?: readonly object[];
  readonly TransitEncryptionEnabled?: boolean;
  readonly TransitEncryptionMode?: string;
  readonly UserGroupIds?: readonly string[];
}

/** A replication group as rules see it: its properties, and what stands around them in the template. */
export interface ReplicationGroup extends Subject {
  readonly properties: ReplicationGroupProperties;
  /** Its parameter group, where it is in the same template. */
  readonly parameterGroup?: ParameterGroupProperties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: { readonly UseOnlineResharding?: boolean };
  /** The Region and account of the stack, where they are known. */
  readonly region?: string;
  readonly account?: string;
  /** Its user groups; undefined for one that is not in the same template. */
  readonly userGroups: readonly (UserGroup | undefined)[];
  /** The ids of its user groups that CloudFormation may make after it. */
  readonly unordered: readonly string[];
  /** Where its token comes from, if others may read it there. */
  readonly tokenExposure?: string;
  /** The logical ids of the schedules that rotate the secret of its token. */
  readonly rotations: readonly string[];
}

/** The types that the schema gives the properties, and the items of their lists. */
export const REPLICATION_GROUP_SCALARS: { readonly [property: string]: Scalar } = {
  AtRestEncryptionEnabled: 'boolean',
  AuthToken: 'string',
  AutoMinorVersionUpgrade: 'boolean',
  AutomaticFailoverEnabled: 'boolean',
  CacheNodeType: 'string',
  CacheParameterGroupFamily: 'string',
  CacheParameterGroupName: 'string',
  ClusterMode: 'string',
  DataTieringEnabled: 'boolean',
  Durability: 'string',
  Engine: 'string',
  EngineVersion: 'string',
  LogDeliveryConfigurations: 'list',
  'LogDeliveryConfigurations[]': 'map',
  MultiAZEnabled: 'boolean',
  NodeGroupConfiguration: 'list',
  'NodeGroupConfiguration[]': 'map',
  NodeGroupId: 'string',
  NotificationTopicArn: 'string',
  NumCacheClusters: 'integer',
  NumNodeGroups: 'integer',
  Port: 'integer',
  PreferredCacheClusterAZs: 'list',
  'PreferredCacheClusterAZs[]': 'string',
  PreferredMaintenanceWindow: 'string',
  PrimaryAvailabilityZone: 'string',
  Properties: 'map',
  ReplicaAvailabilityZones: 'list',
  'ReplicaAvailabilityZones[]': 'string',
  ReplicaCount: 'integer',
  ReplicasPerNodeGroup: 'integer',
  ReplicationGroupDescription: 'string',
  ReplicationGroupId: 'string',
  SecurityGroupIds: 'list',
  Slots: 'string',
  SnapshotArns: 'list',
  'SnapshotArns[]': 'string',
  SnapshotRetentionLimit: 'integer',
  SnapshotWindow: 'string',
  TransitEncryptionEnabled: 'boolean',
  UpdatePolicy: 'map',
  UseOnlineResharding: 'boolean',
  UserGroupIds: 'list',
};

/** The row of its engine version, or undefined where nothing is known of it. */
export function engineOf({ properties: p }: ReplicationGroup): EngineVersion | undefined {
  return p.Engine === undefined || p.EngineVersion === undefined
    ? undefined
    : EngineVersion.resolve(p.Engine, p.EngineVersion);
}

/** Whether its engine version is known and lacks the feature. */
export function lacks(it: ReplicationGroup, feature: keyof EngineFeatures): boolean {
  const engine = engineOf(it);
  return engine !== undefined && engine.features[feature] !== true;
}

/** The row of its node type, or undefined where nothing is known of it. */
export function nodeTypeOf({ properties: p }: ReplicationGroup): NodeType | undefined {
  return p.CacheNodeType === undefined ? undefined : NodeType.find(p.CacheNodeType);
}

/** Whether it is in cluster mode; undefined where the template does not tell. */
export function inClusterMode(it: ReplicationGroup): boolean | undefined {
  const { properties: p, parameterGroup } = it;
  if (p.ClusterMode === 'enabled') return true;
  if (p.ClusterMode === 'disabled' || p.ClusterMode === 'compatible') return false;
  if (parameterGroup !== undefined) return parameterGroup.Properties?.['cluster-enabled'] === 'yes';
  if (p.CacheParameterGroupName?.startsWith('default.')) return p.CacheParameterGroupName.endsWith('.cluster.on');
  return (p.NumNodeGroups ?? p.NodeGroupConfiguration?.length ?? 0) > 1 ? true : undefined;
}

/** How many replicas stand behind each primary at least; undefined where the template does not tell. */
export function replicasOf({ properties: p }: ReplicationGroup): number | undefined {
  if (p.ReplicasPerNodeGroup !== undefined) return p.ReplicasPerNodeGroup;
  if (p.NumCacheClusters !== undefined) return p.NumCacheClusters - 1;
  const counts = p.NodeGroupConfiguration?.map((group) => group.ReplicaCount) ?? [];
  return counts.every((count) => count !== undefined) && counts.length > 0 ? Math.min(...counts) : undefined;
}

/** How many nodes it has in all; undefined where the template does not tell. */
export function nodesOf(it: ReplicationGroup): number | undefined {
  const { NodeGroupConfiguration: groups, NumNodeGroups: shards, ReplicasPerNodeGroup: common } = it.properties;
  const replicas = replicasOf(it);
  if (replicas === undefined) return undefined;
  if (groups === undefined || common !== undefined) return (shards ?? groups?.length ?? 1) * (1 + replicas);
  return groups.reduce((nodes, group) => nodes + 1 + (group.ReplicaCount ?? replicas), 0);
}

/** The zones that the template names for its nodes. */
export function zonesOf({ properties: p }: ReplicationGroup): string[] {
  const shards = (p.NodeGroupConfiguration ?? []).flatMap((group) => [
    ...(group.PrimaryAvailabilityZone === undefined ? [] : [group.PrimaryAvailabilityZone]),
    ...(group.ReplicaAvailabilityZones ?? []),
  ]);
  return [...(p.PreferredCacheClusterAZs ?? []), ...shards];
}

/** Whether it takes writes into a transactional log. */
export function isDurable({ properties: p }: ReplicationGroup): boolean {
  return p.Durability === 'sync' || p.Durability === 'async';
}

/** Whether it inherits most of its properties from the primary of a Global Datastore: whichever, its id says so. */
export function isSecondary({ properties: p }: ReplicationGroup): boolean {
  return 'GlobalReplicationGroupId' in p;
}
