import type { CfnReplicationGroupProps } from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import type { EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import { INHERITED_FROM_PRIMARY } from '../rules/global-datastore-rules';
import { camelCase } from '../rules/words';
import type { Topology } from '../topology/topology';
import { Backup } from './backup';
import { ClusterMode } from './cluster-mode';
import { LogDestination } from './log-delivery';
import type { Profile } from './profile';
import type { ReplicationGroupProps } from './replication-group-props';
import { TransitEncryption } from './transit-encryption';

/** What a group is, its defaults applied. */
export interface GroupTraits {
  /** The engine and its version. */
  readonly engine: EngineVersion;
  /** Its shards and replicas. */
  readonly topology: Topology;
  /** The machine of its nodes. */
  readonly nodeType: NodeType;
}

/** What a group says for itself, before it is placed and wired. Makes the log groups under it. */
export function statedProperties(
  group: Construct & GroupTraits,
  props: ReplicationGroupProps,
  profile: Profile,
): CfnReplicationGroupProps {
  const { engine, topology, nodeType } = group;
  return {
    replicationGroupDescription: props.description ?? `Defined by ${group.node.path}`.slice(0, 255),
    replicationGroupId: props.replicationGroupId,
    primaryClusterId: props.primaryClusterId,
    globalReplicationGroupId: props.globalReplicationGroupId,
    engine: engine.engine,
    engineVersion: engine.version,
    cacheNodeType: nodeType.name,
    dataTieringEnabled: nodeType.dataTiering || undefined,
    ...topology._render(),
    clusterMode: (props.clusterMode ?? (topology.migrated ? ClusterMode.ENABLED : undefined))?.value,
    durability: props.durability?.value,
    networkType: props.networkType?.value,
    ipDiscovery: props.ipDiscovery?.value,
    atRestEncryptionEnabled: true,
    kmsKeyId: props.encryptionKey?.keyRef.keyArn,
    ...(props.transitEncryption ?? TransitEncryption.REQUIRED)._render(engine.features.tlsMode ?? false),
    ...(props.backup ?? (nodeType.kvCaching ? Backup.none() : profile.backup))._render(),
    ...props.restoreFrom?._render(),
    preferredMaintenanceWindow: props.maintenanceWindow?.value,
    autoMinorVersionUpgrade: props.autoMinorVersionUpgrade ?? engine.features.minorUpgrades === true,
    notificationTopicArn: props.notificationTopic?.topicRef.topicArn,
    logDeliveryConfigurations: logDeliveries(group, props, profile),
  };
}

function logDeliveries(
  group: Construct & GroupTraits,
  props: ReplicationGroupProps,
  profile: Profile,
): CfnReplicationGroupProps['logDeliveryConfigurations'] {
  const { slowLog, engineLog } = group.engine.features;
  const own = LogDestination.ownLogGroup();
  const none = LogDestination.none();
  return [
    ...(props.slowLog ?? (slowLog ? own : none))._bind(group, 'SlowLog', 'slow-log', profile),
    ...(props.engineLog ?? (engineLog ? own : none))._bind(group, 'EngineLog', 'engine-log', profile),
  ];
}

/** What a secondary of a Global Datastore says for itself: the rest is the primary's, or turned off by the service. */
export function withoutInherited(shape: CfnReplicationGroupProps): CfnReplicationGroupProps {
  const inherited = INHERITED_FROM_PRIMARY.map(camelCase);
  const dropped = [
    ...inherited,
    'multiAzEnabled',
    'dataTieringEnabled',
    'transitEncryptionMode',
    'autoMinorVersionUpgrade',
  ];
  const own = Object.entries(shape).filter(([property]) => !dropped.includes(property));
  return Object.fromEntries(own) as unknown as CfnReplicationGroupProps;
}
