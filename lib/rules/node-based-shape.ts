import { type EngineFeatures, EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import type { ParameterGroupProperties } from './parameter-group-shape';
import type { Subject, Text } from './rule';
import type { Scalar } from './shape';

/** One entry of `LogDeliveryConfigurations`. */
export interface LogDeliveryConfiguration {
  readonly DestinationDetails?: { readonly CloudWatchLogsDetails?: object; readonly KinesisFirehoseDetails?: object };
  readonly DestinationType?: string;
  readonly LogFormat?: string;
  readonly LogType?: string;
}

/** The properties that replication groups and clusters, the two resources that are made of nodes, have in common. */
export interface NodeBasedProperties {
  readonly AutoMinorVersionUpgrade?: boolean;
  readonly CacheNodeType?: string;
  readonly CacheParameterGroupName?: string;
  readonly CacheSecurityGroupNames?: readonly string[];
  readonly CacheSubnetGroupName?: string;
  readonly Engine?: string;
  readonly EngineVersion?: string;
  readonly IpDiscovery?: string;
  readonly LogDeliveryConfigurations?: readonly LogDeliveryConfiguration[];
  readonly NetworkType?: string;
  readonly NotificationTopicArn?: string;
  readonly Port?: number;
  readonly PreferredMaintenanceWindow?: string;
  readonly SnapshotArns?: readonly string[];
  readonly SnapshotName?: string;
  readonly SnapshotRetentionLimit?: number;
  readonly SnapshotWindow?: string;
  readonly Tags?: readonly object[];
  readonly TransitEncryptionEnabled?: boolean;
}

/** A replication group or a cluster as rules see it: its properties, and what stands around them in the template. */
export interface NodeBased extends Subject {
  readonly properties: NodeBasedProperties;
  /** Its parameter group, where it is in the same template. */
  readonly parameterGroup?: ParameterGroupProperties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  /** The Region and account of the stack, where they are known. */
  readonly region?: string;
  readonly account?: string;
}

/** What is said otherwise of the one resource than of the other, in the rows that both have. */
export interface NodeBasedKind {
  /** What the ids begin with. */
  readonly prefix: string;
  /** The page of the resource. */
  readonly page: string;
  /** The types that the schema gives the properties. */
  readonly scalars: { readonly [property: string]: Scalar };
  /** The property of the security groups. */
  readonly securityGroups: string;
  /** What to write for the port. */
  readonly port: Text<NodeBased>;
  /** The first versions that have IPv6. */
  readonly ipv6: string;
  /** Whether it may go without a subnet group, or another rule asks for one. */
  readonly withoutSubnetGroup: (it: NodeBased) => boolean;
}

/** The types that the schema gives those properties, and those around them. */
export const NODE_BASED_SCALARS: { readonly [property: string]: Scalar } = {
  AutoMinorVersionUpgrade: 'boolean',
  CacheNodeType: 'string',
  CacheParameterGroupFamily: 'string',
  CacheParameterGroupName: 'string',
  CacheSecurityGroupNames: 'list',
  CacheSubnetGroupName: 'string',
  Engine: 'string',
  EngineVersion: 'string',
  IpDiscovery: 'string',
  LogDeliveryConfigurations: 'list',
  'LogDeliveryConfigurations[]': 'map',
  NetworkType: 'string',
  NotificationTopicArn: 'string',
  Port: 'integer',
  PreferredMaintenanceWindow: 'string',
  Properties: 'map',
  SnapshotArns: 'list',
  'SnapshotArns[]': 'string',
  SnapshotName: 'string',
  SnapshotRetentionLimit: 'integer',
  SnapshotWindow: 'string',
  TransitEncryptionEnabled: 'boolean',
};

/** What is known of its engine version, or undefined. */
export function engineOf({ properties: p }: NodeBased): EngineVersion | undefined {
  return p.Engine === undefined || p.EngineVersion === undefined
    ? undefined
    : EngineVersion.resolve(p.Engine, p.EngineVersion);
}

/** The row of exactly its engine version: the family of one that AWS has added since is not known. */
export function rowOf({ properties: p }: NodeBased): EngineVersion | undefined {
  return EngineVersion.find(p.Engine ?? '', p.EngineVersion ?? '');
}

/** Whether its engine version is known and lacks the feature. */
export function lacks(it: NodeBased, feature: keyof EngineFeatures): boolean {
  const engine = engineOf(it);
  return engine !== undefined && engine.features[feature] !== true;
}

/** The row of its node type, or undefined where nothing is known of it. */
export function nodeTypeOf({ properties: p }: NodeBased): NodeType | undefined {
  return p.CacheNodeType === undefined ? undefined : NodeType.find(p.CacheNodeType);
}

/** Whether it inherits most of its properties from the primary of a Global Datastore: whichever, its id says so. */
export function isSecondary({ properties: p }: NodeBased): boolean {
  return 'GlobalReplicationGroupId' in p;
}
