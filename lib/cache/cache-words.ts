import { constant, type Word, words } from '../policy/construct-words';
import type { Words } from '../rules/rule';

function shards(property: string): (value: unknown) => string {
  return (value) => `topology: Topology.clusterMode({ ${property}: ${value} })`;
}

const NODE_TYPE: Word = {
  name: 'nodeType',
  set: (value) => `nodeType: NodeType.${String(value).replace('cache.', '').replace('.', '_').toUpperCase()}`,
};

const ENGINE_VERSION: Word = { name: 'engine', set: (value) => `engine: EngineVersion.of('${value}', ...)` };

/** The words of `ReplicationGroup`. */
export const REPLICATION_GROUP_WORDS: Words = words({
  AuthToken: { name: 'auth' },
  AutomaticFailoverEnabled: { name: 'automaticFailover' },
  CacheNodeType: NODE_TYPE,
  CacheParameterGroupName: { name: 'parameterGroup' },
  CacheSubnetGroupName: { name: 'subnetGroup' },
  ClusterMode: {
    name: 'clusterMode',
    // Enabling a group that was made without cluster mode keeps its shape, which the topology says.
    set: (value) =>
      value === 'enabled'
        ? 'topology: Topology.migratedToClusterMode()'
        : `clusterMode: ClusterMode.${String(value).toUpperCase()}`,
  },
  DataTieringEnabled: { name: 'nodeType', set: () => 'nodeType: NodeType.R6GD_XLARGE' },
  DeletionPolicy: { name: 'removalPolicy' },
  Durability: constant('durability', 'Durability'),
  Engine: { name: 'engine', set: () => 'engine: EngineVersion.VALKEY_8_2' },
  EngineVersion: ENGINE_VERSION,
  IpDiscovery: constant('ipDiscovery', 'IpDiscovery'),
  KmsKeyId: { name: 'encryptionKey' },
  LogDeliveryConfigurations: { name: "slowLog' or 'engineLog" },
  MultiAZEnabled: { name: 'multiAz' },
  NetworkType: constant('networkType', 'NetworkType'),
  NodeGroupConfiguration: { name: 'topology.layout' },
  NotificationTopicArn: { name: 'notificationTopic' },
  NumCacheClusters: {
    name: 'topology',
    set: (value) => `topology: Topology.singleShard({ replicas: ${Number(value) - 1} })`,
  },
  NumNodeGroups: { name: 'topology.shards', set: shards('shards') },
  PreferredCacheClusterAZs: { name: 'topology.zones' },
  PreferredMaintenanceWindow: { name: 'maintenanceWindow' },
  ReplicasPerNodeGroup: {
    name: 'topology.replicasPerShard',
    set: (value) =>
      value === 0 ? 'topology: Topology.clusterModeWithoutReplicas()' : shards('replicasPerShard')(value),
  },
  ReplicationGroupDescription: { name: 'description' },
  SecurityGroupIds: { name: 'securityGroups' },
  SnapshotArns: { name: 'restoreFrom' },
  SnapshotName: { name: 'restoreFrom' },
  SnapshotRetentionLimit: {
    name: 'backup',
    set: (value) =>
      value === 0 ? 'backup: Backup.none()' : `backup: Backup.daily({ retention: Duration.days(${value}) })`,
  },
  SnapshottingClusterId: { name: 'backup.nodeId' },
  SnapshotWindow: { name: 'backup.window' },
  TransitEncryptionEnabled: {
    name: 'transitEncryption',
    set: (value) => `transitEncryption: TransitEncryption.${value === true ? 'REQUIRED' : 'DISABLED'}`,
  },
  TransitEncryptionMode: constant('transitEncryption', 'TransitEncryption'),
  UserGroupIds: { name: 'auth' },
});

/** The words of `MemcachedCluster`. */
export const MEMCACHED_CLUSTER_WORDS: Words = words({
  // What is wrong with several of them at once.
  '': { name: 'props' },
  AZMode: { name: 'zones' },
  CacheNodeType: NODE_TYPE,
  CacheParameterGroupName: { name: 'parameterGroup' },
  CacheSubnetGroupName: { name: 'subnetGroup' },
  DeletionPolicy: { name: 'removalPolicy' },
  Engine: { name: 'engine', set: () => 'engine: EngineVersion.MEMCACHED_1_6_22' },
  EngineVersion: ENGINE_VERSION,
  IpDiscovery: constant('ipDiscovery', 'IpDiscovery'),
  NetworkType: constant('networkType', 'NetworkType'),
  NotificationTopicArn: { name: 'notificationTopic' },
  NumCacheNodes: { name: 'nodes' },
  PreferredAvailabilityZones: { name: 'zones' },
  PreferredMaintenanceWindow: { name: 'maintenanceWindow' },
  TransitEncryptionEnabled: { name: 'transitEncryption' },
  VpcSecurityGroupIds: { name: 'securityGroups' },
});

/** The words of `ParameterGroup`. */
export const PARAMETER_GROUP_WORDS: Words = words({
  CacheParameterGroupFamily: { name: 'engine' },
  Properties: { name: 'parameters' },
});
