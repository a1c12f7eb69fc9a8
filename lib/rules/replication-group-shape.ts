import {
  isSecondary,
  NODE_BASED_SCALARS,
  type NodeBased,
  type NodeBasedKind,
  type NodeBasedProperties,
} from './node-based-shape';
import { PAGES } from './pages';
import type { UserGroup } from './user-group-shape';

/** One entry of `NodeGroupConfiguration`: a shard with a place of its own. */
export interface NodeGroup {
  readonly NodeGroupId?: string;
  readonly PrimaryAvailabilityZone?: string;
  readonly ReplicaAvailabilityZones?: readonly string[];
  readonly ReplicaCount?: number;
  readonly Slots?: string;
}

/** The properties of `AWS::ElastiCache::ReplicationGroup`. */
export interface ReplicationGroupProperties extends NodeBasedProperties {
  readonly AtRestEncryptionEnabled?: boolean;
  readonly AuthToken?: string;
  readonly AutomaticFailoverEnabled?: boolean;
  readonly ClusterMode?: string;
  readonly DataTieringEnabled?: boolean;
  readonly Durability?: string;
  readonly GlobalReplicationGroupId?: string;
  readonly KmsKeyId?: string;
  readonly MultiAZEnabled?: boolean;
  readonly NodeGroupConfiguration?: readonly NodeGroup[];
  readonly NumCacheClusters?: number;
  readonly NumNodeGroups?: number;
  readonly PreferredCacheClusterAZs?: readonly string[];
  readonly PrimaryClusterId?: string;
  readonly ReplicasPerNodeGroup?: number;
  readonly ReplicationGroupDescription?: string;
  readonly ReplicationGroupId?: string;
  readonly SecurityGroupIds?: readonly string[];
  readonly SnapshottingClusterId?: string;
  readonly TransitEncryptionMode?: string;
  readonly UserGroupIds?: readonly string[];
}

/** A replication group as rules see it: its properties, and what stands around them in the template. */
export interface ReplicationGroup extends NodeBased {
  readonly properties: ReplicationGroupProperties;
  readonly UpdatePolicy?: { readonly UseOnlineResharding?: boolean };
  /** Its user groups; undefined for one that is not in the same template. */
  readonly userGroups: readonly (UserGroup | undefined)[];
  /** The ids of its user groups that CloudFormation may make after it. */
  readonly unordered: readonly string[];
  /** Where its token comes from, if others may read it there. */
  readonly tokenExposure?: string;
  /** The logical ids of the schedules that rotate the secret of its token. */
  readonly rotations: readonly string[];
}

/** What is said of a replication group in the rows that clusters have too. */
export const REPLICATION_GROUP: NodeBasedKind = {
  prefix: '',
  page: PAGES.cfnReplicationGroup,
  securityGroups: 'SecurityGroupIds',
  port: (_, say) => `set ${say.set('Port', 6379)}`,
  ipv6: 'valkey 7.2 or redis 6.2',
  withoutSubnetGroup: (it) => it.properties.TransitEncryptionEnabled === true || isSecondary(it),
  scalars: {
    ...NODE_BASED_SCALARS,
    AtRestEncryptionEnabled: 'boolean',
    AuthToken: 'string',
    AutomaticFailoverEnabled: 'boolean',
    ClusterMode: 'string',
    DataTieringEnabled: 'boolean',
    Durability: 'string',
    MultiAZEnabled: 'boolean',
    NodeGroupConfiguration: 'list',
    'NodeGroupConfiguration[]': 'map',
    NodeGroupId: 'string',
    NumCacheClusters: 'integer',
    NumNodeGroups: 'integer',
    PreferredCacheClusterAZs: 'list',
    'PreferredCacheClusterAZs[]': 'string',
    PrimaryAvailabilityZone: 'string',
    ReplicaAvailabilityZones: 'list',
    'ReplicaAvailabilityZones[]': 'string',
    ReplicaCount: 'integer',
    ReplicasPerNodeGroup: 'integer',
    ReplicationGroupDescription: 'string',
    ReplicationGroupId: 'string',
    SecurityGroupIds: 'list',
    Slots: 'string',
    UpdatePolicy: 'map',
    UseOnlineResharding: 'boolean',
    UserGroupIds: 'list',
  },
};

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
