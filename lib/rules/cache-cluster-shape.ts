import { Engine, EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import type { ParameterGroupProperties } from './parameter-group-shape';
import type { Subject } from './rule';
import type { Scalar } from './shape';

/** The properties of `AWS::ElastiCache::CacheCluster`. */
export interface CacheClusterProperties {
  readonly AZMode?: string;
  readonly AutoMinorVersionUpgrade?: boolean;
  readonly CacheNodeType?: string;
  readonly CacheParameterGroupName?: string;
  readonly CacheSecurityGroupNames?: readonly string[];
  readonly CacheSubnetGroupName?: string;
  readonly ClusterName?: string;
  readonly Engine?: string;
  readonly EngineVersion?: string;
  readonly IpDiscovery?: string;
  readonly LogDeliveryConfigurations?: readonly object[];
  readonly NetworkType?: string;
  readonly NotificationTopicArn?: string;
  readonly NumCacheNodes?: number;
  readonly Port?: number;
  readonly PreferredAvailabilityZone?: string;
  readonly PreferredAvailabilityZones?: readonly string[];
  readonly PreferredMaintenanceWindow?: string;
  readonly SnapshotArns?: readonly string[];
  readonly SnapshotName?: string;
  readonly SnapshotRetentionLimit?: number;
  readonly SnapshotWindow?: string;
  readonly Tags?: readonly object[];
  readonly TransitEncryptionEnabled?: boolean;
  readonly VpcSecurityGroupIds?: readonly string[];
}

/** A cluster of nodes without replication as rules see it: Memcached, or a single node of Valkey or Redis OSS. */
export interface CacheCluster extends Subject {
  readonly properties: CacheClusterProperties;
  /** Its parameter group, where it is in the same template. */
  readonly parameterGroup?: ParameterGroupProperties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  /** The Region and account of the stack, where they are known. */
  readonly region?: string;
  readonly account?: string;
}

/** The types that the schema gives the properties, and the items of their lists. */
export const CACHE_CLUSTER_SCALARS: { readonly [property: string]: Scalar } = {
  AZMode: 'string',
  AutoMinorVersionUpgrade: 'boolean',
  CacheNodeType: 'string',
  CacheParameterGroupFamily: 'string',
  CacheParameterGroupName: 'string',
  CacheSecurityGroupNames: 'list',
  CacheSubnetGroupName: 'string',
  ClusterName: 'string',
  Engine: 'string',
  EngineVersion: 'string',
  IpDiscovery: 'string',
  LogDeliveryConfigurations: 'list',
  NetworkType: 'string',
  NotificationTopicArn: 'string',
  NumCacheNodes: 'integer',
  Port: 'integer',
  PreferredAvailabilityZone: 'string',
  PreferredAvailabilityZones: 'list',
  'PreferredAvailabilityZones[]': 'string',
  PreferredMaintenanceWindow: 'string',
  Properties: 'map',
  SnapshotArns: 'list',
  SnapshotName: 'string',
  SnapshotRetentionLimit: 'integer',
  SnapshotWindow: 'string',
  TransitEncryptionEnabled: 'boolean',
  VpcSecurityGroupIds: 'list',
};

/** Whether it is Memcached, and known to be. */
export function isMemcached({ properties: p }: CacheCluster): boolean {
  return p.Engine === Engine.MEMCACHED;
}

/** What is known of its engine version, or undefined. */
export function engineOfCluster({ properties: p }: CacheCluster): EngineVersion | undefined {
  return p.Engine === undefined || p.EngineVersion === undefined
    ? undefined
    : EngineVersion.resolve(p.Engine, p.EngineVersion);
}

/** The row of exactly its engine version: the family of one that AWS has added since is not known. */
export function rowOfCluster({ properties: p }: CacheCluster): EngineVersion | undefined {
  return EngineVersion.find(p.Engine ?? '', p.EngineVersion ?? '');
}

/** The row of its node type, or undefined where nothing is known of it. */
export function nodeTypeOfCluster({ properties: p }: CacheCluster): NodeType | undefined {
  return p.CacheNodeType === undefined ? undefined : NodeType.find(p.CacheNodeType);
}

/** How many zones the template names for its nodes; 0 where it leaves them to the service. */
export function zonesNamed({ properties: p }: CacheCluster): number {
  const { PreferredAvailabilityZone: one, PreferredAvailabilityZones: many = [] } = p;
  return new Set([...(one === undefined ? [] : [one]), ...many]).size;
}
